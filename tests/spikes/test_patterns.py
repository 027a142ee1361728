"""Names of firing patterns: made trains of each kind, scaled and disturbed, and real models."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.neurons import adex, hodgkin_huxley, izhikevich
from snnlib.neurons.adex import AdExParameters, AdExState
from snnlib.neurons.izhikevich import IzhikevichParameters, IzhikevichState
from snnlib.spikes import PATTERNS, firing_pattern

pytestmark = pytest.mark.kernel

BURST = np.array([0.0, 3.0, 6.5, 11.0])
MADE = {
    "silent": [],
    "phasic spiking": [5.0],
    "phasic bursting": [5.0, 8.0, 12.0],
    "tonic spiking": np.arange(10.0, 490.0, 12.0),
    "adapting": np.cumsum(np.concatenate(([5.0, 6.0, 8.0, 11.0, 14.0, 17.0], np.full(21, 20.0)))),
    "accelerating": np.cumsum(np.concatenate(([80.0, 30.0, 26.0, 22.0, 18.0], np.full(20, 15.0)))),
    "initial bursting": np.concatenate((BURST, np.arange(60.0, 490.0, 35.0))),
    "bursting": (BURST + np.arange(10.0, 480.0, 60.0)[:, None]).ravel(),
    "irregular": np.cumsum(np.tile([9.0, 4.0, 14.0, 7.0, 20.0, 10.0, 6.0], 7)),
}

#: a, b, c, d of Izhikevich (2003, figure 2; the last one 2004, figure 1), the current in mV/ms
PRESETS = {
    "RS": ((0.02, 0.2, -65.0, 8.0), 10.0, "adapting"),
    "IB": ((0.02, 0.2, -55.0, 4.0), 10.0, "initial bursting"),
    "CH": ((0.02, 0.2, -50.0, 2.0), 10.0, "bursting"),
    "FS": ((0.1, 0.2, -65.0, 2.0), 10.0, "tonic spiking"),
    "LTS": ((0.02, 0.25, -65.0, 2.0), 10.0, "adapting"),
    "phasic": ((0.02, 0.25, -65.0, 6.0), 0.5, "phasic spiking"),
}


#: C, g_L, E_L, a, tau_w, b, reset of Naud et al. (2008, table 1) in pF, nS, mV, nS, ms, pA, mV, and
#: the current in nA; the name is theirs, or the one that it has here
NAUD = {
    "tonic spiking": ((200.0, 10.0, -70.0, 2.0, 30.0, 0.0, -58.0), 0.5),
    "adapting": ((200.0, 12.0, -70.0, 2.0, 300.0, 60.0, -58.0), 0.5),
    "initial bursting": ((130.0, 18.0, -58.0, 4.0, 150.0, 120.0, -50.0), 0.4),
    "bursting": ((200.0, 10.0, -58.0, 2.0, 120.0, 100.0, -46.0), 0.21),
    "accelerating": ((200.0, 12.0, -70.0, -10.0, 300.0, 0.0, -58.0), 0.3),
    "phasic spiking": ((100.0, 10.0, -65.0, 10.0, 90.0, 100.0, -47.0), 0.18),
    "irregular": ((100.0, 12.0, -60.0, -11.0, 130.0, 30.0, -48.0), 0.16),
}


def adex_pattern(values, current, dt=0.1, duration=600.0):
    C, g, E, a, tau_w, b, reset = values
    params = AdExParameters(C / g, 1e3 / g, E, -50.0, 2.0, 0.0, reset, tau_w, a / 1e3, b / 1e3)
    state, spikes = AdExState(E, 0.0), []
    for k in range(round(duration / dt)):
        spiked, state = adex.step(current, state, params, dt)
        if spiked:
            spikes.append((k + 1) * dt)
    return firing_pattern(spikes, duration)


def izhikevich_pattern(values, current, dt=0.25, duration=500.0):
    params = IzhikevichParameters(*values)
    rest = -70.0 if params.b < 0.22 else -64.0
    state, spikes = IzhikevichState(rest, rest * params.b), []
    for k in range(round(duration / dt)):
        spiked, state = izhikevich.step(current, state, params, dt)
        if spiked:
            spikes.append((k + 1) * dt)
    return firing_pattern(spikes, duration)


def test_every_pattern_has_a_train():
    assert set(MADE) == set(PATTERNS)


@pytest.mark.parametrize("name", MADE)
@given(scale=st.floats(0.01, 1000.0), seed=st.integers(0, 1000))
def test_made_trains_have_their_names_at_any_scale_and_slightly_disturbed(name, scale, seed):
    shaken = np.random.default_rng(seed).uniform(-0.4, 0.4, len(MADE[name]))
    times = np.sort(np.asarray(MADE[name]) + shaken + 0.5)
    assert firing_pattern(times * scale, 500.0 * scale) == name


@pytest.mark.parametrize("name", PRESETS)
def test_the_presets_fire_as_they_are_called(name):
    values, current, pattern = PRESETS[name]
    assert izhikevich_pattern(values, current) == pattern


@pytest.mark.parametrize("name", PRESETS)
def test_presets_keep_their_pattern_when_a_parameter_is_a_little_off(name):
    values, current, pattern = PRESETS[name]
    found = []
    for k in (0, 2, 3) if name == "phasic" else range(4):  # its b decides whether it has a rest
        for factor in (0.99, 1.01):
            moved = [value * (factor if j == k else 1.0) for j, value in enumerate(values)]
            found.append(izhikevich_pattern(moved, current))
    assert set(found) == {pattern}


@pytest.mark.parametrize("name", NAUD)
def test_the_cells_of_the_adex_paper_fire_as_they_are_called(name):
    assert adex_pattern(*NAUD[name]) == name


@pytest.mark.parametrize("name", [name for name in NAUD if name != "irregular"])
def test_they_keep_their_pattern_when_the_cell_is_a_little_off(name):
    """All but the irregular one, which lives on the edge between bursts and adaptation."""
    values, current = NAUD[name]
    found = {adex_pattern(values, current * factor) for factor in (0.98, 1.02)}
    for k in (0, 1, 3, 4, 5):  # not the potentials: 1 % of them is half a slope factor
        for factor in (0.98, 1.02):
            moved = [value * (factor if j == k else 1.0) for j, value in enumerate(values)]
            found.add(adex_pattern(moved, current))
    assert found == {name}


def test_far_from_the_presets_the_names_change():
    values, current, _ = PRESETS["CH"]
    assert izhikevich_pattern((0.02, 0.2, -65.0, 2.0), current) != "bursting"
    assert izhikevich_pattern(values, 0.0) == "silent"


@pytest.mark.parametrize(
    ("current", "pattern"), [(2.0, "silent"), (3.0, "phasic spiking"), (10.0, "tonic spiking")]
)
def test_the_neuron_of_hodgkin_and_huxley(current, pattern):
    state, spikes = hodgkin_huxley.at_rest(-65.0), []
    params = hodgkin_huxley.HodgkinHuxleyParameters()
    for k in range(10_000):
        spiked, state = hodgkin_huxley.step(current, state, params, 0.02)
        if spiked:
            spikes.append((k + 1) * 0.02)
    assert firing_pattern(spikes, 200.0) == pattern


def test_few_spikes():
    assert firing_pattern([480.0], 500.0) == "tonic spiking"
    assert firing_pattern([100.0, 300.0, 499.0], 500.0) == "tonic spiking"
    assert firing_pattern([1.0, 1.0, 1.0, 400.0, 401.0], 500.0) in PATTERNS  # equal times


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="duration must be 12"):
        firing_pattern([1.0, 12.0], 11.0)
    with pytest.raises(ValueError, match="spike_times"):
        firing_pattern([2.0, 1.0], 11.0)
    with pytest.raises(ValueError, match="duration must be a positive"):
        firing_pattern([2.0], 0.0)
