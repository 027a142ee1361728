"""What is published about weights under STDP, reproduced: claims of the chapter on stability."""

from functools import cache

import numpy as np
import pytest

from snnlib import LIFParameters, Network, lif_neuron, pair_stdp
from snnlib.plasticity import triplet_stdp
from snnlib.spikes import cv
from snnlib.synapses import conductance, delta

G_MAX, TINY = 0.015, 1e-6
SURE = LIFParameters(1.0, 1.0, 0.0, 10.0, 0.0, 0.0)  # fires when a teacher does


@cache
def song(rate, seconds=300, A=0.01, dt=0.1):
    """Final weights and output spikes of Song, Miller & Abbott's (2000) network, B = 1.05."""
    net = Network(dt=dt, seed=1)
    cell = net.population(
        "cell",
        1,
        lif_neuron(LIFParameters(20.0, 1.0, -70.0, -54.0, -60.0, 0.0)),
        {"exc": conductance(5.0, 0.0), "inh": conductance(5.0, -70.0)},
    )
    inputs, inhibition = net.poisson("inputs", 1000, rate), net.poisson("inhibition", 200, 10.0)
    start = np.random.default_rng(1).uniform(0.0, G_MAX, (1000, 1))
    rule = pair_stdp(A * G_MAX, 1.05 * A * G_MAX, w_max=G_MAX)
    made = net.connect(inputs, cell, "exc", start, plasticity=rule)
    net.connect(inhibition, cell, "inh", 0.05)
    net.record(cell, "spikes")
    net.run(1000.0 * seconds)
    return made.weights[:, 0] / G_MAX, net.spikes(cell).spike_times


def taught(rule, start, seconds, post_rate=20.0):
    """Weights after independent Poisson spikes on both sides, 20 Hz on the presynaptic one."""
    net = Network(dt=1.0, seed=2)
    cell = net.population("cell", 1, lif_neuron(SURE), {"drive": delta()})
    inputs, teacher = net.poisson("inputs", start.size, 20.0), net.poisson("t", 1, post_rate)
    made = net.connect(inputs, cell, "drive", TINY * start[:, None], plasticity=rule)
    net.connect(teacher, cell, "drive", 1e9)
    net.run(1000.0 * seconds)
    return made.weights[:, 0] / TINY


def test_hard_bounds_make_two_heaps_of_song_miller_and_abbotts_weights():
    w, times = song(15.0)
    fifths = np.histogram(w, 5, (0.0, 1.001))[0]
    assert fifths[0] + fifths[4] > 650
    assert min(fifths[0], fifths[4]) > 1.5 * fifths[1:4].max()
    late = times[times > 200_000.0]
    assert (times < 5000.0).sum() / 5.0 > 4.0 * late.size / 100.0  # the rate comes down
    assert 8.0 < late.size / 100.0 < 16.0
    assert 0.7 < cv(np.diff(late)).value < 1.1  # and the spikes become irregular


def test_more_input_leaves_fewer_strong_synapses_and_buffers_the_output():
    strong, rates = [], []
    for rate in (15.0, 40.0):
        w, times = song(rate)
        strong.append((w > 0.8).mean())
        rates.append((times > 200_000.0).sum() / 100.0)
    assert strong[1] < 0.5 * strong[0]
    assert 1.0 < rates[1] / rates[0] < 40.0 / 15.0


def test_a_coarse_time_step_tips_the_balance():
    """Pairs at equal times shrink: at 1 ms the halves of the window differ by exp(-1 / 20)."""
    coarse, fine = song(15.0, dt=1.0)[1], song(15.0)[1]
    assert (coarse > 200_000.0).sum() < 0.3 * (fine > 200_000.0).sum()


@pytest.mark.parametrize(("a", "b"), [(0.01, 0.02), (0.004, 0.01)])
def test_shrinkage_in_proportion_makes_one_hill(a, b):
    """Van Rossum, Bi & Turrigiano (2000): one hump, leaning right; mean and width by theory."""
    rule = pair_stdp(a * TINY, b * TINY, w_max=TINY, mu_plus=0.0, mu_minus=1.0)
    w = taught(rule, np.random.default_rng(1).uniform(0.0, 1.0, 2000), 120)
    assert w.mean() == pytest.approx(a / b * np.exp(-1.0 / 20.0), rel=0.03)
    assert w.std() / w.mean() == pytest.approx(np.sqrt(b / 2.0), rel=0.1)
    assert np.mean((w - w.mean()) ** 3) > 0.0
    counts = np.histogram(w, 12)[0]
    top = counts.argmax()
    rise, fall = np.diff(counts[: top + 1]), np.diff(counts[top:])
    assert rise.min() > -0.1 * counts[top]
    assert fall.max() < 0.1 * counts[top]


def test_soft_bounds_forget_with_the_lifetime_of_theory_and_hard_ones_do_not():
    pattern = np.repeat([0.8, 0.2], 300)
    apart = {}
    for mu in (0.0, 1.0):
        rule = pair_stdp(0.005 * TINY, 0.005 * TINY, w_max=TINY, mu_plus=mu, mu_minus=mu)
        w = taught(rule, pattern, 20)
        apart[mu] = w[:300].mean() - w[300:].mean()
    lifetimes = -np.log(apart[1.0] / 0.6)  # the teacher's spikes number 400 ± 20
    assert lifetimes == pytest.approx(20.0 * 0.01 * 0.02 * 400.0, rel=0.15)
    assert apart[0.0] == pytest.approx(0.6, rel=0.05)


@pytest.mark.parametrize("rho", [8.0, 40.0])
def test_the_triplet_rule_has_the_drift_of_bcm(rho):
    """Pfister & Gerstner (2006): with random spikes the sign changes at one output rate."""
    rule = triplet_stdp(A3_plus=6.5e-3 * TINY, A2_minus=7.1e-3 * TINY, w_min=-9.0, w_max=9.0)
    drift = taught(rule, np.zeros(500), 300, rho).mean() / 300.0
    tau_plus, tau_minus, tau_y = 16.3, 34.2, 113.5  # sums over steps of 1 ms
    expected = 0.02 * rho * (6.5e-3 * tau_plus * tau_y * rho / 1000.0 - 7.1e-3 * tau_minus)
    assert drift == pytest.approx(expected, rel=0.1)
