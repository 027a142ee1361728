"""Sphinx extension for what is this book's own: its logo, a site that needs no other server, and
chapters that run beforehand, several at a time (``chapters.py``)."""

import hashlib
import json
import re
import shutil
from functools import cache
from importlib.metadata import entry_points, files
from pathlib import Path

import a_to_z
import addresses
import all_sources
import api_pages
import chapter_map
import chapters
import exercises
import logo
import minus_signs
import notebooks
import numbers_by_chapter
import offline
import page_foot
import page_order
import printed
import pybtex.plugin
import questions
import search_index
import style_sheet
import word_links

# MathJax in parts: its one file for all of them has a menu, which is a third of it and makes every
# formula a stop for the keyboard
_MATHJAX = "mathjax/startup.js"
_MATHJAX_PARTS = ("input/tex", "output/chtml", "a11y/assistive-mml")
_MATHJAX_FILES = ("startup", "core", *_MATHJAX_PARTS, "output/chtml/fonts/tex")


def _draw_logo(app, config):
    folder = Path(app.outdir).parent / "art"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "logo.svg").write_text(logo.logo(), "utf-8")
    (folder / "favicon.svg").write_text(logo.favicon(), "utf-8")
    config.html_logo = str(folder / "logo.svg")
    config.html_favicon = str(folder / "favicon.svg")
    config.mathjax_path = _MATHJAX
    config.html_static_path.append(str(Path(__file__).parent / "static"))
    config.templates_path.append(str(Path(__file__).parent / "templates"))
    config.html_css_files.append("book.css")
    config.html_js_files.append(("after.js", {"defer": "defer"}))
    config.html_js_files.append("words.js")
    config.mathjax3_config = {"loader": {"load": list(_MATHJAX_PARTS)}}


def _copy_picture(app, _error):
    if app.builder.format == "html" and _SHARE_PICTURE.exists():
        shutil.copy(_SHARE_PICTURE, Path(app.outdir) / "_static")


