"""Whether the parts of a figure fit together; every complaint names the figure and the part."""

import math
import re
import string
from reprlib import repr as short

from snnlib.live.controls import Button, Checkbox, Select, Slider
from snnlib.live.drawn import DrawnCurve, DrawnDigits, DrawnImage, DrawnPath, DrawnSpikes
from snnlib.live.kernel import Array
from snnlib.live.layout import Row, Table
from snnlib.live.marks import Plot
from snnlib.live.pictures import DigitGrid, Heatmap, ImageDrawing, PathDrawing
from snnlib.live.readouts import Readout

_CONTROLS = (Slider, Select, Checkbox, Button, DrawnCurve, DrawnSpikes, DrawnImage, DrawnPath)
_VIEWS = (Plot, Row, Heatmap, ImageDrawing, PathDrawing, DigitGrid, Table)


def check_parts(
    name, controls, views, arrays, readouts, constants, state, slices, worker, fills_in, **texts
):
    """Refuse parts of the wrong kind."""
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"a figure's name is lower-case words and hyphens, got {name!r}")
    owner = f"figure {name!r}"
    for what, values, kinds in (("controls", controls, _CONTROLS), ("views", views, _VIEWS)):
        if not isinstance(values, (list, tuple)) or not all(isinstance(v, kinds) for v in values):
            words = ", ".join(kind.__name__ for kind in kinds)
            raise TypeError(f"{owner}: {what} must be a list of {words}, got {short(values)}")
    parts = (("arrays", arrays, Array), ("state", state, Array), ("readouts", readouts, Readout))
    for what, values, kind in (*parts, ("constants", constants, object)):
        if not isinstance(values, dict) or not all(isinstance(v, kind) for v in values.values()):
            words = "numbers" if kind is object else f"{kind.__name__}(...)"
            raise TypeError(
                f"{owner}: {what} must be a dict of names and {words}, got {short(values)}"
            )
    for what, labelled in (("controls", controls), ("read-outs", readouts.values())):
        labels = [one.label for one in labelled if one.label]
        if twice := [label for label in labels if labels.count(label) > 1]:
            raise ValueError(f"{owner}: two {what} are called {twice[0]!r}; name them apart")
    if not views or not arrays:
        raise ValueError(f"{owner}: {'arrays' if views else 'views'} must not be empty")
    if type(slices) is not int or slices < 1:
        raise ValueError(f"{owner}: slices must be a whole number above 0, got {slices!r}")
    for what, value in (("worker", worker), ("fills_in", fills_in)):
        if not isinstance(value, bool):
            raise ValueError(f"{owner}: {what} must be True or False, got {value!r}")
    if fills_in and slices == 1:
        raise ValueError(f"{owner}: fills_in must be False where slices is 1, got {fills_in}")
    for what, text in texts.items():
        if not isinstance(text, str) or (what == "title" and not text.strip()):
            raise ValueError(f"{owner}: {what} must be a text, got {text!r}")


def check_views(name, views, kernel):
    """Refuse a mark that refers to nothing, or to something that it cannot draw."""
    known = {"array": kernel.arrays, "read-out": kernel.readouts}
    kinds = {
        "slider": Slider,
        "checkbox": Checkbox,
        "drawn curve": DrawnCurve,
        "drawn spike train": DrawnSpikes,
        "drawn image": DrawnImage,
        "drawn digits": DrawnDigits,
        "drawn path": DrawnPath,
    }
    for words, kind in kinds.items():
        known[words] = {n: c for n, c in kernel.controls.items() if isinstance(c, kind)}
    for view in [view for row in views for view in row.views()]:
        for readout in getattr(view, "readouts", ()):
            if readout not in known["read-out"]:
                raise ValueError(f"figure {name!r}: a plot refers to no read-out {readout!r}")
    for mark in [mark for row in views for view in row.views() for mark in view.marks]:
        kind = type(mark).__name__
        for part, wanted in mark.names():
            if part in ("control", "second"):
                kinds = (mark.edits,)
            elif part == "shown_by":
                kinds = ("checkbox",)
            elif part == "count":
                kinds = ("read-out",)
            else:
                kinds = ("read-out", "slider") if mark.of_numbers else ("array",)
            if not any(isinstance(wanted, str) and wanted in known[k] for k in kinds):
                raise ValueError(
                    f"figure {name!r}: {kind}'s {part} refers to no {' or '.join(kinds)} {wanted!r}"
                )
        _check_shapes(name, mark, kernel.arrays)
        if second := getattr(mark, "second", ""):
            shapes = [kernel.controls[one].shape for one in (mark.control, second)]
            if shapes[0] != shapes[1]:
                raise ValueError(
                    f"figure {name!r}: {mark.control!r} and {second!r}, which are drawn in one "
                    f"place, must have one shape, got {shapes[0]} and {shapes[1]}"
                )


