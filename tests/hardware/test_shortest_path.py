"""Shortest paths by spikes against Dijkstra's algorithm, and against the book's own engine."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from snnlib import LIFParameters, Network, lif_neuron
from snnlib.hardware import (
    delay_graph,
    follow_back,
    grid_graph,
    predecessors_from_times,
    spiking_wavefront,
    with_relays,
)
from snnlib.synapses import delta


def random_graph(seed):
    """A graph of 1 to 40 nodes: thin or dense, few delays (and so many ties) or many."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 41))
    linked = rng.random((n, n)) < rng.choice([0.02, 0.05, 0.15, 0.6])
    pre, post = np.nonzero(linked)
    return n, pre, post, rng.integers(1, rng.choice([2, 4, 100]), pre.size)


def distances(n, pre, post, delay, start):
    """Of all nodes from the start, by scipy; -1 where there is no way."""
    matrix = csr_array((delay.astype(float), (pre, post)), shape=(n, n))
    found = dijkstra(matrix, indices=start)
    return np.where(np.isfinite(found), found, -1.0).astype(int)


def length_of(path, pre, post, delay):
    """The length of a path along edges that there are."""
    edges = {}
    for i, j, d in zip(pre.tolist(), post.tolist(), delay.tolist(), strict=True):
        edges[i, j] = min(d, edges.get((i, j), d))
    steps = zip(path[:-1].tolist(), path[1:].tolist(), strict=True)
    return sum(edges[step] for step in steps)


def test_a_thousand_random_graphs_as_dijkstra_has_them():
    ways, ties = 0, 0
    for seed in range(1000):
        n, pre, post, delay = random_graph(seed)
        start, goal = np.random.default_rng(seed + 10**6).integers(0, n, 2)
        graph = delay_graph(n, pre, post, delay)
        right = distances(n, pre, post, delay, start)
        found = spiking_wavefront(graph, int(start), int(goal))
        assert found.length == right[goal]
        everywhere = spiking_wavefront(graph, int(start))
        assert everywhere.times.tolist() == right.tolist()
        assert everywhere.n_spikes == (right >= 0).sum() <= n
        assert everywhere.n_deliveries == np.isin(pre, np.flatnonzero(right >= 0)).sum()
        assert everywhere.predecessors.tolist() == (
            predecessors_from_times(graph, everywhere.times).tolist()
        )
        assert everywhere.path.size == 0
        if right[goal] < 0:
            assert found.path.size == 0
            continue
        ways += 1
        ties += np.unique(right[right >= 0]).size < (right >= 0).sum()
        assert (found.path[0], found.path[-1]) == (start, goal)
        assert length_of(found.path, pre, post, delay) == found.length == found.n_steps
        assert follow_back(everywhere.predecessors, goal).tolist() == found.path.tolist()
    assert 300 < ways < 1000  # both with a way and without one
    assert ties > 200


def test_maps_with_walls():
    reached = 0
    for seed in range(50):
        rng = np.random.default_rng(seed)
        walls = (rng.random(rng.integers(1, 15, 2)) < 0.3).astype(float)
        graph = grid_graph(walls)
        start, goal = rng.integers(0, walls.size, 2)
        pre = np.repeat(np.arange(graph.n), np.diff(graph.rows))
        right = distances(graph.n, pre, graph.targets, graph.delays, start)
        found = spiking_wavefront(graph, int(start), int(goal))
        assert found.length == right[goal]
        rows, columns = np.divmod(found.path, walls.shape[1])
        assert (np.abs(np.diff(rows)) + np.abs(np.diff(columns)) == 1).all()
        if found.length > 0:
            assert (walls[rows, columns] == 0).all()
            reached += 1
    assert reached > 15


@pytest.mark.kernel
def test_the_lowest_of_equal_ways_is_taken():
    graph = delay_graph(4, [0, 0, 2, 1], [2, 1, 3, 3], [1, 1, 1, 1])
    assert spiking_wavefront(graph, 0, 3).path.tolist() == [0, 1, 3]
    twice = delay_graph(2, [0, 0, 1], [1, 1, 1], [5, 2, 1])  # two edges, and one to itself
    assert spiking_wavefront(twice, 0, 1).length == 2
    assert spiking_wavefront(twice, 1, 1)[:2] == ([1], 0)


