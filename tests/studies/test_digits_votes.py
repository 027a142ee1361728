"""Labels of neurons and votes for classes, on counts small enough to check by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.studies import digits
from snnlib.studies.digits import class_responses, class_votes, neuron_labels

COUNTS = np.array([[4, 0, 1, 0], [2, 0, 1, 0], [0, 3, 2, 0]])
LABELS = np.array([0, 0, 2])
RESPONSES = np.array([[3.0, 0.0, 1.0, 0.0], [0.0] * 4, [0.0, 3.0, 2.0, 0.0]])


def test_responses_are_means_over_the_images_of_a_class():
    np.testing.assert_array_equal(class_responses(COUNTS, LABELS, 3), RESPONSES)


def test_a_neuron_stands_for_what_it_answers_most_and_a_silent_one_for_nothing():
    assert neuron_labels(RESPONSES).tolist() == [0, 2, 2, -1]


def test_votes_are_means_over_the_neurons_of_a_class():
    votes = class_votes(COUNTS, np.array([0, 2, 2, -1]), 3)
    assert votes.tolist() == [[4.0, 0.0, 0.5], [2.0, 0.0, 0.5], [0.0, 0.0, 2.5]]


def test_shares_divide_each_spike_among_the_classes():
    votes = digits.soft_votes(COUNTS, RESPONSES)
    third = 1.0 / 3.0
    want = [[4.0 + third, 0.0, 2 * third], [2.0 + third, 0.0, 2 * third], [2 * third, 0.0, 13 / 3]]
    np.testing.assert_allclose(votes, want, rtol=1e-14)


@given(seed=st.integers(0, 10**6), n=st.integers(1, 8), n_classes=st.integers(1, 5))
def test_the_order_of_images_and_of_neurons_does_not_matter(seed, n, n_classes):
    rng = np.random.default_rng(seed)
    counts, labels = rng.integers(0, 5, (12, n)), rng.integers(0, n_classes, 12)
    images, neurons = rng.permutation(12), rng.permutation(n)
    responses = class_responses(counts, labels, n_classes)
    mixed = class_responses(counts[images][:, neurons], labels[images], n_classes)
    np.testing.assert_allclose(mixed, responses[:, neurons], rtol=1e-13)
    of_neuron = neuron_labels(responses)
    assert (neuron_labels(mixed) == of_neuron[neurons]).all()
    votes = class_votes(counts, of_neuron, n_classes)
    np.testing.assert_allclose(
        class_votes(counts[:, neurons], of_neuron[neurons], n_classes), votes, rtol=1e-13
    )
    shares = digits.soft_votes(counts, responses)  # no spike of a neuron with responses is lost
    np.testing.assert_allclose(shares.sum(1), counts[:, responses.sum(0) > 0].sum(1), rtol=1e-12)


@pytest.mark.parametrize(
    ("counts", "labels", "n_classes", "message"),
    [
        (COUNTS, [0, 1], 3, "labels must be integers, one for each row"),
        (COUNTS, [0.0, 1.0, 2.0], 3, "labels must be integers, one for each row"),
        (COUNTS, [0, 1, 3], 3, "labels must lie from 0 to 2"),
        (COUNTS, [0, -1, 2], 3, "labels must lie from 0 to 2"),
        (COUNTS * np.nan, [0, 1, 2], 3, "counts must be an array of finite numbers"),
        (COUNTS, [0, 1, 2], 0, "n_classes must be a positive integer"),
    ],
)
def test_bad_input_is_refused(counts, labels, n_classes, message):
    with pytest.raises(ValueError, match=message):
        class_responses(counts, np.array(labels), n_classes)
