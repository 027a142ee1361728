"""Parameters that are named tuples, made of controls and constants."""

from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib import LIFParameters
from snnlib.live import Array, Checkbox, Readout, Slider
from snnlib.live.kernel import Kernel
from tests.live.webassembly import machine

CONTROLS = [
    Slider("tau_m", 1, 50, 20, 0.5),
    Slider("v_th", -60, -40, -50, 0.5),
    Slider("n", 0, 9, 3, 1, integer=True),
    Checkbox("on"),
]


class Counting(NamedTuple):
    n: int
    on: bool
    gain: float = 2.0


def looks(neuron: LIFParameters, v_th, counting: Counting, y, readouts):
    y[0], y[1], y[2] = neuron.tau_m, neuron.v_th - v_th, neuron.R_m
    y[3] = counting.n // 2 * counting.gain
    readouts.passed = 1.0 if counting.on else 0.0


def make(function=looks, controls=CONTROLS, constants=None):
    constants = {"R_m": 7.0} if constants is None else constants
    return Kernel(function, controls, constants, {"y": Array(4)}, {"passed": Readout()})


@cache
def both():
    kernel = make()
    return kernel, machine(kernel)


@given(st.floats(1.0, 50.0), st.floats(-60.0, -40.0), st.integers(0, 9), st.booleans())
def test_a_named_tuple_is_made_of_what_is_called_like_its_fields(tau_m, v_th, n, on):
    values = {"tau_m": tau_m, "v_th": v_th, "n": n, "on": on}
    kernel, page = both()
    arrays, readouts = kernel.run(values)
    assert arrays["y"].tolist() == [tau_m, 0.0, 7.0, n // 2 * 2.0]
    assert readouts == {"passed": float(on)}
    in_a_page, named, status = page.run(values)
    assert in_a_page["y"].tolist() == arrays["y"].tolist()
    assert (named, status) == (readouts, 0)


def test_a_tuple_of_defaults_alone_needs_no_control():
    def alone(neuron: LIFParameters, y, readouts):
        y[0] = neuron.tau_m
        readouts.passed = neuron.t_ref

    kernel = make(alone, controls=[], constants={})
    assert kernel.run({})[0]["y"][0] == LIFParameters().tau_m
    assert machine(kernel).run({})[1] == {"passed": LIFParameters().t_ref}


def test_what_does_not_fit_is_named():
    class Lacking(NamedTuple):
        gain: float

    class Wordy(NamedTuple):
        name: str = "cell"

    def lacks(knobs: Lacking, y, readouts):
        y[0] = readouts.passed = knobs.gain

    def talks(knobs: Wordy, y, readouts):
        y[0] = readouts.passed = 1.0

    with pytest.raises(ValueError, match=r"knobs\.gain is neither a control nor a constant"):
        make(lacks, controls=[], constants={})
    with pytest.raises(ValueError, match=r"default of knobs\.name must be a number, got 'cell'"):
        make(talks, controls=[], constants={})
    with pytest.raises(ValueError, match="it does not take v_th"):
        make(lacks, controls=[CONTROLS[1]], constants={"gain": 1.0})