def test_the_book_s_engine_runs_the_same_wave():
    """LIF neurons with a refractory period without an end; a step of the wave is 1 ms."""
    for seed in range(20, 30):
        n, pre, post, delay = random_graph(seed)
        right = spiking_wavefront(delay_graph(n, pre, post, delay), 0).times
        net = Network(dt=0.5)
        once = LIFParameters(v_rest=-70.0, v_reset=-70.0, v_th=-60.0, t_ref=1e6)
        cells = net.population("cells", n, lif_neuron(once), {"jump": delta()})
        first = net.replay("first", 1, [0.0], [0])
        net.connect(first, cells, "jump", 20.0, pairs=([0], [0]), delay=0.5)
        if pre.size:
            # from neuron to neuron a spike takes its delay and a step of the engine
            net.connect(
                cells,
                cells,
                "jump",
                20.0,
                pairs=(pre, post),
                delay=delay - 0.5,
                self_connections=True,
            )
        net.record(cells, "spikes")
        net.run(4000.0, progress=False)
        times, neurons = net.spikes(cells)
        found = np.full(n, -1)
        found[neurons] = np.rint(times - times[0]).astype(int)
        assert found.tolist() == right.tolist()


def test_relays_keep_every_distance():
    for seed in range(40):
        n, pre, post, delay = random_graph(seed)
        graph = delay_graph(n, pre, post, delay)
        for longest in (1, 7, 62):
            short = with_relays(graph, longest)
            assert short.delays.size == 0 or short.delays.max() <= longest
            times = spiking_wavefront(short, 0).times
            assert times[:n].tolist() == spiking_wavefront(graph, 0).times.tolist()
            more = np.ceil(delay / longest).astype(int) - 1
            assert short.n == n + more.sum()


@pytest.mark.kernel
def test_the_wave_stops_at_the_goal():
    line = delay_graph(100, range(99), range(1, 100), [3] * 99)
    found = spiking_wavefront(line, 0, 10)
    assert (found.n_steps, found.n_spikes, found.n_deliveries) == (30, 11, 10)
    assert spiking_wavefront(line, 50, 10).path.size == 0
    alone = delay_graph(3, [], [], [])
    assert spiking_wavefront(alone, 1).times.tolist() == [-1, 0, -1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, [0, 1], [1, 2], [1, 0]), "delays must be from 1 to 10 million time steps, got 0"),
        ((3, [0, 1], [1, 2], [1, -2]), "delays must be from 1 to 10 million time steps, got -2"),
        ((3, [0, 1], [1, 2], [1, 1.5]), r"delays must be whole numbers, got 1\.5"),
        ((3, [0, 1], [1, 2], [1, np.nan]), "delays must be an array of finite numbers"),
        ((3, [0, 1], [1, 2], [1]), r"delays must have the shape \(2,\)"),
        ((3, [0, 3], [1, 2], [1, 1]), "sources must be from 0 to n - 1 = 2, got 3"),
        ((3, [0, 1], [-1, 2], [1, 1]), "targets must be from 0 to n - 1 = 2, got -1"),
        ((3, [[0, 1]], [1, 2], [1, 1]), "sources must have one axis"),
        ((0, [], [], []), "n must be a positive integer, got 0"),
    ],
)
def test_graphs_that_are_none(arguments, message):
    with pytest.raises(ValueError, match=message):
        delay_graph(*arguments)


def test_nodes_that_are_none():
    graph = grid_graph([[0, 0], [0, 1]])
    with pytest.raises(ValueError, match="goal must be from 0 to n - 1 = 3, got 4"):
        spiking_wavefront(graph, 0, 4)
    with pytest.raises(TypeError, match=r"start must be the number of a node, got 0\.5"):
        spiking_wavefront(graph, 0.5)
    with pytest.raises(TypeError, match="graph must be DelayGraph"):
        spiking_wavefront([[0, 1]], 0)
    with pytest.raises(ValueError, match="longest must be a positive integer, got 0"):
        with_relays(graph, 0)
    with pytest.raises(ValueError, match="walls must have two axes"):
        grid_graph([0, 1])
