"""The roles of a chapter in words that JupyterLab sets, and back again.

JupyterLab knows formulas, admonitions and links, and not the roles for a computed number
(``glue:text``), a citation, a number that can be dragged or another chapter.  While a chapter is
open they are written as ``{abbr}`words (role: target)```, which shows the words, and the rest to
who points at them; another chapter becomes a link.  A save writes the roles again, as they were.
"""

import ast
import functools
import json
import re

from pybtex.database import parse_file
from pybtex.richtext import Text

_ROLE = re.compile(r"\{(glue:text|cite|scrub|ref)\}`([^`()]*)`")
_WORDED = re.compile(r"\{abbr\}`[^`]*? \((glue:text|cite|scrub|ref): ([^`()]*)\)`")
_DOC = re.compile(r"\{doc\}`((?:([^`<\"]*?)\s*<([\w./-]+)>|([\w./-]+)))`")
_LINK = re.compile(r"\[[^\]]*\]\([\w./-]+\.md \"chapter: ([^\"]*)\"\)")
_TITLE = re.compile(r"^# (.+)$", re.M)
_UNKNOWN = "…"  # a number of a chapter that was never built


class Words:
    """What the roles of the chapter at ``path``, in the project's folder ``root``, say.

    Computed numbers are those of the chapters that were run into the folder ``executed``.
    """

    def __init__(self, root, path, executed=None):
        self.root, self.path = root, path
        self.executed = executed or root / "_build" / "jupyter_execute"

    def dress(self, text):
        """Text with words in place of roles."""
        return _DOC.sub(self._link, _ROLE.sub(self._worded, text))

    def undress(self, text):
        """Text with the roles that :meth:`dress` put into words."""
        return _LINK.sub(r"{doc}`\1`", _WORDED.sub(r"{\1}`\2`", text))

    def _worded(self, found):
        role, target = found.groups()
        return f"{{abbr}}`{self._say(role, target)} ({role}: {target})`"

    def _say(self, role, target):
        if role == "glue:text":
            return self._number(*target.partition(":")[::2])
        if role == "cite":
            return f"[{'; '.join(self._cited(key.strip()) for key in target.split(','))}]"
        return target.partition("<")[0].strip() or target  # words <target>

    def _number(self, name, spec):
        glued = _json((self.executed / self.path).with_suffix(".glue.json"))
        if name not in glued:
            return _UNKNOWN
        text = glued[name]["data"]["text/plain"]
        try:
            return format(ast.literal_eval(text), spec)
        except (ValueError, SyntaxError):  # no plain number or word
            return text

    def _cited(self, key):
        entry = _entries(self.root / "book" / "references.bib").get(key)
        if entry is None:
            return key
        people = _people(entry)
        several = len(people) > 2 or "others" in people
        names = f"{people[0]} et al." if several else " and ".join(people) or key
        return f"{names}, {entry.fields.get('year', 'n.d.')}"

    def _title(self, target):
        try:
            text = (self.root / self.path).parent.joinpath(f"{target}.md").read_text("utf-8")
        except OSError:
            return target
        found = _TITLE.search(text)
        return found[1].strip() if found else target

    def _link(self, role):
        whole, words, target, alone = role.groups()
        return (
            f'[{words if target else self._title(alone)}]({target or alone}.md "chapter: {whole}")'
        )


def _people(entry):
    return [
        str(Text.from_latex(" ".join([*p.prelast_names, *p.last_names])))
        for p in entry.persons.get("author") or entry.persons.get("editor") or ()
    ]


def source(root, key):
    """One line on a cited work: who, when, what, and where it is found."""
    entry = _entries(root / "book" / "references.bib").get(key)
    if entry is None:
        return key
    field = {name: str(Text.from_latex(text)) for name, text in entry.fields.items()}
    where = field.get("journal") or field.get("booktitle") or field.get("publisher")
    link = f"https://doi.org/{field['doi']}" if "doi" in field else field.get("url")
    link = link or (f"arXiv:{field['eprint']}" if "eprint" in field else None)
    what = f"{', '.join(_people(entry))} ({field.get('year', 'n.d.')}). {field.get('title', key)}"
    return ". ".join(filter(None, [what, where and f"*{where}*", link]))


def _json(path):
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


@functools.cache
def _read(path, _changed):
    return parse_file(path).entries


def _entries(path):
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}
