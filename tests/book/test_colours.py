"""Every colour of a live figure has the meaning that ``snnlib.plotting.palette.ROLES`` gives it."""

import ast
import re

import pytest

from snnlib.plotting.palette import ROLES
from tests.book import checks
from tests.book.conftest import ROOT

_CELL = re.compile(r"```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)```", re.S)
_MARKS = {
    "Trace", "Curve", "Spikes", "Raster", "Histogram", "Level", "Threshold", "Marker", "Drawing",
    "SpikeDrawing",
}  # fmt: skip
#: Where so many things are compared that colours can only tell them apart.
_MANY = {"budgets", "sigmas"}
_COMPARED_WITH = re.compile(r"\b(theory|bound|true|exact|chance|expected)\b")
_SET_OR_TAUGHT = re.compile(
    r"\b(guess|reward|rewards|modulator|loss|surrogate|slope|tangent|effect on the spike asked)\b"
)
_LIMIT = re.compile(r"\b(threshold|limit|overflow)\b")


def marks(text):
    """``(line, kind, label, colour)`` of the marks whose colour stands in the text."""
    for cell in _CELL.findall(text):
        if "live." not in cell:
            continue
        for node in ast.walk(ast.parse(cell)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in _MARKS:
                continue
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            words = [t for t in texts if isinstance(t, str)]
            named = {
                k.arg: k.value.value for k in node.keywords if isinstance(k.value, ast.Constant)
            }
            color = named.pop("color", None)
            if color is None:  # then it is the last of the names of roles
                color = next((w for w in words[:0:-1] if w in ROLES), None)
                words = [w for w in words if w != color]
            if color and not set(words) & _MANY:
                said = " ".join([*words, *(v for v in named.values() if isinstance(v, str))])
                yield ast.unparse(node), node.func.attr, said, color


def faults(text):
    """What is drawn in a colour that means something else."""
    for source, kind, words, color in marks(text):
        level = kind in ("Level", "Threshold")
        wrong = (
            (color == "threshold" and not level and not _LIMIT.search(words) and kind != "Raster")
            or (color == "teach" and not level and kind != "Marker" and kind != "SpikeDrawing"
                and not _SET_OR_TAUGHT.search(words))
            or (kind == "Drawing" and color not in ("input", "teach"))
            or (kind in ("Curve", "Trace") and _COMPARED_WITH.search(words)
                and color not in ("muted", "axis"))
        )  # fmt: skip
        if wrong:
            yield source


@pytest.mark.parametrize("path", checks.chapters(ROOT / "book"), ids=lambda p: p.stem)
def test_colours_keep_their_meaning(path):
    assert list(faults(path.read_text("utf-8"))) == []


def test_a_wrong_colour_is_found():
    cell = '```{code-cell} ipython3\nlive.Curve("x", "y", "in theory", color="other")\n```'
    assert list(faults(cell)) == ["live.Curve('x', 'y', 'in theory', color='other')"]
    assert list(faults(cell.replace('"other"', '"muted"'))) == []
