"""Small networks that are written as graphs, and their spikes as rasters."""

import numpy as np

import snnlib
from snnlib import synapses
from snnlib.spikes.trains import to_raster

DT, DURATION = 0.1, 100.0
N_STEPS = round(DURATION / DT)


def built(kind="delta", *, recurrent=False, current=0.0, **params):
    """Return 20 replayed trains, 12 cells and 5 that listen to them; "delta" or "exponential"."""
    random = np.random.default_rng(7)
    net = snnlib.Network(dt=DT, seed=1)
    places = random.choice(20 * N_STEPS, 900, replace=False)
    source = net.replay("noise", 20, (places // 20 + 1) * DT, places % 20)
    neuron = snnlib.lif_neuron(
        snnlib.LIFParameters(**{"t_ref": 0.0, "tau_m": 12.3} | params), dtype="float64"
    )
    receptor = synapses.delta() if kind == "delta" else snnlib.exponential(5.0)
    cells = net.population("cells", 12, neuron, {"exc": receptor}, current=current)
    listeners = net.population("listeners", 5, neuron, {"exc": receptor})
    size = 1.0 if kind == "delta" else 0.12

    def drawn(pre, post):
        return size * random.uniform(1.0, 9.0, pre.size)

    net.connect(source, cells, "exc", drawn, probability=0.5, delay=1.5)
    net.connect(cells, listeners, "exc", drawn)
    if recurrent:
        signs = size * random.normal(0.0, 2.0, (12, 12))
        net.connect(cells, cells, "exc", signs, delay=lambda i, j: 0.3 + 0.1 * (i % 3))
    for part in (source, cells, listeners):
        net.record(part, "spikes")
    return net


def raster(net, name):
    """Return the spikes of a part, (n_steps, n)."""
    part = {**net.populations, **net.sources}[name]
    return to_raster(*net.spikes(part), N_STEPS, part.n, DT)
