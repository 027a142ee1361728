"""The chain of noisy repeaters: simulation against theory, theory against integrals, and fairness.

Simulations are compared with theory at 4.9 standard errors of the mean squared error: right ones
fail one time in a million.  With 4000 values that error is 2 to 4 % of the mean squared error, so
that 10 to 20 % too much are seen nearly always: noise that is not amplified (arriving = 0.8: 36 %
less), a stage too many or too few (10 % or more), a threshold moved by a tenth of the height.
"""

import math
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from scipy import integrate, stats

from snnlib.random import normal
from snnlib.studies import repeaters
from snnlib.studies.repeaters import (
    Wire,
    analog_error,
    analog_stage,
    equal_energy_height,
    normal_tail,
    pulse_count,
    pulse_stage,
    spiking_error,
)

NAN, INF = math.nan, math.inf
Z = 4.9  # two-sided chance 1e-6
kernel = pytest.mark.kernel
needs_jit = pytest.mark.skipif(config.DISABLE_JIT, reason="many draws: too slow as Python")
MESSAGE = (np.arange(4000) * 0.6180339887498949) % 1.0  # evenly spread over [0, 1]


@kernel
def test_the_tail_of_the_normal_law():
    for x in np.linspace(-8.0, 37.0, 901):
        assert normal_tail(x) == pytest.approx(stats.norm.sf(x), rel=2e-13)
    assert normal_tail(0.0) == pytest.approx(0.5, rel=1e-15)
    assert normal_tail(INF) < 1e-300
    assert normal_tail(-INF) == 1.0


@kernel
def test_one_stage_of_each_channel():
    wire = Wire(noise=0.3, arriving=0.5)
    for step in range(200):
        noise = 0.3 * normal(1, 2, step)
        restored = (0.5 * 0.7 + noise) / 0.5  # arrived, amplified
        assert analog_stage(0.7, wire, 1, 2, step) == pytest.approx(restored, rel=1e-12)
        for sent in (False, True):
            arrived = 0.5 * 0.8 * sent + noise
            assert pulse_stage(sent, 0.8, wire, 1, 2, step) == (arrived > 0.2)
    assert [pulse_count(x, 4) for x in (0.0, 0.124, 0.126, 0.5, 0.99, 1.0)] == [0, 0, 1, 2, 4, 4]


@kernel
def test_the_chance_of_a_flip():
    wire = Wire(noise=0.25, arriving=0.5)
    p = stats.norm.sf(0.5 * 0.9 * 0.5 / 0.25)
    assert repeaters.flip_probability(0.9, wire, 0) == 0.0
    assert repeaters.flip_probability(0.9, wire, 1) == pytest.approx(p, rel=1e-12)
    assert repeaters.flip_probability(0.9, wire, 2) == pytest.approx(2 * p * (1 - p), rel=1e-12)
    assert repeaters.flip_probability(0.9, wire, 9) == pytest.approx(
        (1 - (1 - 2 * p) ** 9) / 2, rel=1e-12
    )
    assert repeaters.flip_probability(0.9, wire, 10**6) == 0.5
    rare = repeaters.flip_probability(
        1.0, Wire(noise=0.06), 1000
    )  # p = 4e-17, which 1 - 2 p would round away
    assert rare == pytest.approx(1000 * stats.norm.sf(0.5 / 0.06), rel=1e-10)
    assert repeaters.flip_probability(1.0, Wire(noise=0.0), 5) == 0.0
    assert repeaters.flip_probability(0.0, wire, 3) == 0.5


@kernel
@pytest.mark.parametrize("noise", [0.001, 0.1, 1.0, 30.0])
def test_the_error_of_a_cut_off_value_is_its_integral(noise):
    wire, n_stages = Wire(noise, arriving=0.8), 7
    s = noise / 0.8 * sqrt(n_stages)
    for value in (0.0, 0.02, 0.5, 1.0):

        def integrand(z, value=value):
            return (min(max(value + s * z, 0.0), 1.0) - value) ** 2 * stats.norm.pdf(z)

        kinks = [x for x in (-value / s, (1.0 - value) / s) if -12.0 < x < 12.0]
        want = integrate.quad(integrand, -12.0, 12.0, points=kinks, limit=200, epsabs=1e-14)[0]
        assert analog_error(value, wire, n_stages) == pytest.approx(want, rel=1e-8)
    # far from the cuts: the variance of the noise, growing with each stage
    for n in (1, 4, 9):
        assert analog_error(0.5, Wire(0.01), n) == pytest.approx(1e-4 * n, rel=1e-9)
    assert analog_error(0.5, Wire(0.0), 9) == analog_error(0.5, Wire(0.1), 0) == 0.0


@kernel
def test_the_error_of_a_count_is_that_of_two_binomials():
    for value, flip in [(0.0, 0.1), (0.33, 0.2), (1.0, 0.5), (0.47, 0.0)]:
        n_sent = round(value * 5)
        want = 0.0
        for kept in range(n_sent + 1):
            for made in range(5 - n_sent + 1):
                chance = stats.binom.pmf(kept, n_sent, 1 - flip)
                chance *= stats.binom.pmf(made, 5 - n_sent, flip)
                want += chance * ((kept + made) / 5 - value) ** 2
        assert spiking_error(value, 5, flip) == pytest.approx(want, rel=1e-12)


