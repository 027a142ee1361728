"""One LIF neuron with exponential synapses under the same spikes in snnlib, Brian2 and NEST.

All three solve the equation exactly from step to step (Rotter & Diesmann 1999,
doi:10.1007/s004220050570), so that nothing but rounding may be between them.
"""

import numpy as np
import pytest

from benchmarks import cases
from tests.cross_simulator.simulators import start

STEPS = (0.1, 0.2, 0.4)  # ms
GRID = 0.4  # ms, of the input spikes: a multiple of all steps
QUIET = 1000.0  # mV, a threshold that is never reached


def spikes(seed: int, rate: float, duration: float) -> list[float]:
    """Spike times on the grid, at least one step after the beginning and before the end."""
    rng = np.random.default_rng(seed)
    chance = rate * GRID * 1e-3
    places = np.flatnonzero(rng.random(round(duration / GRID) - 2) < chance) + 1
    return np.round(places * GRID, 6).tolist()


def case(**changes) -> dict:
    """The neuron of the CUBA network, with input that brings it to fire some thirty times."""
    return (
        cases.cuba(4000)
        | {
            "v_rest": -60.0,
            "w_exc": 1.625,  # a float32, as all weights of snnlib
            "duration": 1000.0,
            "delay": 0.4,
            "t_ref": 4.8,  # a multiple of all steps
            "spikes_exc": spikes(1, 2100.0, 1000.0),
            "spikes_inh": spikes(2, 40.0, 1000.0),
        }
        | changes
    )


@pytest.fixture(scope="module")
def answers():
    """Give a function that runs a simulator on a request."""
    children = {}

    def ask(simulator: str, **changes):
        if simulator not in children:
            children[simulator] = start(simulator, "replay", case())
        answer = children[simulator].ask(changes)
        return np.array(answer["v"]), np.array(answer["spike_times"])

    yield ask
    for child in children.values():
        child.close()


def test_brian2_and_nest_agree_to_rounding(answers):
    for dt in STEPS:
        (a, spikes_a), (b, spikes_b) = answers("brian2", dt=dt), answers("nest", dt=dt)
        assert a.shape == b.shape == (round(1000.0 / dt),)
        np.testing.assert_allclose(a, b, rtol=0.0, atol=1e-9)
        np.testing.assert_allclose(spikes_a, spikes_b, rtol=0.0, atol=1e-9)


def test_our_potential_is_the_exact_one_to_rounding(answers, capsys):
    for dt in STEPS:
        ours, _ = answers("snnlib", dt=dt, v_th=QUIET)
        exact, _ = answers("nest", dt=dt, v_th=QUIET)
        assert np.ptp(exact) > 5.0  # mV: there is something to compare
        error = np.abs(ours - exact).max()
        with capsys.disabled():
            print(f"\nlargest difference of v between snnlib and NEST at {dt} ms: {error:.1e} mV")
        assert error < 1e-9


@pytest.mark.parametrize("dt", STEPS)
def test_spikes_fall_into_the_same_steps(answers, dt, capsys):
    _, ours = answers("snnlib", dt=dt)
    _, theirs = answers("nest", dt=dt)
    assert theirs.size > 20
    with capsys.disabled():
        print(f"\nspikes at dt {dt} ms: snnlib {ours.size}, NEST {theirs.size}", end="")
    np.testing.assert_allclose(ours, theirs, rtol=0.0, atol=1e-6 * dt)
