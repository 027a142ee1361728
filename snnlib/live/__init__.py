"""Live figures: one numba kernel, run in Jupyter's browser and in the static page alike."""

from snnlib.live.build.errors import BrowserError
from snnlib.live.controls import Button, Checkbox, Select, Slider, Steps
from snnlib.live.drawn import DrawnCurve, DrawnDigits, DrawnImage, DrawnPath, DrawnSpikes
from snnlib.live.evaluate import evaluate
from snnlib.live.figure import Figure
from snnlib.live.kernel import Array, KernelError
from snnlib.live.layout import Row, Table
from snnlib.live.marks import (
    Axis,
    Curve,
    Drawing,
    Histogram,
    Level,
    Marker,
    Plot,
    Raster,
    SpikeDrawing,
    Spikes,
    Threshold,
    Trace,
)
from snnlib.live.pictures import DigitGrid, Heatmap, ImageDrawing, PathDrawing
from snnlib.live.readouts import Readout
from snnlib.live.sounds import Sound, Waveform

__all__ = [
    "Array",
    "Axis",
    "BrowserError",
    "Button",
    "Checkbox",
    "Curve",
    "DigitGrid",
    "Drawing",
    "DrawnCurve",
    "DrawnDigits",
    "DrawnImage",
    "DrawnPath",
    "DrawnSpikes",
    "Figure",
    "Heatmap",
    "Histogram",
    "ImageDrawing",
    "KernelError",
    "Level",
    "Marker",
    "PathDrawing",
    "Plot",
    "Raster",
    "Readout",
    "Row",
    "Select",
    "Slider",
    "Sound",
    "SpikeDrawing",
    "Spikes",
    "Steps",
    "Table",
    "Threshold",
    "Trace",
    "Waveform",
    "evaluate",
]
