"""The race of codes: every code meets the same line, and its readers are the library's."""

import numpy as np
import pytest
from numba import config

from snnlib.codes import burst, delta, latency, phase, rank_order
from snnlib.codes.burst import BurstCode
from snnlib.codes.latency import LinearLatency
from snnlib.studies import code_race
from snnlib.studies.code_race import GUARD, NAMES, SPAN, WINDOW, Reader
from snnlib.studies.code_race.readers import even_rank_value
from snnlib.studies.code_race.transmission import Transmission

kernel = pytest.mark.kernel
needs_jit = pytest.mark.skipif(config.DISABLE_JIT, reason="many windows: too slow as Python")
BUDGET = 4


def read_counts(heard, plan, moment, estimate):
    code_race.read_burst(heard, plan, moment, True, estimate)


def read_intervals(heard, plan, moment, estimate):
    code_race.read_burst(heard, plan, moment, False, estimate)


WAYS = [
    (code_race.send_poisson, code_race.read_rate, 1),
    (code_race.send_regular, code_race.read_rate, 1),
    (code_race.send_latency, code_race.read_latency, BUDGET),
    (code_race.send_ranks, code_race.read_ranks, BUDGET),
    (code_race.send_phase, code_race.read_phase, 1),
    (code_race.send_burst, read_counts, 1),
    (code_race.send_burst, read_intervals, 1),
    (code_race.send_population, code_race.read_population, 10),
    (code_race.send_delta, code_race.read_delta, 2),
]
CODE = dict(zip(NAMES, WAYS, strict=True))


def values(n_windows=60, change=1.0, seed=3, n_values=10):
    x = np.empty((n_windows, n_values))
    code_race.fill_values(change, seed, x)
    return x


def plan_of(name, x):
    return code_race.delta_threshold(x, float(BUDGET)) if name == "delta" else float(BUDGET)


def heard_by(name, x, line, reader=Reader(), seed=3):
    send, _, n_lines = CODE[name]
    times, lines = np.empty(40 * x.size), np.empty(40 * x.size, np.int64)
    n = send(x, plan_of(name, x), seed, times, lines)
    return n, code_race.hear(times, lines, n, n_lines, x.shape, line, reader, seed)


def estimate(name, x, line=Transmission(), reader=Reader(), seed=3):
    _, heard = heard_by(name, x, line, reader, seed)
    found = np.empty(x.shape)
    CODE[name][1](heard, plan_of(name, x), reader.moment, found)
    return found.clip(0.0, 1.0)


def rms(found, x):
    return float(np.sqrt(np.mean((found - x) ** 2)))


# the same line for all


@needs_jit
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("line", "reader"),
    [
        (Transmission(jitter=20.0), Reader()),
        (Transmission(lost=0.3), Reader()),
        (Transmission(extra=30.0), Reader()),
        (Transmission(), Reader(start=20.0)),
    ],
    ids=["jitter", "lost", "extra", "start"],
)
def test_no_code_is_spared(name, line, reader):
    """Every trouble reaches every code: some of its estimates change, and the error grows."""
    x = values(400)
    clean, spoilt = estimate(name, x), estimate(name, x, line, reader)
    if (name, line.lost) in (("latency", 0.3), ("phase", 0.3)):
        return  # without jitter the spikes that are left say the same; the next test has both
    assert np.mean(np.abs(spoilt - clean) > 1e-9) > 0.05
    assert rms(spoilt, x) > 1.02 * rms(clean, x)


@needs_jit
@pytest.mark.parametrize("name", ["latency", "phase"])
def test_codes_that_repeat_one_number_lose_precision_with_their_spikes(name):
    x = values(400)
    clean, fewer = (estimate(name, x, Transmission(1.0, lost)) for lost in (0.0, 0.5))
    assert rms(fewer, x) > 1.2 * rms(clean, x)


@needs_jit
def test_a_wrong_clock_spoils_the_phase_and_nothing_else():
    x = values(200)
    for name in NAMES:
        clean, spoilt = estimate(name, x), estimate(name, x, reader=Reader(clock=5.0))
        assert (rms(spoilt, x) > rms(clean, x) + 0.1) == (name == "phase")
        assert np.array_equal(clean, spoilt) == (name != "phase")


# without noise: the library's encoders and decoders


