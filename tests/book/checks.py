"""What is checked of a book's sources and of its built pages; each function gives the faults."""

import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from pybtex.database import parse_file

from snnlib.live.myst import blocks

CITE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>{}]+")
_SOURCE = {  # attributes that make a browser load something at once
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
}
_LOADING_LINKS = {"stylesheet", "preload", "prefetch", "modulepreload", "icon", "manifest"}
_CSS_URL = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])([^\"')]+)")
_FOREIGN = re.compile(r"(?:https?:)?//", re.I)


# ── sources ────────────────────────────────────────────────────────────────────────────────────


def chapters(book):
    """The book's pages in MyST Markdown."""
    return sorted(path for path in book.rglob("*.md") if "_build" not in path.parts)


def prose(text):
    """A page's text without what stands in its fenced code; directives with words stay."""
    lines = text.splitlines()
    literal = {i for block in blocks(lines) for i in range(block.start, block.end + 1)}
    return "\n".join(line for i, line in enumerate(lines) if i not in literal) + "\n"


_NOT_PLAIN = {  # words that a newcomer to the field, or to English, reads twice
    r"\bbeside\b": "next to, compared with, relative to",
    r"\b(?:shares? of|as shares|the share)\b": "fraction of",
    r"\bin the mean\b(?! square)": "on average",
    r"\bstray": "extra",
    r"\bwhoever\b": "the one that, those who",
    r"\b\d+,000 million\b": "billion",
    r"\ba spike a value\b": "a spike per value",
    r"\b(?:the chance that|is chance)\b": "the probability that, a guess",
    r"\bcrowds?\b(?! together)": "population",
    r"\bdearer\b": "more expensive",
    r"\ban own\b": "its own",
    r"\ba (?:byte|bit|step|number) a (?:value|pixel|line|step|neuron|number)\b": "per",
}


def not_plain(text):
    """Words of the prose that have a plainer one or the field's own, and what to write instead."""
    words = " ".join(prose(text).split())
    return [
        f"{found[0]}: {better}"
        for pattern, better in _NOT_PLAIN.items()
        for found in re.finditer(pattern, words, re.I)
    ]


def lost_lines(text):
    """Lines of the prose that MyST takes for comments, since they begin with a per cent sign."""
    return [line for line in prose(text).splitlines() if line.lstrip().startswith("%")]


def cited_keys(book):
    """Every key that the pages cite."""
    found = set()
    for path in chapters(book):
        for keys in CITE.findall(prose(path.read_text("utf-8"))):
            found |= {key.strip() for key in keys.split(",")}
    return found


def reference_faults(book):
    """Cites without an entry, entries that nobody cites, entries that lead nowhere."""
    entries = parse_file(book / "references.bib").entries
    cited = cited_keys(book)
    faults = [f"{key} is cited and not in references.bib" for key in sorted(cited - set(entries))]
    faults += [
        f"{key} is in references.bib and never cited" for key in sorted(set(entries) - cited)
    ]
    for key, entry in entries.items():
        fields = {name.lower(): str(value) for name, value in entry.fields.items()}
        if not {"doi", "url", "isbn", "eprint"} & set(fields):
            faults.append(f"{key} has neither doi nor url nor isbn nor eprint")
        if "doi" in fields and not _DOI.fullmatch(fields["doi"]):
            faults.append(f"{key}: {fields['doi']!r} is no DOI (10.NNNN/…, without https://)")
        if "url" in fields and not fields["url"].startswith(("https://", "http://")):
            faults.append(f"{key}: {fields['url']!r} is no web address")
        if not fields.get("year", "").isdigit():
            faults.append(f"{key} has no year")
    return faults


def chapter_faults(text):
    """What a chapter lacks: a live figure early, exercises with solutions, its sources."""
    faults = []
    words = prose(text)
    headings = re.findall(r"^## +(.+?)\s*$", words, re.M)
    before = text[: text.index(f"\n## {headings[0]}")] if headings else text
    if not re.search(r"\b(Figure|Workbench)\(", before):
        faults.append("no live figure stands before the first section")
    if "At the end of this chapter you" not in " ".join(before.split()):
        faults.append("it does not say what one can do at its end")
    if "```{bibliography}" not in words:
        faults.append("it has no bibliography directive")
    if "Exercises" not in headings:
        return [*faults, "it has no section called Exercises"]
    exercises = words.split("\n## Exercises", 1)[1].split("\n## ", 1)[0]
    asked = re.findall(r"^\*\*(\d+)\. ", exercises, re.M)
    if asked != [str(i + 1) for i in range(len(asked))] or len(asked) < 3:
        faults.append(f"it needs three or more exercises, **1. …** and so on; it has {asked}")
    for number in asked:
        solution = rf"^(:{{3,}}){{admonition}} Solution {number}\n:class: dropdown\n.+?^\1\s*$"
        if not re.search(solution, exercises, re.M | re.S):
            faults.append(f"exercise {number} has no collapsed block with its solution")
    return faults


def pictures_without_words(text):
    """Image and figure directives of a source without alternative text."""
    faults = re.findall(r"!\[\s*\]\([^)]*\)", text)
    pattern = r"^([`:]{3,})\{(image|figure)\}([^\n]*)\n(.*?)^\1"
    for _, kind, target, body in re.findall(pattern, text, re.M | re.S):
        if not re.search(r"^:alt: *\S", body, re.M):
            faults.append(f"{kind} {target.strip()}")
    return faults


_FORMAT = re.compile(r"\{glue:text\}`[^`:]+:[^`]*?\.(\d)f`|\{[^{}]*:[^{}]*?\.(\d)f\}")
_UNCERTAIN = re.compile(r"\d+(?:\.(\d+))?(?:\s*%)?\s*(?:±|\+-|\+/-|\\pm)\s*\d+(?:\.(\d+))?")


def digit_faults(text):
    """Numbers with more digits than the error behind them; a format counts as what it prints."""
    printed = _FORMAT.sub(lambda m: f"{0:.{m[1] or m[2]}f}", text)
    found = _UNCERTAIN.finditer(printed)
    return [m[0] for m in found if len(m[1] or "") > len(m[2] or "")]


def visible(path):
    """The words of a built page, without scripts and tags."""
    text = re.sub(
        r"<(script|style)\b.*?</\1>|<[^>]+>", " ", Path(path).read_text("utf-8"), flags=re.S
    )
    return " ".join(text.split())


_PAGE_LINK = re.compile(
    r"\]\(([^)\s:#]+?)(?:\.md|\.html)?(?:#[^)]*)?\)|\{doc\}`(?:[^`<]*<)?([^`>]+)>?`"
)
_PAGE_NAMED = re.compile(r"chapters?\s+\"([a-z-]+/[a-z-]+)\"(?:\s+and\s+\"([a-z-]+/[a-z-]+)\")?")


def links_to_no_page(text, page, pages):
    """Links and ``{doc}`` of a page, such as ``book/neurons/lif``, to what is no page or file."""
    faults = []
    for link in (a or b for a, b in _PAGE_LINK.findall(prose(text))):
        there = posixpath.normpath(posixpath.join(posixpath.dirname(page), link))
        if "." not in posixpath.basename(there) and there not in pages:
            faults.append(link)
    return faults


def chapters_named(source):
    """The chapters that docstrings of the library name."""
    return {name for names in _PAGE_NAMED.findall(source) for name in names if name}


_GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|"
    "phi|varphi|chi|psi|omega|ell|Gamma|Theta|Lambda|Phi|Psi|Omega"
)
_BELOW = r"\{(?:[^{}]|\{[^{}]*\})*\}|\\(?:mathrm|text)\{[^{}]*\}|\\?[A-Za-z0-9]+"
_SYMBOL = re.compile(
    rf"(\\(?:{_GREEK})(?![A-Za-z])|(?<![\\A-Za-z])[A-Za-z](?![A-Za-z]))(?:_({_BELOW}))?"
)
_WORD = re.compile(r"(?<!_)\\(?:text|operatorname|mathsf|mathbb|begin|end)\{[^{}]*\}")
_UPRIGHT = re.compile(r"\\(?:mathrm|text)(?![A-Za-z])|[{}\s]")
_COUNTED = re.compile(r"[ijkmnpqst0-9+-]*")
_IMPULSE = re.compile(r"\\delta(?=\s*(?:\\bigl|\\left)?\()")
UNIVERSAL = set("deijknt")  # indices and counts, Euler's number, time, a bit of time


