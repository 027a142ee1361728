"""The traits of a live figure: one for each control, which holds only what the control can be."""

import numpy as np
import traitlets

from snnlib.live.drawn import Drawn


def trait_of(control):
    """The synced trait of a control; what is drawn travels as bytes."""
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
