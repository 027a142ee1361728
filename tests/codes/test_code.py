"""What the codes of single spikes refuse, in the same words."""

import math

import numpy as np
import pytest

from snnlib.codes import burst, latency, phase, rank_order
from snnlib.codes.burst import BurstCode
from snnlib.codes.latency import LinearLatency, MembraneLatency
from snnlib.codes.phase import PhaseCode
from snnlib.codes.rank_order import RankOrder

NAN, INF = math.nan, math.inf
kernel = pytest.mark.kernel


ENCODERS = [
    (latency.encode, LinearLatency),
    (latency.encode, MembraneLatency),
    (rank_order.encode, RankOrder),
    (phase.encode, PhaseCode),
    (burst.encode, BurstCode),
]


@kernel
@pytest.mark.parametrize(("encode", "kind"), ENCODERS)
def test_bad_values_are_refused_by_name_or_clipped(encode, kind):
    for values, words in [
        ([0.5, 1.5], "values must lie from 0 to 1, got 1.5"),
        ([-0.5, 0.5], "values must lie from 0 to 1, got -0.5"),
        ([NAN, 0.5], "values must be an array of finite numbers"),
        ([], "got an empty one"),
    ]:
        with pytest.raises(ValueError, match=words):
            encode(values, kind())
    with pytest.raises(TypeError, match="code must be"):
        encode([0.5, 0.6], (1.0, 2.0))
    for low, high in ((0.5, 0.5), (NAN, 1.0), (0.0, INF)):
        with pytest.raises(ValueError, match=r"low|high"):
            encode([0.5, 0.6], kind(low=low, high=high))
    clipped = encode([-4.0, 0.5, 7.0], kind(), out_of_range="clip")
    plain = encode([0.0, 0.5, 1.0], kind())
    np.testing.assert_array_equal(clipped.spike_times, plain.spike_times)
    np.testing.assert_array_equal(clipped.spike_neurons, plain.spike_neurons)


@kernel
@pytest.mark.parametrize(
    ("encode", "code", "words"),
    [
        (latency.encode, LinearLatency(window=0.0), "window must be a positive number"),
        (latency.encode, MembraneLatency(window=8.0), "window must be at least 8.92574 ms"),
        (latency.encode, MembraneLatency(threshold=1.0), "threshold must be below 1"),
        (latency.encode, MembraneLatency(tau_m=-1.0), "tau_m must be a positive number"),
        (rank_order.encode, RankOrder(interval=0.0), "interval must be a positive number"),
        (rank_order.encode, RankOrder(sensitivity=1.0), "sensitivity must be below 1"),
        (phase.encode, PhaseCode(span=1.0), "span must be below 1"),
        (phase.encode, PhaseCode(n_cycles=0), "n_cycles must be a positive integer"),
        (phase.encode, PhaseCode(period=NAN), "period must be a positive number"),
        (burst.encode, BurstCode(shortest=20.0), "shortest must be below longest = 20"),
        (burst.encode, BurstCode(max_spikes=0), "max_spikes must be a positive integer"),
    ],
)
def test_bad_codes_are_refused_by_name(encode, code, words):
    with pytest.raises(ValueError, match=words):
        encode([0.5, 0.6], code)


@kernel
def test_other_bad_arguments():
    with pytest.raises(ValueError, match="values must be two or more"):
        rank_order.encode([0.5])
    with pytest.raises(TypeError, match="max_spikes must be a positive integer"):
        burst.encode([0.5], BurstCode(max_spikes=2.0))
    with pytest.raises(ValueError, match="fewer than 1e\\+08 spikes"):
        phase.encode(np.zeros(100), PhaseCode(n_cycles=10**6))
    with pytest.raises(ValueError, match="by must be 'interval' or 'count'"):
        burst.decode(([1.0], [0]), 1, by="rank")
    with pytest.raises(ValueError, match="table must have the shape"):
        rank_order.decode(([1.0], [0]), 2, table=[1.0])
    for decode in (latency.decode, rank_order.decode, phase.decode, burst.decode):
        with pytest.raises(ValueError, match="spike_times must not be negative"):
            decode(([-1.0], [0]), 1)