def _named_below(subscript):
    """A subscript that is a name, such as rest; without indices, which only count."""
    parts = _UPRIGHT.sub("", subscript or "").split(",")
    return ",".join(part for part in parts if not _COUNTED.fullmatch(part))


def symbols(formula):
    """Letters of a formula with the names below them, and without what stands for itself."""
    bound = set(re.findall(r"\\int.*?\\mathrm\{d\}\s*([a-z])", formula, re.S))  # integrated over
    found = set()
    for letter, below in _SYMBOL.findall(_IMPULSE.sub("", _WORD.sub("", formula))):
        name = _named_below(below)
        found |= {f"{letter}_{name}"} if name else {letter} - bound - UNIVERSAL
    return found


def unnamed_symbols(text):
    """Symbols of a page's equations that its text, where it names things, never mentions."""
    words = prose(text)
    equations = re.findall(r"^ *\$\$\n(.*?)^ *\$\$", words, re.M | re.S)
    rest = re.sub(r"^ *\$\$\n.*?^ *\$\$", "", words, flags=re.M | re.S)
    named = {s for formula in re.findall(r"(?<![\\$])\$([^$]+)\$", rest) for s in symbols(formula)}
    return sorted({s for equation in equations for s in symbols(equation)} - named)


# ── built pages ────────────────────────────────────────────────────────────────────────────────


