"""How JupyterLab opens and saves the chapters: what figures are made of folded, nothing rewritten.

JupyterLab notes in a notebook which Python runs it, and Jupytext which version wrote it.  A chapter
has none of that in its text: it is added when the chapter opens, so that opening changes nothing,
and a save writes only what the reader has changed.
"""

import platform
import re
from pathlib import Path

import jupytext
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from nbformat import from_dict

_FORMAT = "md:myst"
_HEADER = re.compile(r"---\n.*?\n---\n", re.S)
_LABEL = re.compile(r"^(\([\w-]+\)=\n)\n(?=```)", re.M)
_QUOTED = re.compile(r' +\w+: "[^"]*"')  # an option of a cell
_LANGUAGE = {
    "name": "python",
    "version": platform.python_version(),
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


_FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell"}


def _folds(cell):
    return cell["cell_type"] == "code" and _FOLDED & {*cell["metadata"].get("tags", ())}


def dress(notebook):
    """Add what JupyterLab would, and fold the code that the book folds or leaves out."""
    notebook["metadata"]["language_info"] = _LANGUAGE
    kernel = notebook["metadata"].get("kernelspec", {})
    if kernel.get("name") == "python3":
        kernel["display_name"] = "Python 3 (ipykernel)"
    for cell in filter(_folds, notebook["cells"]):
        cell["metadata"]["jupyter"] = {"source_hidden": True}


def undress(notebook):
    """Take that out again."""
    for cell in filter(_folds, notebook["cells"]):
        cell["metadata"].get("jupyter", {}).pop("source_hidden", None)
        if not cell["metadata"].get("jupyter", True):
            del cell["metadata"]["jupyter"]


def text_of(notebook, old):
    """The chapter's text, with the header and the quotes that it had."""
    new = jupytext.writes(from_dict(notebook), fmt=_FORMAT)
    new = _LABEL.sub(r"\1", new)  # a label stands right above its cell
    for line in filter(_QUOTED.fullmatch, old.splitlines()):
        plain = line.replace('"', "")
        new = new.replace(f"\n{plain}\n", f"\n{line}\n")
    header = _HEADER.match(old)
    return _HEADER.sub(lambda _: header.group(), new, count=1) if header else new


class Chapters(jupytext.build_async_jupytext_contents_manager_class(AsyncLargeFileManager)):
    """Jupytext's contents manager, with the chapters' own dress."""

    async def get(self, path, content=True, type=None, format=None, **more):
        model = await super().get(path, content, type=type, format=format, **more)
        if content and model["type"] == "notebook" and path.endswith(".md"):
            dress(model["content"])
        return model

    async def save(self, model, path=""):
        if model["type"] != "notebook" or not path.endswith(".md"):
            return await super().save(model, path)
        undress(model["content"])
        place = Path(self._get_os_path(path))
        old = place.read_text("utf-8") if place.exists() else ""
        new = text_of(model["content"], old)
        if new != old:
            await super().save({"type": "file", "format": "text", "content": new}, path)
        return await super().get(path, content=False)


c.ServerApp.contents_manager_class = Chapters  # noqa: F821 (Jupyter's own)