@kernel
def test_without_noise_the_codes_are_the_library_s():
    x = values(12)
    window, code = LinearLatency(SPAN), BurstCode(2 * BUDGET - 1, 4.0, 20.0)
    np.testing.assert_allclose(
        estimate("latency", x), latency.decode(latency.encode(x, window), x.shape, window)
    )
    cycles = code_race.phase_code(float(BUDGET))
    np.testing.assert_allclose(
        estimate("phase", x), phase.decode(phase.encode(x, cycles), x.shape, cycles)
    )
    assert code_race.burst_code(float(BUDGET)) == code
    for name, by in (("burst, by count", "count"), ("burst, by interval", "interval")):
        back = burst.decode(burst.encode(x, code), x.shape, code, by=by)
        np.testing.assert_allclose(estimate(name, x), back)
    table = [even_rank_value(k, 10) for k in range(10)]
    for row, found in zip(x, estimate("rank order", x), strict=True):
        order = rank_order.encode(row)
        np.testing.assert_allclose(found, rank_order.decode(order, 10, table=table))
    step = delta.DeltaCode(plan_of("delta", x), WINDOW)
    levels = delta.decode(delta.encode(x, step), x.shape, step)
    off = np.abs(estimate("delta", x) - levels)
    assert (off < 0.5 * step.threshold + 1e-9).all()  # half a step on, within 0 and 1


