"""The LIF neuron against its closed forms, a plain-Python second opinion, and its symmetries."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import snnlib
from snnlib import LIFParameters, lif
from snnlib.neurons.lif import LIFState, rheobase, time_to_threshold
from tests.reference import lif as reference

P = LIFParameters()
NAN, INF = float("nan"), float("inf")


def random_case(rng, n_steps):
    """Parameters, step size, start and a noisy current that makes the neuron fire now and then."""
    p = LIFParameters(
        tau_m=rng.uniform(2.0, 40.0),
        R_m=rng.uniform(1.0, 50.0),
        v_rest=rng.uniform(-80.0, -60.0),
        v_th=rng.uniform(-55.0, -45.0),
        v_reset=rng.uniform(-90.0, -60.0),
        t_ref=rng.choice([0.0, rng.uniform(0.0, 6.0)]),
    )
    dt = 10.0 ** rng.uniform(-1.5, 0.7)
    current = rheobase(p) * rng.uniform(1.0, 10.0) * rng.uniform(-0.3, 1.7, n_steps)
    return p, dt, current, rng.uniform(-75.0, -40.0)


# --- the library against the plain version -------------------------------------------------------


@pytest.mark.kernel
def test_grid_equals_the_plain_version():
    rng = np.random.default_rng(1)
    n_fired = 0
    for _ in range(40):
        p, dt, current, v0 = random_case(rng, 150)
        run = lif(current, p, dt, v0=v0, spike_times="grid")
        trace, fired = reference.on_grid(current, p, dt, v0)
        np.testing.assert_allclose(run.v, trace, rtol=1e-12)
        assert run.spike_times.tolist() == [(k + 1) * dt for k in fired]
        assert (run.v[fired] == p.v_reset).all()
        n_fired += len(fired)
    assert n_fired > 400


@pytest.mark.kernel
def test_interpolated_equals_the_plain_version():
    rng = np.random.default_rng(2)
    n_fired = 0
    for _ in range(40):
        p, dt, current, v0 = random_case(rng, 100)
        run = lif(current, p, dt, v0=v0)
        trace, times = reference.interpolated(current, p, dt, v0)
        np.testing.assert_allclose(run.v, trace, rtol=0, atol=1e-8)
        np.testing.assert_allclose(run.spike_times, times, rtol=1e-10, atol=1e-10)
        n_fired += len(times)
    assert n_fired > 400


@pytest.mark.kernel
def test_loops_over_the_scalar_functions_give_the_same_bits():
    rng = np.random.default_rng(3)
    for _ in range(10):
        p, dt, current, v0 = random_case(rng, 60)
        state, v, times = LIFState(v0, 0.0), [], []
        constants = snnlib.neurons.lif.constants(p, dt)
        for k in range(60):
            spiked, state = snnlib.neurons.lif.step(current[k], state, constants, dt)
            v.append(state.v)
            if spiked:
                times.append((k + 1) * dt)
        run = lif(current, p, dt, v0=v0, spike_times="grid")
        assert run.v.tolist() == v
        assert run.spike_times.tolist() == times

        state, v, times = LIFState(v0, 0.0), [], []
        for k in range(60):
            left = dt
            while left > 0.0:
                elapsed, spiked, state = snnlib.neurons.lif.advance(current[k], state, p, left)
                left -= elapsed
                if spiked:
                    times.append((k + 1) * dt - left)
            v.append(state.v)
        run = lif(current, p, dt, v0=v0)
        assert run.v.tolist() == v
        assert run.spike_times.tolist() == times


# --- closed forms --------------------------------------------------------------------------------


@pytest.mark.parametrize("dt", [0.01, 0.037, 0.1, 1.0, 2.0, 5.0])
@pytest.mark.parametrize("t_ref", [0.0, 0.3, 2.0, 2.345])
def test_interpolated_intervals_match_the_f_i_formula(dt, t_ref):
    for current in (2.001, 2.1, 3.0, 10.0, 300.0):
        p = P._replace(t_ref=t_ref)
        interval = t_ref + 20.0 * math.log((10.0 * current) / (10.0 * current - 20.0))
        n_steps = math.ceil(4.5 * interval / dt)
        times = lif(current, p, dt, n_steps=n_steps).spike_times
        assert len(times) == math.floor((n_steps * dt + t_ref) / interval) >= 4
        assert times[0] == pytest.approx(interval - t_ref, rel=1e-9)
        np.testing.assert_allclose(np.diff(times), interval, rtol=1e-9)


@settings(max_examples=200)
@given(
    dt=st.floats(0.02, 5.0),
    t_ref=st.floats(0.0, 10.0) | st.just(0.0) | st.just(2.0),
    current=st.floats(2.01, 200.0),
    v_reset=st.floats(-90.0, -51.0),
)
def test_grid_intervals_are_the_true_ones_rounded_up(dt, t_ref, current, v_reset):
    p = P._replace(t_ref=t_ref, v_reset=v_reset)
    v_inf = -70.0 + 10.0 * current
    rise = 20.0 * math.log((v_inf - v_reset) / (v_inf + 50.0))
    for exact in (rise / dt, (rise + t_ref) / dt):
        assume(abs(exact - round(exact)) > 1e-8)
    first, steps = math.ceil(rise / dt), math.ceil((rise + t_ref) / dt)
    run = lif(current, p, dt, n_steps=first + 3 * steps, v0=v_reset, spike_times="grid")
    fired = np.round(run.spike_times / dt).astype(int)
    assert fired.tolist() == [first + i * steps for i in range(4)]


@pytest.mark.kernel
def test_grid_interval_with_the_default_cell():
    # 3 nA: rise 21.97 ms, pause 2 ms
    for dt, steps in ((1.0, 24), (0.5, 48), (5.0, 5), (30.0, 1)):
        times = lif(3.0, P, dt, n_steps=100, spike_times="grid").spike_times
        assert set(np.diff(times) / dt) == {steps}


@pytest.mark.kernel
@pytest.mark.parametrize("mode", ["grid", "interpolated"])
def test_subthreshold_drive_never_fires(mode):
    for dt in (0.1, 1.0, 5.0, 1000.0):
        for current in (rheobase(P), 1.999999999999, 0.0, -50.0):
            run = lif(current, P, dt, n_steps=500, spike_times=mode)
            assert run.spike_times.size == 0
            assert run.v.max() < -50.0
            assert run.v[-1] == pytest.approx(-70.0 + 10.0 * current, abs=2.0) or dt == 0.1
    # what would be rounded to the threshold is kept below it, and so nothing fires when it is left
    for p in (
        P,
        P._replace(v_rest=-20.0, v_th=0.0, v_reset=-1.0),
        P._replace(v_rest=10.0, v_th=30.0),
    ):
        run = lif([2.0, 2.0, 2.0, 1.0], p, 1000.0, spike_times=mode)
        assert run.spike_times.size == 0
        assert (run.v[:3] < p.v_th).all()
        np.testing.assert_allclose(run.v[:3], p.v_th, rtol=1e-15, atol=1e-15)


@pytest.mark.kernel
def test_a_neuron_just_at_threshold_fires_and_one_that_approaches_it_once_it_is_driven_further():
    currents = [2.0, 2.0, 2.1]
    assert lif(currents, P, 1000.0).spike_times[0] == pytest.approx(2000.0, rel=1e-15)
    assert lif(currents, P, 1000.0, spike_times="grid").spike_times.tolist() == [3000.0]
    for current in (-5.0, 0.0, 1.9, 2.0, 2.1):  # a jump onto it, whatever the input
        assert lif(current, P, n_steps=5, v0=-50.0).spike_times.tolist() == [0.0]
        grid = lif(current, P, n_steps=5, v0=-50.0, spike_times="grid")
        assert grid.spike_times.tolist() == [0.1]
        just_below = lif(current, P, n_steps=5, v0=np.nextafter(-50.0, -60.0))
        assert just_below.spike_times.size == (current > 2.0)


@pytest.mark.kernel
def test_refractory_time_is_counted_right_at_every_step_size():
    for dt in (0.03, 0.1, 0.7, 1.0, 3.0):
        for t_ref in (0.0, 0.05, 1.0, 2.0, 2.01, 7.3):
            p = P._replace(t_ref=t_ref)
            constants = snnlib.neurons.lif.constants(p, dt)
            state = LIFState(p.v_reset, constants.pause)
            for k in range(int(t_ref / dt) + 3):
                spiked, state = snnlib.neurons.lif.step(1.0, state, constants, dt)
                awake = (k + 1) * dt - t_ref
                assert not spiked
                assert (state.refractory > 0.0) == (awake < -1e-12)
                assert (state.refractory >= 1.0) == (awake <= 1e-12 - dt)
                want = -70.0 - 10.0 * math.expm1(-max(awake, 0.0) / 20.0)
                assert state.v == pytest.approx(want, abs=1e-11)


@pytest.mark.kernel
def test_several_spikes_in_one_step():
    p = P._replace(t_ref=0.25)
    interval = snnlib.neurons.lif.interval(300.0, p)
    times = lif(300.0, p, 5.0, n_steps=4).spike_times
    want = np.arange(1, int((20.0 + 0.25) / interval) + 1) * interval - 0.25
    np.testing.assert_allclose(times, want, rtol=1e-12)
    assert len(times) > 20
    on_grid = lif(300.0, p, 5.0, n_steps=4, spike_times="grid").spike_times
    assert on_grid.tolist() == [5.0, 10.0, 15.0, 20.0]


@pytest.mark.kernel
def test_a_tiny_rise_keeps_its_digits():
    p = P._replace(t_ref=0.0)
    # x = (v_th - v) / (v_inf - v_th) = 2e-11: the rise is 20 ms (x - x**2 / 2 + ...)
    rise = 20.0 * (20.0 / (1e12 - 20.0))
    assert time_to_threshold(1e11, -70.0, p) == pytest.approx(rise, rel=1e-10, abs=0.0)
    assert time_to_threshold(1e11, -70.0, p) == pytest.approx(4e-10, rel=1e-9, abs=0.0)


@pytest.mark.kernel
def test_time_to_threshold_and_interval():
    assert time_to_threshold(3.0, -70.0, P) == pytest.approx(20.0 * math.log(3.0), rel=1e-14)
    assert time_to_threshold(3.0, -55.0, P) == pytest.approx(20.0 * math.log(1.5), rel=1e-14)
    assert time_to_threshold(2.0, -70.0, P) == INF
    assert time_to_threshold(2.1, -50.0, P) == 0.0
    assert time_to_threshold(2.0, -50.0, P) == 0.0
    assert time_to_threshold(1.0, -50.0, P) == 0.0
    assert time_to_threshold(1.0, -50.001, P) == INF
    assert time_to_threshold(3.0, -40.0, P) == 0.0
    assert snnlib.neurons.lif.interval(3.0, P) == pytest.approx(
        2.0 + 20.0 * math.log(3.0), rel=1e-14
    )
    low = P._replace(v_reset=-80.0)
    assert snnlib.neurons.lif.interval(3.0, low) == pytest.approx(
        2.0 + 20.0 * math.log(4.0), rel=1e-14
    )
    assert snnlib.neurons.lif.interval(2.0, P) == INF


@pytest.mark.kernel
def test_the_f_i_curve():
    want = 1000.0 / (2.0 + 20.0 * math.log(3.0))
    assert snnlib.neurons.lif.rate(3.0) == pytest.approx(want, rel=1e-14)
    assert type(snnlib.neurons.lif.rate(3)) is float
    currents = np.array([[-1.0, 0.0, 1.9], [2.0, 3.0, 1e12]])
    rates = snnlib.neurons.lif.rate(currents, P)
    assert rates.shape == (2, 3)
    np.testing.assert_allclose(rates, [[0, 0, 0], [0, want, 500.0]], rtol=1e-9)
    curve = snnlib.neurons.lif.rate(np.linspace(0.0, 50.0, 200))
    assert (np.diff(curve) >= 0.0).all()
    assert curve.max() < 500.0
    assert snnlib.neurons.lif.rate(3.0, P._replace(t_ref=0.0)) == pytest.approx(
        50.0 / math.log(3.0), rel=1e-14
    )
    assert snnlib.neurons.lif.rate(0.0, P._replace(v_rest=-40.0, v_reset=-60.0)) == pytest.approx(
        1000.0 / (2.0 + 20.0 * math.log(2.0)), rel=1e-14
    )


@pytest.mark.kernel
def test_rheobase():
    assert rheobase() == 2.0
    assert rheobase(P._replace(R_m=5.0, v_th=-55.0)) == 3.0
    assert rheobase(P._replace(v_rest=-40.0)) == -1.0
    assert snnlib.neurons.lif.rate(rheobase(P)) == 0.0
    assert snnlib.neurons.lif.rate(rheobase(P) * (1.0 + 1e-12)) > 0.0


# --- what was decided ----------------------------------------------------------------------------


@pytest.mark.kernel
def test_a_neuron_that_starts_above_threshold_spikes_at_once():
    for v0 in (-49.999, -30.0, 1e100):
        for current in (0.0, -100.0):
            exact = lif(current, P, 1.0, n_steps=20, v0=v0)
            assert exact.spike_times.tolist() == [0.0]
            assert (exact.v[:2] == -70.0).all()  # and held there until 2 ms
            grid = lif(current, P, 1.0, n_steps=20, v0=v0, spike_times="grid")
            assert grid.spike_times.tolist() == [1.0]
            assert (grid.v[:3] == -70.0).all()


@pytest.mark.kernel
def test_a_neuron_that_rests_above_threshold_fires_without_input():
    p = P._replace(v_rest=-40.0)
    times = lif(0.0, p, 0.5, n_steps=400).spike_times
    assert times[0] == 0.0  # it starts at rest, above the threshold
    np.testing.assert_allclose(np.diff(times), 2.0 + 20.0 * math.log(3.0), rtol=1e-10)
    assert lif(-1.0, p, 0.5, n_steps=400, v0=-70.0).spike_times.size == 0


@pytest.mark.kernel
def test_what_is_added_during_the_pause_is_forgotten():
    constants = snnlib.neurons.lif.constants(P._replace(t_ref=1.5), 1.0)
    for step, model in ((snnlib.neurons.lif.step, constants), (snnlib.neurons.lif.advance, P)):
        *_, spiked, kicked = step(0.0, LIFState(0.0, 1.5), model, 1.0)
        assert not spiked
        assert kicked == LIFState(-70.0, 0.5)
        *_, spiked, kicked = step(0.0, LIFState(0.0, 0.5), model, 1.0)
        assert not spiked
        assert kicked.v == -70.0
        assert kicked.refractory <= 0.0
    elapsed, spiked, _ = snnlib.neurons.lif.advance(3.0, LIFState(-55.0, 1.5), P, 50.0)
    assert spiked
    assert elapsed == pytest.approx(1.5 + 20.0 * math.log(3.0), rel=1e-14)


@pytest.mark.kernel
def test_the_pause_may_end_with_the_step():
    constants = snnlib.neurons.lif.constants(P, 1.0)
    assert constants.pause == 2.0
    paused = snnlib.neurons.lif.step(9.0, LIFState(-70.0, 1.0), constants, 1.0)
    assert paused == (False, LIFState(-70.0, 0.0))
    assert snnlib.neurons.lif.advance(9.0, LIFState(-70.0, 1.0), P, 1.0) == (
        1.0,
        False,
        LIFState(-70.0, 0.0),
    )
    kept = snnlib.neurons.lif.advance(9.0, LIFState(-70.0, 1.0 + 2.0**-20), P, 1.0)[2]
    assert kept == LIFState(-70.0, 2.0**-20)


@pytest.mark.kernel
def test_v_that_just_reaches_the_threshold_with_the_step_fires_within_it():
    rng = np.random.default_rng(6)
    for _ in range(200):
        h = rng.uniform(0.01, 5.0)
        begin = LIFState(rng.uniform(-80.0, -60.0), 0.0)
        constants = snnlib.neurons.lif.constants(P._replace(t_ref=0.0), h)
        spiked, end = snnlib.neurons.lif.step(1.5, begin, constants, h)
        assert not spiked
        constants = constants._replace(v_th=end.v, v_reset=-90.0)
        assert snnlib.neurons.lif.step(1.5, begin, constants, h) == (True, LIFState(-90.0, 0.0))
        _, spiked, end = snnlib.neurons.lif.advance(1.5, begin, P, h)
        assert not spiked
        p = P._replace(v_th=end.v, v_reset=-90.0)
        elapsed, spiked, _ = snnlib.neurons.lif.advance(1.5, begin, p, h)
        assert spiked
        assert h * (1.0 - 1e-9) < elapsed <= h


@pytest.mark.kernel
def test_advance_stops_at_the_spike():
    elapsed, spiked, state = snnlib.neurons.lif.advance(3.0, LIFState(-70.0, 0.0), P, 50.0)
    assert elapsed == pytest.approx(20.0 * math.log(3.0), rel=1e-14)
    assert spiked
    assert state == LIFState(-70.0, 2.0)
    elapsed, spiked, state = snnlib.neurons.lif.advance(3.0, LIFState(-70.0, 1.5), P, 50.0)
    assert spiked
    assert elapsed == pytest.approx(1.5 + 20.0 * math.log(3.0), rel=1e-14)
    elapsed, spiked, state = snnlib.neurons.lif.advance(3.0, LIFState(-70.0, 0.0), P, 10.0)
    assert (elapsed, spiked, state.refractory) == (10.0, False, 0.0)
    assert state.v == pytest.approx(-40.0 - 30.0 * math.exp(-0.5), rel=1e-14)


@pytest.mark.kernel
def test_spikes_without_room_are_counted_and_not_written():
    v, v0, drive = np.empty((100, 1)), np.array([-70.0]), np.array([[9.0]])
    fills = snnlib.neurons.lif._fill_grid, snnlib.neurons.lif._fill
    for fill, n_spikes in zip(fills, (12, 14), strict=True):
        times, neurons = np.full(3, -1.0), np.full(3, -1)
        count = fill(drive, v0, P, 1.0, v, times[:2], neurons[:2])
        assert count == n_spikes
        assert (times[:2] > 0.0).all()
        assert (times[2], neurons[2]) == (-1.0, -1)


def test_there_is_always_room_for_every_spike():
    rng = np.random.default_rng(4)
    for _ in range(300):
        p, dt, current, v0 = random_case(rng, 20)
        for mode in ("grid", "interpolated"):
            run = lif(current, p, dt, v0=max(v0, -45.0), n_neurons=2, spike_times=mode)
            plain = reference.on_grid if mode == "grid" else reference.interpolated
            assert run.spike_times.size == 2 * len(plain(current, p, dt, max(v0, -45.0))[1])


def test_many_neurons_and_the_order_of_their_spikes():
    rng = np.random.default_rng(5)
    current = rng.uniform(0.0, 8.0, size=(300, 7))
    v0 = rng.uniform(-70.0, -45.0, 7)
    for mode in ("grid", "interpolated"):
        run = lif(current, P, 0.5, v0=v0, spike_times=mode)
        assert run.v.shape == (300, 7)
        assert run.v.dtype == run.spike_times.dtype == np.float64
        assert run.spike_neurons.dtype == np.int64
        keys = list(zip(run.spike_times.tolist(), run.spike_neurons.tolist(), strict=True))
        assert keys == sorted(keys)
        for j in range(7):
            one = lif(current[:, j], P, 0.5, v0=v0[j], spike_times=mode)
            np.testing.assert_array_equal(run.v[:, j], one.v)
            np.testing.assert_array_equal(run.spike_times[run.spike_neurons == j], one.spike_times)
            assert one.spike_times.size > 3
            assert not one.spike_neurons.any()


def test_input_layouts_say_the_same():
    one = lif(3.0, P, 0.5, n_steps=100)
    assert one.v.shape == (100,)
    two = lif(np.full(100, 3), P, 0.5, n_neurons=2)
    assert two.v.shape == (100, 2)
    np.testing.assert_array_equal(two.v, np.stack([one.v] * 2, axis=1))
    assert two.spike_neurons.tolist() == [0, 1] * one.spike_times.size
    np.testing.assert_array_equal(two.spike_times, np.repeat(one.spike_times, 2))
    apart = lif([[0.0, 3.0]], P, 0.5, n_steps=100)
    np.testing.assert_array_equal(apart.v[:, 1], one.v)
    assert set(apart.spike_neurons) == {1}
    assert lif(3.0, P, 0.5, n_steps=100, n_neurons=1).v.shape == (100, 1)
    np.testing.assert_array_equal(lif(3.0, n_steps=100).v, lif(3.0, P, 0.1, n_steps=100).v)
    whole = P._replace(tau_m=20, t_ref=np.float32(2), v_rest=-70)
    np.testing.assert_array_equal(lif(3, whole, 0.5, n_steps=100, v0=-70).v, one.v)


# --- properties ----------------------------------------------------------------------------------

CURRENTS = st.lists(st.floats(-3.0, 12.0), min_size=1, max_size=60)
STEPS = st.floats(0.05, 4.0)
PAUSES = st.floats(0.0, 5.0)
MODES = st.sampled_from(["grid", "interpolated"])


@settings(max_examples=60)
@given(current=CURRENTS, dt=STEPS, t_ref=PAUSES, mode=MODES, delay=st.integers(0, 20))
def test_shift_in_time(current, dt, t_ref, mode, delay):
    p = P._replace(t_ref=t_ref)
    run = lif(current, p, dt, spike_times=mode)
    late = lif([0.0] * delay + current, p, dt, spike_times=mode)
    np.testing.assert_array_equal(late.v[delay:], run.v)
    np.testing.assert_allclose(late.spike_times, run.spike_times + delay * dt, rtol=1e-12)


@settings(max_examples=60)
@given(current=CURRENTS, dt=STEPS, t_ref=PAUSES, mode=MODES, power=st.integers(-8, 8))
def test_scale_of_units(current, dt, t_ref, mode, power):
    scale = 2.0**power  # a power of two: the same bits, but for the exponent
    p = P._replace(t_ref=t_ref)
    run = lif(current, p, dt, spike_times=mode)
    slow = p._replace(tau_m=p.tau_m * scale, t_ref=t_ref * scale)
    times = lif(current, slow, dt * scale, spike_times=mode)
    np.testing.assert_array_equal(times.spike_times, run.spike_times * scale)
    np.testing.assert_array_equal(times.v, run.v)
    volts = LIFParameters(p.tau_m, p.R_m * scale, *(x * scale for x in p[2:5]), t_ref)
    high = lif(current, volts, dt, spike_times=mode)
    np.testing.assert_array_equal(high.spike_times, run.spike_times)
    np.testing.assert_array_equal(high.v, run.v * scale)
    amps = lif(np.multiply(current, scale), p._replace(R_m=p.R_m / scale), dt, spike_times=mode)
    np.testing.assert_array_equal(amps.spike_times, run.spike_times)


@settings(max_examples=60)
@given(current=CURRENTS, dt=STEPS, t_ref=PAUSES, shift=st.floats(-60.0, 60.0))
def test_only_differences_of_voltages_matter(current, dt, t_ref, shift):
    p = P._replace(t_ref=t_ref)
    run = lif(current, p, dt)
    moved = p._replace(v_rest=-70.0 + shift, v_th=-50.0 + shift, v_reset=-70.0 + shift)
    high = lif(current, moved, dt)
    assume(high.spike_times.size == run.spike_times.size)  # false once in a blue moon, by rounding
    np.testing.assert_allclose(high.spike_times, run.spike_times, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(high.v, run.v + shift, rtol=0, atol=1e-7)


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), dt=STEPS, mode=MODES)
def test_permutation_of_neurons(seed, dt, mode):
    rng = np.random.default_rng(seed)
    current = rng.uniform(0.0, 9.0, size=(80, 5))
    order = rng.permutation(5)
    run = lif(current, P, dt, spike_times=mode)
    other = lif(current[:, order], P, dt, spike_times=mode)
    np.testing.assert_array_equal(other.v, run.v[:, order])
    for j in range(5):
        np.testing.assert_array_equal(
            other.spike_times[other.spike_neurons == j],
            run.spike_times[run.spike_neurons == order[j]],
        )


@settings(max_examples=40)
@given(current=st.lists(st.floats(-9.0, 2.0), min_size=1), dt=STEPS, t_ref=PAUSES, mode=MODES)
def test_a_silent_cell_does_not_care_about_its_pause(current, dt, t_ref, mode):
    run = lif(current, P._replace(t_ref=t_ref), dt, spike_times=mode)
    assert run.spike_times.size == 0
    other = lif(current, P._replace(t_ref=9.0), dt, spike_times=mode)
    np.testing.assert_array_equal(other.v, run.v)


@settings(max_examples=80)
@given(current=CURRENTS, dt=STEPS, t_ref=PAUSES, parts=st.integers(2, 5))
def test_interpolated_spikes_do_not_depend_on_the_step_size(current, dt, t_ref, parts):
    p = P._replace(t_ref=t_ref)
    run = lif(current, p, dt)
    fine = lif(np.repeat(current, parts), p, dt / parts)
    assume(fine.spike_times.size == run.spike_times.size)  # a spike at the very end may round away
    np.testing.assert_allclose(fine.spike_times, run.spike_times, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(fine.v[parts - 1 :: parts], run.v, rtol=0, atol=1e-7)


# --- bad input -----------------------------------------------------------------------------------

BAD_PARAMETERS = [
    ({"tau_m": 0.0}, ValueError, "tau_m must be a positive number of milliseconds, got 0.0"),
    ({"tau_m": -3.0}, ValueError, "tau_m must be a positive number of milliseconds, got -3.0"),
    ({"tau_m": "20"}, TypeError, "tau_m must be a positive number of milliseconds, got '20'"),
    ({"R_m": 0.0}, ValueError, "R_m must be a positive number of megaohms"),
    ({"R_m": INF}, ValueError, "R_m"),
    ({"v_rest": NAN}, ValueError, "v_rest must be a finite number of millivolts"),
    ({"v_rest": [-70.0, -71.0]}, TypeError, "v_rest"),
    ({"v_th": INF}, ValueError, "v_th"),
    ({"v_th": True}, TypeError, "v_th"),
    ({"v_reset": 1e101}, ValueError, "v_reset"),
    ({"v_reset": -50.0}, ValueError, "v_reset must be below v_th = -50.0 millivolts.*got -50.0"),
    ({"v_reset": -40.0}, ValueError, "v_reset must be below v_th"),
    ({"t_ref": -1.0}, ValueError, "t_ref must be zero or a positive number of milliseconds"),
    ({"t_ref": NAN}, ValueError, "t_ref"),
    ({"t_ref": 2 + 0j}, TypeError, "t_ref"),
]


@pytest.mark.parametrize(("change", "error", "message"), BAD_PARAMETERS)
def test_bad_parameters_are_named(change, error, message):
    p = P._replace(**change)
    for call in (
        lambda: lif(1.0, p, n_steps=3),
        lambda: snnlib.neurons.lif.rate(1.0, p),
        lambda: rheobase(p),
    ):
        with pytest.raises(error, match=f"^{message}"):
            call()


@pytest.mark.parametrize("params", [None, tuple(P), P._asdict(), LIFParameters])
def test_parameters_come_in_their_named_tuple(params):
    for call in (lambda: lif(1.0, params, n_steps=3), lambda: snnlib.neurons.lif.rate(1.0, params)):
        with pytest.raises(TypeError, match=r"^params must be LIFParameters\(\.\.\.\), got"):
            call()
    with pytest.raises(TypeError, match=r"^params must be LIFParameters"):
        rheobase(params)


BAD_CURRENTS = [
    (NAN, ValueError),
    ([1.0, INF], ValueError),
    (1e101, ValueError),
    ([], ValueError),
    (np.empty((0, 3)), ValueError),
    ([[1.0], [1.0, 2.0]], ValueError),
    ("1.0", TypeError),
    (True, TypeError),
    (None, TypeError),
    (1j, TypeError),
    (np.array([1.0], object), TypeError),
]


@pytest.mark.parametrize(("current", "error"), BAD_CURRENTS)
def test_bad_currents_are_refused(current, error):
    for call in (lambda: lif(current, n_steps=3), lambda: snnlib.neurons.lif.rate(current)):
        with pytest.raises(error, match=r"^current must be an array of finite numbers of nanoamp"):
            call()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"current": np.ones((3, 1, 1))}, ValueError, "current must have at most 2 axes"),
        ({"current": np.ones(4)}, ValueError, "current must have 1 or n_steps = 3 rows"),
        ({"current": np.ones((3, 2)), "n_neurons": 3}, ValueError, "current must have 1 or n_neur"),
        ({"n_steps": None}, ValueError, "n_steps must be given when current is a single number"),
        ({"n_steps": 0}, ValueError, "n_steps must be a positive integer, got 0"),
        ({"n_steps": 10.0}, TypeError, "n_steps must be a positive integer, got 10.0"),
        ({"n_steps": 10**12}, ValueError, "n_steps"),
        ({"n_neurons": True}, TypeError, "n_neurons"),
        ({"n_neurons": -2}, ValueError, "n_neurons"),
        ({"dt": 0.0}, ValueError, "dt must be a positive number of milliseconds, got 0.0"),
        ({"dt": NAN}, ValueError, "dt"),
        ({"dt": "0.1"}, TypeError, "dt"),
        ({"v0": INF}, ValueError, "v0 must be a finite number of millivolts"),
        ({"v0": [-70.0, -60.0]}, ValueError, r"v0 must have the shape \(1,\), got \(2,\)"),
        ({"v0": "rest"}, TypeError, "v0"),
        ({"spike_times": "exact"}, ValueError, "spike_times must be 'interpolated' or 'grid', got"),
        ({"spike_times": None}, TypeError, "spike_times must be 'interpolated' or 'grid'"),
    ],
)
def test_bad_arguments_are_named(arguments, error, message):
    with pytest.raises(error, match=f"^{message}"):
        lif(**({"current": 1.0, "n_steps": 3} | arguments))


def test_absurdly_many_spikes_are_refused_before_the_run():
    eager = P._replace(t_ref=0.0)
    for current in (1e9, 1e90):
        with pytest.raises(ValueError, match=r"^current must lead to fewer than 1e\+08 spikes"):
            lif([0.0] * 9999 + [current], eager, 0.1)
        # a refractory period bounds them, and so does the grid
        assert lif(current, P, 0.1, n_steps=95).spike_times.size == 5
        assert lif(current, eager, 0.1, n_steps=95, spike_times="grid").spike_times.size == 95
    with pytest.raises(ValueError, match=r"2 neurons may fire every 2\.\d* ms for 1\.5e\+08 ms"):
        lif(300.0, P, 1.5e5, n_steps=1000, n_neurons=2)
    assert lif(1e4, eager, n_steps=10, dt=0.1).spike_times.size == 249


@pytest.mark.parametrize("mode", ["grid", "interpolated"])
def test_extreme_numbers_give_finite_potentials(mode):
    for change in (
        {"tau_m": 1e-100},
        {"tau_m": 1e100},
        {"R_m": 1e100, "t_ref": 1.0},
        {"R_m": 1e-100},
        {"v_rest": -1e100},
        {"v_rest": 1e100},
        {"v_th": 1e100},
        {"v_reset": -1e100},
        {"t_ref": 1e100},
        {"t_ref": 1e-300, "R_m": 1e-3},
    ):
        for current in (5.0, -1e100):
            for dt in (1e-100, 0.1, 1e3):
                p = P._replace(**change)
                run = lif(current, p, dt, n_steps=20, spike_times=mode)
                assert np.isfinite(run.v).all()
                assert (np.diff(run.spike_times) >= 0.0).all()
