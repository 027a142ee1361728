"""What numbers and arrays may come as: the same numbers in another form give the same results.

Every public function that checks its arguments is called here with whole numbers, once as plain
arrays of floats and once in each other form.  ``n`` wraps a number, ``a`` an array, each with the
unit in which the library wants it.
"""

import contextlib
import functools
import importlib
import inspect
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.neural_network import MLPClassifier

import snnlib
from snnlib import (
    LIFParameters,
    SpikeEvents,
    gradients,
    hardware,
    interop,
    neurons,
    plasticity,
    spikes,
    studies,
    synapses,
)
from snnlib.codes import (
    burst,
    delta,
    filtering,
    information,
    latency,
    linear_decoder,
    nef,
    perturb,
    phase,
    population,
    rank_order,
    rate,
)
from snnlib.network import Block, Normal
from snnlib.studies import winner_take_all, winner_take_all_integers

ROOT = Path(snnlib.__file__).parent
PATTERNS = [[1, 0, 2], [0, 3, 1]]
IMAGES = [[0, 1, 1, 0], [1, 0, 0, 1]]
TIMES, CELLS = [3, 11, 12, 40], [0, 1, 0, 1]


LAYERS = gradients.SpikingNetwork(
    (2, 3), 4, gradients.DiscreteLIF(reset=1), gradients.Output(loss=4), gain=2.0, random_state=0
)


def as_fields(node):
    """A NIR node's arrays."""
    return [value for value in vars(node).values() if isinstance(value, np.ndarray)]


class Quantity:
    """Numbers with a unit, as other packages have; ``scale`` of it are one of the library's."""

    def __init__(self, values, unit, scale):
        self.values, self.unit, self.scale = np.array(values, float), unit, scale
        self.values /= scale
        self.shape = self.values.shape

    def __len__(self):
        return len(self.values)

    def m_as(self, unit):
        if unit != self.unit:
            raise TypeError(f"{self.unit} is no {unit}")
        return self.values * self.scale

    def __array__(self, dtype=None, copy=None):
        return self.values  # as all of them do: numpy drops the unit


def smallest(values):
    """The values in the shortest whole numbers that hold them."""
    array = np.asarray(values)
    return array.astype(np.result_type(*map(np.min_scalar_type, (array.min(), array.max()))))


def strided(values):
    array = np.asarray(values, float)
    wide = np.full((*array.shape[:-1], 2 * array.shape[-1]), np.nan)
    wide[..., ::2] = array
    return wide[..., ::2]


def read_only(values):
    array = np.array(values, float)
    array.setflags(write=False)
    return array


def labelled(values):
    """A pandas Series whose labels are in no order, or a DataFrame."""
    array = np.asarray(values)
    if array.ndim == 1:
        return pd.Series(array, index=np.arange(array.size)[::-1] - 1)
    return pd.DataFrame(array, index=np.arange(len(array))[::-1]) if array.ndim == 2 else array


def as_tuples(values):
    return tuple(map(as_tuples, values)) if isinstance(values, (list, tuple)) else values


ARRAYS = {
    "lists": list,
    "tuples": as_tuples,
    "int64": np.asarray,
    "small whole numbers": smallest,
    "float32": lambda values: np.asarray(values, np.float32),
    "big-endian": lambda values: np.asarray(values, ">f8"),
    "Fortran order": lambda values: np.asarray(values, float, order="F"),
    "strided": strided,
    "read-only": read_only,
    "pandas": labelled,
}
NUMBERS = {
    "int": int,
    "int64": np.int64,
    "uint8": lambda value: np.int8(value) if value < 0 else np.min_scalar_type(value).type(value),
    "float32": np.float32,
}


def events(n, a):
    return SpikeEvents(a(TIMES, "ms"), CELLS)


def coded(encode, code, values=(1, 3, 0, 4)):
    return lambda n, a: encode(a(list(values)), code)