class Page(HTMLParser):
    """What a built page links to, loads, names and shows, and its figures' kernels."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.ids, self.figures, self.mute = [], [], [], [], []
        self.kernel_arguments, self.state = {}, None
        self.feed(Path(path).read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag, attributes):
        attrs = {name: value or "" for name, value in attributes}
        self.ids += [attrs["id"]] if "id" in attrs else []
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        for name in _SOURCE.get(tag, ()):
            if name in attrs:
                places = attrs[name].split(",") if name == "srcset" else [attrs[name]]
                self.loads += [place.split()[0] for place in places if place.strip()]
        if tag == "link" and _LOADING_LINKS & set(attrs.get("rel", "").split()):
            self.loads.append(attrs.get("href", ""))
        self.loads += _CSS_URL.findall(attrs.get("style", ""))
        if "data-live-figure" in attrs:
            self.figures.append(attrs["data-live-figure"])
        if "data-workbench" in attrs:  # the box in which readers write a neuron is live as well
            self.figures.append(f"workbench-{attrs['data-workbench']}")
        self.state = [] if attrs.get("class") == "live-state" else None
        if tag == "img" and not attrs.get("alt", "").strip():
            self.mute.append(attrs.get("src", "an image"))
        if tag == "svg" and attrs.get("aria-hidden") != "true" and not attrs.get("aria-label"):
            self.mute.append(f"svg {attrs.get('class', '')}")

    def handle_data(self, data):
        if self.lasttag == "style":
            self.loads += _CSS_URL.findall(data)
        if self.state is not None:
            self.state.append(data)

    def handle_endtag(self, tag):
        if self.state:
            spec = json.loads("".join(self.state))["spec"]
            self.kernel_arguments[spec["name"]] = spec["layout"]["parameters"]
        self.state = None


def pages(site):
    """Every built page, parsed, by its path."""
    return {
        path: Page(path) for path in sorted(site.rglob("*.html")) if "_static" not in path.parts
    }


def broken_links(site):
    """Links and fragments inside the site that lead nowhere."""
    known = pages(site)
    faults = []
    for path, page in known.items():
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
                continue
            place = unquote(urljoin(path.relative_to(site).as_posix(), parts.path))
            target = site / place if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            fault = f"{path.relative_to(site)}: {link}"
            fragment = unquote(parts.fragment) if "?" not in parts.fragment else ""
            if not target.is_file():
                faults.append(fault)
            elif fragment and target in known and fragment not in known[target].ids:
                faults.append(f"{fault} (no such place on that page)")
    return faults


def foreign_loads(site):
    """What the pages and their style sheets load from another server."""
    faults = []
    for path, page in pages(site).items():
        faults += [f"{path.relative_to(site)}: {u}" for u in page.loads if _FOREIGN.match(u)]
    for path in sorted(site.rglob("*.css")):
        for url in _CSS_URL.findall(path.read_text("utf-8", errors="replace")):
            if _FOREIGN.match(url):
                faults.append(f"{path.relative_to(site)}: {url}")
    return faults


_TERM = re.compile(r'<dt id="(term-[^"]+)">(.*?)</?(?:a|dt)\b', re.S)
_NO_PROSE = re.compile(
    r"<(a|code|script|style|figure)\b.*?</\1>|<span class=\"math.*?</span>", re.S
)


def glossary(path):
    """Anchors of each word that a built page's glossary explains, with those that mean the same."""
    entries = map(_TERM.findall, Path(path).read_text("utf-8").split("<dd>"))
    return {
        re.sub(r"<[^>]+>", "", word).strip(): [anchor for anchor, _ in entry]
        for entry in entries
        for _, word in entry
    }


