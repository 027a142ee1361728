"""The studies' functions as a chapter's kernels use them: they compile for the browser."""

import numpy as np
import pytest
from numba import njit

from snnlib.codes.information import information_of, mutual_information
from snnlib.random import own_seed, uniform
from snnlib.studies import bayesian_neuron, cochlea, event_camera, repeaters
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
from snnlib.studies.repeaters import Wire, equal_energy_height, send_message
from snnlib.studies.scenes import bars_at, image_at, saccade_offset, wheel_at
from snnlib.studies.sounds import fill_vowel, vowel
from tests.compiling import arrays_of, assert_compiles, compiles


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


def bayesian_kernel(spikes, found):
    params = BayesianNeuronParameters(2.0, 3.0, 1.0)
    state = bayesian_neuron.rest(params)
    for k in range(spikes.size):
        evidence = spike_evidence(spikes[k], 60.0, 20.0, 1.0)
        told, state = bayesian_neuron.step(evidence, state, params, 1.0)
        found[k] = 1 if told else 0


BAYESIAN = [("spikes", ("int32", (50,))), ("found", ("float64", (50,)))]


def repeater_kernel(
    noise, arriving, n_pulses, same_energy, seed, message, analog, spiking, expected
):
    wire = Wire(noise, arriving)
    height = equal_energy_height(message, n_pulses) if same_energy else 1.0
    send_message(message, n_pulses, height, wire, seed, analog, spiking)
    repeaters.fill_theory(message, n_pulses, height, wire, expected[0], expected[1])


REPEATERS = [
    ("noise", "float64"), ("arriving", "float64"), ("n_pulses", "int64"), ("same_energy", "bool"),
    ("seed", "int64"), ("message", ("float64", (64,))), ("analog", ("float64", (21, 64))),
    ("spiking", ("float64", (21, 64))), ("expected", ("float64", (2, 21))),
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


KERNELS = [
    (camera_kernel, CAMERA),
    (sound_kernel, SOUND),
    (bayesian_kernel, BAYESIAN),
    (repeater_kernel, REPEATERS),
    (information_kernel, INFORMATION_ARGUMENTS),
]


@compiles
@pytest.mark.parametrize(("kernel", "arguments"), KERNELS, ids=lambda x: getattr(x, "__name__", ""))
def test_kernels_compile_for_the_browser(kernel, arguments):
    assert_compiles(kernel, arguments)


@compiles
def test_a_cochlea_in_a_kernel_is_the_library_s():
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
    njit(error_model="numpy")(camera_kernel)(0.2, own_seed(9, "event_camera"), image, polarity)
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


@compiles
def test_repeaters_in_a_kernel_are_the_library_s():
    message, analog, spiking, expected = arrays_of(REPEATERS)
    message[:] = np.linspace(0.0, 1.0, 64)
    sent = (0.1, 0.9, 8, True, 5, message, analog, spiking, expected)
    njit(error_model="numpy")(repeater_kernel)(*sent)
    run = repeaters.simulate(message, 20, 8, Wire(0.1, 0.9), same="energy", seed=5)
    np.testing.assert_array_equal(analog, run.analog)
    np.testing.assert_array_equal(spiking, run.spiking)
    theory = repeaters.theory(message, 20, 8, Wire(0.1, 0.9), same="energy")
    np.testing.assert_array_equal(expected, theory)


def test_information_from_a_kernel_is_that_of_its_trials():
    joint, readouts = np.zeros((4, 6)), np.zeros(2)
    njit(error_model="numpy")(information_kernel)(7, joint, np.zeros(4), np.zeros(6), readouts)
    stimuli, responses = np.repeat(np.argwhere(joint >= 0.0), joint.astype(int).ravel(), axis=0).T
    assert joint.sum() == 1000
    np.testing.assert_allclose(readouts, mutual_information(stimuli, responses)[:2], rtol=1e-12)
