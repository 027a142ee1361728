"""Population, event and sound codes as a chapter's kernels use them, compiled for the browser."""

import numpy as np
import pytest
from numba import njit

from snnlib import LIFParameters
from snnlib.codes import delta, nef, population
from snnlib.codes.delta import sigma_delta_step
from snnlib.codes.linear_decoder import decoder_error, fill_decoders
from snnlib.codes.nef import NEFCode
from snnlib.codes.population import (
    PopulationCode,
    fill_expected,
    fill_posterior,
    fisher_information,
    gaussian_rate,
    posterior_deviation,
    posterior_mean,
    posterior_peak,
)
from snnlib.datasets.scenes import bars_at, image_at, saccade_offset, wheel_at
from snnlib.datasets.sounds import fill_vowel, vowel
from snnlib.studies import bayesian_neuron, cochlea, event_camera
from snnlib.studies.bayesian_neuron import BayesianNeuronParameters, spike_evidence
from snnlib.studies.cochlea import FilterBank, bank_gain, channel_resonator
from snnlib.studies.event_camera import (
    EventCamera,
    PixelState,
    log_intensity,
    noise_event,
    pixel_advance,
    pixel_threshold,
)
from tests.compiling import arrays_of, assert_compiles, compiles


def population_kernel(x, seed, counts, table, totals, posterior, found):
    code = PopulationCode(30, 0.1, 80.0, 2.0, 100.0, 0.0, 1.0)
    for j in range(30):
        counts[j] = population.count(x, j, code, seed, 0)
    fill_expected(code, table, totals)
    fill_posterior(counts, table, totals, posterior)
    found[0], found[1] = posterior_mean(posterior), population.mean(counts, code)
    found[2], found[3] = posterior_peak(posterior), posterior_deviation(posterior)
    found[4], found[5] = fisher_information(x, code), gaussian_rate(x, 3, code)


POPULATION = [
    ("x", "float64"), ("seed", "int64"), ("counts", ("float64", (30,))),
    ("table", ("float64", (30, 200))), ("totals", ("float64", (200,))),
    ("posterior", ("float64", (200,))), ("found", ("float64", (6,))),
]  # fmt: skip


def nef_kernel(n, seed, rates, targets, variance, matrix, weights, decoders, found):
    code = NEFCode(n, 100.0, 200.0, -1.0, 1.0)
    params = LIFParameters(20.0, 10.0, -70.0, -50.0, -70.0, 2.0)
    for p in range(50):
        targets[p] = p / 24.5 - 1.0
    for j in range(n):
        neuron = nef.neuron(j, code, params, seed)
        variance[j] = 400.0
        for p in range(50):
            rates[p, j] = nef.rate(targets[p], neuron, params)
    if not fill_decoders(rates, targets, variance, n, matrix, weights, decoders):
        return 1
    found[0], found[1] = decoder_error(rates, targets, variance, n, decoders)
    return 0


NEF = [
    ("n", "int64"), ("seed", "int64"), ("rates", ("float64", (50, 200))),
    ("targets", ("float64", (50,))), ("variance", ("float64", (200,))),
    ("matrix", ("float64", (50, 50))), ("weights", ("float64", (50,))),
    ("decoders", ("float64", (200,))), ("found", ("float64", (2,))),
]  # fmt: skip


