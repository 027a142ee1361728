"""Spelling: the words of pages, of code cells and of the library's docstrings, in British English.

A word is right if it stands in the English list of the package pyspellchecker or in ``words.txt``,
the project's own: names, and terms of the field. The package's list is American: a British form is
right if its American form stands there, and an American form is refused.
"""

import ast
import functools
import io
import re
import tokenize
from pathlib import Path

from spellchecker import SpellChecker

from snnlib.live.myst import cells
from tests.book import checks

OWN = Path(__file__).with_name("words.txt")

_NO_WORDS = re.compile(
    r"<!--.*?-->|</?[a-z][^<>]*>"
    r"|\$\$.*?\$\$(?: *\([\w-]+\))?|(?<!\\)\$[^$]+\$"
    r"|^\([\w-]+\)=$|^ *:alt:|^ *:[\w-]+:(?: [^\n]*)?$|^[`:]{3,}\{[\w:-]+\}"  # anchors, directives
    r"|\{(?:doc|ref|term)\}`(?=[^`<]+<)|(?<=\w) ?<[^<>`]+>`"  # what is around a link's words
    r"|(?:\{[\w:]+\}|:\w+:)?(`+)[^`].*?(?<!`)\1(?!`)|\]\([^)\s]*\)|https?://\S+|[\w.-]+@[\w.-]+",
    re.M | re.S,
)
#: Parameters with their types, lines that doctest runs, titles of works.
_NO_WORDS_OF_DOCSTRINGS = re.compile(
    r'^\s*[\w*, ]+ : .*$|^\s*(?:>>>|\.\.\.) .*$|"[A-Z][^"]*"', re.M
)
#: Letters, with an apostrophe between them; no part of a name in code, a path or an address.
_WORD = re.compile(r"(?<![\w@#/.\\'’])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w/\\]|\.\w|\()")
#: British spellings, and what stands in their place in an American list.
_AMERICAN = (
    (r"is(e[drs]?|ers|ing|ingly|able|ations?|ational)$", r"iz\1"),
    (r"ys(e[drs]?|ers|ing)$", r"yz\1"),
    (r"our(?=$|s$|ed|ing|less|ful|abl|al|ist|ite|hood)", "or"),
    (r"(?<=[cbt])re(d|s|)$", r"er\1"),
    (r"ll(ed|ing|er|ers)$", r"l\1"),
    (r"ence(s|less|)$", r"ense\1"),
    (r"^sc(?=eptic)", "sk"),
    (r"ae", "e"),
)
_NOT_BRITISH = re.compile(
    r"(?!(?:re)?siz(?:e|ed|es|ing)$|(?:cap|down|out)siz|(?:sei|pri)ze|sizable$|maize$)"
    r"\w{2,}(?:iz(?:e|e[drs]|ers|ing|ingly|able|ations?|ational)|yz(?:e|e[drs]|ers|ing))"
    r"|\w*(?:col|behavi|neighb|fav|hon|lab|flav|hum|rum|vig|harb|vap|tum|arm|end?eav|cand|splend|od)"
    r"or(?!a[rt]|iz|ous|i[af])\w*"
    r"|(?:(?:epi)?cent|fib|(?:milli)?lit|theat|lust|somb|(?:kilo|centi|milli|micro|nano)met)er(?:s|ed|)"
    r"|(?:model|label|signal|travel|cancel|channel|level|tunnel|fuel|total|dial|spiral|equal|panel)"
    r"(?:ed|ing|ings|er|ers)"
    r"|gray\w*|cata?log[s]?|dialogs?|artifacts?|aluminum|defense|offense|pretense|skeptic\w*"
    r"|fulfill?(?:s|ment)|enroll?(?:s|ment)|skillful|jewelry|plow\w*|molds?|pediatric|anesthe\w*",
)


@functools.cache
def lists():
    """The English list, and the project's own, in small letters."""
    lines = [line for line in OWN.read_text("utf-8").splitlines() if not line.startswith("#")]
    own = {word.lower() for word in " ".join(lines).split()}
    return SpellChecker(distance=1).word_frequency.dictionary, own


@functools.cache
def is_right(word):
    """Whether a word is English as the British spell it, or one of the project's own."""
    english, own = lists()
    if re.search("[a-z][A-Z]", word):  # a name in code
        return True
    word = re.sub("['’]s?$", "", word.lower())
    if len(word) < 3 or {word, word.removesuffix("s")} & own:
        return True
    if _NOT_BRITISH.fullmatch(word):
        return False
    forms = (re.sub(british, american, word) for british, american in _AMERICAN)
    return word in english or any(form in english for form in forms)


def words(text):
    """The words of a text in Markdown: no code, formulas, addresses and names of directives."""
    paragraphs = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S).split("\n\n")
    return [word for text in paragraphs for word in _WORD.findall(_NO_WORDS.sub(" ", text))]


def _docstrings(tree):
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    texts = [ast.get_docstring(n) or "" for n in ast.walk(tree) if isinstance(n, kinds)]
    return [_NO_WORDS_OF_DOCSTRINGS.sub(" ", text) for text in texts]


def _strings(code):
    """What a cell says to readers: its figures' words, what it prints, and its comments."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.keyword) and node.arg in ("title", "label"):
            node = node.value  # these may be one word
        elif not isinstance(node, ast.Constant) or " " not in str(node.value):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


@functools.cache
def words_of(path):
    """The words of a file in Markdown or YAML, or of a module's docstrings."""
    text = path.read_text("utf-8")
    parts = [text]
    if path.suffix == ".py":
        parts = _docstrings(ast.parse(text))
    elif path.suffix == ".md":
        lines = text.splitlines()
        parts = [checks.prose(text)]
        for cell in cells(lines):
            parts += _strings("\n".join(lines[cell.code : cell.end]))
    return {word for part in parts for word in words(part)}


def misspelled(path):
    """Words of such a file that are in neither list."""
    return sorted(word for word in words_of(path) if not is_right(word))
