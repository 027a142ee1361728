"""What a reader is told of a model of his own that cannot be compiled."""

from typing import NamedTuple

import pytest

from snnlib import Network
from snnlib.neurons import Neuron


class Parameters(NamedTuple):
    tau: float


class State(NamedTuple):
    v: float
    w: float


def two_types(current, state, params, dt):
    if state.v >= 1.0:
        return True, State(0.0, 0)
    return False, State(state.v + dt * current / params.tau, state.w)


def unknown_parameter(current, state, params, dt):
    return False, State(state.v + dt * current / params.tau_m, state.w)


def unknown_state(current, state, params, dt):
    return state.u >= 1.0, State(state.v, state.w)


def no_state(current, state, params, dt):
    return state.v >= 1.0, state.v


def a_text(current, state, params, dt):
    return False, State(state.v, "rest")


def too_many_fields(current, state, params, dt):
    return False, State(state.v, state.w, 0.0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("step", "words"),
    [
        (two_types, "numba; State.w is {0} in one return and int64 in another, so write 0.0"),
        (unknown_parameter, "numba; Parameters has no field 'tau_m', only tau; "),
        (unknown_state, "numba; State has no field 'u', only v, w; "),
        (no_state, "numba; {0} was returned where a named tuple with the field 'v' is wanted; "),
        (a_text, "numba; the field 'w' of a state is unicode_type and no number; "),
        (too_many_fields, "cannot be compiled by numba; .*State'>': too many positional argu"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_field_that_is_wrong_is_named(step, words, dtype):
    net = Network()
    net.population("own", 1, Neuron(step, Parameters(1.0), State(0.0, 1.0), dtype=dtype))
    with pytest.raises(TypeError, match=words.format(dtype)):
        net.run(1.0)
