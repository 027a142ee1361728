"""A figure to take along: a page of its own, or a module for MyST's directive ``{anywidget}``."""

import html as escape
import json
import os
from copy import copy
from pathlib import Path
from types import SimpleNamespace

from snnlib._files import replaced
from snnlib.live import data, front, static_page
from snnlib.live.build.errors import BrowserError

_MADE = "snnlib live figure"  # by this a file is known as one that may be written again
_MARKS = {".html": f'<meta name="generator" content="{_MADE}">', ".mjs": f"// {_MADE}"}
_MARKS[".md"] = f"% {_MADE}"
_HEAD_BYTES = 2000  # where the mark stands
# what the page may load: nothing but itself
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:"
)
_PAGE_STYLE = (
    "html{background:var(--live-paper);color:var(--live-text);color-scheme:light dark}"
    "body{max-width:46rem;margin:0 auto;padding:0 1rem}"
)


def standing(figure):
    """Return what a page needs of a figure, whose start and reset are its controls' values now."""
    if figure.browser_error:
        raise BrowserError(
            f"figure {figure.name!r} cannot leave the notebook, since no browser can run its "
            f"kernel: {figure.browser_error}"
        )
    controls = {
        name: _at(control, getattr(figure, name)) for name, control in figure.controls.items()
    }
    return SimpleNamespace(
        name=figure.name,
        spec=figure.spec | {"controls": [control.describe() for control in controls.values()]},
        controls=controls,
        defaults=figure.values,
        views=figure.views,
        kernel=figure.kernel,
        module=figure.module,
        browser_error="",
    )


def _at(control, value):
    moved = copy(control)
    object.__setattr__(moved, "default", value)
    return moved


def page(figure):
    """Return a whole page that holds a figure, and loads nothing."""
    title = escape.escape(figure.spec["title"])
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">{_MARKS[".html"]}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{title}</title>\n'
        f"<style>{_PAGE_STYLE}{front.own_css()}</style></head>\n<body><main>"
        f"{static_page.html(figure)}</main>\n<script>{front.script()}</script>\n"
        f"<script>{front.later_script()}</script></body>\n</html>\n"
    )


def save(figure, path):
    """Write :func:`page`; see :meth:`snnlib.live.Figure.save`."""
    path = _as_path("path", path, "page.html")
    if path.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"path must end in .html, got {str(path)!r}")
    text = page(standing(figure))
    _write({path: (text, _MARKS[".html"])}, "path")
    return path


def save_myst(figure, folder):
    """Write a module and a page that uses it; see :meth:`snnlib.live.Figure.save_myst`."""
    folder = _as_path("folder", folder, "figures")
    figure = standing(figure)
    state = static_page.state(figure) | {"data": data.text(figure)}
    module = front.myst_module(static_page.as_json(state))
    shown = {
        control["name"]: control["default"]
        for control in figure.spec["controls"]
        if control["kind"] in ("range", "select", "checkbox")  # drawn ones may be long
    }
    body = json.dumps(shown, indent=2)
    markdown = f"{_MARKS['.md']}\n\n```{{anywidget}} {figure.name}.mjs\n{body}\n```\n"
    files = {
        folder / f"{figure.name}.mjs": (f"{_MARKS['.mjs']}\n{module}", _MARKS[".mjs"]),
        folder / f"{figure.name}.md": (markdown, _MARKS[".md"]),
    }
    _write(files, "folder")
    return folder / f"{figure.name}.md"


def _as_path(name, path, example):
    if not isinstance(path, (str, os.PathLike)) or not str(path):
        raise TypeError(f"{name} must be a path such as {example!r}, got {path!r}")
    return Path(path).expanduser()


def _write(files, name):
    """Write all files, or none where one would take the place of something else."""
    for path, (_, mark) in files.items():
        if not path.parent.is_dir():
            raise FileNotFoundError(
                f"{name}: there is no folder {str(path.parent)!r}; make it first"
            )
        if path.is_dir() or (path.exists() and not _is_ours(path, mark)):
            raise FileExistsError(
                f"{name}: {str(path)!r} is there already and was not saved from a figure; "
                "remove it, or take another name"
            )
    for path, (text, _) in files.items():
        with replaced(path) as file:
            file.write(text.encode("utf-8"))


def _is_ours(path, mark):
    with path.open("rb") as file:
        return mark.encode() in file.read(_HEAD_BYTES)