def assert_as_expected(heard, rmse):
    """Squared errors have the expected mean; rows are stages, the first is before any noise."""
    errors = (heard - MESSAGE) ** 2
    deviation = errors.std(axis=1) / sqrt(MESSAGE.size)
    assert (np.abs(errors.mean(axis=1) - rmse**2) < Z * deviation + 1e-12).all()
    return deviation[1:] / rmse[1:] ** 2


@needs_jit
@pytest.mark.parametrize("same", ["noise", "energy"])
@pytest.mark.parametrize(("noise", "n_pulses"), [(0.05, 10), (0.2, 1), (0.2, 20), (0.4, 8)])
def test_simulation_matches_theory_at_each_stage(noise, n_pulses, same):
    wire = Wire(noise, arriving=0.8)
    run = repeaters.simulate(MESSAGE, 12, n_pulses, wire, same=same, seed=1)
    theory = repeaters.theory(MESSAGE, 12, n_pulses, wire, same=same)
    assert run.analog.shape == run.spiking.shape == (13, 4000)
    assert assert_as_expected(run.analog, theory.analog_rmse).max() < 0.04
    assert assert_as_expected(run.spiking, theory.spiking_rmse).max() < 0.04
    want = np.sqrt(((run.analog - MESSAGE) ** 2).mean(axis=1))
    np.testing.assert_allclose(run.analog_rmse, want, rtol=1e-12)
    want = np.sqrt(((run.spiking - MESSAGE) ** 2).mean(axis=1))
    np.testing.assert_allclose(run.spiking_rmse, want, rtol=1e-12)


@needs_jit
def test_each_channel_wins_somewhere():
    def errors(n_stages, n_pulses, noise, same):
        run = repeaters.simulate(MESSAGE, n_stages, n_pulses, Wire(noise), same=same, seed=2)
        theory = repeaters.theory(MESSAGE, n_stages, n_pulses, Wire(noise), same=same)
        for analog, spiking in (
            (run.analog_rmse, run.spiking_rmse),
            (theory.analog_rmse, theory.spiking_rmse),
        ):
            yield analog[-1] / spiking[-1]

    for same in ("noise", "energy"):
        assert max(errors(1, 10, 0.01, same)) < 0.5  # few stages: rounding costs more than noise
        assert max(errors(30, 2, 0.01, same)) < 0.5  # few pulses: the same
        assert min(errors(100, 10, 0.01, same)) > 2.0  # a long chain
    # strong noise: height 1 withstands it, pulses of one analog value's energy do not
    assert min(errors(2, 20, 0.12, "noise")) > 4.0
    assert max(errors(2, 20, 0.12, "energy")) < 0.9


@kernel
def test_the_errors_of_theory_in_numbers():
    message = np.linspace(0.0, 1.0, 301)
    theory = repeaters.theory(message, 100, 10, Wire(0.01), same="noise")
    # noise grows with the square root of the stages; rounding to eleven values costs 0.1 / sqrt(12)
    assert theory.analog_rmse[0] == 0.0
    assert theory.analog_rmse[1] == pytest.approx(0.01, rel=0.01)
    assert theory.analog_rmse[100] == pytest.approx(0.1, rel=0.1)
    np.testing.assert_allclose(theory.spiking_rmse, 0.1 / sqrt(12), rtol=0.01)
    lost = repeaters.theory(message, 30, 1000, Wire(4.0), same="noise")
    assert lost.spiking_rmse[-1] == pytest.approx(sqrt(1 / 12), rel=0.01)  # all read as 1/2
    assert lost.analog_rmse[-1] == pytest.approx(sqrt(1 / 3), rel=0.05)  # all read as 0 or 1


@settings(max_examples=60)
@given(
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20),
    st.integers(1, 20),
    st.floats(0.0, 1.0),
    st.integers(0, 2**40),
)
def test_fairness(message, n_pulses, noise, seed):
    message, wire = np.array(message), Wire(noise, 0.9)
    pulses = np.array([pulse_count(x, n_pulses) for x in message])
    run = repeaters.simulate(message, 2, n_pulses, wire, same="noise", seed=seed)
    assert run.pulse_height == 1.0
    assert run.analog_energy == pytest.approx((message**2).mean())
    assert run.spiking_energy == pytest.approx(pulses.mean())
    run = repeaters.simulate(message, 2, n_pulses, wire, same="energy", seed=seed)
    assert run.pulse_height == equal_energy_height(message, n_pulses) > 0.0
    assert run.spiking_energy == pytest.approx(run.pulse_height**2 * pulses.mean(), rel=1e-12)
    if pulses.any() and message.max() > 1e-100:
        assert run.spiking_energy == pytest.approx(run.analog_energy, rel=1e-12)
    else:
        assert run.spiking_energy in (0.0, pytest.approx(pulses.mean()))


