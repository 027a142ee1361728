"""Live figures in a notebook: their controls are traits, and they follow the notebook's cells.

When a cell of a notebook has run again, the kernels made from what it defines are compiled again,
and the figures draw anew where they stand.  That a *later* cell uses the same name for something
else changes nothing: a figure keeps what its names meant when it was made
(:mod:`snnlib.live.build.snapshot`).  Cells are told apart by the identity that JupyterLab sends
with each of them.
"""

import symtable
import sys

import numpy as np
import traitlets

from snnlib.live.drawn import Drawn

_CELLS = {}  # which cell was the last to define a name of the notebook
_WATCHED = []  # the shell, once it is watched


def _shell():
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None


def nobody_asks():
    """Return whether a program runs the notebook, such as nbconvert, which answers nothing."""
    parent = getattr(_shell(), "get_parent", dict)() or {}
    return parent.get("content", {}).get("allow_stdin") is False


def _defined(source):
    """Return the names that a cell's code gives a meaning."""
    try:
        table = symtable.symtable(source, "<cell>", "exec")
    except SyntaxError:  # the cell is wrong, or awaits something
        return []
    given = [s for s in table.get_symbols() if s.is_assigned() or s.is_imported()]
    return [symbol.get_name() for symbol in given]


def _note(shell, source, cell):
    for name in _defined(shell.transform_cell(source)):
        _CELLS[name] = cell


def watch(figures):
    """Let the figures of this dict follow the notebook's cells, if there is a notebook."""
    shell = _shell()
    if shell is None or shell in _WATCHED:
        return
    _WATCHED.append(shell)

    def before(info):
        _note(shell, info.raw_cell, info.cell_id)

    def after(result):
        if not (result.info.cell_id is None or result.error_before_exec or result.error_in_exec):
            for figure in list(figures.values()):
                _follow(figure, result.info.cell_id, shell.user_ns)

    shell.events.register("pre_run_cell", before)
    shell.events.register("post_run_cell", after)
    # the cell that runs now has begun already
    parent = getattr(shell, "get_parent", dict)() or {}
    now = shell.user_ns.get("In", [""])[-1]
    _note(shell, now, parent.get("metadata", {}).get("cellId"))


def origins(kernel):
    """Return ``{name: (cell, value)}`` of what a kernel of the notebook uses, itself included."""
    shell = _shell()
    # also what `live.evaluate` runs is called __main__, but is no part of this notebook
    if shell is None or kernel.source.__globals__ is not shell.user_ns:
        return {}
    values = {**kernel.used, kernel.source.__name__: kernel.source}
    return {name: (_CELLS.get(name), value) for name, value in values.items()}


def _follow(figure, cell, now):
    changed = [
        name
        for name, (origin, value) in figure.origins.items()
        if origin == cell and name in now and not _same(now[name], value)
    ]
    if not changed:
        return
    try:
        figure.recompile(*changed)
    except Exception as error:
        print(f"figure {figure.name!r} keeps the kernel it had: {error}", file=sys.stderr)


def _same(a, b):
    """Return whether a name still means the same; the same code made anew is another function."""
    a, b = (getattr(value, "py_func", value) for value in (a, b))
    return a is b


# ── controls as traits ─────────────────────────────────────────────────────────────────────────


def trait_of(control):
    """Return the synced trait of a control; what is drawn travels as bytes."""
    trait = _ControlTrait(control).tag(sync=True)
    return trait.tag(to_json=_drawn_to_json) if isinstance(control, Drawn) else trait


class _ControlTrait(traitlets.TraitType):
    """A trait that holds one of its control's own values, whatever it is set to."""

    def __init__(self, control):
        self.control = control
        super().__init__(default_value=control.default)

    def make_dynamic_default(self):
        return self.control.snap(self.control.default)

    def validate(self, obj, value):
        try:
            if isinstance(self.control, Drawn) and isinstance(value, memoryview):
                whole = value.nbytes - value.nbytes % 8
                value = np.frombuffer(value.cast("B")[:whole], dtype="<f8")  # the browser's way
            return self.control.snap(value)
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from error

    def _validate(self, obj, value):
        # also None must be refused by name, which TraitType would let pass or report its own way
        return self.validate(obj, value)


def _drawn_to_json(value, _widget):
    return memoryview(np.ascontiguousarray(value, dtype="<f8"))
