"""The live figure: an ipywidget whose kernel runs in the reader's browser.

In Jupyter it is an :class:`anywidget.AnyWidget` with one synced trait a control.  In the built book
it is a ``<figure>`` element that holds its own kernel (:mod:`snnlib.live.static_page`).  Either way
the browser computes what it draws, from the same kernel that :attr:`Figure.result` runs here.
"""

import os
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from snnlib.live import front
from snnlib.live._checks import check_call, check_coarse, check_drawn, check_parts, check_views
from snnlib.live.build.errors import numbas_words
from snnlib.live.build.mode import building_book, compiled
from snnlib.live.data import as_bytes, checked, describe
from snnlib.live.jupyter import nobody_asks, origins, trait_of, watch
from snnlib.live.kernel import Array, Kernel, KernelError
from snnlib.live.readouts import Readout
from snnlib.live.sounds import Sound, Waveform, check_sounds

#: Figures made in this process, by name; the last one made under a name counts.
FIGURES = {}
watch(FIGURES)
_OWN = {"name", "controls", "views", "kernel", "browser_error", "spec", "module", "origins", "self"}
_PUSH_MS = 60  # the browser sends a control's value to Python no more often than this


def _in_json(number):
    """Return a number as a message takes it: JSON has neither NaN nor infinities."""
    if np.isnan(number):
        return None
    return number if np.isfinite(number) else ("Infinity" if number > 0 else "-Infinity")


