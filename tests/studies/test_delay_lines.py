"""Two ears and a row of cells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.studies.delay_lines import (
    HEAD,
    LINE,
    angle_of,
    click,
    delay_of,
    hear,
    meets,
    own_delay,
)


@given(st.floats(-90.0, 90.0))
def test_delays_and_angles_are_the_inverse_of_each_other(angle):
    assert angle_of(delay_of(angle)) == pytest.approx(angle, abs=1e-6)


def test_the_delay_is_woodworths():
    assert delay_of(30.0) == pytest.approx(HEAD * (np.pi / 6.0 + 0.5))
    assert delay_of(90.0) == pytest.approx(LINE)
    assert angle_of(2.0 * LINE) == pytest.approx(90.0)


@pytest.mark.parametrize("share", [0.45, 0.6, 0.9])
@pytest.mark.parametrize("tau", [0.05, 2.0])
def test_two_spikes_meet_within_the_window(share, tau):
    window = tau * np.log(share / (1.0 - share))  # below 0 where two are not enough
    for gap in np.linspace(0.0, 3.0 * tau, 61) + 1e-4 * tau:
        assert meets(gap, share, tau) == (gap < window)


def test_the_cells_that_fire_are_those_near_the_delay():
    own = np.array([own_delay(i, 41) for i in range(41)])
    assert own[0] == -LINE
    assert own[20] == 0.0
    assert own[40] == LINE
    counts = np.ones(41)
    fired, total = hear(0.2, 41, 0.6, 0.2, counts)
    near = np.abs(own - 0.2) < 0.2 * np.log(0.6 / 0.4)
    assert np.array_equal(counts - 1.0, near)
    assert fired == near.sum() > 1
    assert total == pytest.approx(own[near].sum())


def test_a_click_is_earlier_at_the_right_ear():
    ears = np.zeros((2, 3200))
    click(ears, 100.0, 0.5)  # 8 samples
    np.testing.assert_allclose(ears[0, 8:], ears[1, :-8], atol=1e-12)
    assert abs(ears[0]).argmax() == 1604
    assert abs(ears[1]).argmax() == 1596
    click(ears, 100.0, 0.5)
    assert ears.max() == pytest.approx(2.0)  # it adds up
