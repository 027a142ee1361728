"""The leaky integrator against its closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.neurons import leaky
from snnlib.neurons.leaky import LeakyIntegratorParameters

P = LeakyIntegratorParameters(tau_m=15.0, R_m=8.0, v_rest=-65.0)


@pytest.mark.kernel
def test_decay_to_rest_is_exponential_at_every_step_size():
    for dt in (0.01, 0.1, 1.0, 7.3, 50.0):
        v = leaky.simulate(0.0, P, dt, n_steps=40, v0=-40.0)
        t = (np.arange(40) + 1) * dt  # v[k] belongs to the end of step k
        np.testing.assert_allclose(v, -65.0 + 25.0 * np.exp(-t / 15.0), rtol=1e-13)


@pytest.mark.kernel
def test_step_response_reaches_resistance_times_current_above_rest():
    for dt in (0.01, 0.1, 1.0, 7.3):
        v = leaky.simulate(1.5, P, dt, n_steps=50)
        t = (np.arange(50) + 1) * dt
        np.testing.assert_allclose(v, -65.0 - 12.0 * np.expm1(-t / 15.0), rtol=1e-13)
    assert leaky.simulate(1.5, P, 1e6, n_steps=1)[0] == -53.0
    assert leaky.simulate(1.5, P, 1e100, n_steps=1)[0] == -53.0


@pytest.mark.kernel
def test_without_input_a_membrane_at_rest_stays_there_to_the_bit():
    assert set(leaky.simulate(0.0, P, 0.1, n_steps=50)) == {-65.0}


@pytest.mark.kernel
def test_impulse_response_is_one_exponential_and_responses_add():
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 60))
    rest = P._replace(v_rest=0.0)
    both = leaky.simulate(first + 2.0 * second, rest, 0.5)
    apart = leaky.simulate(first, rest, 0.5) + 2.0 * leaky.simulate(second, rest, 0.5)
    np.testing.assert_allclose(both, apart, rtol=0, atol=1e-12)
    pulse = np.zeros(60)
    pulse[9] = 1.0
    v = leaky.simulate(pulse, rest, 0.5)
    assert not v[:9].any()
    after = -8.0 * np.expm1(-0.5 / 15.0) * np.exp(-0.5 * np.arange(51) / 15.0)
    np.testing.assert_allclose(v[9:], after, rtol=1e-12)


@pytest.mark.kernel
def test_a_loop_over_the_step_gives_the_same_bits():
    rng = np.random.default_rng(2)
    current = rng.normal(1.0, 2.0, size=(30, 3))
    v0 = np.array([-70.0, -60.0, 0.0])
    v = leaky.simulate(current, P, 0.7, v0=v0)
    for j in range(3):
        v_now = v0[j]
        for k in range(30):
            v_now = leaky.step(current[k, j], v_now, P, 0.7)
            assert v_now == v[k, j]


def test_input_layouts_say_the_same():
    one = leaky.simulate(2.0, P, n_steps=20)
    assert one.shape == (20,)
    assert one.dtype == np.float64
    np.testing.assert_array_equal(leaky.simulate(np.full(20, 2.0), P), one)
    np.testing.assert_array_equal(leaky.simulate([2] * 20, P), one)
    many = leaky.simulate(2.0, P, n_steps=20, n_neurons=3)
    assert many.shape == (20, 3)
    np.testing.assert_array_equal(many, np.stack([one] * 3, axis=1))
    drive = np.array([[1.0, 2.0, 3.0]])
    apart = leaky.simulate(drive, P, n_steps=20)
    np.testing.assert_array_equal(apart, leaky.simulate(np.repeat(drive, 20, axis=0), P))
    np.testing.assert_array_equal(apart[:, 1], one)
    wave = np.sin(np.arange(20.0))
    np.testing.assert_array_equal(
        leaky.simulate(wave, P, n_neurons=2)[:, 1], leaky.simulate(wave, P)
    )


def test_the_defaults_are_a_cell_at_rest_at_minus_70():
    v = leaky.simulate(1.0, n_steps=1, dt=20.0)
    np.testing.assert_allclose(v, -70.0 - 10.0 * np.expm1(-1.0), rtol=1e-15)
    assert leaky.simulate(0.0, n_steps=2).tolist() == [-70.0, -70.0]
    np.testing.assert_allclose(leaky.simulate(1.0, n_steps=1)[0], -70 - 10 * np.expm1(-0.005))


def test_nothing_of_the_callers_is_written_to():
    current, v0 = np.ones((4, 2)), np.array([-70.0, -60.0])
    leaky.simulate(current, P, v0=v0)
    assert (current == 1.0).all()
    assert v0.tolist() == [-70.0, -60.0]


@settings(max_examples=60)
@given(
    current=st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=30),
    dt=st.floats(0.01, 5.0),
    shift=st.floats(-100.0, 100.0),
    power=st.integers(-6, 6),
    delay=st.integers(0, 10),
)
def test_units_shifts_and_step_size_do_not_matter(current, dt, shift, power, delay):
    v = leaky.simulate(current, P, dt)
    raised = leaky.simulate(current, P._replace(v_rest=P.v_rest + shift), dt)
    np.testing.assert_allclose(raised, v + shift, rtol=0, atol=1e-11)
    scale = 2.0**power  # a power of two: the same bits, but for the exponent
    slow = leaky.simulate(current, P._replace(tau_m=P.tau_m * scale), dt * scale)
    np.testing.assert_array_equal(slow, v)
    late = leaky.simulate([0.0] * delay + current, P, dt)
    np.testing.assert_array_equal(late[delay:], v)
    halves = leaky.simulate(np.repeat(current, 2), P, dt / 2)
    np.testing.assert_allclose(halves[1::2], v, rtol=1e-13)


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"tau_m": 0.0}, ValueError, "tau_m must be a positive number of milliseconds, got 0.0"),
        ({"tau_m": -3.0}, ValueError, "tau_m must be a positive number of milliseconds, got -3.0"),
        ({"tau_m": NAN}, ValueError, "tau_m"),
        ({"tau_m": np.array([10.0, 20.0])}, TypeError, "tau_m"),
        ({"R_m": 0.0}, ValueError, "R_m must be a positive number of megaohms"),
        ({"R_m": INF}, ValueError, "R_m"),
        ({"R_m": "10"}, TypeError, "R_m"),
        ({"v_rest": NAN}, ValueError, "v_rest must be a finite number of millivolts"),
        ({"v_rest": None}, TypeError, "v_rest"),
    ],
)
def test_bad_parameters_are_named(change, error, message):
    with pytest.raises(error, match=f"^{message}"):
        leaky.simulate(1.0, P._replace(**change), n_steps=3)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"current": NAN}, ValueError, "current must be an array of finite numbers of nanoamp"),
        ({"current": "1"}, TypeError, "current"),
        ({"current": []}, ValueError, "current"),
        ({"current": np.ones((2, 2, 2)), "n_steps": None}, ValueError, "current"),
        ({"current": np.ones(4)}, ValueError, "current must have 1 or n_steps = 3 rows"),
        ({"n_steps": None}, ValueError, "n_steps"),
        ({"n_steps": 3.0}, TypeError, "n_steps"),
        ({"n_neurons": 0}, ValueError, "n_neurons"),
        ({"params": (15.0, 8.0, -65.0)}, TypeError, r"params must be LeakyIntegratorParameters\("),
        ({"params": None}, TypeError, "params"),
        ({"dt": 0.0}, ValueError, "dt must be a positive number of milliseconds, got 0.0"),
        ({"dt": -0.1}, ValueError, "dt"),
        ({"dt": INF}, ValueError, "dt"),
        ({"dt": True}, TypeError, "dt"),
        ({"v0": NAN}, ValueError, "v0 must be a finite number of millivolts"),
        ({"v0": [-70.0, -70.0]}, ValueError, r"v0 must have the shape \(1,\), got \(2,\)"),
        ({"v0": "rest"}, TypeError, "v0"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    good = {"current": 1.0, "params": P, "dt": 0.1, "n_steps": 3}
    with pytest.raises(error, match=f"^{message}"):
        leaky.simulate(**(good | arguments))
