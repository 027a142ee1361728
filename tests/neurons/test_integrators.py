"""Schemes of integration: their orders, the exact one, and what a step that is too long does."""

import math

import numpy as np
import pytest
from numba import config

import snnlib
from snnlib import LIFParameters
from snnlib.neurons import integrators, lif
from snnlib.neurons.integrators import (
    at_end,
    cubic,
    euler,
    exact,
    linear,
    midpoint,
    runge_kutta,
    simulate,
    solved,
)
from tests.compiling import assert_compiles, compiles
from tests.neurons.test_lif import random_case

P = LIFParameters()
needs_jit = pytest.mark.skipif(config.DISABLE_JIT, reason="many steps: too slow as Python")
STEPS = np.array([2.0, 1.0, 0.5, 0.25, 0.125])  # ms
CURRENTS = np.linspace(2.3, 6.0, 25)[None]  # nA, above the rheobase of 2 nA


def order(membrane, crossing):
    """Slope of the error of the third spike against the step, on log axes."""
    true = np.array([3 * lif.interval(i, P) - P.t_ref for i in CURRENTS[0]])
    errors = []
    for dt in STEPS:
        n_steps = math.ceil(230.0 / dt)
        run = simulate(CURRENTS, P, dt, membrane=membrane, crossing=crossing, n_steps=n_steps)
        third = [run.spike_times[run.spike_neurons == j][2] for j in range(CURRENTS.size)]
        errors.append(np.sqrt(np.mean((third - true) ** 2)))
    return np.polyfit(np.log(STEPS), np.log(errors), 1)[0]


@needs_jit
@pytest.mark.parametrize(
    ("membrane", "crossing", "expected"),
    [
        (euler, at_end, 1), (euler, linear, 1), (euler, cubic, 1),
        (midpoint, at_end, 1), (midpoint, linear, 2), (midpoint, cubic, 2),
        (runge_kutta, at_end, 1), (runge_kutta, linear, 2), (runge_kutta, cubic, 4),
        (exact, at_end, 1), (exact, linear, 2), (exact, cubic, 4),
    ],
)  # fmt: skip
def test_a_scheme_has_the_lower_order_of_its_two_parts(membrane, crossing, expected):
    assert order(membrane, crossing) == pytest.approx(expected, abs=0.1)


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("membrane", "power"), [(euler, 2), (midpoint, 3), (runge_kutta, 5), (exact, 99)]
)
def test_one_step_of_the_membrane_agrees_with_the_taylor_series(membrane, power):
    x = 0.01  # h / tau_m
    v = membrane(0.0, -60.0, P, x * P.tau_m) - P.v_rest
    series = 10.0 * sum((-x) ** k / math.factorial(k) for k in range(power))
    first_left_out = 10.0 * x**power / math.factorial(power)
    assert v == pytest.approx(series, rel=1e-14, abs=1e-14)
    left_out = 10.0 * math.exp(-x) - v
    assert abs(left_out) <= 1.001 * first_left_out + 1e-13


@pytest.mark.kernel
def test_exact_and_solved_are_the_library_s_own():
    rng = np.random.default_rng(4)
    for _ in range(5):
        p, dt, current, v0 = random_case(rng, 80)
        own = simulate(current, p, dt, membrane=exact, crossing=solved, v0=v0)
        run = snnlib.lif(current, p, dt, v0=v0)
        np.testing.assert_allclose(own.spike_times, run.spike_times, rtol=1e-13)
        np.testing.assert_allclose(own.v, run.v, rtol=1e-11)
        own = simulate(current, p, dt, membrane=exact, crossing=at_end, v0=v0)
        grid = snnlib.lif(current, p, dt, v0=v0, spike_times="grid")
        np.testing.assert_allclose(own.spike_times, grid.spike_times, rtol=1e-13)


@pytest.mark.kernel
def test_at_the_rheobase_the_exact_membrane_stays_silent():
    current = lif.rheobase(P)
    run = simulate(current, P, 5.0, membrane=exact, crossing=linear, n_steps=400)
    assert run.spike_times.size == 0
    assert run.v[-1] < P.v_th


