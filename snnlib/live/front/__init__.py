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
    *("dom", "scales", "controls", "checksum", "kernel_host", "marks", "handles", "spike_hand"),
    *("plot", "inputs", "sound", "tools", "face", "figure", "touches", "mount"),
)


def _without_modules(source):
    source = re.sub(r"^import [^;]*;\n", "", source, flags=re.M)
    return re.sub(r"^export (default )?", "", source, flags=re.M)


@cache
def _joined():
    return "\n".join(_without_modules((_HERE / f"{part}.js").read_text("utf-8")) for part in PARTS)


@cache
def css():
    """The figures' style sheet, the book's palette first."""
    return palette.css() + (_HERE / "live.css").read_text("utf-8")


def module():
    """One ES module, as anywidget wants it."""
    return _joined() + "\nexport default { render: renderInJupyter };\n"


def script():
    """One classic script for static pages: mounts every live figure, once."""
    return '"use strict";\n(() => {\n' + _joined() + "\nmountAll();\n})();\n"