def _copy_mathjax(app, _error):
    """MathJax comes with the site, so that formulas need no other server and no network."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "mathjax"
    for entry in files("sphinx-mathjax-offline"):
        name = entry.as_posix().partition("/static/mathjax/")[2]
        wanted = name.removesuffix(".js") in _MATHJAX_FILES
        wanted = wanted or name.endswith(".woff") or "tex/extensions/html" in name
        if wanted and not (target / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(entry.locate(), target / name)


# what the theme and its extensions bring along and no page of this book uses: Thebe (it points to
# another server and declares one constant twice), tabs and cards, and folds that need a script
_UNUSED = ("thebe", "togglebutton", "toggleHint", "toggleOpen", "sphinx-design", "design-tabs")
# the theme's scripts that its own template would load, but for Bootstrap's, which opens menus
_THEME_SCRIPTS = ("pydata-sphinx-theme", "sphinx-book-theme")
_OWN_LATER = ("progress", "offline")
_THEME_STYLES = (
    "_static/styles/bootstrap.css",
    "_static/basic.css",
    "_static/styles/pydata-sphinx-theme.css",
)
_BUNDLE = "_static/site.css"
_THEBE_CONFIG = re.compile(
    r'<script type="text/x-thebe-config">.*?</script>\s*<script>kernelName = [^<]*</script>', re.S
)
#: Sphinx writes a long signature's parameters as definitions without the words that they define.
_LINES_OF_A_SIGNATURE = re.compile(r'(<span class="sig-paren">\(</span>\s*)<dl>')
_SHARE_PICTURE = Path(__file__).parents[1] / "_static" / "live-figure.png"
_SHARE_ALT = "A live figure of the book: a neuron's membrane potential over time"
_AT_ONCE = re.compile(r"live/live-|after\.js")


def _sort_scripts(app, pagename, templatename, context, doctree):
    """Keep the scripts of the first frame in the head; name the others for ``after.js``."""
    for key in ("script_files", "css_files"):
        context[key] = [file for file in context.get(key, []) if not _is_unused(file)]
    at_once, later = [], []
    for file in context["script_files"]:
        name = getattr(file, "filename", None)
        if not name:
            body = file.attributes.get("body", "")
            at_once += [file] if body.startswith("window.MathJax") else []
        elif _AT_ONCE.search(name):
            at_once.append(file)
        elif not any(theme in name for theme in _THEME_SCRIPTS):
            later.append(name)
    formulas = [name for name in later if "mathjax" in name]
    later = [name for name in later if name not in formulas]
    later += [f"_static/scripts/{name}.js" for name in _THEME_SCRIPTS]
    later += [f"_static/{name}.js" for name in _OWN_LATER]
    if pagename == "search":
        later += [f"_static/{search_index.FILE}", "_static/search.js"]
    context["script_files"] = at_once
    own = [file for file in context["css_files"] if "live/live-" in str(file.filename)]
    others = [file.filename for file in context["css_files"] if file not in own]
    app.book_styles = list(dict.fromkeys([*_THEME_STYLES, *others]))
    context["css_files"] = own
    context["styles"] = f"{_BUNDLE}?v={app.config.book_look}"
    urls = [context["pathto"](name, resource=True) for name in later + formulas]
    context["later"] = json.dumps(urls).replace("<", "\\u003c")


def _describe(app, pagename, templatename, context, doctree):
    """What a page says about itself to who links to it: its title, a sentence and a picture."""
    if doctree is not None:
        search_index.note_sections(app, pagename, doctree)
    context["header_buttons"] = [
        button
        for group in context.get("header_buttons", [])
        for button in (group["buttons"] if group["type"] == "group" else [group])
    ]
    title, book = context.get("title", ""), context["docstitle"]
    title = page_foot.plain_title(title) or book
    context["page_title"] = title if title == book else f"{title} – {book}"
    context["description"] = (doctree is not None and addresses.description(doctree)) or book
    # a page's own picture; some readers of these tags want a whole address
    picture = context.get("share_picture", f"_static/{_SHARE_PICTURE.name}")
    context.setdefault("share_alt", _SHARE_ALT)
    base = app.config.html_baseurl.rstrip("/")
    context["share_picture"] = (
        f"{base}/{picture}" if base else context["pathto"](picture, resource=True)
    )
    context["share_url"] = f"{base}/{app.builder.get_target_uri(pagename)}" if base else ""
    context["metatags"] = re.sub(
        r'<meta[^>]*name="viewport"[^>]*>', "", context.get("metatags") or ""
    )
    body = _THEBE_CONFIG.sub("", context.get("body", ""))
    context["body"] = _LINES_OF_A_SIGNATURE.sub(r'\1<dl role="presentation">', body)


def _bundle_styles(app, error):
    """Write the style sheets into one, since each is a round trip before anything is seen."""
    names = app.__dict__.get("book_styles")
    if error or not names:  # no page was written
        return
    site = Path(app.outdir)
    files = [site / name for name in names]
    (site / _BUNDLE).write_text(style_sheet.join(files, style_sheet.words(site)), "utf-8")


def _look():
    """Digest of what the pages' look and order follow from: a change writes all pages again."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _is_unused(file):
    told = f"{getattr(file, 'filename', file)} {getattr(file, 'attributes', {}).get('body', '')}"
    return any(word.lower() in told.lower() for word in _UNUSED)


def _remember_plugins():
    """Let pybtex look once for its plugins: it reads what every installed package offers, and
    does so anew for each entry of each list of sources."""
    pybtex.plugin.entry_points = cache(entry_points)


def setup(app):
    _remember_plugins()
    app.add_config_value("book_look", _look(), "html", [str])
    app.connect("config-inited", _draw_logo)
    app.connect("env-before-read-docs", chapters.run_stale)
    app.connect("build-finished", _copy_mathjax)
    app.connect("html-page-context", _sort_scripts, priority=900)
    app.connect("html-page-context", _describe, priority=910)
    app.connect("build-finished", _copy_picture)
    app.connect("build-finished", _bundle_styles, priority=900)
    a_to_z.setup(app)
    all_sources.setup(app)
    api_pages.setup(app)
    addresses.setup(app)
    chapter_map.setup(app)
    exercises.setup(app)
    minus_signs.setup(app)
    notebooks.setup(app)
    numbers_by_chapter.setup(app)
    offline.setup(app)
    page_foot.setup(app)
    page_order.setup(app)
    printed.setup(app)
    questions.setup(app)
    search_index.setup(app)
    word_links.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
