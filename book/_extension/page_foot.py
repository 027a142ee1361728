"""What stands at the foot of each page: how to cite it, and where to get and run its notebooks.

``templates/page-foot.html`` shows it.  A page is cited by its title, the book's, the year and the
version of the library that it was built with; its address only where the book knows its own
(``html: baseurl`` in ``_config.yml``).
"""

import html
import re

import snnlib

_LATEX = {"\\": r"\textbackslash{}", **{sign: f"\\{sign}" for sign in "&%#_$"}, "–": "--"}
_TAG = re.compile(r"<[^>]*>")


def plain_title(title):
    """A page's title without its markup."""
    return " ".join(html.unescape(_TAG.sub("", title)).split())


def _latex(text):
    return "".join(_LATEX.get(sign, sign) for sign in text)


def _key(book, pagename):
    name = f"{book} {pagename.removeprefix('book/')}".lower()
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-")


def citation(title, book, author, year, url=""):
    """One sentence that names a page of the book, or with the book's own title the book."""
    part = f"“{title}”. In: {book}" if title != book else book
    address = f", {url}" if url else ""
    return f"{author} ({year}). {part}, version {snnlib.__version__}{address}."


def bibtex(pagename, title, book, author, year, url=""):
    """The same for BibTeX."""
    whole = title == book
    fields = {
        "author": f"{{{_latex(author)}}}",
        "title": f"{{{_latex(title)}}}",
        "booktitle": "" if whole else f"{{{_latex(book)}}}",
        "year": year,
        "note": f"Version {snnlib.__version__}",
        "url": url,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    kind = "misc" if whole else "incollection"
    key = _key(book, "" if whole else pagename)
    return "\n".join([f"@{kind}{{{key},", ",\n".join(lines), "}"])


def _year(app):
    found = re.search(r"\d{4}", app.config.copyright or "")
    return found[0] if found else ""


def describe(app, pagename, templatename, context, doctree):
    """Give the template what it shows; a page without a source, such as the search, has no foot."""
    if doctree is None:
        return
    book = context["docstitle"]
    is_whole = pagename == app.config.root_doc
    title = book if is_whole else plain_title(context["title"])
    about = title, book, app.config.author, _year(app), context.get("share_url", "")
    context["cite"] = {
        "what": "book" if is_whole else "chapter",
        "title": title,
        "author": app.config.author,
        "year": _year(app),
        "sentence": citation(*about),
        "bibtex": bibtex(pagename, *about),
    }


def setup(app):
    app.connect("html-page-context", describe, priority=920)
