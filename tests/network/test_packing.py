"""Target and weight in one word of 32 bits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib import Network, exponential, lif_neuron, pair_stdp
from snnlib.network import Block, Normal, packing


@pytest.mark.kernel
@given(st.integers(1, 2**17), st.floats(1e-6, 1e6), st.integers(0, 99))
def test_what_is_packed_is_read_within_half_a_step(n_post, largest, seed):
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, n_post, 50).astype(np.uint32)
    weights = (largest * rng.uniform(-1.0, 1.0, 50)).astype(np.float32)
    words, step = packing.pack(targets, weights)
    assert packing.targets_of(words).tolist() == targets.tolist()
    assert step[0] == pytest.approx(np.abs(weights).max() / 16383, rel=1e-6)
    error = np.abs(packing.weights_of(words, step[0]) - weights.astype(float))
    assert error.max() <= (0.5 + 2e-3) * step[0]  # and the rounding of float32


def network(packed, weight, dtype="float32", **wiring):
    net = Network(dt=0.1, seed=2)
    receptors = {"psc": exponential(2.0)}
    cells = net.population("cells", 200, lif_neuron(dtype=dtype), receptors, current=2.5)
    noise = net.poisson("noise", 50, 200.0)
    feed = net.connect(noise, cells, "psc", weight, packed=packed, **wiring)
    net.record(cells, "spikes")
    return net, cells, feed


WIRINGS = (
    {"probability": 0.2},
    {"fan_in": 9},
    {"total": 2000},
    {"pairs": (np.arange(200) % 50, np.arange(200))},
    {"probability": 0.2, "delay": Normal(1.0, 0.5)},
)


def exact(pre, post):
    """Weights that are whole numbers of 2**-10, with 16383 of them the largest."""
    weights = (7 * pre + 13 * post) % 800 - 300
    weights[0] = 16383
    return weights * 2.0**-10


@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_weights_of_whole_steps_give_the_same_spikes(wiring, dtype):
    runs = [network(packed, exact, dtype, **wiring) for packed in (False, True)]
    for net, _, _ in runs:
        net.run(200.0)
    (plain, cells, feed), (packed, same, tight) = runs
    assert tight.weights.tolist() == feed.weights.tolist()
    assert tight.targets.tolist() == feed.targets.tolist()
    assert tight.sources.tolist() == feed.sources.tolist()
    assert packed.spikes(same).spike_times.tolist() == plain.spikes(cells).spike_times.tolist()
    assert packed.spikes(same).spike_neurons.tolist() == plain.spikes(cells).spike_neurons.tolist()
    assert plain.spikes(cells).spike_times.size > 500


def test_other_weights_are_rounded_to_half_a_step():
    _, _, feed = network(False, Normal(0.5, 0.1), probability=0.2)
    _, _, tight = network(True, Normal(0.5, 0.1), probability=0.2)
    step = np.abs(feed.weights).max() / 16383
    error = np.abs(tight.weights - feed.weights)
    assert 0.4 * step < error.max() <= 0.501 * step
    assert tight.columns.itemsize == 4
    assert tight.w.size == 1


def test_packed_weights_cannot_be_changed():
    _, _, tight = network(True, Normal(0.5, 0.1), probability=0.2)
    with pytest.raises(ValueError, match="read-only"):
        tight.weights[0] = 1.0
    with pytest.raises(ValueError, match="noise_cells has packed weights, which never change"):
        Network.record(network_of(tight), tight, "weights")


@pytest.mark.parametrize("wiring", WIRINGS)
def test_one_weight_is_kept_once_and_exactly(wiring):
    _, _, plain = network(False, 0.3, **wiring)
    _, _, asked = network(True, 0.3, **wiring)
    for feed in (plain, asked):
        assert feed.columns.dtype == np.uint16
        assert feed.w.tolist() == [np.float32(0.3)]
        assert not feed.packed
    assert asked.targets.tolist() == plain.targets.tolist()


@pytest.mark.parametrize(
    ("packed", "weight", "most"), [(False, 0.3, 2.1), (True, 0.3, 2.1), (True, Normal(1, 0.1), 4.1)]
)
@pytest.mark.parametrize("way", ["probability", "total", "blocks"])
def test_bytes_of_a_synapse(packed, weight, most, way):
    net = Network(dt=0.1, seed=2)
    noise = net.poisson("noise", 40, 1.0)
    cells = net.population("cells", 2**16, lif_neuron(), {"psc": exponential(2.0)})
    whole = Block(noise[:], cells[:], 300_000)
    wiring = {"probability": 0.12, "total": 300_000, "blocks": [whole]}[way]
    how = {way: wiring, "delay": Normal(1.5, 0.75), "packed": packed}
    feed = net.connect(noise, cells, "psc", weight, **how)
    held = sum(value.nbytes for value in vars(feed).values() if isinstance(value, np.ndarray))
    assert feed.delays.size > 30
    assert feed.n_synapses > 250_000
    assert held / feed.n_synapses < most
    rows = feed.targets[feed.rows[100] : feed.rows[101]]
    assert (np.diff(rows.astype(int)) >= 0).all()  # sorted, for threads


def network_of(connection):
    net = Network(dt=0.1)
    net.connections[connection.name] = connection
    return net


def test_what_cannot_be_packed_is_refused_by_name():
    net, cells, _ = network(True, 0.5, probability=0.2)
    with pytest.raises(ValueError, match="cells_cells: packed must be False with plasticity"):
        net.connect(cells, cells, "psc", 0.1, probability=0.1, packed=True, plasticity=pair_stdp())
    with pytest.raises(ValueError, match="cells_cells: packed is for sparse wiring"):
        net.connect(cells, cells, "psc", 0.1, packed=True)
    many = net.population("many", 2**17 + 1, lif_neuron(), {"psc": exponential(2.0)})
    with pytest.raises(ValueError, match="at most 131072 postsynaptic neurons, got 131073"):
        net.connect(cells, many, "psc", 0.1, fan_in=1, packed=True)
    last = net.connect(cells, many[1:], "psc", 0.1, fan_in=1, packed=True)
    assert last.targets.tolist().count(2**17 - 1) == 1