@kernel
def test_every_code_spends_its_budget_within_the_window():
    x = values(60)
    for name in NAMES:
        n, heard = heard_by(name, x, Transmission())
        tolerance = 0.15 if "rate" in name or "population" in name else 0.05
        assert n / x.size == pytest.approx(BUDGET, rel=tolerance), name
        since = heard.times % WINDOW
        edge = 0.1 * WINDOW / BUDGET if name == "phase" else GUARD
        assert since.min() >= edge - 1e-9
        assert since.max() <= WINDOW - edge + 1e-9
        np.testing.assert_array_equal(heard.windows, (heard.times // WINDOW).astype(int))


@needs_jit
@pytest.mark.parametrize("budget", [2.0, 5.0, 10.0])
def test_rates_have_the_errors_of_theory(budget):
    x = values(3000)
    joint, result = np.zeros((9, 8, 8)), np.zeros((9, 5))
    code_race.run(x, budget, Transmission(), Reader(), 5, joint, result)
    assert result[1, 1] == pytest.approx(np.sqrt(1.0 / 6.0) / (2.0 * budget), rel=0.02)
    assert result[0, 1] == pytest.approx(clipped_poisson_error(budget), rel=0.02)
    assert result[3, 1] == pytest.approx(1.0 / np.sqrt(6.0 * 11.0), rel=0.02)
    np.testing.assert_array_equal(joint.sum(axis=(1, 2)), x.size)


def clipped_poisson_error(budget):
    """RMS error of a Poisson count over 2 B that is cut off at 1, averaged over even values."""
    middles, squares = (np.arange(2000) + 0.5) / 2000, 0.0
    probability = np.exp(-2.0 * budget * middles)
    for n in range(120):
        squares += np.mean(probability * (min(n / (2.0 * budget), 1.0) - middles) ** 2)
        probability = probability * 2.0 * budget * middles / (n + 1.0)
    return np.sqrt(squares)


# with noise: plain readers of the same arrivals


@kernel
@pytest.mark.parametrize("moment", [40.0, 100.0])
@pytest.mark.parametrize("start", [0.0, 8.0])
def test_readers_agree_with_plain_ones_on_a_noisy_line(moment, start):
    x, reader = values(15), Reader(start, 0.0, moment)
    line = Transmission(8.0, 0.1, 5.0)
    _, heard = heard_by("rate, regular", x, line, reader)
    edges = edges_of(heard, x.shape[0])
    counts = np.zeros(x.shape)
    for time, c in zip(heard.times, heard.lines, strict=True):
        for w in range(x.shape[0]):
            if edges[w] < time <= min(edges[w + 1], edges[w] + moment):
                counts[w, c] += 1.0
    full = 2.0 * BUDGET * (min(moment, 95.0) - 5.0) / 90.0
    np.testing.assert_allclose(
        estimate("rate, regular", x, line, reader), (counts / full).clip(0.0, 1.0)
    )
    _, heard = heard_by("delta", x, line, reader)
    step, found = plan_of("delta", x), np.zeros(x.shape)
    for c in range(x.shape[1]):
        mine = np.flatnonzero(heard.lines // 2 == c)
        mine = mine[np.argsort(heard.times[mine])]
        for w in range(x.shape[0]):
            before = mine[heard.times[mine] <= min(edges[w + 1], edges[w] + moment)]
            signs = 1.0 - 2.0 * (heard.lines[before] % 2)
            found[w, c] = (signs.sum() + (0.5 * signs[-1] if signs.size else 0.5)) * step
    np.testing.assert_allclose(estimate("delta", x, line, reader), found.clip(0.0, 1.0))


def edges_of(heard, n_windows):
    """The reader's edges, from what it says of its spikes; a window without one has the true."""
    edges = WINDOW * np.arange(n_windows + 1.0)
    inside = (heard.windows >= 0) & (heard.windows < n_windows)
    edges[heard.windows[inside]] = (heard.times - heard.since)[inside]
    late = heard.times[heard.windows == n_windows]
    edges[-1] = late.min() - 1e-9 if late.size else heard.times.max() + 1e-9
    return edges


@kernel
def test_a_spike_on_an_edge_belongs_to_the_window_that_ends_there():
    times, lines = np.array([100.0, 100.5, -1.0, 400.0, 0.0]), np.zeros(5, np.int64)
    heard = code_race.hear(times, lines, 5, 1, (3, 1), Transmission(), Reader(), 1)
    np.testing.assert_array_equal(heard.windows, [0, 1, -1, 3, -1])
    np.testing.assert_array_equal(heard.since[:2], [100.0, 0.5])


@needs_jit
def test_a_counter_looks_at_the_time_at_both_edges():
    x = np.tile([[0.0], [1.0], [0.0]], (1, 400))
    sharp, blurred = (
        estimate("rate, regular", x, Transmission(jitter)).mean(axis=1) for jitter in (0.0, 20.0)
    )
    np.testing.assert_allclose(sharp, [0.0, 1.0, 0.0], atol=1e-9)
    assert 0.03 < blurred[0] < 0.12
    assert 0.8 < blurred[1] < 0.95
    assert blurred[2] == pytest.approx(blurred[0], abs=0.02)


@needs_jit
def test_delta_keeps_its_lead_if_it_is_read_in_the_middle_of_a_window():
    x = values(300)
    for trouble in ((Transmission(20.0), 0.0), (Transmission(), 20.0)):
        middle, end = (
            rms(estimate("delta", x, trouble[0], Reader(trouble[1], 0.0, moment)), x)
            for moment in (50.0, 100.0)
        )
        assert middle < 0.6 * end
    still = np.full((200, 10), 0.5)  # nothing that came before the first window was forgotten
    _, heard = heard_by("delta", still, Transmission(20.0))
    found = np.empty(still.shape)
    code_race.read_delta(heard, plan_of("delta", still), 50.0, found)
    assert np.abs(found[10:] - 0.5).max() < plan_of("delta", still)


@kernel
def test_what_comes_after_the_answer_is_not_in_it():
    x = values(8)
    early = estimate("latency", x, reader=Reader(moment=GUARD + 0.4 * SPAN))
    seen = x >= 0.6
    np.testing.assert_allclose(early[seen], x[seen])
    np.testing.assert_allclose(early[~seen], 0.3)  # the middle of what is still possible
    assert (estimate("rate, regular", x, reader=Reader(moment=GUARD)) == 0.5).all()


@kernel
def test_missing_ranks_are_shared():
    x = np.array([[0.1, 0.9, 0.5, 0.3]])
    times, lines = np.array([20.0, 30.0]), np.array([1, 2], np.int64)
    heard = code_race.hear(times, lines, 2, 1, x.shape, Transmission(), Reader(), 1)
    found = np.empty(x.shape)
    code_race.read_ranks(heard, 1.0, WINDOW, found)
    np.testing.assert_allclose(found, [[0.3, 0.8, 0.6, 0.3]])


@kernel
def test_values_are_even_or_walk():
    x = values(500, 0.1)
    assert np.abs(np.diff(x, axis=0)).max() <= 0.1
    assert x.min() >= 0.0
    assert x.max() <= 1.0
    fresh = values(500)
    assert np.histogram(fresh, 4, (0.0, 1.0))[0].min() > 0.9 * fresh.size / 4
    assert abs(np.corrcoef(fresh[1:, 0], fresh[:-1, 0])[0, 1]) < 0.2


@kernel
def test_the_score_is_in_values_and_bits():
    x = np.array([[0.1, 0.9], [0.4, 0.6]])
    found, joint, result = np.array([[0.1, 1.4], [0.4, 0.6]]), np.zeros((2, 2)), np.zeros(5)
    code_race.score(8, x, found, joint, result)
    np.testing.assert_array_equal(joint, [[2.0, 0.0], [0.0, 2.0]])
    assert found.max() == 1.0
    assert result[0] == 2.0
    assert result[1] == pytest.approx(0.1 / 2.0)
    assert result[4] == pytest.approx(result[2] / 2.0)
