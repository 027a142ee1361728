"""Closed forms of what one spike does, against mpmath and against an integral over time."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.synapses import alpha_psp, delta_psp, exponential_psp, held_decay, held_rise

TIMES = st.floats(1e-3, 1e3)
# from equal time constants over nearly equal ones to quite different ones
RATIOS = st.sampled_from([1.0, 1.0 + 2**-52, 1.0 - 1e-12, 1.0 + 1e-8, 0.9999, 1.01, 0.2, 7.0])


def exact(t, tau, tau_m, rising):
    """R_m = 1: the solution of the two linear equations, in fifty digits more than needed."""
    with mpmath.workdps(80):
        t, tau, tau_m = mpmath.mpf(t), mpmath.mpf(tau), mpmath.mpf(tau_m)
        rate, left = 1 / tau_m - 1 / tau, mpmath.exp(-t / tau_m)
        if rate == 0:
            half = t / (2 * tau) * mpmath.e if rising else 1
            return t / tau_m * left * half
        grown = mpmath.expm1(rate * t)
        if not rising:
            return left * grown / (rate * tau_m)
        bent = (t * (grown + 1) - grown / rate) / rate
        return left * mpmath.e * bent / (tau * tau_m)


@given(t=TIMES, tau_m=TIMES, ratio=RATIOS, rising=st.booleans())
def test_potentials_are_right_to_the_last_digits_also_near_equal_time_constants(
    t, tau_m, ratio, rising
):
    tau = tau_m * ratio
    if max(t / tau, t / tau_m) > 500.0:  # all is gone
        return
    found = (alpha_psp if rising else exponential_psp)(t, tau, tau_m)
    assert found == pytest.approx(float(exact(t, tau, tau_m, rising)), rel=2e-15)


@given(dt=TIMES, tau=TIMES, tau_m=TIMES, rising=st.booleans())
def test_the_held_current_leaves_v_where_the_true_one_does(dt, tau, tau_m, rising):
    if max(dt / tau, dt / tau_m) > 300.0:
        return
    psp, held = (alpha_psp, held_rise) if rising else (exponential_psp, held_decay)
    reached = held(tau, tau_m, dt) * -np.expm1(-dt / tau_m)
    assert reached == pytest.approx(psp(dt, tau, tau_m), rel=1e-13)


@given(dt=TIMES, tau=TIMES)
def test_without_a_leak_the_held_current_is_the_mean(dt, tau):
    x = dt / tau
    assert held_decay(tau, np.inf, dt) == pytest.approx(-np.expm1(-x) / x, rel=1e-13)
    mean = float(mpmath.quad(lambda u: x * u * mpmath.exp(1 - x * u), [0, 1 / (1 + x), 1]))
    assert held_rise(tau, np.inf, dt) == pytest.approx(mean, rel=1e-9)


def test_before_the_spike_there_is_nothing_and_long_after_it_nothing_is_left():
    for psp in (exponential_psp, alpha_psp):
        assert psp(-1e-9, 5.0, 20.0) == psp(0.0, 5.0, 20.0) == 0.0
        assert 0.0 <= psp(1e6, 5.0, 20.0) < 1e-300
    assert delta_psp(-1e-9, 20.0) == 0.0
    assert delta_psp(0.0, 20.0) == 1.0
    assert delta_psp(20.0, 20.0) == pytest.approx(np.exp(-1.0), rel=1e-15)
