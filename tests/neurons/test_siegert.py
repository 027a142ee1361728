"""Siegert's rate: the integral, its limits, and a simulation in steps."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib import LIFParameters
from snnlib.neurons import lif, siegert
from snnlib.neurons.lif import LIFState
from snnlib.random import normal
from tests.compiling import assert_compiles, compiles

P = LIFParameters()


def integral_by_mpmath(a, b):
    """The integral of sqrt(pi) exp(u**2) erfc(-u), cut where it changes quickly."""
    cuts, u = [b], b
    while u > a:
        u = max(a, u - (0.4 / (1.0 + u) if u > 0.0 else 0.5 * (1.0 + abs(u))))
        cuts.append(u)
    with mpmath.workdps(30):
        f = lambda u: mpmath.sqrt(mpmath.pi) * mpmath.exp(u * u) * mpmath.erfc(-u)  # noqa: E731
        return float(mpmath.quad(f, cuts[::-1], maxdegree=4))


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("a", "b"),
    [(-2.0, -1.0), (-1.0, 1.0), (-8.0, 0.0), (-30.0, -0.01), (0.5, 2.5), (-3.0, 6.0), (2.9, 2.901),
     (-100.0, -90.0), (4.0, 12.0), (24.0, 25.9)],
)  # fmt: skip
def test_the_integral_has_thirteen_digits(a, b):
    assert siegert.integral(a, b) == pytest.approx(integral_by_mpmath(a, b), rel=1e-13)


@pytest.mark.kernel
def test_the_integral_far_out():
    # there it is the integral of 1 / -u
    assert siegert.integral(-2e80, -1e80) == pytest.approx(math.log(2.0), rel=1e-12)
    assert siegert.integral(-1.0, 26.1) == math.inf
    assert siegert.integral(1.0, 1.0) == 0.0


@pytest.mark.kernel
def test_without_noise_it_is_the_f_i_curve():
    currents = np.array([-1.0, 0.0, 1.9, 2.1, 2.5, 6.0, 100.0])
    np.testing.assert_array_equal(siegert.rate(currents, 0.0), lif.rate(currents))
    np.testing.assert_allclose(siegert.rate(currents, 1e-6), lif.rate(currents), rtol=1e-9)
    assert siegert.rate(2.0, 0.0) == 0.0  # the rheobase
    # strong input outruns any noise, and the refractory period is left
    assert siegert.rate(1e9, 5.0) == pytest.approx(1000.0 / P.t_ref, rel=1e-6)


@given(st.floats(0.0, 8.0), st.floats(0.1, 20.0), st.floats(0.1, 10.0))
def test_the_units_do_not_matter(current, sigma, factor):
    scaled = P._replace(v_rest=0.0, v_reset=0.0, v_th=factor * (P.v_th - P.v_rest))
    rate = siegert.rate(factor * current, factor * sigma, scaled)
    assert rate == pytest.approx(siegert.rate(current, sigma), rel=1e-9, abs=1e-300)
    slow = P._replace(tau_m=factor * P.tau_m, t_ref=factor * P.t_ref)
    assert siegert.rate(current, sigma, slow) * factor == pytest.approx(
        siegert.rate(current, sigma), rel=1e-9, abs=1e-300
    )


@given(st.floats(0.0, 8.0), st.floats(0.1, 20.0), st.floats(0.01, 1.0))
def test_more_current_more_spikes_and_a_raised_threshold_fewer(current, sigma, dt):
    assert siegert.rate(current + 0.01, sigma) >= siegert.rate(current, sigma)
    assert siegert.rate(current, sigma, dt=dt) <= siegert.rate(current, sigma)
    raised = siegert.raised(sigma, P, dt)
    assert raised.v_th - P.v_th == pytest.approx(0.5826 * sigma * math.sqrt(2 * dt / 20), rel=1e-4)


def test_the_overshoot_of_a_random_walk():
    zeta = float(mpmath.zeta(0.5))
    assert pytest.approx(-zeta / math.sqrt(2.0 * math.pi), rel=1e-14) == siegert.OVERSHOOT


@pytest.mark.kernel
def test_the_jumps_give_the_membrane_the_deviation_asked_for():
    sigma, tau, dt = 3.0, 20.0, 0.5
    decay = math.exp(-dt / tau)
    # v <- decay (v + jump): its variance settles at decay**2 jump**2 / (1 - decay**2)
    variance = decay**2 * siegert.jump(sigma, tau, dt) ** 2 / (1.0 - decay**2)
    assert math.sqrt(variance) == pytest.approx(sigma * decay, rel=1e-12)


def noisy_rate(current, sigma, params, dt, n_neurons, seconds, seed):
    """Rate of LIF neurons in steps, each with noise of its own."""
    constants, kick = lif.constants(params, dt), siegert.jump(sigma, params.tau_m, dt)
    count = 0
    for j in range(n_neurons):
        state = LIFState(params.v_rest, 0.0)
        for k in range(int(1000.0 * (seconds + 0.2) / dt)):
            if state.refractory < 1.0:
                state = LIFState(state.v + kick * normal(seed, j, k), state.refractory)
            spiked, state = lif.step(current, state, constants, dt)
            if spiked and k * dt >= 200.0:
                count += 1
    return count / n_neurons / seconds


@compiles
@pytest.mark.parametrize(("current", "too_high"), [(1.5, 0.03), (2.0, 0.025), (3.0, 0.01)])
def test_a_simulation_in_steps_has_the_rate_with_the_raised_threshold(current, too_high):
    import numba

    run = numba.njit(noisy_rate)
    measured = run(current, 4.0, P, 0.1, 40, 20.0, 1)
    plain, corrected = siegert.rate(current, 4.0), siegert.rate(current, 4.0, dt=0.1)
    assert measured / corrected == pytest.approx(1.0, abs=0.015)  # its own scatter: 0.5 %
    assert measured / plain < 1.0 - too_high


def rate_kernel(current, sigma, tau_m, readouts):
    params = LIFParameters(tau_m, 10.0, -70.0, -50.0, -70.0, 2.0)
    readouts[0] = siegert.interval(current, sigma, siegert.raised(sigma, params, 0.1))
    readouts[1] = siegert.jump(sigma, tau_m, 0.1)


@compiles
def test_kernels_compile_for_the_browser():
    numbers = [(name, "float64") for name in ("current", "sigma", "tau_m")]
    assert_compiles(rate_kernel, [*numbers, ("readouts", ("float64", (2,)))])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: siegert.rate(2.0, -1.0), ValueError, "sigma must not be negative, got -1.0"),
        (lambda: siegert.rate(2.0, math.nan), ValueError, "sigma must be"),
        (lambda: siegert.rate("2", 1.0), TypeError, "current must be"),
        (lambda: siegert.rate(2.0, 1.0, dt=-0.1), ValueError, "dt must be"),
        (lambda: siegert.rate(2.0, 1.0, P._replace(v_reset=-40.0)), ValueError, "v_reset must"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=f"^{message}"):
        call()


def test_arrays_are_broadcast():
    rates = siegert.rate(np.array([[1.0], [3.0]]), [1.0, 5.0, 10.0])
    assert rates.shape == (2, 3)
    assert rates[1, 2] == siegert.rate(3.0, 10.0)
