"""Many synapses of one neuron: their inputs, their rules, and where the weights end."""

import numpy as np
import pytest

from snnlib import plasticity
from snnlib.plasticity import TripletTraces
from snnlib.studies.many_synapses import (
    ADDITIVE,
    GUETIG,
    NEAREST,
    SOFT,
    TRIPLET,
    VAN_ROSSUM,
    ManySynapses,
    PreTraces,
    after_spike,
    arrivals,
    at_arrival,
    at_spike,
    begin_draws,
    decayed,
    deliver,
    interval_cv,
    learn,
    refreshed,
    rule_of,
    trace_of,
)

PRE, POST = TripletTraces(0.7, 0.4), TripletTraces(0.6, 0.3)


def course(seconds, **changes):
    tied, free = np.zeros((2, 10))
    w, spikes = learn(seconds, ManySynapses(**changes), tied, free)
    return w, spikes, tied, free


def raster(n_steps, **changes):
    """Which input spikes how often in which step."""
    setting = ManySynapses(**changes)
    draws, inputs = begin_draws(setting), np.zeros(300, np.int64)
    counts = np.zeros((n_steps, setting.n))
    for k in range(n_steps):
        n, draws = arrivals(k, setting, draws, inputs)
        np.add.at(counts[k], inputs[:n], 1.0)
    return counts


@pytest.mark.parametrize("correlation", [0.0, 0.05])
def test_all_inputs_have_the_same_rate_and_the_tied_ones_correlate(correlation):
    counts = raster(20_000, rate=20.0, correlation=correlation, seed=3)
    rates = counts.mean(axis=0) * 1000.0
    assert rates[:100].mean() == pytest.approx(20.0, rel=0.1)
    assert rates[100:].mean() == pytest.approx(20.0, rel=0.03)
    pairs = np.corrcoef(counts.T)
    upper = np.triu_indices(100, 1)
    assert pairs[:100, :100][upper].mean() == pytest.approx(correlation, abs=0.012)
    assert abs(pairs[100:, 100:][upper].mean()) < 0.002
    assert abs(pairs[:100, 100:].mean()) < 0.002


@pytest.mark.parametrize(
    ("kind", "down", "up"),
    [
        (ADDITIVE, plasticity.depress, plasticity.potentiate),
        (NEAREST, plasticity.depress, plasticity.potentiate),
        (GUETIG, plasticity.depress_by_power, plasticity.potentiate_by_power),
        (SOFT, plasticity.depress_in_proportion, plasticity.potentiate_in_proportion),
        (VAN_ROSSUM, plasticity.depress_in_proportion, plasticity.potentiate),
    ],
)
def test_a_rule_is_the_library_s(kind, down, up):
    rule = rule_of(ManySynapses(rule=kind, balance=1.3, mu=0.2))
    assert rule.pair.A_minus == pytest.approx(0.026 * (2.0 if kind == VAN_ROSSUM else 1.0))
    x, y = plasticity.Trace(PRE.fast), plasticity.Trace(POST.fast)
    assert at_arrival(0.4, PRE, POST, rule) == down(0.4, x, y, rule.pair) < 0.4
    assert at_spike(0.4, PRE, POST, rule) == up(0.4, x, y, rule.pair) > 0.4
    after = after_spike(PRE, rule)
    assert after == ((1.0, 1.0) if kind == NEAREST else (1.7, 1.4))


def test_triplets_feel_the_slow_traces():
    rule = rule_of(ManySynapses(rule=TRIPLET, balance=1.2))
    assert at_spike(0.4, PRE, POST, rule) == pytest.approx(0.4 + 0.7 * 6.5e-3 * 0.3)
    assert at_arrival(0.4, PRE, POST, rule) == pytest.approx(0.4 - 0.6 * 1.2 * 7.1e-3)


def test_a_unit_that_has_become_tiny_is_renewed_without_a_change():
    values = np.array([2e100, 1e100])
    assert refreshed(1e-90, values) == 1e-90
    assert refreshed(1e-101, values) == 1.0
    np.testing.assert_allclose(values, [0.2, 0.1])


def test_arrivals_act_in_turn_with_traces_in_any_unit():
    rule, w = rule_of(ManySynapses()), np.array([0.5, 0.4, 0.3])
    traces = PreTraces(np.array([2.0, 0.0, 4.0]), np.array([1.0, 0.0, 0.0]), 0.5, 0.25)
    traces = decayed(traces, 0.8, 0.4)
    assert trace_of(0, traces) == pytest.approx((0.8, 0.1))
    g = deliver(np.array([0, 2, 0]), 1.0, w, traces, POST, rule, 0.1)
    once = 0.5 - 1.2 * 0.02 * 0.6
    assert g == pytest.approx(1.0 + 0.1 * (0.5 + 0.3 + once))
    np.testing.assert_allclose(w, [once - 1.2 * 0.02 * 0.6, 0.4, 0.3 - 1.2 * 0.02 * 0.6])
    assert trace_of(0, traces) == pytest.approx((2.8, 2.1))
    assert trace_of(1, traces) == (0.0, 0.0)
    assert trace_of(2, traces) == pytest.approx((2.6, 1.0))


def test_additive_weights_part_and_soft_ones_stay_together():
    hard, soft = (course(40, rule=kind)[0] for kind in (ADDITIVE, SOFT))
    outer = lambda w: np.mean((w < 0.2) | (w > 0.8))  # noqa: E731
    assert outer(hard) > 0.4 > 0.2 > outer(soft)
    assert min(hard.min(), soft.min()) >= 0.0
    assert max(hard.max(), soft.max()) <= 1.0


def test_inputs_that_fire_together_win():
    _, _, tied, free = course(40, correlation=0.08)
    assert tied[-1] > free[-1] + 0.2


def test_scaling_holds_the_rate_that_triplets_let_run_away():
    def late(**changes):
        spikes = course(40, rule=TRIPLET, correlation=0.04, **changes)[1]
        return (spikes > 30_000).sum() / 10.0

    assert late() > 50.0
    assert late(scaling=True) == pytest.approx(10.0, abs=4.0)


def test_means_are_kept_every_four_seconds_and_later_ones_are_not_there():
    w, spikes, tied, free = course(11)
    assert np.isnan([tied[2:], free[2:]]).all()
    w_8, earlier, tied_8, free_8 = course(8)
    assert (tied_8[1], free_8[1]) == pytest.approx((w_8[:100].mean(), w_8[100:].mean()))
    np.testing.assert_array_equal([tied[:2], free[:2]], [tied_8[:2], free_8[:2]])
    np.testing.assert_array_equal(spikes[: earlier.size], earlier)
    assert (np.diff(spikes) >= 5).all()
    assert spikes.max() < 11_000
    assert w.shape == (200,)


def test_the_cv_of_intervals():
    steps = np.array([3, 10, 12, 30, 41])
    gaps = np.diff(steps)
    assert interval_cv(steps) == pytest.approx(gaps.std() / gaps.mean(), rel=1e-12)
    assert np.isnan(interval_cv(steps[:3]))
    assert np.isnan(interval_cv(steps[:0]))