def network(n, a):
    """All numbers that a network takes."""
    net = snnlib.Network(n(1, "ms"), seed=3)
    noise = net.poisson("noise", 2, a([100, 200], "Hz"))
    film = net.poisson("film", 2, a([[100, 0], [0, 200]], "Hz"), frame=n(5, "ms"))
    given = net.replay("given", 2, a(TIMES, "ms"), CELLS, period=n(50, "ms"))
    params = LIFParameters(n(20, "ms"), n(10, "Mohm"), n(-70, "mV"), v_reset=n(-70, "mV"))
    more = params._replace(v_th=a([-50, -55, -60], "mV"))
    receptors = {
        "exc": synapses.exponential(n(5, "ms")),
        "slow": synapses.alpha(n(8, "ms")),
        "inh": synapses.conductance(n(6, "ms"), n(-80, "mV")),
        "jump": synapses.delta(),
        "noisy": synapses.current_noise(n(1, "nA"), n(2, "nA"), n(5, "ms")),
        "open": synapses.conductance_noise(n(1, "uS"), n(2, "uS"), n(5, "ms"), n(-60, "mV")),
        "white": synapses.white_noise(n(3, "mV")),
    }
    cells = net.population(
        "cells", 3, neurons.lif.neuron(more), receptors, current=a([1, 2, 3], "nA"), v=-60
    )
    rule = plasticity.pair_stdp(tau_plus=n(20, "ms"), tau_minus=n(30, "ms"), w_max=n(8))
    net.connect(noise, cells, "exc", a([[1, 2, 3], [3, 2, 1]]), delay=n(2, "ms"), plasticity=rule)
    net.connect(film, cells, "slow", a([1, 2, 2]), pairs=([0, 1, 1], [0, 1, 2]))
    net.connect(given, cells, "jump", n(4), probability=1, delay=a([[1, 2, 3], [4, 5, 6]], "ms"))
    law, delay = Normal(n(2), n(1), low=n(1), high=n(3)), Normal(n(3, "ms"), n(1, "ms"))
    net.connect(cells, cells, "slow", blocks=[Block(cells[1:], cells, 4, law, delay)], packed=True)
    net.connect(cells, cells, "slow", law, total=5, delay=delay)
    outside = net.poisson_input("outside", cells, "exc", a([900, 800, 700], "Hz"), n(1))
    net.poisson_input("more", cells[1:], "slow", n(900, "Hz"), a([1, 2]))
    net.record(cells, "v", every=n(2, "ms"), neurons=[0, 2])
    net.record(cells, "spikes")
    net.run(n(200, "ms"), progress=False)
    net.set_rate(noise, a([50, 60], "Hz"))
    net.set_rate(outside, n(950, "Hz"))
    net.set_parameters(cells, neurons.lif.neuron(more._replace(tau_m=n(15, "ms"))))
    net.run(n(200, "ms"), progress=False)
    return net.spikes(cells), net.samples(cells, "v"), cells.state["v"]


def brunel_spikes(n):
    """Spikes of a network that is made of these numbers."""
    params = studies.brunel.BrunelParameters(16, 4, n(1, "mV"), n(5), n(2), n(2, "ms"))
    net, cells = studies.brunel.network(params, n(1, "ms"))
    net.run(50.0, progress=False)
    return net.spikes(cells)


def spiking_network(n):
    """A network that learns by gradients, made of these numbers."""
    cell = gradients.DiscreteLIF(n(1), n(2))
    output = gradients.Output(n(1), 0, n(2), n(0))
    return gradients.SpikingNetwork((3, 4, 2), 5, cell, output, gain=n(2), random_state=0)


@functools.cache
def perceptron():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has not converged
        return MLPClassifier((4,), max_iter=5, random_state=0).fit(np.eye(3), [0, 1, 2])


def small_wiring():
    return hardware.event_wiring(2, 1, [2, 0], [0, 1], [30.0, 30.0], [1.0, 2.0])