class Figure(anywidget.AnyWidget):
    """A live figure.

    Parameters
    ----------
    name : str
        Unique in the book; lower-case words joined by hyphens.
    kernel : function
        What runs; its arguments are found by name (see :mod:`snnlib.live.kernel`).
    controls : list of Slider, Steps, Select, Checkbox, Button and the drawn ones
        DrawnCurve, DrawnSpikes, DrawnImage, DrawnPath.
    views : list of Plot, Heatmap, ImageDrawing, PathDrawing, Table, Row
    arrays : dict of str to Array
        What the kernel fills and the figure draws.
    readouts : dict of str to Readout, optional
        Numbers the kernel computes; it writes ``readouts.name``.
    constants : dict, optional
        Arguments that no control changes.
    title, caption : str
        The caption says in one sentence what to look at and what to try.
    call : str, optional
        The library call that gives the same numbers, with ``{control}`` where a value goes.
    statuses : dict of int to str, optional
        What a status that the kernel returns means, in a sentence.
    slices : int, optional
        Above 1: a long kernel; it runs in a Web Worker, in this many parts, and shows progress.
    worker : bool, optional
        True: the kernel runs in a Web Worker also in one part, which a newer request waits for.
    fills_in : bool, optional
        True: a kernel in slices shows what it has computed so far, several times a second.
    sound : Sound, Waveform or list of them, optional
        What can be heard, on a button each.
    data : dict of str to ndarray, optional
        Arrays that the kernel only reads, such as trained weights, in dtypes like those of Array;
        a page loads them after its text.
    state : dict of str to Array, optional
        What one slice of the kernel leaves to the next and nobody draws.
    coarse : dict of str to int or float, optional
        Constants, or ``n_slices``, that are smaller while a pointer is down on the figure, so that
        a heavy one follows the hand; the frame that settles is computed with those above.

    Raises
    ------
    ValueError, TypeError
        If the parts do not fit together.
    snnlib.live.BrowserError
        While the book is built: if the kernel cannot run in a browser.  In Jupyter the figure
        then computes in Python.
    """

    def __init__(
        self,
        name: str,
        *,
        kernel: Callable,
        controls: Sequence,
        views: Sequence,
        arrays: dict[str, Array],
        readouts: dict[str, Readout] | None = None,
        constants: dict[str, float] | None = None,
        title: str,
        caption: str = "",
        call: str = "",
        statuses: dict[int, str] | None = None,
        slices: int = 1,
        worker: bool = False,
        fills_in: bool = False,
        sound: Sound | Waveform | list | None = None,
        data: dict[str, np.ndarray] | None = None,
        state: dict[str, Array] | None = None,
        coarse: dict[str, float] | None = None,
    ):
        readouts, constants, data = readouts or {}, constants or {}, checked(name, data or {})
        check_parts(
            name, controls, views, arrays, readouts, constants, state or {}, slices, worker,
            fills_in, title=title, caption=caption, call=call,
        )  # fmt: skip
        clash = [c.name for c in controls if hasattr(type(self), c.name) or c.name in _OWN]
        if clash:
            raise ValueError(f"figure {name!r}: a control cannot be called {clash[0]!r}")
        self.name = name
        self.controls = {control.name: control for control in controls}
        self.views = list(views)
        self.kernel = Kernel(
            kernel, controls, constants, arrays, readouts, slices, statuses, data, state
        )
        check_views(name, views, self.kernel)
        check_coarse(name, coarse or {}, {**self.kernel.constants, "n_slices": slices})
        sounds = check_sounds(name, sound, self.kernel)
        check_drawn(name, views, sounds, self.kernel.arrays)
        call = call or self._evaluate_call()
        check_call(name, call, {**self.controls, **self.kernel.constants})
        self.module, layout, self.browser_error = compiled(self.kernel)
        spec = {
            "name": name,
            "title": title,
            "caption": caption,
            "call": call,
            "controls": [control.describe() for control in controls],
            "arrays": [
                {"name": n, "dtype": a.dtype, "shape": list(a.shape), "unit": a.unit}
                for n, a in arrays.items()
            ],
            "readouts": [
                {"name": n, "unit": r.unit, "label": r.label or n, "digits": r.digits}
                | ({"aside": True} if r.aside else {})
                | ({"words": list(r.words)} if r.words else {})
                for n, r in readouts.items()
            ],
            "constants": self.kernel.constants,
            "views": [view.spec() for view in self.views],
            "statuses": {str(k): text for k, text in self.kernel.statuses.items()},
            "slices": slices,
            "worker": slices > 1 or worker,
            "fills_in": fills_in,
            "coarse": coarse,
            "layout": layout,
            "sounds": [one.spec() for one in sounds],
            "data": describe(data),
            "pushMs": _PUSH_MS,
        }
        self.spec = spec
        self._esm, self._css = front.module(), front.css()  # anywidget makes traits of them
        super().__init__()
        traits = {"_spec": traitlets.Dict(spec).tag(sync=True)}
        traits["_module"] = traitlets.Bytes(self.module).tag(sync=True)
        traits["_data"] = traitlets.Bytes(as_bytes(data)).tag(sync=True)
        traits["_no_browser"] = traitlets.Unicode(self.browser_error).tag(sync=True)
        traits |= {control.name: trait_of(control) for control in controls}
        self.add_traits(**traits)
        self.on_msg(self._answer)
        self.origins = origins(self.kernel)
        FIGURES[name] = self

    def recompile(self, *names: str) -> None:
        """Compile the kernel again, with names of the notebook as they are now (none: all of them).

        Where it is shown, the figure then draws with the new kernel at its controls' values.  It
        does so by itself when the cell that defines such a name runs again in a notebook.  If the
        new kernel does not fit, as :class:`Figure` would say, the figure keeps the one it had.
        """
        kernel = copy(self.kernel)
        now, old = kernel.source.__globals__, kernel.source.__name__
        kept = {n: value for n, (_, value) in self.origins.items() if names and n not in names}
        source = kernel.source if old in kept else now.get(old, kernel.source)
        kernel.take(getattr(source, "py_func", source), kept)
        self.module, layout, self.browser_error = compiled(kernel)
        # the library knows nothing of what was changed here
        call = self._evaluate_call()
        self.kernel, self.spec = kernel, {**self.spec, "layout": layout, "call": call}
        self.origins = {
            n: self.origins[n] if n in kept else new for n, new in origins(kernel).items()
        }
        with self.hold_sync():  # they belong together
            self._spec, self._module, self._no_browser = self.spec, self.module, self.browser_error

    @property
    def values(self) -> dict:
        """dict: every control's value."""
        return {name: getattr(self, name) for name in self.controls}

    @property
    def result(self) -> dict[str, np.ndarray]:
        """dict of str to ndarray: the kernel's arrays at the controls' values, by native numba."""
        return self.kernel.run(self.values)[0]

    @property
    def readout(self) -> dict[str, float]:
        """dict of str to float: the kernel's read-outs at the controls' values."""
        return self.kernel.run(self.values)[1]

    @property
    def webassembly(self) -> str:
        """str: what the browser runs, an instruction a line, as LLVM writes it."""
        return self.kernel.listing()

    @property
    def defaults(self) -> dict:
        """dict: every control's value at the start and after a reset."""
        return {name: control.snap(control.default) for name, control in self.controls.items()}

    def evaluate(self, **values: object) -> tuple[dict, dict]:
        """Compute ``(arrays, readouts)`` with some controls set otherwise than by default."""
        for name in values:
            if name not in self.controls:
                known = ", ".join(self.controls)
                raise ValueError(f"figure {self.name!r} has no control {name!r}; it has {known}")
        snapped = {name: self.controls[name].snap(value) for name, value in values.items()}
        return self.kernel.run({**self.defaults, **snapped})

    def save(self, path: str | os.PathLike) -> Path:
        """Write the figure into a page of its own, which needs no server and loads nothing.

        It starts with the controls' values of now; "reset" comes back to them.  A file that
        ``save`` has written is written again, and no other.

        Parameters
        ----------
        path : path
            Where the page goes; it ends in ``.html``.

        Returns
        -------
        pathlib.Path
            The page.

        Raises
        ------
        ValueError, TypeError
            If ``path`` names no page.
        FileNotFoundError, FileExistsError
            If its folder is not there, or another file is there already.
        snnlib.live.BrowserError
            If no browser can run the kernel.
        """
        from snnlib.live import saving  # which draws

        return saving.save(self, path)

    def save_myst(self, folder: str | os.PathLike) -> Path:
        """Write the figure as MyST's directive ``{anywidget}`` takes it.

        ``NAME.mjs`` is a module that holds all of it, and ``NAME.md`` the directive, in whose body
        the controls' values of now stand and can be changed.

        Parameters
        ----------
        folder : path
            Where both go; it is there already.

        Returns
        -------
        pathlib.Path
            The page with the directive.

        Raises
        ------
        TypeError, FileNotFoundError, FileExistsError, snnlib.live.BrowserError
            As :meth:`save` does.
        """
        from snnlib.live import saving  # which draws

        return saving.save_myst(self, folder)

    def _repr_mimebundle_(self, **kwargs):
        from snnlib.live import static_page

        plain = {"text/plain": f"Figure({self.name!r})"}
        if building_book():
            opens = next(iter(FIGURES)) == self.name  # a chapter has a process of its own
            picture = static_page.share(self) if opens else ""
            return {"text/html": static_page.html(self) + picture, **plain}
        # an exported notebook has no kernel and perhaps no network, which widgets would need
        try:
            alone = {"text/html": static_page.alone(self), **plain}
        except KernelError:  # the live figure says so itself, in a sentence
            if nobody_asks():
                raise
            alone = plain
        if nobody_asks():
            return alone
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return ({**alone, **data}, metadata) if data else bundle

    def _answer(self, _widget, content, _buffers):
        """Compute for a browser that cannot run this kernel."""
        if content.get("ask") != "frame":
            return
        answer = {"answer": content.get("id")}
        try:
            values = {name: content["values"][name] for name in self.controls}
            arrays, readouts = self.evaluate(**values)
            answer["readouts"] = [_in_json(number) for number in readouts.values()]
            buffers = [memoryview(array.tobytes()) for array in arrays.values()]
        except Exception as error:  # the browser waits for an answer, whatever went wrong
            answer["error"], buffers = numbas_words(str(error)) or type(error).__name__, []
        self.send(answer, buffers=buffers)

    def _evaluate_call(self):
        pairs = ", ".join(f'"{name}": {{{name}}}' for name in self.controls)
        return f'snnlib.live.evaluate("{self.name}", {{{{{pairs}}}}})'
