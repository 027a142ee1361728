"""Sphinx extension: live figures in static pages, and results that are never stale.

It works with myst-nb (and so with Jupyter Book 1):

* while the chapters run, a :class:`~snnlib.live.Figure` shows itself as an element of the page; a
  kernel that no browser could run, or any other failing cell, ends the build;
* pages with figures get one script and one style sheet of the figures' own, nothing from elsewhere;
* a figure's data, such as trained weights, goes into a script beside the page;
* a plain ipywidget, which is dead in a static page, is replaced by a sentence that says so;
* a page is written again where another chapter came, went or got a title, for its menu;
* cached results are kept per state of the library and of the runs that are kept in
  ``benchmarks/results``: a change in either runs all chapters again.
"""

import base64
import hashlib
import html
import os
import re
import shutil
import sys
from pathlib import Path

import numba
import text_links
from sphinx.util import logging

import snnlib
from snnlib._jit import library_hash
from snnlib.live import data, front, static_page
from snnlib.studies import kept

_LOG = logging.getLogger(__name__)
_LIBRARY = Path(snnlib.__file__).resolve().parents[1]  # the folder that snnlib is imported from
_FIGURE = re.compile(r'<figure class="live-figure" data-live-figure="([^"]+)">')
_WIDGET = re.compile(
    r'<script type="application/vnd\.jupyter\.widget-view\+json">.*?</script>', re.S
)
_NEEDS_KERNEL = (
    '<p class="needs-kernel">This control needs a running kernel: open the chapter in Jupyter.</p>'
)


def _state():
    """What the chapters' results depend on besides their own text."""
    python = f"py{sys.version_info[0]}{sys.version_info[1]}"
    return f"{library_hash()}-numba{numba.__version__}-{python}-{_kept_runs()}"


def build_folder(app):
    """Return where results are kept, whichever pages are built and wherever they go."""
    return Path(app.srcdir) / "_build"


def _kept_runs():
    """Digest of the long runs, and of what other programs did, that chapters do not repeat."""
    digest = hashlib.sha256()
    for path in sorted((_LIBRARY / kept.FOLDER.parent).glob("*/*.json")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _links_digest():
    """Digest of what marks the formulas and numbers of a page when it is read."""
    return hashlib.sha256(Path(text_links.__file__).read_bytes()).hexdigest()[:8]


def _prepare(app, config):
    """Let the chapters' kernels find this library, and keep their results under its state."""
    os.environ["SNNLIB_BOOK_BUILD"] = "1"
    paths = [str(_LIBRARY), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
    config.nb_execution_raise_on_error = True
    caches = build_folder(app) / ".jupyter_cache"
    config.nb_execution_cache_path = str(caches / _state())
    for old in caches.glob("*"):
        if old.name != _state():
            shutil.rmtree(old, ignore_errors=True)
    if os.environ.get("SNNLIB_ONE_CHAPTER") == "1":  # links to the others lead nowhere
        config.suppress_warnings += ["myst.xref_missing", "myst.xref_ambiguous", "ref"]


def _asset(name, text):
    stem, suffix = name.split(".")
    return f"live/{stem}-{hashlib.sha256(text.encode()).hexdigest()[:10]}.{suffix}", text


def _assets():
    return (
        _asset("live.js", front.script()),
        _asset("live.css", front.css()),
        _asset("later.js", front.later_script()),
    )


def _workbench():
    """What only the page with the workbench loads."""
    return _asset("workbench.js", front.workbench_script())


def _write_assets(app):
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "live"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in (*_assets(), _workbench()):
        (folder / Path(name).name).write_text(text, "utf-8")


def _note_figures(app, doctree):
    """Remember which page shows which figure, and complain of a name that is used twice."""
    env = app.env
    if not hasattr(env, "live_figures"):
        env.live_figures = {}
    env.live_figures[env.docname] = _FIGURE.findall(
        "".join(node.astext() for node in doctree.findall() if node.tagname == "raw")
    )


def _forget_figures(app, env, docname):
    getattr(env, "live_figures", {}).pop(docname, None)


def _check_names(app, env):
    seen = {}
    for page, names in sorted(getattr(env, "live_figures", {}).items()):
        for name in names:
            if name in seen:
                _LOG.warning(
                    "two live figures are called %r: here and in %s",
                    name,
                    seen[name],
                    location=page,
                )
            seen[name] = page


def _menus_changed(app, env):
    """Return all pages, which have the menu on them, where a chapter came, went or got a title."""
    titles = {name: title.astext() for name, title in env.titles.items()}
    menus = titles, {name: list(below) for name, below in env.toctree_includes.items()}
    before, env.live_menus = getattr(env, "live_menus", None), menus
    return sorted(env.found_docs) if menus != before else []


def _put_aside(app, found):
    """Write a figure's data into a file that its page asks for; what is left of its element."""
    element, name, text = found.groups()
    folder = Path(app.outdir) / "_static" / "live-data"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{name.split('.')[0]}.*"):
        old.unlink()
    (folder / name).write_text(data.script(name, text), "ascii")
    return element


def _put_picture_aside(app, pagename, context):
    """Write the opening figure's picture, which is for those who link to the page, into a file."""
    found = static_page.SHARE.search(context["body"])
    if found:
        alt, picture = found.groups()
        name = f"_static/share/{pagename.removeprefix('book/').replace('/', '-')}.png"
        path = Path(app.outdir) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(picture))
        context["share_picture"], context["share_alt"] = name, html.unescape(alt)
    context["body"] = static_page.SHARE.sub("", context["body"])


def _finish_page(app, pagename, templatename, context, doctree):
    """Bring the figures' script to pages that have figures; take dead widgets out of the others."""
    metadata = getattr(app.env, "nb_metadata", {}).get(pagename, {})
    for key in [k for k in metadata.get("js_files", {}) if k.startswith("ipywidgets")]:
        del metadata["js_files"][key]
    body = context.get("body", "")
    widgets = _WIDGET.search(body)
    if widgets:
        context["body"] = body = _WIDGET.sub(_NEEDS_KERNEL, body)
    if 'class="live-share"' in body:
        _put_picture_aside(app, pagename, context)
        body = context["body"]
    if 'class="live-data"' in body:
        context["body"] = body = data.ELEMENT.sub(lambda found: _put_aside(app, found), body)
    if widgets or 'data-live-figure="' in body or "var(--live-" in body:
        (script, _), (style, _), (later, _) = _assets()
        app.add_css_file(style)
        if 'data-live-figure="' in body:
            app.add_js_file(script, loading_method="async")  # waits for nothing else
            app.add_js_file(later)
    if 'data-workbench="' in body:
        app.add_css_file(_assets()[1][0])
        app.add_js_file(_workbench()[0], loading_method="defer")


def setup(app):
    # a change of the first two reads all chapters again, one of the third only writes their pages
    app.add_config_value("live_library_state", _state(), "env", [str])
    app.add_config_value("live_text_links", _links_digest(), "env", [str])
    app.add_config_value("live_assets", [n for n, _ in (*_assets(), _workbench())], "html", [list])
    app.connect("config-inited", _prepare)
    app.connect("builder-inited", _write_assets)
    for role in ("scrub", "control"):
        app.add_role(role, text_links.Link())
    app.connect("doctree-read", _note_figures)
    app.connect("doctree-read", text_links.check_links)
    app.connect("doctree-read", text_links.link_symbols)
    app.connect("env-purge-doc", _forget_figures)
    app.connect("env-check-consistency", _check_names)
    app.connect("env-updated", _menus_changed)
    app.connect("html-page-context", _finish_page, priority=400)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