def check_coarse(name, coarse, known):
    """Refuse what is no constant of the kernel, or not less than it."""
    for what, value in coarse.items():
        if what not in known:
            raise ValueError(f"figure {name!r}: coarse refers to no constant {what!r}")
        if isinstance(value, bool) or not isinstance(value, type(known[what])):
            raise ValueError(
                f"figure {name!r}: coarse {what!r} must be a number like {known[what]}"
            )
        if not 0 < value < known[what]:
            raise ValueError(
                f"figure {name!r}: coarse {what!r} must be above 0 and below {known[what]}, "
                f"got {value}"
            )


def check_drawn(name, views, sounds, arrays):
    """Refuse arrays that nothing draws, lists or plays."""
    marks = [mark for row in views for view in row.views() for mark in view.marks]
    used = {wanted for mark in marks for _, wanted in mark.names()}
    used |= {getattr(sound, field, "") for sound in sounds for field in ("times", "array")}
    if undrawn := [array for array in arrays if array not in used]:
        raise ValueError(
            f"figure {name!r}: arrays are what it draws, and nothing draws {', '.join(undrawn)}; "
            "let the kernel make its own arrays, or keep them from slice to slice as state"
        )


def _check_shapes(figure, mark, arrays):
    """Refuse arrays of more than one axis, and different lengths of those drawn together."""
    parts = [name for _, name in mark.names() if name in arrays]
    kind = type(mark).__name__
    if mark.of_numbers:
        return
    if kind == "Table":
        wanted, shape = (len(mark.rows), len(mark.columns)), arrays[mark.array].shape
        if shape != wanted:
            raise ValueError(
                f"figure {figure!r}: Table has {wanted[0]} rows and {wanted[1]} columns, "
                f"{mark.array!r} has the shape {shape}"
            )
        return
    axes, words = 1, "one axis"
    if kind in ("Heatmap", "ImageDrawing", "PathDrawing", "DigitGrid"):
        axes, words = (3, "three axes") if mark.tiles else (2, "two axes")
    for name in parts:
        if len(arrays[name].shape) != axes:
            raise ValueError(
                f"figure {figure!r}: {kind} draws arrays with {words}, "
                f"{name!r} has the shape {arrays[name].shape}"
            )
    if kind == "Heatmap" and mark.tiles and math.prod(mark.tiles) < arrays[mark.array].shape[0]:
        raise ValueError(
            f"figure {figure!r}: Heatmap's tiles {mark.tiles} have no room for the "
            f"{arrays[mark.array].shape[0]} parts of {mark.array!r}"
        )
    if len({arrays[name].shape for name in parts}) > 1:
        raise ValueError(
            f"figure {figure!r}: {kind} needs arrays of one length, "
            f"{' and '.join(map(repr, parts))} differ"
        )


def check_call(name, call, known):
    """Refuse a call that has a place for something that is no control and no constant."""
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(call) if field is not None]
    except ValueError as error:
        raise ValueError(f"figure {name!r}: call has a stray brace ({error})") from error
    for field in fields:
        if field not in known:
            raise ValueError(f"figure {name!r}: call refers to no control {field!r}")