CALLS = {
    "codes.burst.encode": coded(burst.encode, burst.BurstCode(4, 4.0, 20.0, 0.0, 4.0)),
    "codes.burst.decode": lambda n, a: burst.decode(
        events(n, a), 2, burst.BurstCode(4, n(4, "ms"), n(20, "ms"), n(0), n(4))
    ),
    "codes.delta.encode": coded(delta.encode, delta.DeltaCode(1.0, 1.0, 0.0, 4.0)),
    "codes.delta.decode": lambda n, a: delta.decode(
        events(n, a), 50, delta.DeltaCode(n(1), n(1, "ms"), n(0), n(4))
    ),
    "codes.delta.sigma_delta_encode": coded(
        delta.sigma_delta_encode, delta.SigmaDeltaCode(500.0, 20.0, 1.0, 0.0, 4.0)
    ),
    "codes.delta.sigma_delta_decode": lambda n, a: delta.sigma_delta_decode(
        SpikeEvents(a(TIMES, "ms"), [0] * 4),
        50,
        delta.SigmaDeltaCode(n(500, "Hz"), n(20, "ms"), n(1, "ms"), n(0), n(4)),
    ),
    "codes.filtering.decode": lambda n, a: filtering.decode(
        events(n, a), 2, n(10, "ms"), 50, n(1, "ms")
    ),
    "codes.information.mutual_information": lambda n, a: information.mutual_information(
        np.tile([0, 1, 1, 2], 5), pd.Series(np.tile([0, 1, 2, 2], 5), index=np.arange(20)[::-1])
    ),
    "codes.latency.encode": coded(latency.encode, latency.LinearLatency(100.0, 0.0, 4.0)),
    "codes.latency.decode": lambda n, a: latency.decode(
        events(n, a), 2, latency.LinearLatency(n(100, "ms"), n(0), n(4))
    ),
    "codes.linear_decoder.linear_decoders": lambda n, a: linear_decoder.linear_decoders(
        a([[1, 2], [3, 5], [2, 2]]), a([1, 2, 3]), a([4, 5])
    ),
    "codes.nef.decode": lambda n, a: nef.decode(
        events(n, a), 50, nef.NEFCode(2), n(1, "ms"), tau_s=n(20, "ms"), noise=n(1)
    ),
    "codes.nef.decoders": lambda n, a: nef.decoders(
        nef.NEFCode(3, n(100, "Hz"), n(200, "Hz"), n(-1), n(1)), noise=n(1)
    ),
    "codes.nef.encode": coded(nef.encode, nef.NEFCode(3), [0, 1, -1, 1]),
    "codes.nef.rates": coded(nef.rates, nef.NEFCode(3), [0, 1, -1, 1]),
    "codes.perturb.drop": lambda n, a: perturb.drop(events(n, a), 0.5, seed=1),
    "codes.perturb.jitter": lambda n, a: perturb.jitter(events(n, a), n(2, "ms"), seed=1),
    "codes.phase.encode": coded(phase.encode, phase.PhaseCode(20.0, 4, 0.8, 0.0, 4.0)),
    "codes.phase.decode": lambda n, a: phase.decode(
        events(n, a), 2, phase.PhaseCode(n(20, "ms"), 4, 0.8, n(0), n(4))
    ),
    "codes.population.encode": coded(
        population.encode, population.PopulationCode(20, 1.0, 100.0, 1.0, 100.0, 0.0, 4.0)
    ),
    "codes.population.decode": lambda n, a: population.decode(
        events(n, a),
        1,
        population.PopulationCode(20, n(1), n(100, "Hz"), n(1, "Hz"), n(100, "ms"), n(0), n(4)),
    ),
    "codes.rank_order.encode": coded(rank_order.encode, rank_order.RankOrder(high=4.0)),
    "codes.rank_order.decode": lambda n, a: rank_order.decode(
        events(n, a), 2, rank_order.RankOrder(n(1, "ms"), high=n(4)), table=a([4, 2])
    ),
    "codes.rank_order.match": lambda n, a: rank_order.match(events(n, a), a([4, 2])),
    "codes.rate.decode": lambda n, a: rate.decode(
        events(n, a), 2, rate.RateCode(n(100, "ms"), n(200, "Hz"), n(0), n(4))
    ),
    "codes.rate.poisson_encode": lambda n, a: rate.poisson_encode(
        a([1, 3]), rate.RateCode(100.0, 200.0, 0.0, 4.0), dt=n(1, "ms")
    ),
    "codes.rate.regular_encode": lambda n, a: rate.regular_encode(
        a([1, 3]), rate.RateCode(100.0, 200.0, 0.0, 4.0), dt=n(1, "ms")
    ),
    "gradients.conversion.convert": lambda n, a: gradients.convert(
        perceptron(), a([[1, 0, 2], [0, 3, 1]]), 4, percentile=n(90), start=n(0)
    ).weights,
    "gradients.conversion.layer_scales": lambda n, a: gradients.layer_scales(
        perceptron(), a([[1, 0, 2], [0, 3, 1]]), percentile=n(90)
    ),
    "gradients.images.moved": lambda n, a: gradients.moved(a(IMAGES), n(1), n(10), n(0), 0).astype(
        np.float32
    ),
    "gradients.images.shifted": lambda n, a: gradients.shifted(a(IMAGES), 1, 0).astype(float),
    "gradients.surrogates.surrogate": lambda n, a: gradients.surrogate(
        a([0, 1, 2]), "triangle", n(2)
    ),
    "gradients.optimise.train": lambda n, a: gradients.train(
        spiking_network(n), [(a([[1, 0, 2], [0, 3, 1]]), [0, 1])] * 3, n(2)
    ),
    "hardware.constraints.search_values": lambda n, a: hardware.search_values(
        hardware.differences(3, [0, 1], [1, 2]), 2, hardware.SearchParameters(n(1), n(1))
    ),
    "hardware.random_walk.line_of_nodes": lambda n, a: hardware.line_of_nodes(5, n(1)),
    "hardware.random_walk.simulate_random_walk": lambda n, a: hardware.simulate_random_walk(
        hardware.line_of_nodes(3), a([4, 0, 2]), 5
    ),
    "hardware.random_walk.walk_graph": lambda n, a: hardware.walk_graph(
        3, [0, 1, 2], [1, 2, 0], a([1, 0, 1])
    ),
    "hardware.sudoku.solve_sudoku": lambda n, a: hardware.solve_sudoku(
        a([[1, 2, 3, 4, 5, 6, 7, 8, 9]] + [[0] * 9] * 8), most_steps=3
    ),
    "hardware.shortest_path.delay_graph": lambda n, a: hardware.delay_graph(
        3, a([0, 1, 2]), a([1, 2, 0]), a([3, 1, 2])
    ),
    "hardware.shortest_path.grid_graph": lambda n, a: hardware.grid_graph(a([[0, 1], [0, 0]])),
    "hardware.shortest_path.predecessors_from_times": lambda n, a: (
        hardware.predecessors_from_times(hardware.grid_graph([[0, 0, 0]]), a([1, 0, 1]))
    ),
    "interop.nir_layers.layers_to_nir": lambda n, a: as_fields(
        interop.layers_to_nir(LAYERS, n(2, "ms")).nodes["lif1"]
    ),
    "interop.nir_run.run_nir": lambda n, a: interop.run_nir(
        interop.layers_to_nir(LAYERS, 1.0), a([[3, 0], [1, 2]]), n(1, "ms")
    ).output,
    "hardware.events.event_driven": lambda n, a: hardware.event_driven(
        small_wiring(),
        SpikeEvents(a(TIMES, "ms"), [0] * 4),
        n(100, "ms"),
        current=a([1, 2], "nA"),
        v=a([-60, -65], "mV"),
    ),
    "hardware.events.event_wiring": lambda n, a: hardware.event_wiring(
        2, 1, [2, 0], [0, 1], a([30, 20]), a([1, 2], "ms")
    ),
    "hardware.fixed_point.integer_lif": lambda n, a: hardware.integer_lif(
        [[3], [4], [5]], 9, hardware.integer_membrane(20.0)
    ),
    "hardware.fixed_point.integer_membrane": lambda n, a: hardware.integer_membrane(
        n(20, "ms"), n(1, "ms")
    ),
    "hardware.fixed_point.quantize_weights": lambda n, a: hardware.quantize_weights(
        a([[1, 2], [-3, 5]]), 3, n(2)
    ),
    "neurons.equations.from_equations": lambda n, a: neurons.from_equations(
        "dv/dt = (b - v)/tau\ntau = 20*ms\nb = 1*mV",
        params={"tau": n(3, "ms"), "b": a([1, 2], "mV")},
    ).params,
    "neurons.exponential.rheobase": lambda n, a: neurons.exponential.rheobase(
        neurons.exponential.ExponentialParameters(n(20, "ms"), n(10, "Mohm"), n(-70, "mV"))
    ),
    "neurons.integrators.simulate": lambda n, a: neurons.integrators.simulate(
        a([[1, 6]], "nA"), dt=n(1, "ms"), n_steps=60, v0=a([-60, -70], "mV")
    ),
    "neurons.leaky.simulate": lambda n, a: neurons.leaky.simulate(
        a([[1, 2], [3, 4]], "nA"), dt=n(1, "ms"), v0=a([-60, -70], "mV")
    ),
    "neurons.lif.rate": lambda n, a: neurons.lif.rate(a([1, 2, 3], "nA")),
    "neurons.lif.rheobase": lambda n, a: neurons.lif.rheobase(
        LIFParameters(n(20, "ms"), n(10, "Mohm"), n(-70, "mV"), n(-50, "mV"), n(-70, "mV"))
    ),
    "neurons.lif.simulate": lambda n, a: snnlib.lif(
        a([[1, 6]], "nA"), dt=n(1, "ms"), n_steps=60, v0=a([-60, -70], "mV")
    ),
    "neurons.quadratic.rate": lambda n, a: neurons.quadratic.rate(
        a([1, 2, 3], "nA"), neurons.quadratic.QuadraticParameters(n(20, "ms"), n(10, "Mohm"))
    ),
    "neurons.quadratic.rheobase": lambda n, a: neurons.quadratic.rheobase(
        neurons.quadratic.QuadraticParameters(n(20, "ms"), n(10, "Mohm"))
    ),
    "neurons.siegert.rate": lambda n, a: neurons.siegert.rate(
        a([1, 2, 3], "nA"), a([0, 1, 2], "mV"), LIFParameters(n(20, "ms")), n(1, "ms")
    ),
    "plasticity.homeostasis.homeostatic_lif": lambda n, a: plasticity.homeostatic_lif(
        a([3] * 400, "nA"),
        plasticity=plasticity.IntrinsicPlasticity(n(5, "Hz"), n(1, "mV")),
        dt=n(1, "ms"),
    ),
    "plasticity.homeostasis.with_scaling": lambda n, a: plasticity.with_scaling(
        plasticity.pair_stdp(), n(5, "Hz"), n(1000, "ms"), n(2000, "ms"), n(10, "ms")
    ).params,
    "plasticity.inhibitory.inhibitory_stdp": lambda n, a: plasticity.inhibitory_stdp(
        n(1), n(5, "Hz"), n(20, "ms"), n(4)
    ).params,
    "plasticity.instar.instar_stdp": lambda n, a: plasticity.instar_stdp(
        1, n(5), n(20, "ms")
    ).params,
    "plasticity.rates.bcm": lambda n, a: plasticity.bcm(
        a(PATTERNS), a([1, 2, 3]), dt=n(1, "ms"), theta=n(1)
    ),
    "plasticity.equations.from_equations": lambda n, a: plasticity.from_equations(
        "w : 1\ndx/dt = -x/tau\ntau = 20*ms\nd = 1\non_pre: x += d", params={"tau": n(3, "ms")}
    ).pre,
    "plasticity.equations.run_equations": lambda n, a: plasticity.run_equations(
        "w : 1\ndv/dt = (I - v)/tau\ntau = 20*ms\non_pre: w += 1\non_post: w -= 1",
        a(TIMES, "ms"), a([5, 30], "ms"), n_steps=60, dt=n(1, "ms"), current=n(3, "nA"),
        params={"tau": n(3, "ms")},
    ).states["v"],
    "plasticity.rates.hebb": lambda n, a: plasticity.hebb(
        a(PATTERNS), a([1, 2, 3]), dt=n(1, "ms")
    ),
    "plasticity.rates.oja": lambda n, a: plasticity.oja(a(PATTERNS), a([1, 2, 3]), dt=n(1, "ms")),
    "plasticity.reward.reward_stdp": lambda n, a: plasticity.reward_stdp(
        n(1), n(1), n(20, "ms"), n(20, "ms"), n(1000, "ms"), n(200, "ms"), n(0), n(4)
    ).params,
    "plasticity.single.weight_path": lambda n, a: plasticity.weight_path(
        plasticity.pair_stdp(), a(TIMES, "ms"), a([5, 30], "ms"), 0.5
    ),
    "plasticity.stdp.pair_stdp": lambda n, a: plasticity.pair_stdp(
        n(1), n(1), n(20, "ms"), n(20, "ms"), n(0), n(4), n(1), n(1)
    ).params,
    "plasticity.stdp.reduced_stdp": lambda n, a: plasticity.reduced_stdp(
        n(1), n(1), n(20, "ms"), n(20, "ms"), n(0), n(4)
    ).params,
    "plasticity.triplet.triplet_stdp": lambda n, a: plasticity.triplet_stdp(
        n(1), n(1), n(1), n(1), n(20, "ms"), n(20, "ms"), n(90, "ms"), n(90, "ms"), n(0), n(4)
    ).params,
    "spikes.comparison.coincidence_factor": lambda n, a: spikes.coincidence_factor(
        a(TIMES, "ms"), a([3, 13, 30], "ms"), n(200, "ms"), n(2, "ms")
    ),
    "spikes.comparison.synchrony": lambda n, a: spikes.synchrony(a([[1, 2], [4, 3], [2, 2]])),
    "spikes.rhythm.dominant_frequency": lambda n, a: spikes.dominant_frequency(
        a(TIMES * 4), n(1, "ms"), n(8, "ms")
    ),
    "spikes.irregularity.cv2": lambda n, a: spikes.cv2(a([9, 3, 4, 5, 200], "ms")),
    "spikes.irregularity.local_variation": lambda n, a: spikes.local_variation(
        a([9, 3, 4, 5, 200], "ms")
    ),
    "spikes.patterns.firing_pattern": lambda n, a: spikes.firing_pattern(
        a(TIMES, "ms"), n(60, "ms")
    ),
    "spikes.processes.gamma_process": lambda n, a: spikes.gamma_process(
        a([20, 30], "Hz"), n(2), n(500, "ms"), seed=1, t_ref=n(2, "ms")
    ),
    "spikes.processes.poisson_process": lambda n, a: spikes.poisson_process(
        a([20, 30], "Hz"), n(500, "ms"), seed=1, t_ref=n(2, "ms"), dt=n(1, "ms")
    ),
    "spikes.statistics.cv": lambda n, a: spikes.cv(a([9, 3, 4, 5, 200], "ms")),
    "spikes.statistics.fano_factor": lambda n, a: spikes.fano_factor(a([9, 3, 4, 5, 200])),
    "spikes.statistics.firing_rate": lambda n, a: spikes.firing_rate(a(TIMES, "ms"), n(40, "ms")),
    "spikes.statistics.isi": lambda n, a: spikes.isi(a(TIMES, "ms")),
    "spikes.trains.to_events": lambda n, a: spikes.to_events([[0, 1], [2, 0]], n(1, "ms")),
    "spikes.trains.to_raster": lambda n, a: spikes.to_raster(
        a(TIMES, "ms"), CELLS, 40, 2, n(1, "ms")
    ),
    "studies.bayesian_neuron.decode": lambda n, a: studies.bayesian_neuron.decode(
        a(TIMES, "ms"), 50, dt=n(1, "ms")
    ),
    "studies.bayesian_neuron.simulate": lambda n, a: studies.bayesian_neuron.simulate(
        a([[1, 0], [2, 1]]), a([9, 8], "Hz"), a([3, 4], "Hz"), dt=n(1, "ms")
    ),
    "studies.cochlea.decode": lambda n, a: studies.cochlea.decode(
        events(n, a), 400, studies.cochlea.FilterBank(4), n(1)
    ),
    "studies.cochlea.encode": lambda n, a: studies.cochlea.encode(
        a([0, 1, 1, -1] * 9), studies.cochlea.FilterBank(4), n(1)
    ),
    "studies.digit_streams.digit_streams": lambda n, a: studies.digit_streams.digit_streams(
        2, a([[0, 1], [1, 0], [1, 1]]), [0, 1, 1], studies.digit_streams.StreamTask(9, 2)
    ),
    "studies.digit_streams.small_images": lambda n, a: studies.digit_streams.small_images(
        a([[8] * 784])
    ),
    "studies.digits.class_responses": lambda n, a: studies.digits.class_responses(
        a(IMAGES), [0, 1], 2
    ),
    "studies.digits.class_votes": lambda n, a: studies.digits.class_votes(
        a(IMAGES), np.array([0, 1, 1, 0]), 2
    ),
    "studies.digits.neuron_labels": lambda n, a: studies.digits.neuron_labels(a(IMAGES)),
    "studies.digits.soft_votes": lambda n, a: studies.digits.soft_votes(
        a(IMAGES), a([[1, 0, 2, 3], [0, 1, 2, 2]])
    ),
    "studies.event_camera.frames": lambda n, a: studies.event_camera.frames(
        studies.event_camera.simulate(np.array([[[0.0]], [[1.0]], [[0.0]]])),
        (3, 1, 1),
        dt=n(1, "ms"),
        first=n(1),
        tau=n(20, "ms"),
    ),
    "studies.event_camera.simulate": lambda n, a: studies.event_camera.simulate(
        a([[[0, 1]], [[1, 0]], [[0, 1]]]), dt=n(5, "ms")
    ),
    "studies.hidden_pattern.detect": lambda n, a: studies.hidden_pattern.detect(
        a(TIMES, "ms"), a([0, 50], "ms"), n(50, "ms")
    ),
    "studies.hidden_pattern.generate": lambda n, a: studies.hidden_pattern.generate(
        n(500, "ms"), studies.hidden_pattern.HiddenPattern(n=4, n_pattern=2), 1, n(1, "ms")
    ),
    "studies.brunel.network": lambda n, a: brunel_spikes(n),
    "studies.predictive_coding.track": lambda n, a: studies.predictive_coding.track(
        a([1, 2, 1, 0] * 10),
        a([1, -1]),
        studies.predictive_coding.PredictiveParameters(n(20, "ms"), n(1), n(0)),
        n(1, "ms"),
    ),
    "studies.repeaters.simulate": lambda n, a: studies.repeaters.simulate(
        a([0, 1, 1]), 3, 4, same="noise", seed=1
    ),
    "studies.repeaters.theory": lambda n, a: studies.repeaters.theory(
        a([0, 1, 1]), 3, 4, studies.repeaters.Wire(n(1), n(1)), same="noise"
    ),
    "studies.reward_agent.simulate": lambda n, a: studies.reward_agent.simulate(
        3, studies.reward_agent.RewardAgent(tau_e=n(500, "ms"))
    ),
    "studies.scenes.render": lambda n, a: studies.scenes.render(
        "saccades", 3, 4, turns=n(1), image=a([[0, 1], [1, 0]])
    ),
    "studies.sounds.tone": lambda n, a: studies.sounds.tone(n(200, "Hz"), 20, n(8000, "Hz")),
    "studies.sounds.vowel": lambda n, a: studies.sounds.vowel("a", n(200, "Hz"), 20, n(8000, "Hz")),
    "studies.tone_words.tone_words": lambda n, a: studies.tone_words.tone_words(
        2, studies.tone_words.Speakers(n(1), n(2), n(1))
    ),
    "studies.winner_take_all.respond": lambda n, a: winner_take_all.respond(
        a(IMAGES), a([[1, 2, 3]] * 4), a([9, 9, 9]), n_steps=20, drive=n(2), tau_m=n(20, "ms")
    ),
    "studies.winner_take_all.spike_probabilities": lambda n, a: (
        winner_take_all.spike_probabilities(a(IMAGES), n(2))
    ),
    "studies.winner_take_all_integers.integer_respond": lambda n, a: (
        winner_take_all_integers.integer_respond(
            a(IMAGES), np.ones((4, 3), np.uint8), [0, 1], [9, 9, 9],
            hardware.integer_membrane(20.0), n_steps=20, drive=n(2),
        )
    ),
    "Network": network,
}  # fmt: skip

