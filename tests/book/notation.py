"""Symbols of the book: which letters its formulas use, page by page, and what the table says."""

import re

from tests.book import checks
from tests.book.conftest import ROOT

BOOK = ROOT / "book"
PAGE = BOOK / "appendix" / "notation.md"

_GREEK = checks._GREEK + "|varrho|Delta|Sigma|Pi|Xi|Upsilon|vartheta|iota|upsilon"
_BELOW = (
    r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\(?:mathrm|text)\{[^{}]*\}|\\?[A-Za-z0-9]+|[+-]"
)
_STYLED = r"\\(?:mathcal|mathbf|mathsf|mathbb)\{[A-Za-z]\}"
_SYMBOL = re.compile(
    rf"({_STYLED}|\\(?:{_GREEK})(?![A-Za-z])|(?<![\\A-Za-z])[A-Za-z](?![A-Za-z]))"
    rf"(?:\^?\{{?\\prime\}}?|')*(?:_({_BELOW}))?"
)
#: Words in a formula: what stands upright, and labels.
_WORD = re.compile(
    r"(?<!_)(?<!_\{)\\(?:text|mathrm|operatorname|begin|end|tag|label|class)\*?\{[^{}]*\}"
)
_UPRIGHT = re.compile(r"\\(?:mathrm|text|hat|bar|tilde)(?![A-Za-z])|[{}\s]")
_INDEX = re.compile(r"(?:[ijklnt0-9]|[+-][0-9])*")
_NAMED = re.compile(r"\\(?:mathrm|text)")
_IMPULSE = re.compile(r"\\delta(?=\s*(?:\\bigl|\\left)?\()")
_CHANGE = re.compile(r"\\Delta(?:\s|\{\})*(?=\\?[A-Za-z])")  # Delta w is a change of w
_EULER = re.compile(r"(?<![\\A-Za-z])e(?=\^)")
#: What stands for itself: counts and indices, time.
UNIVERSAL = set("ijklnt")


def full_symbols(formula):
    """Symbols of a formula with their subscripts; indices, which only count, are left out."""
    bare = _EULER.sub("", formula)
    bare = _CHANGE.sub("", _IMPULSE.sub("", _WORD.sub(" ", bare)))
    found = set()
    for letter, below in _SYMBOL.findall(bare):
        parts = [
            _UPRIGHT.sub("", part)
            for part in (below or "").strip("{}").split(",")
            if _NAMED.search(part) or not _INDEX.fullmatch(_UPRIGHT.sub("", part))
        ]
        found |= {f"{letter}_{','.join(parts)}"} if parts else {letter} - UNIVERSAL
    return found


def formulas(text):
    """All formulas of a page, those in the line and those that stand alone."""
    words = checks.prose(text)
    alone = re.findall(r"^ *\$\$\n(.*?)^ *\$\$", words, re.M | re.S)
    rest = re.sub(r"^ *\$\$\n.*?^ *\$\$", "", words, flags=re.M | re.S)
    return alone + re.findall(r"(?<![\\$])\$([^$]+)\$", rest)


def controls(text):
    """Symbol, name and unit of each slider of a page that has a symbol."""
    found = []
    for call in re.findall(r"live\.Slider\(((?:[^()]|\([^()]*\))*)\)", text):
        symbol = re.search(r'symbol=r?"([^"]*)"', call)
        unit = re.search(r'unit="([^"]*)"', call)
        name = re.match(r'\s*"(\w+)"', call)
        if symbol and name:
            found.append((symbol[1], name[1], unit[1] if unit else ""))
    return found


def symbols_by_page():
    """Pages on which each symbol stands, such as ``neurons/lif``; appendices left out."""
    found = {}
    for path in checks.chapters(BOOK):
        page = path.relative_to(BOOK).with_suffix("").as_posix()
        if page.startswith("appendix/"):
            continue
        text = path.read_text("utf-8")
        for formula in [*formulas(text), *(symbol for symbol, *_ in controls(text))]:
            for symbol in full_symbols(formula):
                found.setdefault(symbol, set()).add(page)
    return found


def _rows(label):
    text = PAGE.read_text("utf-8")
    table = re.search(rf"^\({label}\)=\n```{{table}}.*?\n```", text, re.M | re.S)[0]
    lines = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in cells] for cells in lines[2:]]


def _key(cell):
    """The symbol of a cell, as formulas give it."""
    formula = re.match(r"\$(.*?)\$", cell)[1].replace(r"\Delta t", "")
    return next(iter(full_symbols(formula)), cell.strip("$"))


def table():
    """Rows of the table of symbols: symbol, unit, names in the library, chapter."""
    return [
        (
            _key(symbol),
            unit.strip("–"),
            re.findall(r"`(\w+)`", names),
            re.search(r"`\.\./(.*?)`", chapter)[1],
        )
        for symbol, _, unit, names, chapter in _rows("tab-notation")
    ]


def letters():
    """Meaning of each letter of the second table, by chapter."""
    return {
        _key(letter): dict(re.findall(r"\{doc\}`\.\./([\w/-]+)`: ([^;]+)", meanings))
        for letter, meanings in _rows("tab-letters")
    }
