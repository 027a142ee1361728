"""The workbench's picture, for paper and for browsers without WebAssembly."""

import numpy as np
from matplotlib import pyplot as plt

from snnlib.equations.dimensions import dimensions
from snnlib.equations.text import Text
from snnlib.equations.units import NONE, shown
from snnlib.live.workbench_runs import N_STEPS, evaluate
from snnlib.plotting.style import ThemedSVG, color, style

_INCHES = 7.2, 2.5


def still(name: str, begin: dict) -> str:
    """Draw the first state of a preset with its spikes; return it as SVG text."""
    arrays = evaluate(begin["text"], begin["settings"])[0]
    dt, (first, values) = begin["settings"]["dt"], next(iter(arrays.items()))
    unit = dimensions(Text(begin["text"])).get(first)
    label = first if unit in (None, NONE) else f"{first} ({shown(unit)})"
    time = (np.arange(N_STEPS) + 1) * dt
    with style():
        picture, axes = plt.subplots(figsize=_INCHES)
        axes.plot(time, values, color=color("membrane"))
        top = axes.get_ylim()[1]
        axes.plot((arrays["spikes"] + 1) * dt, np.full(arrays["spikes"].size, top), "|",
                  color=color("spike"))  # fmt: skip
        axes.set(xlabel="time (ms)", ylabel=label)
    return ThemedSVG(picture, f"{name}: {first} over time, as the box begins").svg