def unlinked_words(path, words):
    """Words of a glossary that a built page uses in a paragraph and never links."""
    page = Path(path).read_text("utf-8")
    text = _NO_PROSE.sub(" ", page.partition('class="citation-list"')[0])
    plain = re.sub(r"<[^>]+>", " ", " ".join(re.findall(r"<p>(.*?)</p>", text, re.S)))
    used = []
    for word in sorted(words, key=len, reverse=True):  # "membrane potential" has no "membrane"
        plain, n = re.subn(rf"(?<![\w-]){re.escape(word)}s?(?![\w-])", "|", plain, flags=re.I)
        used += [word] if n else []
    return [word for word in used if not any(f'#{anchor}"' in page for anchor in words[word])]


def frame_faults(text):
    """What is missing around a chapter: a line on what one needs, and a few on what to keep."""
    faults = []
    if "\n\n*You need* " not in text.partition("{code-cell}")[0]:
        faults.append("no paragraph begins with *You need* before the first cell")
    found = re.search(r"^## What to keep\n\n(.*?)\n\n?(?=^## Exercises|\Z)", text, re.M | re.S)
    if not found or "\n## " in found[1]:
        return [*faults, "no section 'What to keep', or not right before the exercises"]
    lines = len(re.findall(r"^- ", found[1], re.M))
    return faults if 1 <= lines <= 5 else [*faults, f"'What to keep' has {lines}, not 1 to 5 lines"]


def words_to_read(text):
    """How many words of prose a page has before its exercises, what is folded away left out.

    Formulas count as one word; tables, which are looked up, do not count.
    """
    plain = re.sub(r"^---\n.*?\n---\n", "", prose(text).split("\n## Exercises")[0], flags=re.S)
    folds = r"^:::+\{admonition\}[^\n]*\n:class: dropdown\n.*?^:::+$"
    plain = re.sub(folds, "", plain, flags=re.S | re.M)
    plain = re.sub(r"\$[^$]+\$", "x", re.sub(r"\$\$.*?\$\$", "", plain, flags=re.S))
    plain = re.sub(r"^\|.*$", "", plain, flags=re.M)
    return len(re.findall(r"\w[\w'’.-]*", re.sub(r"\{[a-z:-]+\}", "", plain)))
