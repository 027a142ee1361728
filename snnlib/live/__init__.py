"""Live figures: one numba kernel, run in Jupyter's browser and in the static page alike."""

from snnlib.live._refusal import BrowserError
from snnlib.live.controls import Button, Checkbox, Select, Slider, Steps
from snnlib.live.drawn import DrawnCurve, DrawnSpikes
from snnlib.live.drawn_image import DrawnImage
from snnlib.live.drawn_path import DrawnPath
from snnlib.live.evaluate import evaluate
from snnlib.live.figure import Figure
from snnlib.live.kernel import Array, KernelError
from snnlib.live.pictures import Heatmap, ImageDrawing, PathDrawing
from snnlib.live.readouts import Readout
from snnlib.live.rows import Row
from snnlib.live.sounds import Sound, Waveform
from snnlib.live.tables import Table
from snnlib.live.views import (
    Axis,
    Curve,
    Drawing,
    Histogram,
    Marker,
    Plot,
    Raster,
    SpikeDrawing,
    Spikes,
    Threshold,
    Trace,
)

__all__ = [
    "Array",
    "Axis",
    "BrowserError",
    "Button",
    "Checkbox",
    "Curve",
    "Drawing",
    "DrawnCurve",
    "DrawnImage",
    "DrawnPath",
    "DrawnSpikes",
    "Figure",
    "Heatmap",
    "Histogram",
    "ImageDrawing",
    "KernelError",
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
