#!/bin/sh
# Jupytext tells the dialect of a Markdown file from its text. Three colons at the beginning of a
# line mean Pandoc to it, and three colons are also how MyST fences an admonition (colon_fence). So
# one note in a page of a Jupyter Book that has no cells, and so no header, changes how the page is
# opened: as Pandoc's Markdown, which needs the program pandoc and is rewritten by it when saved.
# For someone who lets readers open chapters in JupyterLab: a page that opened yesterday is an error
# of the server today. Fence with backticks, or give the page a header that says myst.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'jupytext==1.19.6' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

from jupytext.formats import guess_format

HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
---
"""
PAGES = {
    "backticks": "# A page\n\n```{note}\nRead this.\n```\n",
    "colons": "# A page\n\n:::{note}\nRead this.\n:::\n",
    "four colons": "# A page\n\n::::{note}\nRead this.\n::::\n",
}
seen = {name: guess_format(text, ".md")[0] for name, text in PAGES.items()}
headed = guess_format(HEADER + PAGES["colons"], ".md")[0]
print("Jupytext", version("jupytext"))
print("expected: the three notes are of one dialect, Markdown or MyST")
print("seen:    ", seen, "and with a header:", headed)
assert seen["backticks"] == "markdown"
assert seen["colons"] == seen["four colons"] == "pandoc"
assert headed == "myst"
print("ok: a note in colons makes a page without a header Pandoc's")
PYTHON
