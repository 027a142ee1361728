"""The codes' scalar functions as a chapter's kernels use them: they compile for the browser."""

import numpy as np
import pytest
from numba import config, njit

import snnlib
from snnlib.codes import latency
from snnlib.codes.burst import BurstCode
from snnlib.codes.filtering import exponential_kernel, gaussian_kernel
from snnlib.codes.information import information_of, mutual_information
from snnlib.codes.latency import LinearLatency, MembraneLatency, smallest_seen
from snnlib.codes.perturb import jittered
from snnlib.codes.phase import PhaseCode
from snnlib.codes.rank_order import RankOrder, even_rank_value, rank_of, rank_value
from snnlib.codes.rate import RateCode, regular_encode, regular_time
from snnlib.live.compiler import COMPILER
from snnlib.random import uniform

pytestmark = pytest.mark.skipif(config.DISABLE_JIT, reason="compiles")


def codes_kernel(sigma, seed, x, times, decoded):
    rate = RateCode(100.0, 200.0, 0.0, 1.0)
    linear = LinearLatency(100.0, 0.0, 1.0)
    membrane = MembraneLatency(100.0, 40.0, 0.2, 0.0, 1.0)
    phase = PhaseCode(25.0, 4, 0.8, 0.0, 1.0)
    burst = BurstCode(5, 4.0, 20.0, 0.0, 1.0)
    order = RankOrder(1.0, 0.9, 0.0, 1.0)
    for j in range(x.size):
        times[0, j] = regular_time(x[j], 0, uniform(seed, j, 0), rate)
        times[1, j] = latency.linear_time(x[j], linear)
        times[2, j] = latency.membrane_time(x[j], membrane)
        times[3, j] = snnlib.codes.phase.time(x[j], 0, phase)
        times[4, j] = snnlib.codes.burst.interval(x[j], burst)
        n = snnlib.codes.burst.size(x[j], burst)
        late = jittered(times[1, j], sigma, seed, 0, j)
        decoded[0, j] = snnlib.codes.rate.value(n, rate) + snnlib.codes.rate.poisson_error(
            x[j], rate, 1.0
        )
        decoded[1, j] = latency.linear_value(late, linear)
        decoded[2, j] = latency.membrane_value(times[2, j], membrane) + smallest_seen(membrane)
        decoded[3, j] = snnlib.codes.phase.value(
            snnlib.codes.phase.offset(times[3, j], phase), phase
        )
        decoded[4, j] = snnlib.codes.burst.interval_value(n, 0.0, (n - 1) * times[4, j], burst)
        decoded[4, j] += snnlib.codes.burst.count_value(n, burst) + snnlib.codes.rate.regular_error(
            x[j], rate
        )
    for j in range(x.size):
        rank = rank_of(j, times[1])
        decoded[5, j] = rank_value(rank, order) + even_rank_value(rank, x.size)
        decoded[6, j] = exponential_kernel(x[j], 2.0) + gaussian_kernel(x[j], 2.0)


ARGUMENTS = [
    ("sigma", "float64"), ("seed", "int64"), ("x", ("float64", (16,))),
    ("times", ("float64", (5, 16))), ("decoded", ("float64", (7, 16))),
]  # fmt: skip


def information_kernel(seed, joint, of_stimulus, of_response, readouts):
    for i in range(1000):
        s = int(uniform(seed, 0, i) * joint.shape[0])
        joint[s, (s + int(uniform(seed, 1, i) * 3.0)) % joint.shape[1]] += 1.0
    readouts[0], readouts[1] = information_of(joint, True, of_stimulus, of_response)


INFORMATION_ARGUMENTS = [
    ("seed", "int64"), ("joint", ("float64", (4, 6))), ("of_stimulus", ("float64", (4,))),
    ("of_response", ("float64", (6,))), ("readouts", ("float64", (2,))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kernel", "arguments"),
    [(codes_kernel, ARGUMENTS), (information_kernel, INFORMATION_ARGUMENTS)],
)
def test_kernels_compile_for_the_browser(kernel, arguments):
    module, _ = COMPILER.compile(kernel, arguments)
    assert module[:4] == b"\0asm"
    assert len(module) < 20_000


def test_kernels_give_what_the_public_functions_give():
    x, times, decoded = np.linspace(0.0, 1.0, 16), np.zeros((5, 16)), np.zeros((7, 16))
    njit(error_model="numpy")(codes_kernel)(0.0, 3, x, times, decoded)
    first = [np.full(16, np.inf) for _ in range(5)]
    trains = [
        regular_encode(x, seed=3), latency.encode(x), latency.encode(x, MembraneLatency()),
        snnlib.codes.phase.encode(x), snnlib.codes.burst.encode(x),
    ]  # fmt: skip
    for train, earliest in zip(trains, first, strict=True):
        np.minimum.at(earliest, train.spike_neurons, train.spike_times)
    for row in range(4):
        seen = np.isfinite(first[row])
        np.testing.assert_array_equal(times[row, seen], first[row][seen])
    np.testing.assert_allclose(decoded[1], x, atol=1e-12)
    np.testing.assert_allclose(decoded[3], x, atol=1e-12)


def test_information_from_a_kernel_is_that_of_its_trials():
    joint, readouts = np.zeros((4, 6)), np.zeros(2)
    njit(error_model="numpy")(information_kernel)(7, joint, np.zeros(4), np.zeros(6), readouts)
    stimuli, responses = np.repeat(np.argwhere(joint >= 0.0), joint.astype(int).ravel(), axis=0).T
    assert joint.sum() == 1000
    np.testing.assert_allclose(readouts, mutual_information(stimuli, responses)[:2], rtol=1e-12)
