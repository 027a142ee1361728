"""Compiled steps: the same bits as hand-written ones, and the order of each scheme."""

import gc
import linecache
import math
import weakref

import numpy as np
import pytest

from snnlib.equations.python import PROGRAMS, compiled, start
from snnlib.math import exp, expm1, log, power, sin
from snnlib.random import normal

pytestmark = pytest.mark.kernel


def trace(text, current, dt, n):
    made = compiled(text)
    params = made.parameters(*(p.number * p.worth for p in made.program.text.parameters.values()))
    state = made.state(*start(made.program, params._asdict()))
    states = [state]
    for _ in range(n):
        _, state = made.step(current, state, params, dt)
        states.append(state)
    return np.array(states)


def test_a_hand_written_step_has_the_same_bits():
    text = "dv/dt = (exp(-v/3) - log(w)*v**2 + I)/tau\ndw/dt = sin(v)*w**1.5\ntau = 7\nstart: w = 2"
    found = trace(text, 0.7, 0.01, 200)
    v, w = 0.0, 2.0
    for k in range(200):
        dv = (exp(-v / 3.0) - log(w) * (v * v) + 0.7) / 7.0
        dw = sin(v) * power(w, 1.5)
        v, w = v + 0.01 * dv, w + 0.01 * dw
        assert (v, w) == tuple(found[k + 1])


def test_exponential_euler_is_exact_where_the_equation_is_linear():
    found = trace("dv/dt = (I - v)/tau\ntau = 10\nmethod: exponential_euler", 2.0, 3.0, 20)
    exact = [-2.0 * expm1(-3.0 * k / 10.0) for k in range(21)]
    assert found[:, 0] == pytest.approx(exact, rel=1e-14)


@pytest.mark.parametrize(
    ("method", "order"), [("euler", 1.0), ("rk4", 4.0), ("exponential_euler", 1.0)]
)
def test_the_order_of_a_scheme(method, order):
    text = (
        "dv/dt = w - g*v\ndw/dt = -v - slow*w\nslow = 0.1*(1 + 0.5*sin(v))\ng = 0.3\n"
        f"start: v = 1; w = 0.2\nmethod: {method}"
    )
    exact = trace(text.replace(method, "rk4"), 0.0, 2.0**-9, 4 * 2**9)[-1]
    errors = [np.abs(trace(text, 0.0, 2.0**-k, 4 * 2**k)[-1] - exact).max() for k in (3, 4, 5)]
    slopes = np.log2(np.array(errors[:-1]) / errors[1:])
    assert slopes == pytest.approx([order, order], abs=0.15)


def test_statements_go_one_after_another():
    made = compiled("dv/dt = 0*v\ndw/dt = 0\nthreshold: v > 1\nreset: v -= 1; w = 2*v; v *= w")
    spiked, after = made.step(0.0, made.state(1.5, 7.0), made.parameters(), 0.1)
    assert spiked
    assert after == (0.5, 1.0)
    assert made.step(0.0, made.state(0.5, 7.0), made.parameters(), 0.1) == (False, (0.5, 7.0))


def test_a_refractory_time_holds_marked_states_for_whole_steps():
    text = (
        "dv/dt = 1 : 1 (unless refractory)\ndw/dt = 1\nthreshold: v > 0.25\nreset: v = 0\n"
        "refractory: 0.3"
    )
    found = trace(text, 0.0, 0.1, 12)
    assert found[:, 0].round(9).tolist() == [0, 0.1, 0.2, 0, 0, 0, 0, 0.1, 0.2, 0, 0, 0, 0]
    assert found[:, 1] == pytest.approx(0.1 * np.arange(13))


def test_a_refractory_condition_lasts_as_long_as_it_holds():
    text = "dv/dt = cos(t)\nthreshold: v > 0.5\nrefractory: v > 0.5"
    made = compiled(text)
    state, spikes = made.state(0.0, 0.0, 0.0), 0
    for _ in range(1000):
        spiked, state = made.step(0.0, state, made.parameters(), 0.01)
        spikes += spiked
    assert spikes == 2


def test_white_noise_is_drawn_from_its_stream():
    made = compiled("dv/dt = 2*xi")
    state = made.state(0.0, 5.0, 0.0)
    for k in range(5):
        _, after = made.step(0.0, state, made.parameters(), 0.01)
        assert after.v == state.v + 0.01 * (2.0 * (normal(0, 5, k) / math.sqrt(0.01)))
        assert after[1:] == (5.0, k + 1.0)
        state = after


def test_the_start_may_name_parameters_and_what_is_set_already():
    text = "dv/dt = -v\ndw/dt = -w\na = 3\nb = exp(v)\nstart: v = 2*a; w = b + v/0"
    made = compiled(text)
    assert start(made.program, {"a": 3.0})[0] == 6.0
    assert start(made.program, {"a": 3.0})[1] == math.inf
    both = start(compiled("dv/dt = -v\na = 3\nstart: v = exp(a)").program, {"a": [0.0, 1.0]})[0]
    assert both.tolist() == [1.0, exp(1.0)]


def test_the_same_text_gives_the_same_functions():
    one, two = compiled("dv/dt = -v"), compiled("dv/dt = -v")
    assert one is two
    assert PROGRAMS[one.step] is one.program


def test_a_text_that_nobody_has_any_more_is_forgotten():
    made = compiled("dv/dt = -v/17 + 0.25")
    assert made.step(0.0, made.state(0.0), made.parameters(), 1.0) == (False, (0.25,))
    step, place = (
        weakref.ref(made.step),
        getattr(made.step, "py_func", made.step).__code__.co_filename,
    )
    assert place in linecache.cache
    del made
    compiled.cache_clear()
    gc.collect()
    assert step() is None
    assert place not in linecache.cache
