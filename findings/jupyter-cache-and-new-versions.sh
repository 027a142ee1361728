#!/bin/sh
# jupyter-cache decides by the code cells and the kernelspec whether a notebook has to run again.
# A new Python version is no reason, nor is any new library. Hiding a cell's input with a tag, and
# the display name of the kernel, which no computation depends on, are reasons.
# For someone who moves a book: outputs of an older environment stay until the cache is deleted.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'jupyter-cache==1.0.1' 'nbformat==5.11.1' 'nbclient==0.11.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import copy
from importlib.metadata import version

import nbformat
from jupyter_cache import get_cache
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

notebook = new_notebook(
    cells=[new_markdown_cell("text"), new_code_cell("1 + 1", execution_count=1)],
    metadata={
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python", "version": "3.8.0"},
    },
)
cache = get_cache("cache")
nbformat.write(notebook, "first.ipynb")
cache.cache_notebook_file("first.ipynb", check_validity=False)


def reused(change):
    """Return whether the cached outputs serve for the notebook after a change."""
    changed = copy.deepcopy(notebook)
    change(changed)
    nbformat.write(changed, "changed.ipynb")
    try:
        cache.match_cache_file("changed.ipynb")
    except KeyError:
        return False
    return True


changes = {
    "nothing": lambda book: None,
    "another Python version": lambda book: book.metadata.language_info.update(version="3.11.7"),
    "a comment in the code": lambda book: book.cells[1].update(source="1 + 1  # two"),
    "the tag hide-input": lambda book: book.cells[1].metadata.update(tags=["hide-input"]),
    "the kernel's display name": lambda book: book.metadata.kernelspec.update(display_name="Python"),
    "an empty code cell": lambda book: book.cells.append(new_code_cell("")),
}
seen = {name: reused(change) for name, change in changes.items()}
print("jupyter-cache", version("jupyter-cache"))
print("expected: a new Python version makes a notebook run again, a tag for the page's looks does not")
for name, kept in seen.items():
    print(f"seen:     {name}: {'outputs are reused' if kept else 'runs again'}")
assert [name for name, kept in seen.items() if kept] == ["nothing", "another Python version"]
print("ok: versions do not invalidate outputs, looks do")
PYTHON
