"""The browser's half of the live figures: small ES modules, joined without a bundler.

Each file is an ES module that can be read and tested by itself.  Jupyter wants one module and a
page opened from a disk wants a classic script, so :func:`module` and :func:`script` join the files
in order, without their ``import`` and ``export`` words.
"""

import re
from functools import cache
from pathlib import Path

from snnlib.plotting import palette

_HERE = Path(__file__).parent
#: In the order in which they use one another.
PARTS = (
    "dom", "scales", "kernel/codec", "controls", "kernel/checksum", "kernel/host", "kernel/data",
    "colormap", "lines", "marks", "editors/drag", "editors/slider", "editors/handle",
    "editors/curve", "editors/spikes", "editors/image", "editors/path", "axes", "labels", "plot",
    "picture", "table", "player", "inputs", "sound", "toolbar", "layout", "api", "figure",
)  # fmt: skip


#: What is needed after the first frame, and what it uses of the others.
LATER = ("bits", "save", "text_links")
_USED_LATER = (
    "dom", "scales", "kernel/codec", "controls", "kernel/checksum", "colormap", "editors/drag",
    "editors/slider",
)  # fmt: skip


def _bare(source):
    """A file without comments and indentation, which are a quarter of what a page would load."""
    source = re.sub(r"^\s*/\*.*?\*/\n", "", source, flags=re.M | re.S)
    source = re.sub(r"^\s*//.*\n|[ \t]+// [^'\"`\n]*$", "", source, flags=re.M)
    return re.sub(r"^\s+", "", source, flags=re.M)


def _without_modules(source):
    source = re.sub(r"^import [^;]*;\n", "", source, flags=re.M)
    source = _bare(re.sub(r"^export (default )?", "", source, flags=re.M))
    # without the blanks beside signs, but for lines with texts that may hold such blanks; and
    # without the breaks after them, since every statement ends in one
    pieces = re.split(r"(\"[^\"\n]*\"|`.*`|//.*)", source)
    pieces[::2] = [_tight(code) for code in pieces[::2]]
    pieces[1::2] = ["" if text.startswith("//") else text for text in pieces[1::2]]
    # nor has a line a break before it that goes on with the one above
    return re.sub(r"(?<=[;{}(\[,])\n|\n(?=[.&|?:})\]])", "", "".join(pieces))


def _tight(code):
    """Code without texts, and without the blanks beside signs; ``a - -b`` keeps its own."""
    code = re.sub(r" ?([{}()\[\],;:=<>*?&|!]) ?", r"\1", re.sub(r"/\*.*?\*/", "", code))
    return re.sub(r"(?<=[\w)\]]) ([+\-/%]) (?=[\w(\[.])", r"\1", code)


@cache
def _joined(*parts):
    files = (_HERE / f"{part}.js" for part in parts)
    return "\n".join(_without_modules(file.read_text("utf-8")) for file in files)


@cache
def css():
    """Return the figures' style sheet, the book's palette first."""
    return palette.css() + _bare((_HERE / "live.css").read_text("utf-8"))


def module():
    """Return one ES module, as anywidget wants it."""
    joined = _joined(*PARTS, "bits", "save", "jupyter")
    return joined + "\nexport default { render: renderInJupyter };\n"


def script():
    """Return one classic script for static pages: mounts every live figure, once."""
    return _alone(_joined(*PARTS, "page") + "\nmountAll();")


def later_script():
    """Return what a page loads after its first frame: files to save, text that moves figures."""
    return _alone(_joined(*_USED_LATER, *LATER, "later") + "\narrive();")


def _alone(joined):
    """Return a classic script that leaves no names in the page."""
    return f'"use strict";\n(() => {{\n{joined}\n}})();\n'
