"""The workbench: a box in which a reader writes a neuron's equations, and sees what they do.

The text is compiled in the page (``live/front/workbench``), in the book and in Jupyter alike.
:func:`snnlib.neurons.from_equations` and :func:`snnlib.plasticity.from_equations` take the same
texts; :mod:`.workbench_runs` computes what the box shows.
"""

import base64
import html

import anywidget
import traitlets

from snnlib.equations.presets import PRESETS, RULES
from snnlib.live import front, static_page
from snnlib.live.build.functions import function_module
from snnlib.live.build.mode import building_book
from snnlib.live.jupyter import nobody_asks
from snnlib.live.workbench_runs import SETTINGS, bits, evaluate
from snnlib.live.workbench_still import still

#: With what a preset begins, where it is not as in ``SETTINGS``.
INPUTS = {
    "leaky": {"size": 1.5, "dt": 0.02},
    "LIF": {"size": 3.0, "dt": 0.02},
    "adaptive": {"size": 3.0},
    "EIF": {"size": 3.0},
    "Izhikevich": {"size": 10.0},
    "AdEx": {"size": 1.0},
    "FitzHugh-Nagumo": {"size": 0.5},
    "Hodgkin-Huxley": {"size": 10.0, "dt": 0.01},
    "Morris-Lecar": {"size": 90.0},
    "pair STDP": {"dt": 0.2},
    "triplet STDP": {"dt": 0.2, "pattern": "poisson", "pre_rate": 30.0, "post_rate": 30.0},
    "Oja": {"kind": "noise", "dt": 0.1},
    "BCM": {"kind": "noise", "dt": 0.1},
}


class Workbench(anywidget.AnyWidget):
    """A box to write equations in; ``first`` is the preset with which it begins.

    Its traits are what the reader has set and can be set themselves: ``text``, the equations;
    ``preset``, with which they began; ``settings``, a dict with the input (see
    :data:`.workbench_runs.SETTINGS`).
    """

    text = traitlets.Unicode().tag(sync=True)
    preset = traitlets.Unicode().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)

    def __init__(self, first: str = "LIF"):
        everything = {**PRESETS, **RULES}
        if first not in everything:
            raise ValueError(f"first must be one of {', '.join(everything)}, got {first!r}")
        self.first = first
        self._esm = front.workbench_module()
        self._css = front.css() + front.workbench_css()
        begin = self._presets()[first]
        super().__init__(text=begin["text"], preset=first, settings=begin["settings"])
        self.add_traits(_spec=traitlets.Dict(self.spec()).tag(sync=True))
        self.on_msg(self._answer)

    def _presets(self):
        names = [self.first, *(name for name in (*PRESETS, *RULES) if name != self.first)]
        found = {}
        for name in names:
            own = {**SETTINGS, **INPUTS[name]}
            own["spread"] = own["size"] / 2
            group = "Neurons" if name in PRESETS else "Plasticity"
            text = PRESETS.get(name) or RULES[name]
            found[name] = {"group": group, "text": text, "settings": own}
        return found

    def spec(self) -> dict:
        """Return what the page's script is given."""
        functions = base64.b64encode(function_module()).decode()
        return {"presets": self._presets(), "functions": functions}

    @property
    def result(self) -> dict:
        """dict of str to ndarray: what the box shows now, by numba."""
        return evaluate(self.text, self.settings)[0]

    def _answer(self, _widget, content, _buffers):
        """Compute for the box's check of bits."""
        if content.get("ask") != "bits":
            return
        answer = {"answer": content.get("id")}
        try:
            answer["sum"] = bits(content["text"], content["settings"])
        except Exception as error:  # the box waits for an answer, whatever went wrong
            answer["error"] = str(error) or type(error).__name__
        self.send(answer)

    def _html(self):
        """Return HTML for a page with the workbench's script and the figures' style sheet."""
        begin = self._presets()[self.first]
        spec = {**self.spec(), "sum": bits(begin["text"], begin["settings"])}
        return (
            '<div class="live-figure live-workbench" data-workbench="neurons">'
            f'<script type="application/json">{static_page.as_json(spec)}</script>'
            f"{still(self.first, begin)}<pre>{html.escape(begin['text'])}</pre>"
            "<p>This is a still picture. In a browser with JavaScript and WebAssembly the box is "
            "live.</p></div>"
        )

    def _repr_mimebundle_(self, **kwargs):
        plain = {"text/plain": f"Workbench({self.first!r})"}
        if building_book():
            return {"text/html": self._html(), **plain}
        # an exported notebook has no kernel
        script = f"<script>{front.workbench_script()}</script>"
        alone = {"text/html": f"<style>{front.css()}</style>{self._html()}{script}", **plain}
        if nobody_asks():
            return alone
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return ({**alone, **data}, metadata) if data else bundle
