"""The theme's style sheets in one file, without the rules for what no page of the book has.

Bootstrap and the theme style hundreds of parts.  A rule stays if one of its selectors has only
classes and ids that stand as a word in some page or script.
"""

import re
from pathlib import Path

_WORD = re.compile(r"[A-Za-z_][\w-]*")
_NAME = re.compile(r"(?<!\\)[.#]([A-Za-z_][\w-]*)")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_NESTING = ("@media", "@supports", "@container")


def words(site):
    """Every word in the pages, outside of figures' data, and in the scripts that pages load."""
    found = set()
    for path in site.rglob("*.html"):
        page = re.sub(
            r"<script type=\"application/json.*?</script>", "", path.read_text("utf-8"), flags=re.S
        )
        found.update(_WORD.findall(page))
    for path in [*(site / "_static").glob("*.js"), *(site / "_static" / "scripts").glob("*.js")]:
        found.update(_WORD.findall(path.read_text("utf-8", "replace")))
    for path in (site / "_static" / "live").glob("*.js"):
        found.update(_WORD.findall(path.read_text("utf-8")))
    return found


def join(files, used):
    """The text of several style sheets, without rules that use none of the words ``used``."""
    text = "".join(Path(file).read_text("utf-8") for file in files)
    text = _COMMENT.sub("", text.replace('@charset "UTF-8";', ""))
    return "".join(_kept(text, used))


def _kept(text, used):
    for head, body in _rules(text):
        if head.startswith(_NESTING):
            inside = "".join(_kept(body, used))
            if inside:
                yield f"{head}{{{inside}}}"
        elif body is None:
            yield f"{head};"
        elif head.startswith("@") or (selectors := _used(head, used)):
            yield f"{head if head.startswith('@') else selectors}{{{body.strip()}}}\n"


def _used(head, used):
    """The selectors of a rule that may meet something."""
    parts = re.split(r",(?![^()\[]*[)\]])", head)
    return ",".join(part.strip() for part in parts if set(_NAME.findall(_plain(part))) <= used)


def _plain(selector):
    """A selector without what it excludes or offers for choice, and without texts."""
    selector = re.sub(r'"[^"]*"', "", selector)
    while True:  # from the inside out
        selector, n = re.subn(r":(?:not|is|where|has|nth-[\w-]+|lang)\([^()]*\)", "", selector)
        if not n:
            return selector


def _rules(text):
    """``(head, body)`` of each rule; the body is None for a statement that ends in a semicolon."""
    at = 0
    for found in re.finditer(r"[{;]", text):
        if found.start() < at or _in_quotes(text, at, found.start()):
            continue
        head = text[at : found.start()].strip()
        if found.group() == ";":
            yield head, None
            at = found.end()
            continue
        end = _closing(text, found.end())
        yield head, text[found.end() : end]
        at = end + 1


def _in_quotes(text, start, end):
    return text.count('"', start, end) % 2 == 1


def _closing(text, at):
    """Where the brace closes that was opened just before ``at``."""
    depth, quote = 1, ""
    for i in range(at, len(text)):
        sign = text[i]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "{}":
            depth += 1 if sign == "{" else -1
            if depth == 0:
                return i
    raise ValueError("a style sheet has a brace that is never closed")