# Functions without numbers that measure something, or that those above call.
WITHOUT = {
    "equations": {
        "check.check", "dimensions.dimensions", "dimensions.has_units", "errors.distance",
        "errors.nearest", "errors.unknown", "given.parameter_values", "ordering.mentioned_in",
        "ordering.named_in", "ordering.order", "program.assigned", "program.program",
        "python.evaluated", "python.function", "python.lines", "python.operand", "python.source",
        "python.start", "scope.constant",
        "syntax.children", "syntax.kind_of", "syntax.leaves", "tokens.tokens",
        "units.is_unit", "units.known_unit", "units.measured", "units.plus", "units.raised",
        "units.scaled", "units.shown", "units.unit_of", "units.unit_text", "units.whole_power",
    },
    "gradients": {"optimise.cosine", "spiking.initial_weights", "images.side_of"},
    "datasets": {"digits.sample", "grasshopper.load", "mnist.load", "mnist.sample"},
    "hardware": {
        "constraints.differences", "constraints.search_among", "event_queue.empty_queue",
        "shortest_path.follow_back", "shortest_path.spiking_wavefront",
        "shortest_path.with_relays", "sudoku.sudoku_differences",
    },
    "interop": {
        "brian2.to_brian2", "brian2.to_brian2_script", "brian2_neurons.brian2_equations",
        "nest.to_nest", "nest.to_nest_script", "nir_export.to_nir", "nir_import.from_nir",
        "nir_layers.layers_from_nir", "event_files.read_aedat4", "event_files.read_dat",
        "event_files.read_evt2", "event_files.read_evt3", "event_files.read_nmnist",
        "cochlea_files.read_cochlea", "spike_files.from_neo", "spike_files.read_nwb",
        "spike_files.read_sonata", "spike_files.to_neo", "spike_files.write_nwb",
        "spike_files.write_sonata",
    },
    "neurons": {"leaky.membrane"},
    "plasticity": {"single.decayed", "stdp.finest_change", "stdp.limited"},
    "random": {"own_seed"},
    "spikes": {"trains.in_order", "trains.steps_of"},
    "studies": {
        "aer.read", "aer.write", "brunel.regime",
        "chips.conv_layer", "chips.dense_layer", "chips.map_network",
        "claims.tested.all_tested", "claims.tested.energy", "claims.tested.few_labels",
        "claims.tested.films_and_tones", "claims.tested.in_time", "claims.tested.jumps",
        "claims.tested.like_the_brain", "claims.tested.local", "claims.tested.networks_trained",
        "claims.tested.one_signed", "claims.tested.ready", "claims.tested.robust",
        "claims.tested.scaling", "claims.tested.wasted", "claims.useful_work.useful_share",
        "definitions.define", "definitions.definition", "energy.costs_45nm", "kept.bits",
        "kept.kept_runs", "kept.kept_table", "kept.plain", "kept.sources",
        "microcircuit.activity",
        "microcircuit.measured", "microcircuit.network", "microcircuit.outside_currents",
        "microcircuit.peak_bytes", "microcircuit.sizes", "microcircuit.synapse_numbers",
        "microcircuit.weight_means", "on_disk.folder", "on_disk.locked",
        "sources.bare", "sources.digest", "sources.library_modules", "sweeps.sweep",
        "trained_digits.digits_split", "trained_digits.trained_network", "vehicle.bars",
        "vehicle.lamps",
    },
    "synapses": {
        "noise.conductance_noise", "noise.current_noise", "noise.white_noise",
        "receptors.alpha", "receptors.conductance", "receptors.delta", "receptors.exponential",
    },
}  # fmt: skip
CALLED_BY_OTHERS = re.compile(r"(neuron|constants|slowest|finest|checked|checked_\w+)$")


