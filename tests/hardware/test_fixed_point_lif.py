"""The integer neuron against plain Python, and against the neuron that it stands for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, lif, random
from snnlib.hardware import (
    OVERFLOWS,
    ROUNDINGS,
    IntegerMembrane,
    integer_lif,
    integer_lif_step,
    integer_membrane,
)
from tests.reference import integers


@pytest.mark.kernel
@settings(max_examples=60)
@given(
    drive=st.lists(st.integers(-300, 300), min_size=1, max_size=60),
    bits=st.integers(4, 12),
    decay_bits=st.integers(1, 12),
    rounding=st.sampled_from(list(ROUNDINGS)),
    overflow=st.sampled_from(list(OVERFLOWS)),
    data=st.data(),
)
def test_it_is_the_plain_one(drive, bits, decay_bits, rounding, overflow, data):
    """Equation eq-fixed-step."""
    v_th = data.draw(st.integers(1, 2 ** (bits - 1) - 1))
    membrane = integer_membrane(7.0, 1.0, bits, decay_bits, rounding, overflow)
    run = integer_lif(drive, v_th, membrane, seed=5)
    own = random.own_seed(5, "integer_lif")
    draws = [random.integer(2**decay_bits, own, 0, k) for k in range(len(drive))]
    trace, spikes, overflows = integers.lif(
        drive, v_th, bits, membrane.decay, decay_bits, rounding, overflow, draws
    )
    assert run.v.tolist() == trace
    assert run.spike_steps.tolist() == spikes
    assert run.overflows == overflows


@pytest.mark.kernel
def test_steps_and_columns():
    membrane = integer_membrane(20.0, bits=8)
    assert integer_lif_step(50, 60, 100, membrane, 0, 0, 0) == (True, 0, 0)
    assert integer_lif_step(40, 60, 100, membrane, 0, 0, 0) == (False, 97, 0)
    drive = np.array([[40, 0], [40, 60], [40, 60]])
    run = integer_lif(drive, 100, membrane)
    assert run.v.tolist() == [[40, 0], [78, 60], [0, 0]]
    assert run.spike_steps.tolist() == [2, 2]
    assert run.spike_neurons.tolist() == [0, 1]
    for j in range(2):
        assert integer_lif(drive[:, j], 100, membrane).v.tolist() == run.v[:, j].tolist()


def test_saturation_keeps_a_spike_that_wrapping_loses():
    drive = [100, 100]  # 8 bits end at 127
    kept = integer_lif(drive, 120, integer_membrane(20.0, bits=8, overflow="saturate"))
    lost = integer_lif(drive, 120, integer_membrane(20.0, bits=8, overflow="wrap"))
    assert (kept.spike_steps.tolist(), kept.overflows) == ([1], 1)
    assert (lost.spike_steps.tolist(), lost.overflows) == ([], 1)
    ghost = integer_lif([-100, -100], 50, integer_membrane(20.0, bits=8, overflow="wrap"))
    assert ghost.spike_steps.tolist() == [1]  # inhibition alone makes it spike


def test_with_many_bits_it_is_the_real_neuron():
    rng = np.random.default_rng(3)
    jumps = rng.integers(-20, 60, 500)  # in units of 2**-20 of what the membrane is told below
    membrane = integer_membrane(20.0, bits=32, decay_bits=16, rounding="nearest")
    run = integer_lif(jumps * 2**20, 200 * 2**20, membrane)
    keep, v, trace, spikes = (65536 - membrane.decay) / 65536, 0.0, [], []
    for k, jump in enumerate(jumps):
        v = keep * v + jump
        if v >= 200.0:
            spikes.append(k)
            v = 0.0
        trace.append(v)
    assert len(spikes) > 10
    assert run.spike_steps.tolist() == spikes
    np.testing.assert_allclose(run.v / 2**20, trace, rtol=0.0, atol=2e-5)


def test_a_steady_drive_gives_the_interval_of_the_lif_neuron():
    params = LIFParameters(20.0, 1.0, 0.0, 20.0, 0.0, 0.0)
    steps = lif(30.0, params, dt=1.0, n_steps=400, spike_times="grid").spike_times
    membrane = integer_membrane(20.0, bits=32, decay_bits=16, rounding="nearest")
    drive = round(30.0 * 2**20 * membrane.decay / 65536)
    run = integer_lif(np.full(400, drive), 20 * 2**20, membrane)
    assert (run.spike_steps + 1).tolist() == steps.tolist()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"drive": [1.0]}, TypeError, "drive must be whole numbers"),
        ({"drive": []}, TypeError, "drive must be whole numbers"),
        ({"drive": [[[1]]]}, TypeError, "drive must be whole numbers"),
        ({"drive": [2**41]}, ValueError, "drive must be at most"),
        ({"v_th": 0}, ValueError, "v_th must be a positive integer"),
        ({"seed": 0.5}, TypeError, "seed must be"),
        ({"v_th": 128}, ValueError, r"v_th must be below 2\*\*7"),
        ({"membrane": (8, 1, 2, 0, 0)}, TypeError, "membrane must be IntegerMembrane"),
        ({"membrane": IntegerMembrane(40, 1, 2, 0, 0)}, ValueError, "membrane.bits must be from 2"),
        ({"membrane": IntegerMembrane(8, 1, 17, 0, 0)}, ValueError, "membrane.decay_bits must be"),
        ({"membrane": IntegerMembrane(8, 5, 2, 0, 0)}, ValueError, "membrane.decay must be from 0"),
        ({"membrane": IntegerMembrane(8, 1, 2, 4, 0)}, ValueError, "membrane.rounding must be"),
        (
            {"membrane": IntegerMembrane(8, 1, 2, 0, 2)},
            ValueError,
            "membrane.overflow must be from",
        ),
    ],
)
def test_bad_input_is_refused(change, error, message):
    right = {"drive": [1], "v_th": 5, "membrane": integer_membrane(20.0, bits=8)}
    with pytest.raises(error, match=message):
        integer_lif(**(right | change))