@kernel
def test_a_longer_chain_or_message_leaves_the_rest_as_it_was():
    message = MESSAGE[:40]
    run = repeaters.simulate(message, 5, 6, Wire(0.3), same="noise", seed=3)
    longer = repeaters.simulate(MESSAGE[:60], 9, 6, Wire(0.3), same="noise", seed=3)
    np.testing.assert_array_equal(longer.analog[:6, :40], run.analog)
    np.testing.assert_array_equal(longer.spiking[:6, :40], run.spiking)
    again = repeaters.simulate(message, 5, 6, Wire(0.3), same="noise", seed=4)
    assert (again.analog[1:] != run.analog[1:]).any(axis=1).all()
    assert (again.spiking[1:] != run.spiking[1:]).any(axis=1).all()
    finer = repeaters.simulate(message, 5, 12, Wire(0.3), same="noise", seed=3)
    np.testing.assert_array_equal(finer.analog, run.analog)


@kernel
def test_without_noise_nothing_is_lost_but_by_rounding():
    run = repeaters.simulate([0.0, 0.26, 0.5, 1.0], 50, 4, Wire(0.0, 0.1), same="energy", seed=1)
    np.testing.assert_allclose(run.analog, [[0.0, 0.26, 0.5, 1.0]] * 51, rtol=1e-15)
    assert run.spiking.tolist() == [[0.0, 0.25, 0.5, 1.0]] * 51
    assert run.spiking_rmse == pytest.approx([0.005] * 51, rel=1e-9)
    silent = repeaters.simulate([0.0, 0.0], 3, 4, Wire(0.0), same="energy", seed=1)
    assert silent.pulse_height == 1.0
    assert not silent.spiking.any()


@kernel
def test_readers_cut_off_and_the_wire_does_not():
    run = repeaters.simulate([1.0] * 200, 6, 1, Wire(0.5), same="noise", seed=1)
    assert run.analog.max() == 1.0
    assert run.analog.min() == 0.0
    # had each stage cut, those above 1 would lose their excess: the mean would fall at each stage
    kept = 0.0
    for i in range(200):
        amplitude = 1.0
        for s in range(1, 7):
            amplitude += 0.5 * normal(1, 0, (s * 2**20 + i) * 2**12)
        kept += abs(run.analog[6, i] - min(max(amplitude, 0.0), 1.0))
    assert kept < 1e-12


@kernel
def test_each_slot_has_noise_of_its_own():
    run = repeaters.simulate([0.4], 1, 500, Wire(0.5), same="noise", seed=7)
    heard = 0
    for slot in range(500):
        noise = 0.5 * normal(7, 1, 2**20 * 2**12 + slot)
        heard += (slot < 200) + noise > 0.5
    assert run.spiking[1, 0] == heard / 500
    assert run.analog[1, 0] == pytest.approx(0.4 + 0.5 * normal(7, 0, 2**32), abs=1e-12)


GOOD = {"message": [0.2, 0.8], "n_stages": 3, "n_pulses": 4, "same": "noise"}
BAD = [
    ({"message": [0.2, 1.1]}, ValueError, "message must be of values from 0 to 1, got 1.1"),
    ({"message": [-0.2, 0.1]}, ValueError, "message must be of values from 0 to 1, got -0.2"),
    ({"message": [NAN]}, ValueError, "message must be an array of finite numbers"),
    ({"message": []}, ValueError, "message"),
    ({"message": [[0.5]]}, ValueError, "message must have one axis"),
    ({"message": "0.5"}, TypeError, "message"),
    ({"n_stages": 0}, ValueError, "n_stages must be a positive integer"),
    ({"n_stages": 2.0}, TypeError, "n_stages"),
    ({"n_stages": 2**20}, ValueError, "n_stages must be at most 1048575"),
    ({"n_pulses": 0}, ValueError, "n_pulses"),
    ({"n_pulses": 5000}, ValueError, "n_pulses must be at most 4096, got 5000"),
    ({"wire": 0.1}, TypeError, r"wire must be Wire\(...\)"),
    ({"wire": Wire(noise=-0.1)}, ValueError, "noise must be zero or a positive number, got -0.1"),
    ({"wire": Wire(noise=NAN)}, ValueError, "noise"),
    ({"wire": Wire(arriving=0.0)}, ValueError, "arriving must be a positive number, got 0.0"),
    ({"wire": Wire(arriving=1.5)}, ValueError, "arriving must be a positive number up to 1"),
    ({"same": "power"}, ValueError, "same must be 'noise' or 'energy', got 'power'"),
    ({"same": None}, TypeError, "same"),
]


@pytest.mark.parametrize(("change", "error", "message"), BAD)
def test_bad_input_is_named(change, error, message):
    with pytest.raises(error, match=f"^{message}"):
        repeaters.simulate(**(GOOD | {"seed": 1} | change))
    with pytest.raises(error, match=f"^{message}"):
        repeaters.theory(**(GOOD | change))


def test_a_seed_must_be_a_whole_number():
    for seed in (0.5, None, "1"):
        with pytest.raises(TypeError, match="seed must be an integer"):
            repeaters.simulate(**GOOD, seed=seed)