def same(one, other):
    if isinstance(other, dict):
        one, other = list(one.values()), list(other.values())
    if isinstance(other, (tuple, list)):
        assert len(one) == len(other)
        for x, y in zip(one, other, strict=True):
            same(x, y)
    else:
        np.testing.assert_array_equal(one, other)
        assert np.asarray(one).dtype == np.asarray(other).dtype


@contextlib.contextmanager
def describing(form):
    """Say which form it was that failed."""
    try:
        yield
    except Exception as error:
        error.add_note(f"as {form}")
        raise


def run(name, number=float, array=lambda values: np.array(values, float)):
    return CALLS[name](lambda x, unit="": number(x), lambda x, unit="": array(x))


@pytest.mark.parametrize("name", CALLS)
def test_whatever_the_same_numbers_come_as(name):
    plain = run(name)
    for form, array in ARRAYS.items():
        with describing(form):
            same(run(name, array=array), plain)
    for form, number in NUMBERS.items():
        with describing(form):
            same(run(name, number=number), plain)


@pytest.mark.parametrize("name", CALLS)
def test_quantities_are_converted(name):
    def quantity(values, unit=""):
        return Quantity(values, unit or "dimensionless", 1024.0)

    same(CALLS[name](quantity, quantity), run(name))


@pytest.mark.parametrize("name", CALLS)
def test_quantities_of_another_kind_are_refused(name):
    """One argument after the other is a weight in kilograms; numpy would take its number."""

    def weighed(place):
        def wrap(values, unit=""):
            nonlocal seen
            seen += 1
            return Quantity(values, "kg", 1.0) if seen == place else np.array(values, float)[()]

        return wrap

    seen = 0
    CALLS[name](weighed(0), weighed(0))
    for place in range(1, seen + 1):
        seen = 0
        with pytest.raises(TypeError, match=r"must be (of|without)|must be .*numbers"):
            CALLS[name](weighed(place), weighed(place))


def test_every_public_function_is_tried():
    """Compiled functions check nothing, and take what their caller has checked."""
    public = {"Network"}
    for path in ROOT.rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if module.startswith(("live", "plotting", "network")) or re.search(r"(^|\.)_", module):
            continue
        for key, value in vars(importlib.import_module(f"snnlib.{module}")).items():
            if inspect.isfunction(value) and value.__module__ == f"snnlib.{module}":
                public |= set() if key.startswith("_") else {f"{module}.{key}"}
    without = {f"{package}.{name}" for package, names in WITHOUT.items() for name in names}
    assert set(CALLS) <= public, "there is no such function any more"
    left_out = {name for name in public - set(CALLS) if not CALLED_BY_OTHERS.search(name)}
    assert left_out == without, "give a new function a line in CALLS"