def camera_kernel(threshold, seed, image, polarity):
    camera = EventCamera(threshold, 0.02, 1.0, 0.1, 0.5, 0.05, 1.0)
    for p in range(64):
        x, y = (p % 8 + 0.5) / 8.0, (p // 8 + 0.5) / 8.0
        state, before = PixelState(0.0, 0.0), 0.0
        own = pixel_threshold(p, camera, seed)
        for k in range(20):
            dx, dy = saccade_offset(k / 20.0)
            seen = image_at(image, x + dx, y + dy) + bars_at(x, y, k / 20.0) + wheel_at(x, y, k)
            level = log_intensity(seen / 3.0, camera)
            left = 5.0 if k > 0 else 0.0
            while left > 0.0:
                slope = (level - before) / 5.0
                elapsed, sign, state = pixel_advance(slope, state, own, camera, left)
                left -= elapsed
                polarity[p] += sign
            before = level
        gap, sign = noise_event(p, 0, camera, seed)
        polarity[p] += sign if gap <= 95.0 else 0


CAMERA = [
    ("threshold", "float64"), ("seed", "int64"), ("image", ("float64", (8, 8))),
    ("polarity", ("int32", (64,))),
]  # fmt: skip


def sound_kernel(number, pitch, threshold, sound, decoded, counts, memory, found):
    bank = FilterBank(32, 100.0, 3500.0, 8000.0)
    fill_vowel(number, pitch, 8000.0, sound)
    factor = 2.0 * threshold * bank_gain(bank)
    for c in range(bank.n_channels):
        resonator = channel_resonator(c, bank)
        found[0] += cochlea.encode_channel(sound, resonator, threshold, memory, counts)
        cochlea.decode_channel(counts, resonator, factor, memory, decoded)


SOUND = [
    ("number", "int64"), ("pitch", "float64"), ("threshold", "float64"),
    ("sound", ("float64", (800,))), ("decoded", ("float64", (800,))),
    ("counts", ("float64", (800,))), ("memory", ("float64", (8,))), ("found", ("float64", (1,))),
]  # fmt: skip


def change_kernel(x, threshold, found):
    level, charge = 0.0, 0.5
    params = BayesianNeuronParameters(2.0, 3.0, 1.0)
    state = bayesian_neuron.rest(params)
    for k in range(x.size):
        jump, level = delta.step(x[k], level, threshold)
        spiked, charge = sigma_delta_step(x[k], charge, 0.5)
        evidence = spike_evidence(1 if spiked else 0, 60.0, 20.0, 1.0)
        told, state = bayesian_neuron.step(evidence, state, params, 1.0)
        found[k] = jump + (10 if spiked else 0) + (100 if told else 0)


CHANGE = [("x", ("float64", (50,))), ("threshold", "float64"), ("found", ("float64", (50,)))]
KERNELS = [
    (population_kernel, POPULATION),
    (nef_kernel, NEF),
    (camera_kernel, CAMERA),
    (sound_kernel, SOUND),
    (change_kernel, CHANGE),
]


@compiles
@pytest.mark.parametrize(("kernel", "arguments"), KERNELS, ids=lambda x: getattr(x, "__name__", ""))
def test_kernels_compile_for_the_browser(kernel, arguments):
    assert_compiles(kernel, arguments)


@compiles
def test_kernels_give_what_the_public_functions_give():
    arrays = arrays_of(POPULATION)
    njit(error_model="numpy")(population_kernel)(0.3, 5, *arrays)
    code = PopulationCode(30, 0.1, 80.0, 2.0)
    events = population.encode(0.3, code, seed=5)
    assert arrays[0].sum() == events.spike_times.size
    assert arrays[-1][0] == population.decode(events, (), code)
    assert arrays[-1][1] == population.decode(events, (), code, decoder="mean")

    arrays = arrays_of(NEF)
    assert njit(error_model="numpy")(nef_kernel)(60, 3, *arrays) == 0
    np.testing.assert_allclose(arrays[-2][:60], nef.decoders(NEFCode(60), seed=3), rtol=1e-6)

    sound, decoded, _, _, found = arrays = arrays_of(SOUND)
    njit(error_model="numpy")(sound_kernel)(1, 120.0, 0.5, *arrays)
    np.testing.assert_array_equal(sound, vowel("i", 120.0, 800))
    events = cochlea.encode(sound, threshold=0.5)
    assert found[0] == events.spike_times.size
    np.testing.assert_array_equal(decoded, cochlea.decode(events, 800, threshold=0.5))


@compiles
def test_a_camera_in_a_kernel_is_the_library_s():
    rng = np.random.default_rng(1)
    image, polarity = rng.uniform(size=(8, 8)), np.zeros(64, np.int32)
    njit(error_model="numpy")(camera_kernel)(0.2, 9, image, polarity)
    film = np.empty((20, 8, 8))
    for k in range(20):
        dx, dy = saccade_offset(k / 20.0)
        for i in range(8):
            for j in range(8):
                x, y = (j + 0.5) / 8.0, (i + 0.5) / 8.0
                seen = image_at(image, x + dx, y + dy) + bars_at(x, y, k / 20.0) + wheel_at(x, y, k)
                film[k, i, j] = seen / 3.0
    camera = EventCamera(0.2, 0.02, 1.0, 0.1, 0.5)
    events = event_camera.simulate(film, camera, 5.0, seed=9)
    total = np.zeros((8, 8), int)
    np.add.at(total, (events.y, events.x), events.polarity)
    np.testing.assert_array_equal(total.reshape(-1), polarity)
    assert events.times.size > 100
