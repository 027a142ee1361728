"""The browser's half of the live figures: small ES modules, joined without a bundler.

Each file is an ES module that can be read and tested by itself.  Jupyter wants one module and a
page opened from a disk wants a classic script, so :func:`module` and :func:`script` join the files
in order, without their ``import`` and ``export`` words.
"""

import json
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
LATER = ("audio", "bits", "editors/digits", "hand", "save", "text_links")
_USED_LATER = (
    "dom", "scales", "kernel/codec", "controls", "kernel/checksum", "colormap", "editors/drag",
    "editors/slider",
)  # fmt: skip
#: What a widget is made of: all but what ties the text to the figures, and a face of its own.
_WIDGET = (*PARTS, "audio", "bits", "editors/digits", "save")

#: From a text of equations to what runs in the page.
COMPILER = (
    "workbench/tokens", "workbench/syntax", "workbench/units", "workbench/text", "workbench/check",
    "workbench/program", "workbench/wasm", "workbench/machine",
)  # fmt: skip
#: The page that has the workbench on it loads these, and no other page.
WORKBENCH = (
    "dom", "scales", "kernel/checksum", "editors/drag", *COMPILER, "workbench/inputs",
    "workbench/written", "workbench/drawn", "workbench/drawing", "workbench/panel",
    "workbench/contract", "workbench/tools", "workbench/box",
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
    return palette.css() + _rules()


def own_css():
    """Return the same for a page of a figure's own, as light or as dark as its reader's screen."""
    dark = f":root{{{palette.variables(dark=True)}}}"
    return f"{css()}@media screen and (prefers-color-scheme:dark){{{dark}}}\n"


def shadow_css():
    """Return the same for a figure in a shadow root, which no selector of the page reaches."""
    light, dark = palette.variables(), palette.variables(dark=True)
    by_day = f".live-figure{{{light}}}"
    by_night = f"@media screen{{.live-figure.live-dark{{{dark}}}}}"
    return f"{by_day}\n{by_night}\n{_rules()}"


def _rules():
    return _bare((_HERE / "live.css").read_text("utf-8"))


def module():
    """Return one ES module, as anywidget wants it."""
    return _joined(*_WIDGET, "jupyter") + "\nexport default { render: renderInJupyter };\n"


def myst_module(state):
    """Return one ES module that holds its figure, as MyST's directive ``{anywidget}`` wants it.

    ``state`` is JSON, which is JavaScript, too.
    """
    figure = f"const figureState = {state};\nconst figureStyle = {json.dumps(shadow_css())};"
    render = "(given) => renderInMyst(given, figureState, figureStyle)"
    return f"{_joined(*_WIDGET, 'myst')}\n{figure}\nexport default {{ render: {render} }};\n"


def script():
    """Return one classic script for static pages: mounts every live figure, once."""
    return _alone(_joined(*PARTS, "page") + "\nmountAll();")


def later_script():
    """Return what a page loads after its first frame: files to save, text that moves figures."""
    return _alone(_joined(*_USED_LATER, *LATER, "later") + "\narrive();")


def workbench_script():
    """Return the script of the page on which readers write equations."""
    style = json.dumps(workbench_css())
    return _alone(f"{_joined(*WORKBENCH, 'workbench/page')}\nmountWorkbenches({style});")


def workbench_module():
    """Return the same as one ES module, as anywidget wants it."""
    joined = _joined(*WORKBENCH, "workbench/jupyter")
    return f"{joined}\nexport default {{ render: renderWorkbench }};\n"


def workbench_css():
    """Return what the workbench adds to the figures' style sheet."""
    return _bare((_HERE / "workbench" / "workbench.css").read_text("utf-8"))


def _alone(joined):
    """Return a classic script that leaves no names in the page."""
    return f'"use strict";\n(() => {{\n{joined}\n}})();\n'
