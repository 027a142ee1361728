"""What rules need, against the arrays that the library really keeps."""

import numpy as np
import pytest

from snnlib.gradients.layers import DiscreteLIF
from snnlib.studies import two_layers
from snnlib.studies.claims.learning_needs import (
    BACKPROP,
    BPTT,
    EPROP,
    REWARD,
    STDP,
    Sizes,
    fill_local,
    needs,
)

pytestmark = pytest.mark.kernel
SIZES = Sizes(7, 5, 3, 11)


def test_bptt_keeps_what_the_backward_pass_reads():
    x, w = np.zeros((11, 7)), two_layers.newborn(7, 5, 3, 1.0, 1.0, 1)
    activity = two_layers.forward(x, 11, w, DiscreteLIF(0.9, 2.0, 0, 0, 1, 0))
    assert needs(BPTT, SIZES).kept == x.size + sum(part.size for part in activity)


def test_what_grows_with_time_and_what_does_not():
    longer = SIZES._replace(steps=22)
    for rule, factor in ((STDP, 1.0), (REWARD, 1.0), (EPROP, 1.0), (BPTT, 2.0)):
        assert needs(rule, longer).kept == factor * needs(rule, SIZES).kept
    assert needs(STDP, SIZES).told == 0.0
    assert needs(REWARD, SIZES).told == 1.0
    assert needs(EPROP, SIZES).told == needs(BPTT, SIZES).told == 33.0
    assert needs(EPROP, SIZES).late == 0.0 < needs(BPTT, SIZES).late


def test_local_is_less_than_backpropagation_is_told():
    advantage = np.zeros((4, 2))
    fill_local(SIZES, np.array([1.0, 10.0]), advantage)
    assert advantage[0] == pytest.approx(np.log2(4.0))
    assert advantage[1] == pytest.approx(np.log2(4.0 / 2.0))
    assert advantage[2:, 0] == pytest.approx(0.0)  # in one step both are told as much
    assert (advantage[2:, 1] < 0.0).all()
    assert needs(BACKPROP, SIZES).told == 3.0