@pytest.mark.kernel
def test_crossings_lie_where_their_curves_reach_the_threshold():
    p = P._replace(v_th=-55.0)
    current, v, h = 3.0, -58.0, 4.0
    end = exact(current, v, p, h)
    assert at_end(current, v, end, p, h) == h
    assert v + (end - v) * linear(current, v, end, p, h) / h == pytest.approx(p.v_th, rel=1e-14)
    at = cubic(current, v, end, p, h)
    fit = np.polynomial.Polynomial.fit([0.0, h], [v, end], 1)  # plus a part with the right slopes
    slopes = [integrators.slope(current, x, p) for x in (v, end)]
    first, last = (slope - fit.deriv()(0.0) for slope in slopes)
    bend = at * (1 - at / h) * (first * (1 - at / h) - last * at / h)
    assert fit(at) + bend == pytest.approx(p.v_th, rel=1e-13)
    assert solved(current, v, end, p, h) == lif.time_to_threshold(current, v, p)
    assert abs(at - solved(current, v, end, p, h)) < 0.001


@pytest.mark.kernel
def test_euler_beyond_two_time_constants_fires_without_reason():
    """An error that grows from step to step: the neuron is driven to half the threshold only."""
    p = P._replace(tau_m=1.0)
    for dt, fires in ((1.9, False), (2.2, True)):
        run = simulate(1.0, p, dt, n_steps=60)
        assert (run.spike_times.size > 0) == fires
    assert snnlib.lif(1.0, p, 2.2, n_steps=60).spike_times.size == 0


@pytest.mark.kernel
def test_several_spikes_in_a_step_and_the_order_of_many_neurons():
    p = P._replace(t_ref=0.1)
    run = simulate([[50.0, 3.0, 50.0]], p, 10.0, membrane=exact, crossing=solved, n_steps=3)
    plain = snnlib.lif([[50.0, 3.0, 50.0]], p, 10.0, n_steps=3)
    np.testing.assert_allclose(run.spike_times, plain.spike_times, rtol=1e-13)
    np.testing.assert_array_equal(run.spike_neurons, plain.spike_neurons)
    assert run.v.shape == (3, 3)


@needs_jit
def test_a_scheme_of_one_s_own():
    def heun(current, v, params, h):
        first = integrators.slope(current, v, params)
        return v + 0.5 * h * (first + integrators.slope(current, v + h * first, params))

    assert order(heun, linear) == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"membrane": "euler"}, TypeError, "membrane must be a function such as"),
        ({"crossing": None}, TypeError, "crossing must be a function"),
        ({"dt": 0.0}, ValueError, "dt must be a positive"),
        ({"n_steps": 0}, ValueError, "n_steps must"),
        ({"params": P._replace(v_reset=-50.0)}, ValueError, "v_reset must be below"),
        ({"v0": [1.0, 2.0]}, ValueError, "v0"),
    ],
)
def test_bad_input_is_named(options, error, message):
    with pytest.raises(error, match=f"^{message}"):
        simulate(3.0, **({"n_steps": 10} | options))


@needs_jit
def test_a_crossing_that_does_not_move_on_is_told():
    def never_on(current, v, end, params, h):
        return 0.0

    p = P._replace(t_ref=0.0, v_reset=-50.1)
    with pytest.raises(ValueError, match="crossing must move on by some time"):
        simulate(300.0, p, 1.0, crossing=never_on, n_steps=2)


def scheme_kernel(current, dt, v):
    params = LIFParameters(20.0, 10.0, -70.0, -50.0, -70.0, 2.0)
    state = lif.LIFState(-70.0, 0.0)
    for k in range(v.size):
        left = dt
        while left > 0.0:
            elapsed, _, state = integrators.advance(
                runge_kutta, cubic, current, state, params, left
            )
            left -= elapsed
        v[k] = state.v


@compiles
def test_kernels_compile_for_the_browser():
    assert_compiles(
        scheme_kernel, [("current", "float64"), ("dt", "float64"), ("v", ("float64", (100,)))]
    )
