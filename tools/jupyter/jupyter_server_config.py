"""How JupyterLab opens and saves the chapters: what figures are made of folded, nothing rewritten.

JupyterLab notes in a notebook which Python runs it, and Jupytext which version wrote it.  A chapter
has none of that in its text: it is added when the chapter opens, so that opening changes nothing,
and a save writes only what the reader has changed.  The same holds for the cell that tells how to
run a chapter, and for the words that stand for the book's own roles
(``book/_extension/roles.py``).
"""

import platform
import re
import sys
from pathlib import Path

import jupytext
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from nbformat import from_dict

# Jupyter runs this file by its path
sys.path.append(str(Path(__file__).parents[2] / "book" / "_extension"))
from roles import Words

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


_HOW_TO = "how-to-run"
_RUN_ME = (
    "**To bring this chapter to life choose *Run*, *Run All Cells* in the menu above.** "
    "*Shift-Enter* runs one cell. Code that the book folds is folded here, too: a click on its "
    "line opens it. Numbers in the text are those of the last `make book`; what you change shows "
    "in the figures and below the cells."
)
_FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell"}


def _folds(cell):
    return cell["cell_type"] == "code" and _FOLDED & {*cell["metadata"].get("tags", ())}


def _is_how_to(cell):
    return _HOW_TO in cell["metadata"].get("tags", ())


def _texts(notebook):
    return (cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def dress(notebook, words):
    """Add what JupyterLab would, fold what the book folds, say how to run it; roles in words."""
    notebook["metadata"]["language_info"] = _LANGUAGE
    kernel = notebook["metadata"].get("kernelspec", {})
    if kernel.get("name") == "python3":
        kernel["display_name"] = "Python 3 (ipykernel)"
    for cell in filter(_folds, notebook["cells"]):
        cell["metadata"]["jupyter"] = {"source_hidden": True}
    for cell in _texts(notebook):
        cell["source"] = words.dress(cell["source"])
    metadata = {"tags": [_HOW_TO], "editable": False}
    notebook["cells"].insert(
        0, {"id": _HOW_TO, "cell_type": "markdown", "metadata": metadata, "source": _RUN_ME}
    )


def undress(notebook, words):
    """Take that out again."""
    notebook["cells"] = [cell for cell in notebook["cells"] if not _is_how_to(cell)]
    for cell in _texts(notebook):
        cell["source"] = words.undress(cell["source"])
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
            dress(model["content"], self._words(path))
        return model

    def _words(self, path):
        return Words(Path(self.root_dir), Path(path.strip("/")))

    async def save(self, model, path=""):
        if model["type"] != "notebook" or not path.endswith(".md"):
            return await super().save(model, path)
        undress(model["content"], self._words(path))
        place = Path(self._get_os_path(path))
        old = place.read_text("utf-8") if place.exists() else ""
        new = text_of(model["content"], old)
        if new != old:
            await super().save({"type": "file", "format": "text", "content": new}, path)
        return await super().get(path, content=False)


c.ServerApp.contents_manager_class = Chapters  # noqa: F821 (Jupyter's own)
