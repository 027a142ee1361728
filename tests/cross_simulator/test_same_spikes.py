"""A recurrent network with given wiring and input: every spike in the same time step everywhere.

100 LIF neurons get 200 given spike trains and excite and inhibit each other.  NEST's neurons and
Brian2's "exact" solve the equations exactly from step to step (Rotter & Diesmann 1999,
doi:10.1007/s004220050570), as ``snnlib`` does.  What is translated for Brian2 is the refractory
period, ``t_ref + dt`` there, and the stamp of a spike, the beginning of its step there and its end
elsewhere; NEST's delta neuron spikes at the end of the step before, so a hop takes ``dt`` less.
"""

import numpy as np
import pytest

from tests.cross_simulator.simulators import start

DT, DURATION, N, N_IN = 0.1, 500.0, 100, 200
SCALES = {"exponential": 6.0, "alpha": 2.4, "delta": 1.5}


def single(x):
    """Round weights to what snnlib keeps of them."""
    return np.float32(x).astype(float)


def case(synapse: str, **changes) -> dict:
    scale = SCALES[synapse]
    rng = np.random.default_rng(17)
    steps, sources = np.nonzero(rng.random((round(DURATION / DT) - 30, N_IN)) < 0.0015)
    feed = (rng.random((N_IN, N)) < 0.2) * rng.uniform(0.8, 2.4, (N_IN, N))
    kind = np.where(np.arange(N) < 80, 1.0, -4.0)[:, None]
    loop = kind * (rng.random((N, N)) < 0.1) * rng.uniform(0.4, 1.6, (N, N))
    np.fill_diagonal(loop, 0.0)
    return {
        "n": N,
        "n_in": N_IN,
        "dt": DT,
        "duration": DURATION,
        "tau_m": 20.0,
        "tau_syn": 5.0,
        "v_rest": -70.0,
        "v_th": -50.0,
        "v_reset": -70.0,
        "t_ref": 2.0,
        "synapse": synapse,
        "delay_feed": 1.0,
        "delay_loop": 1.5,
        "times": np.round((steps + 1) * DT, 6).tolist(),
        "sources": sources.tolist(),
        "feed": single(scale * feed).ravel().tolist(),
        "loop": single(scale * loop).ravel().tolist(),
    } | changes


@pytest.fixture(scope="module")
def spikes():
    """Give a function that runs a simulator; gives a set of pairs of step and neuron."""
    children = {}

    def ask(simulator: str, request: dict) -> set:
        if simulator not in children:
            children[simulator] = start(simulator, "wired", case("exponential"))
        answer = children[simulator].ask(request)
        steps = np.rint(np.array(answer["times"]) / DT).astype(int).tolist()
        return set(zip(steps, answer["neurons"], strict=True))

    yield ask
    for child in children.values():
        child.close()


@pytest.mark.parametrize("synapse", ["exponential", "alpha"])
def test_every_spike_is_in_the_same_step_in_three_simulators(spikes, synapse, capsys):
    request = case(synapse)
    found = {name: spikes(name, request) for name in ("snnlib", "nest", "brian2")}
    here = found["snnlib"]
    with capsys.disabled():
        print(f"\n{synapse}: snnlib {len(here)} spikes", end="")
        for name in ("nest", "brian2"):
            print(f", {name} {len(found[name])}, {len(here & found[name])} of them equal", end="")
    assert len(here) > 1000
    assert len({neuron for _, neuron in here}) > 80
    assert found["nest"] == here
    assert found["brian2"] == here


def test_the_loop_matters_and_one_step_of_delay_would_be_found(spikes):
    request = case("exponential")
    here = spikes("snnlib", request)
    later = spikes("snnlib", request | {"delay_loop": 1.6})
    apart = spikes("snnlib", request | {"loop": np.zeros(N * N).tolist()})
    assert len(here & later) < 0.7 * len(here)
    assert len(here & apart) < 0.5 * len(here)


def test_delta_synapses_spike_one_step_after_nest_s(spikes, capsys):
    """Without a loop, in which NEST would be faster by a step each time round."""
    request = case("delta", loop=np.zeros(N * N).tolist())
    here, there = spikes("snnlib", request), spikes("nest", request)
    moved = {(step + 1, neuron) for step, neuron in there}
    with capsys.disabled():
        print(f"\ndelta: {len(here)} spikes, {len(here & moved)} of them a step after NEST's")
    assert len(here) > 1000
    assert {spike for spike in moved if spike[0] <= round(DURATION / DT)} == here


@pytest.mark.parametrize(("weight", "fires"), [(20.0, True), (19.99, False)])
def test_a_jump_onto_the_threshold_fires_as_in_nest(spikes, weight, fires):
    request = case("delta") | {
        "feed": [float(np.float32(weight))],
        "loop": [0.0],
        "n": 1,
        "n_in": 1,
        "times": [10.0],
        "sources": [0],
    }
    here, there = spikes("snnlib", request), spikes("nest", request)
    assert here == ({(111, 0)} if fires else set())
    assert there == ({(110, 0)} if fires else set())
