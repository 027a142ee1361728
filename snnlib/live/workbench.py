"""The workbench: a box in which a reader writes a neuron's equations, and sees what they do.

The text is compiled in the page (``live/front/workbench``); this module makes the element that the
page's script brings to life.  :func:`snnlib.neurons.from_equations` takes the same texts.
"""

import base64
import html
import json

from snnlib.equations.presets import PRESETS
from snnlib.live.build.functions import function_module

#: Size of the constant input with which a preset begins, and the time step in ms.
INPUTS = {
    "leaky": (1.5, 0.02),
    "LIF": (3.0, 0.02),
    "adaptive": (3.0, 0.05),
    "EIF": (3.0, 0.05),
    "Izhikevich": (10.0, 0.05),
    "AdEx": (1.0, 0.05),
    "FitzHugh-Nagumo": (0.5, 0.05),
    "Hodgkin-Huxley": (10.0, 0.01),
    "Morris-Lecar": (90.0, 0.05),
}


class Workbench:
    """What a cell of a chapter shows; ``first`` is the preset with which it begins."""

    def __init__(self, first: str = "LIF"):
        if first not in PRESETS:
            raise ValueError(f"first must be one of {', '.join(PRESETS)}, got {first!r}")
        self.first = first

    def spec(self) -> dict:
        """Return what the page's script is given."""
        names = [self.first, *(name for name in PRESETS if name != self.first)]
        presets = {
            name: {"text": PRESETS[name], "size": INPUTS[name][0], "dt": INPUTS[name][1]}
            for name in names
        }
        functions = base64.b64encode(function_module()).decode()
        return {"presets": presets, "functions": functions}

    def _repr_html_(self) -> str:
        spec = json.dumps(self.spec()).replace("</", "<\\/")
        return (
            '<div class="live-figure live-workbench" data-workbench="neurons">'
            f'<script type="application/json">{spec}</script>'
            f"<pre>{html.escape(PRESETS[self.first])}</pre>"
            "<p>This box needs JavaScript and WebAssembly; it runs in the book's page.</p></div>"
        )
