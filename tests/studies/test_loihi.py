"""The neuron of Loihi, as Lava publishes it, against plain Python."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.studies import loihi
from snnlib.studies.loihi import LoihiParameters, LoihiState
from tests.reference import integers

pytestmark = pytest.mark.kernel


def run(weights, params):
    state, rows, ends = LoihiState(0, 0), [], [0, 0]
    for w in weights:
        spiked, state, wrapped, clipped = loihi.step(w, state, params)
        rows.append((state.u, state.v, spiked))
        ends[0] += wrapped
        ends[1] += clipped
    return rows, ends


@given(
    weights=st.lists(st.integers(-(2**16), 2**16), min_size=1, max_size=40),
    decay_u=st.integers(0, 4096),
    decay_v=st.integers(0, 4096),
    v_th=st.integers(1, 131071),
    bias=st.integers(-5000, 5000),
)
def test_it_is_the_plain_one(weights, decay_u, decay_v, v_th, bias):
    """Equation eq-fixed-loihi."""
    rows, _ = run(weights, LoihiParameters(decay_u, decay_v, v_th, bias))
    assert rows == integers.loihi(weights, decay_u, decay_v, v_th, bias)


def test_the_current_wraps_and_the_voltage_stops():
    keeps_all = LoihiParameters(0, 0, 131071, 0)
    rows, ends = run([2**16] * 3, keeps_all)
    assert [u for u, _, _ in rows] == [2**22, 2**23, 2**23 + 2**22 - 2**24]
    assert ends == [1, 1]
    rows, ends = run([-(2**16)] * 2, keeps_all)
    assert rows[1] == (2**23, 2**22, False)  # -2**23 is read as +2**23
    assert ends == [1, 0]
    rows, ends = run([0], LoihiParameters(0, 0, 1, -(2**23)))
    assert rows == [(0, 1 - 2**23, False)]
    assert ends == [0, 1]


def test_the_strongest_input_that_lava_allows_wraps_in_the_fifth_step():
    """16 bits of input, and the slowest decay of the current, as in the chapter."""
    rows, ends = run([2**15 - 1] * 5, LoihiParameters(1, 0, 131071, 0))
    assert [u > 0 for u, _, _ in rows] == [True, True, True, True, False]
    assert rows[4][0] == rows[3][0] * 4095 // 4096 + 64 * (2**15 - 1) - 2**24
    assert ends[0] == 1


def test_currents_and_voltages_decay_to_zero():
    for sign in (1, -1):
        rows, ends = run([0] * 40 + [sign * 5] + [0] * 200, LoihiParameters(512, 256, 1000, 0))
        assert max(abs(v) for _, v, _ in rows) > 500
        assert rows[-1] == (0, 0, False)
        assert ends == [0, 0]


def test_it_spikes_above_its_threshold_not_at_it():
    assert run([10], LoihiParameters(0, 0, 10, 0))[0] == [(640, 640, False)]
    assert run([10], LoihiParameters(0, 0, 10, 1))[0] == [(640, 0, True)]
