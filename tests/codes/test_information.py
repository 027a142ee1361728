"""Mutual information: closed forms, bias and its correction, error bars."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.codes.information import information_of, mutual_information

kernel = pytest.mark.kernel
kinds = ["none", "miller-madow", "quadratic"]


def plain_bits(joint):
    p = joint / joint.sum()
    each = np.outer(p.sum(axis=1), p.sum(axis=0))
    return sum(a * math.log2(a / b) for a, b in zip(p.flat, each.flat, strict=True) if a > 0.0)


def corrected_bits(joint, corrected):
    n = joint.sum()
    cells = [(part > 0).sum() for part in (joint, joint.sum(axis=1), joint.sum(axis=0))]
    excess = (cells[0] - cells[1] - cells[2] + 1) / (2.0 * n * math.log(2.0))
    return plain_bits(joint) - corrected * excess


tables = st.tuples(st.integers(2, 4), st.integers(2, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 4), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@settings(max_examples=80)
@given(tables, st.booleans())
def test_value_and_jackknife_equal_sums_written_out(rows, corrected):
    joint = np.array(rows, float)
    n = joint.sum()
    value, error = information_of(
        joint, corrected, np.empty(joint.shape[0]), np.empty(joint.shape[1])
    )
    if n == 0.0:
        assert math.isnan(value)
        assert math.isnan(error)
        return
    assert value == pytest.approx(corrected_bits(joint, corrected), abs=1e-12)
    if n < 2.0:
        assert math.isnan(error)
        return
    without = []
    for s, r in np.argwhere(joint > 0):
        less = joint.copy()
        less[s, r] -= 1
        without += [corrected_bits(less, corrected)] * int(joint[s, r])
    assert error == pytest.approx(math.sqrt((n - 1.0) * np.var(without)), abs=1e-9)


@pytest.mark.parametrize("correction", kinds)
@pytest.mark.parametrize("flip", [0.0, 0.1, 0.3, 0.5])
def test_binary_symmetric_channel(flip, correction):
    rng = np.random.default_rng(1)
    sent = rng.integers(0, 2, 20_000)
    got = sent ^ (rng.random(20_000) < flip)
    found = mutual_information(sent, got, correction=correction)
    noise = -sum(p * math.log2(p) for p in (flip, 1.0 - flip) if p > 0.0)
    assert found.value == pytest.approx(1.0 - noise, abs=5.0 * found.error + 3e-4)
    assert found.n == 20_000


@kernel
@pytest.mark.parametrize("n_classes", [2, 5])
def test_a_code_without_noise_tells_everything(n_classes):
    stimuli = np.arange(40 * n_classes) % n_classes
    found = mutual_information(stimuli, 7 - 3 * stimuli, correction="none")
    assert found.value == pytest.approx(math.log2(n_classes))
    assert found.error == pytest.approx(0.0, abs=1e-6)
    merged = mutual_information(stimuli, stimuli > 0, correction="none")
    h = [1 / n_classes, 1 - 1 / n_classes]
    assert merged.value == pytest.approx(-sum(p * math.log2(p) for p in h))


def by_chance(draw):
    rng = np.random.default_rng(3)
    found = {kind: [] for kind in kinds}
    for _ in range(200):
        stimuli, responses = rng.integers(0, 4, 200), draw(rng)
        for kind in kinds:
            found[kind].append(mutual_information(stimuli, responses, correction=kind).value)
    return found


def test_chance_looks_like_information_and_the_corrections_take_it_off():
    found = by_chance(lambda rng: rng.integers(0, 9, 200))
    mean = {kind: np.mean(values) for kind, values in found.items()}
    assert mean["none"] == pytest.approx(3 * 8 / (2 * 200 * math.log(2.0)), rel=0.1)
    assert abs(mean["miller-madow"]) < 0.1 * mean["none"]
    assert abs(mean["quadratic"]) < 0.15 * mean["none"]
    assert np.std(found["quadratic"]) > np.std(found["miller-madow"])


def test_rare_responses_leave_some_chance_after_miller_and_madow():
    mean = {k: np.mean(v) for k, v in by_chance(lambda rng: rng.poisson(3.0, 200)).items()}
    assert 0.1 * mean["none"] < mean["miller-madow"] < 0.4 * mean["none"]
    assert abs(mean["quadratic"]) < 0.5 * mean["miller-madow"]


@pytest.mark.parametrize("n", [8, 9, 12, 15, 16, 17, 23, 24])
def test_eight_trials_are_enough_for_a_value_and_sixteen_for_an_error(n):
    found = mutual_information(np.arange(n) % 2, np.arange(n) % 2, correction="quadratic")
    assert found.n == n
    assert math.isfinite(found.value)
    assert math.isnan(found.error) == (n < 16)


@pytest.mark.parametrize("correction", kinds)
def test_the_error_bar_is_the_scatter(correction):
    rng = np.random.default_rng(5)
    values, errors = [], []
    for _ in range(150):
        stimuli = rng.integers(0, 3, 400)
        found = mutual_information(stimuli, rng.poisson(1.0 + 3.0 * stimuli), correction=correction)
        values.append(found.value)
        errors.append(found.error)
    most = 1.5 if correction == "quadratic" else 1.2  # the jackknife errs on the safe side
    assert 0.85 < np.mean(errors) / np.std(values) < most


def test_names_of_stimuli_and_responses_do_not_matter():
    rng = np.random.default_rng(6)
    stimuli, responses = rng.integers(0, 3, 100), rng.integers(0, 5, 100)
    one = mutual_information(stimuli, responses)
    other = mutual_information(7 - 2 * stimuli, 100 * responses)
    assert one.value == pytest.approx(other.value)
    assert one.error == pytest.approx(other.error)
    swapped = mutual_information(responses, stimuli)
    assert one.value == pytest.approx(swapped.value)


@kernel
@pytest.mark.parametrize(
    ("stimuli", "responses", "options", "error", "words"),
    [
        ([0] * 7, [0] * 7, {}, ValueError, "eight stimuli or more, got 7 for 7"),
        ([0] * 9, [0] * 8, {}, ValueError, "got 8 for 9"),
        ([0.5] * 9, [0] * 9, {}, TypeError, "stimuli must be an array of integers"),
        ([0] * 9, [[0]] * 9, {}, TypeError, "responses must be an array of integers"),
        ([0] * 9, [0] * 9, {"correction": "best"}, ValueError, "correction must be"),
        ([0] * 9, [0] * 9, {"seed": 1.0}, TypeError, "seed must be an integer"),
        (np.arange(4000), np.arange(4000), {}, ValueError, "must have few different values"),
    ],
)
def test_bad_input_is_refused_by_name(stimuli, responses, options, error, words):
    with pytest.raises(error, match=words):
        mutual_information(stimuli, responses, **options)
