"""Walkers made of spikes, against the chain's own equation and the heat equation's solution."""

import numpy as np
import pytest
from scipy.linalg import expm

from snnlib.hardware import (
    heat_in_a_bar,
    line_of_nodes,
    simulate_random_walk,
    spread_density,
    walk_graph,
)
from snnlib.random import own_seed, uniform


def matrix(graph):
    """The chain's transition matrix, (from, to)."""
    p = np.zeros((graph.n, graph.n))
    for i in range(graph.n):
        edges = slice(graph.rows[i], graph.rows[i + 1])
        np.add.at(p[i], graph.targets[edges], np.diff(graph.bounds[edges], prepend=0.0))
        p[i, i] += 1.0 - p[i].sum()
    return p


def density_after(graph, start, n_steps):
    now = np.array(start, float)
    for _ in range(n_steps):
        after = np.empty(graph.n)
        spread_density(graph, now, after)
        now = after
    return now


def in_the_middle(n, n_walkers):
    start = np.zeros(n, int)
    start[n // 2] = n_walkers
    return start


def error(n_walkers, seed, n_steps=40):
    """Root of the mean squared error of the density, relative to one walker in each node."""
    graph = line_of_nodes(21, 0.6)
    start = in_the_middle(21, n_walkers)
    found = simulate_random_walk(graph, start, n_steps, seed).counts[-1]
    right = np.linalg.matrix_power(matrix(graph), n_steps).T @ start
    return np.sqrt(np.mean((found - right) ** 2)) / n_walkers


def test_the_error_falls_as_one_over_the_root_of_the_walkers():
    walkers = 2 ** np.arange(6, 15)
    errors = [np.sqrt(np.mean([error(n, seed) ** 2 for seed in range(12)])) for n in walkers]
    slope = np.polyfit(np.log(walkers), np.log(errors), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.05)


def test_the_scatter_is_the_binomial_one():
    """Walkers are independent: a node's count is binomial, whatever the others do."""
    graph, n_walkers = line_of_nodes(21, 0.6), 500
    start = in_the_middle(21, n_walkers)
    p = np.linalg.matrix_power(matrix(graph), 30).T @ (start / n_walkers)
    counts = np.array(
        [simulate_random_walk(graph, start, 30, seed).counts[-1] for seed in range(300)]
    )
    deviation = np.sqrt(n_walkers * p * (1.0 - p))
    assert np.abs((counts.mean(0) - n_walkers * p) / deviation).max() < 3.5 / np.sqrt(300)
    assert counts.std(0) / deviation == pytest.approx(np.ones(21), abs=0.2)


@pytest.mark.kernel
def test_every_walker_s_draw_is_the_plain_one():
    rng = np.random.default_rng(5)
    pre, post = np.nonzero(rng.random((7, 7)) < 0.4)
    share = rng.random(pre.size)
    share /= np.bincount(pre, share, 7)[pre] * rng.uniform(1.0, 1.5, 7)[pre]
    graph = walk_graph(7, pre, post, share)
    start, seed = rng.integers(0, 30, 7), 11
    found = simulate_random_walk(graph, start, 25, seed)
    own, now, moved = own_seed(seed, "random_walk"), start.tolist(), 0
    for step in range(25):
        after = [0] * 7
        for node in range(7):
            edges = [k for k in range(pre.size) if pre[k] == node]
            for walker in range(now[node]):
                u, to = uniform(own, node, step * 2**32 + walker), node
                for k in edges:
                    u -= share[k]
                    if u < 0.0:
                        to, moved = int(post[k]), moved + 1
                        break
                after[to] += 1
        now = after
        assert found.counts[step + 1].tolist() == now
    assert (found.n_spikes, found.n_draws) == (moved, 25 * start.sum())


def test_walkers_are_neither_made_nor_lost():
    found = simulate_random_walk(line_of_nodes(30, 1.0), in_the_middle(30, 1000), 50, seed=3)
    assert (found.counts.sum(1) == 1000).all()
    still = simulate_random_walk(line_of_nodes(5, 0.0), [1, 2, 3, 4, 5], 10)
    assert (still.counts == [1, 2, 3, 4, 5]).all()
    assert still.n_spikes == 0
    alone = simulate_random_walk(line_of_nodes(1), [7], 3)
    assert alone.counts.ravel().tolist() == [7, 7, 7, 7]


@pytest.mark.kernel
def test_the_master_equation_is_the_matrix_s_power():
    graph = line_of_nodes(13, 0.7)
    start = np.random.default_rng(1).uniform(0.0, 10.0, 13)
    right = np.linalg.matrix_power(matrix(graph), 25).T @ start
    np.testing.assert_allclose(density_after(graph, start, 25), right, rtol=1e-12)


@pytest.mark.parametrize("move", [0.1, 0.5, 1.0])
def test_the_cosine_series_on_the_lattice_is_the_master_equation(move):
    graph, u = line_of_nodes(16, move), np.empty(16)
    start = np.random.default_rng(2).uniform(0.0, 10.0, 16)
    for n_steps in (0, 1, 30):
        heat_in_a_bar(start, 0.5 * move, n_steps, True, u)
        np.testing.assert_allclose(u, density_after(graph, start, n_steps), atol=1e-11)


def test_the_cosine_series_solves_the_heat_equation():
    """A cosine decays by its own factor; a fine chain's matrix exponential does the same."""
    n, wave = 12, 3.0 * np.pi / 12
    middles = np.arange(n) + 0.5
    start, u = 2.0 + np.cos(wave * middles), np.empty(n)
    heat_in_a_bar(start, 0.3, 4.0, False, u)
    np.testing.assert_allclose(u, 2.0 + np.exp(-0.3 * wave**2 * 4.0) * np.cos(wave * middles))
    fine = 8  # cells in the place of one: the error is of second order
    laplacian = np.diag(np.full(n * fine, -2.0)) + np.eye(n * fine, k=1) + np.eye(n * fine, k=-1)
    laplacian[0, 0] = laplacian[-1, -1] = -1.0
    smooth = 2.0 + np.cos(wave * (np.arange(n * fine) + 0.5) / fine)
    spread = expm(0.3 * 4.0 * fine**2 * laplacian) @ smooth
    np.testing.assert_allclose(spread.reshape(n, fine).mean(1), u, atol=0.02)


def test_the_chain_nears_the_heat_equation_with_the_square_of_the_cells():
    errors = []
    for n in (10, 20, 40):
        middles = (np.arange(n) + 0.5) / n
        start, lattice, bar = 1.0 + np.cos(np.pi * middles), np.empty(n), np.empty(n)
        n_steps = 20 * (n // 10) ** 2  # the same time, in steps of the chain
        heat_in_a_bar(start, 0.25, n_steps, True, lattice)
        heat_in_a_bar(start, 0.25, n_steps, False, bar)
        errors.append(np.abs(lattice - bar).max())
    assert np.polyfit(np.log([10, 20, 40]), np.log(errors), 1)[0] == pytest.approx(-2.0, abs=0.05)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2, [0, 1], [1, 0], [0.5, 1.5]), "probabilities must be one axis of numbers from 0 to 1"),
        (
            (2, [0, 0], [1, 0], [0.5, 0.7]),
            r"add up to at most 1 in each node, got 1\.2 in 0",
        ),
        ((2, [0, 2], [1, 0], [0.5, 0.5]), "sources must be from 0 to"),
        ((2, [0, 1], [1], [0.5, 0.5]), "targets must have one number for each of 2"),
        ((0, [0], [0], [0.5]), "n must be a positive integer"),
    ],
)
def test_chains_that_are_none(arguments, message):
    with pytest.raises(ValueError, match=message):
        walk_graph(*arguments)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": [1, -1, 2]}, "start must be whole numbers of walkers"),
        ({"start": [1, 0.5, 2]}, "start must be whole numbers of walkers"),
        ({"start": [1, 2]}, r"start must have the shape \(3,\)"),
        ({"start": [2**31, 0, 0]}, "fewer than 2..31 in all"),
        ({"n_steps": 0}, "n_steps must be a positive integer, got 0"),
        ({"n_steps": 10**9}, "n_steps must be smaller for the counts of 3 nodes"),
    ],
)
def test_walks_that_are_none(change, message):
    with pytest.raises(ValueError, match=message):
        simulate_random_walk(
            **{"graph": line_of_nodes(3), "start": [1, 2, 3], "n_steps": 5} | change
        )


def test_parameters_of_a_line():
    with pytest.raises(ValueError, match=r"move must be from 0 to 1, got 1\.5"):
        line_of_nodes(5, 1.5)
    with pytest.raises(ValueError, match="n must be a positive integer, got 0"):
        line_of_nodes(0)
    with pytest.raises(TypeError, match="graph must be WalkGraph"):
        simulate_random_walk([1], [1], 1)
