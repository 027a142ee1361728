"""The RC membrane: units that multiply out, and the impulse response as the sum of everything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.neurons import leaky
from snnlib.neurons.leaky import LeakyIntegratorParameters, impulse_response, rc_membrane

NAN, INF = float("nan"), float("inf")


@pytest.mark.kernel
def test_units_multiply_out():
    # in SI: 50e6 ohm * 0.3e-9 F = 15e-3 s, and 2e-9 A * 50e6 ohm = 0.1 V
    params = rc_membrane(R_m=50.0, C_m=0.3, v_rest=-65.0)
    assert params == LeakyIntegratorParameters(tau_m=pytest.approx(15.0), R_m=50.0, v_rest=-65.0)
    assert leaky.simulate(2.0, params, 1e4, n_steps=1)[0] == pytest.approx(-65.0 + 100.0)
    assert rc_membrane(10.0, 2.0) == LeakyIntegratorParameters()
    # 3e-12 C on 0.3e-9 F are 10e-3 V
    assert 3.0 * impulse_response(0.0, params) == pytest.approx(10.0, rel=1e-14)


@pytest.mark.kernel
def test_the_impulse_response_is_the_limit_of_a_short_current():
    params = rc_membrane(50.0, 0.3, 0.0)
    t = np.arange(1, 400) * 0.1
    pulse = np.zeros(399_000)
    pulse[0] = 1.0 / 1e-4  # 1 pC within 0.1 µs
    v = leaky.simulate(pulse, params, 1e-4)[999::1000]
    want = [impulse_response(x, params) for x in t]
    np.testing.assert_allclose(v, want, rtol=1e-5)
    np.testing.assert_allclose(want, np.exp(-t / 15.0) / 0.3, rtol=1e-13)
    assert impulse_response(-1e-9, params) == 0.0
    assert impulse_response(-INF, params) == 0.0


@settings(max_examples=50)
@given(
    st.lists(st.floats(-2.0, 2.0), min_size=1, max_size=40),
    st.floats(1.0, 100.0),
    st.floats(0.1, 5.0),
)
def test_any_response_is_a_sum_of_impulse_responses(current, R_m, C_m):
    params = rc_membrane(R_m, C_m, 0.0)
    dt = 0.5
    v = leaky.simulate(current, params, dt)
    # a current constant for dt: the integral of the impulse response over it, in closed form
    tau = params.tau_m
    piece = impulse_response(0.0, params) * tau * -np.expm1(-dt / tau)
    kernel = piece * np.exp(-dt / tau * np.arange(len(current)))
    want = np.convolve(current, kernel)[: len(current)]
    np.testing.assert_allclose(v, want, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"R_m": 0.0}, ValueError, "R_m must be a positive number of megaohms, got 0.0"),
        ({"R_m": NAN}, ValueError, "R_m"),
        ({"R_m": "10"}, TypeError, "R_m"),
        ({"C_m": -1.0}, ValueError, "C_m must be a positive number of nanofarads, got -1.0"),
        ({"C_m": INF}, ValueError, "C_m"),
        ({"R_m": 1e99, "C_m": 1e99}, ValueError, r"R_m \* C_m must be a positive number of milli"),
        ({"v_rest": NAN}, ValueError, "v_rest must be a finite number of millivolts"),
    ],
)
def test_bad_parameters_are_named(change, error, message):
    with pytest.raises(error, match=f"^{message}"):
        rc_membrane(**({"R_m": 10.0, "C_m": 2.0} | change))
