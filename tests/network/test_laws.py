"""Laws of weights and delays, against scipy's."""

import numpy as np
import pytest
from scipy import stats

from snnlib.network import Normal, laws

pytestmark = pytest.mark.kernel


def truncated(law):
    ends = (np.array([law.low, law.high]) - law.mean) / law.sd
    return stats.truncnorm(*ends, law.mean, law.sd)


@pytest.mark.parametrize(
    "law", [Normal(-0.35, 0.035, high=0.0), Normal(1.0, 2.0, low=0.0), Normal(3.0, 1.0, 2.5, 4.0)]
)
def test_values_follow_the_normal_law_within_its_range(law):
    values = laws.draw_values(law, 4000, 5, 1, np.float64)
    assert law.low <= values.min() <= values.max() <= law.high
    assert stats.kstest(values, truncated(law).cdf).pvalue > 0.01
    assert np.abs(values).max() <= law.largest


def test_neighbours_are_independent():
    values = laws.draw_values(Normal(0.0, 1.0), 4000, 2, 0, np.float64)
    for lag in (1, 2):
        assert abs(np.corrcoef(values[lag:], values[:-lag])[0, 1]) < 4.0 / np.sqrt(4000)


def test_a_synapse_has_its_value_wherever_one_begins_to_draw():
    law = Normal(1.0, 1.0, low=0.5)
    table = laws.step_table("delay", Normal(1.5, 0.75), 0.1)
    values, steps = laws.draw_values(law, 40, 3, 8, np.float64), laws.draw_steps(table, 40, 3, 8)
    for first in (1, 2, 3, 7):
        later, after = np.empty(20), np.empty(20, np.int64)
        laws.fill_values(*law, first, 3, 8, later)
        laws.fill_steps(*table, first, 3, 8, after)
        assert later.tolist() == values[first : first + 20].tolist()
        assert after.tolist() == steps[first : first + 20].tolist()


@pytest.mark.parametrize(
    "law", [Normal(1.5, 0.75), Normal(0.75, 0.375, low=0.33), Normal(0.2, 0.4, high=0.6)]
)
def test_delays_are_a_normal_law_rounded_to_steps(law):
    dt, n = 0.1, 4000
    table = laws.step_table("delay", law, dt)
    drawn = laws.draw_steps(table, n, 4, 6)
    exact = truncated(law._replace(low=max(law.low, 0.5 * dt)))
    steps = np.arange(1, drawn.max() + 2)
    expected = n * np.diff(exact.cdf((np.append(steps, steps[-1] + 1) - 0.5) * dt))
    observed = np.bincount(drawn, minlength=steps[-1] + 1)[1:]
    assert drawn.min() >= 1
    enough = expected > 5.0
    chi2 = ((observed - expected)[enough] ** 2 / expected[enough]).sum()
    assert stats.chi2(enough.sum() - 1).sf(chi2) > 0.001
    assert observed[expected == 0.0].sum() == 0


def test_a_table_holds_the_law_to_32_bits():
    law = Normal(1.5, 0.75)
    table = laws.step_table("delay", law, 0.1)
    part = np.zeros(table.steps.max() + 1)
    np.add.at(part, table.steps, table.kept / 2.0**32 / table.steps.size)
    np.add.at(part, table.other, (1.0 - table.kept / 2.0**32) / table.steps.size)
    borders = (np.arange(part.size + 1) - 0.5) * 0.1
    exact = np.diff(truncated(law._replace(low=0.05)).cdf(borders))
    assert np.abs(part - exact).max() < 2.0**-32


def test_a_law_without_scatter_is_a_number():
    assert laws.draw_values(Normal(0.5, 0.0), 3, 1, 1, np.float32).tolist() == [0.5] * 3
    table = laws.step_table("delay", Normal(0.3, 0.0), 0.1)
    assert laws.draw_steps(table, 3, 1, 1).tolist() == [3] * 3
    with pytest.raises(ValueError, match=r"delay must be a multiple of dt = 0\.1"):
        laws.step_table("delay", Normal(0.25, 0.0), 0.1)


def test_words_below_a_number_have_all_the_same_chance():
    n = 3 * 2**30  # of 2**32 words, one in four is left over
    assert laws.below(np.uint64(0), n) == -1
    words = np.arange(1, 2**32, 2**20 + 1, dtype=np.uint64)
    drawn = np.array([laws.below(word, n) for word in words])
    assert (drawn < 0).mean() == pytest.approx(0.25, abs=0.01)
    thirds = np.bincount(drawn[drawn >= 0] // 2**30) / (drawn >= 0).sum()
    assert thirds == pytest.approx([1 / 3] * 3, abs=0.01)


@pytest.mark.parametrize(
    ("law", "words"),
    [
        (Normal(1.0, 0.1, low=2.0), "weight must have a range that holds at least 0.001"),
        (Normal(1.0, 0.0, low=2.0), "weight must have a range"),
        (Normal(1.0, -0.1), "weight.sd must be"),
        (Normal(np.nan, 0.1), "weight.mean must be"),
        (Normal(0.0, 1.0, low=np.nan), "weight.low must be"),
    ],
)
def test_wrong_laws_are_refused(law, words):
    with pytest.raises(ValueError, match=words):
        laws.checked_law("weight", law)


def test_delays_that_do_not_fit_steps_are_refused():
    with pytest.raises(ValueError, match=r"delay must be at least dt = 1 ms in 0\.001 of all"):
        laws.step_table("delay", Normal(0.1, 0.05), 1.0)
    with pytest.raises(ValueError, match="delay must not exceed 65536 steps"):
        laws.step_table("delay", Normal(1e4, 1.0), 0.1)
