"""Sphinx extension for what is this book's own: its logo, a site that needs no other server, and
chapters that run beforehand, several at a time (``chapters.py``)."""

import re
import shutil
from importlib.metadata import files
from pathlib import Path

import chapters
import logo

_MATHJAX = "mathjax/tex-chtml.js"
_PRELOAD = re.compile(r'<link rel="preload" as="font"[^>]*>\s*')


def _draw_logo(app, config):
    folder = Path(app.outdir).parent / "art"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "logo.svg").write_text(logo.logo(), "utf-8")
    (folder / "favicon.svg").write_text(logo.favicon(), "utf-8")
    config.html_logo = str(folder / "logo.svg")
    config.html_favicon = str(folder / "favicon.svg")
    config.mathjax_path = _MATHJAX
    config.html_static_path.append(str(Path(__file__).parent / "static"))
    config.html_css_files.append("book.css")


def _copy_mathjax(app, _error):
    """MathJax comes with the site, so that formulas need no other server and no network."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "mathjax"
    for entry in files("sphinx-mathjax-offline"):
        name = entry.as_posix().partition("/static/mathjax/")[2]
        wanted = name == "tex-chtml.js" or name.endswith(".woff") or "tex/extensions/html" in name
        if wanted and not (target / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(entry.locate(), target / name)


def _drop_thebe(app, pagename, templatename, context, doctree):
    """Take out Thebe, which Jupyter Book puts into each page even where it is switched off: it
    points to another server and declares one constant twice, which is an error on every page."""
    for key in ("script_files", "css_files"):
        context[key] = [
            file
            for file in context.get(key, [])
            if "thebe" not in str(getattr(file, "filename", file)).lower()
            and "THEBE" not in str(getattr(file, "attributes", {}).get("body", ""))
        ]


def _drop_preloads(app, _error):
    """Take out the theme's preloading of its icon font, which a page opened from a disk may not do
    and which is an error on every such page; the style sheet loads the font all the same."""
    if app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text("utf-8")
        cleaned = _PRELOAD.sub("", text)
        if cleaned != text:
            page.write_text(cleaned, "utf-8")


def setup(app):
    app.connect("config-inited", _draw_logo)
    app.connect("env-before-read-docs", chapters.run_stale)
    app.connect("build-finished", _copy_mathjax)
    app.connect("html-page-context", _drop_thebe, priority=900)
    app.connect("build-finished", _drop_preloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
