"""One network under several conventions: ours is that of the library; some numbers undo others."""

import numpy as np
import pytest

import snnlib
from snnlib.studies import conventions
from snnlib.studies.conventions import DT, HERE, JUMP_DECAYS, JUMP_LAST, KICK, TAU_M, V_TH, N

N_STEPS, SEED = 3000, 59


@pytest.fixture(scope="module")
def kicks():
    drawn = np.zeros((N_STEPS, N), bool)
    conventions.kick(SEED, drawn)
    return drawn


def fired(kicks, **changes):
    """Return where the network fires under other conventions, (step, neuron) bool."""
    made = np.zeros((N_STEPS, N), bool)
    conventions.spikes(SEED, HERE._replace(**changes), kicks, made)
    return made


def wired(seed=SEED, **changes):
    weights = np.zeros((N, N))
    conventions.wire(seed, HERE._replace(**changes), weights)
    return weights


def test_here_is_the_library_s_network(kicks):
    params = snnlib.LIFParameters(TAU_M, 10.0, 0.0, V_TH, 0.0, HERE.t_ref)
    net = snnlib.Network(dt=DT, seed=1)
    steps, neurons = np.nonzero(kicks)
    source = net.replay("source", N, (steps + 1) * DT, neurons)
    receptors = {"jump": snnlib.synapses.delta()}
    cells = net.population("cells", N, snnlib.lif_neuron(params, "float64"), receptors)
    each = np.arange(N)
    net.connect(source, cells, "jump", KICK, pairs=(each, each), delay=HERE.delay)
    weights = wired()
    pairs = np.nonzero(weights)
    net.connect(cells, cells, "jump", weights[pairs], pairs=pairs, delay=HERE.delay)
    net.record(cells, "spikes")
    net.run(N_STEPS * DT, progress=False)
    times, neurons = net.spikes(cells)
    theirs = np.zeros((N_STEPS, N), bool)
    theirs[np.rint(times / DT).astype(int) - 1, neurons] = True
    ours = fired(kicks)
    assert ours.sum() > 100
    assert np.array_equal(theirs, ours)


@pytest.mark.parametrize(
    "undone",
    [
        {"early_pause": True, "t_ref": HERE.t_ref + DT},
        {"order": JUMP_LAST, "delay": HERE.delay + DT},
        {
            "order": JUMP_LAST,
            "early_pause": True,
            "t_ref": HERE.t_ref + DT,
            "delay": HERE.delay + DT,
        },
    ],
)
def test_other_numbers_undo_a_convention(kicks, undone):
    numbers = {key: value for key, value in undone.items() if key in ("t_ref", "delay")}
    others = {key: value for key, value in undone.items() if key not in numbers}
    here = fired(kicks)
    assert np.array_equal(fired(kicks, **undone), here)
    assert not np.array_equal(fired(kicks, **others), here)
    assert not np.array_equal(fired(kicks, **numbers), here)


def test_a_pause_of_one_step_that_counts_early_is_none(kicks):
    assert np.array_equal(fired(kicks, early_pause=True, t_ref=DT), fired(kicks, t_ref=0.0))
    assert np.array_equal(fired(kicks, early_pause=True, t_ref=0.0), fired(kicks, t_ref=0.0))


@pytest.mark.parametrize("order", [HERE.order, JUMP_DECAYS, JUMP_LAST])
def test_the_latency_and_the_threshold_of_one_neuron(order):
    for jump, fires in ((V_TH, order != JUMP_DECAYS), (V_TH + 0.1, True), (V_TH - 0.01, False)):
        weights, made = np.zeros((N, N)), np.zeros((60, N), bool)
        weights[0, 1] = jump
        forced = np.zeros((60, N), bool)
        forced[: round(V_TH / KICK) + 1, 0] = True  # at once, so that neuron 0 fires
        conventions.simulate(HERE._replace(order=order), weights, forced, made)
        first = int(np.flatnonzero(made[:, 0])[0])
        assert made[:, 1].any() == fires
        if fires:
            hop = int(np.flatnonzero(made[:, 1])[0]) - first
            assert hop == round(HERE.delay / DT) + (order != JUMP_LAST)


def test_the_wiring_has_the_fan_in_and_what_the_switches_say():
    here = wired()
    assert np.array_equal(np.count_nonzero(here, axis=0), np.full(N, conventions.FAN_IN))
    assert not here.diagonal().any()
    assert ((here > 0).any(1) == (np.arange(N) < conventions.N_EXC)).all()
    assert np.array_equal(wired(transposed=True), here.T)
    kept = wired(autapses=True)
    assert kept.diagonal().all()
    assert np.array_equal(kept - np.diag(kept.diagonal()), here)
    redrawn = [wired(seed, redrawn=True) for seed in range(20)]
    assert any(np.count_nonzero(w, axis=0).min() < conventions.FAN_IN for w in redrawn)  # repeats
    assert any(w.diagonal().any() for w in redrawn)
    assert wired(redrawn=True).sum() != here.sum()


def test_euler_s_step_forgets_a_little_more():
    every, left = 25, {False: np.exp(-DT / TAU_M), True: 1.0 - DT / TAU_M}
    regular, numbers = np.zeros((900, N), bool), {}
    regular[::every, 0] = True
    for euler, each in left.items():
        made, v, n = np.zeros((900, N), bool), 0.0, 0
        while v < V_TH:
            v, n = v * each**every + KICK, n + 1
        conventions.simulate(HERE._replace(euler=euler), np.zeros((N, N)), regular, made)
        first = int(np.flatnonzero(made[:, 0])[0])
        assert first == (n - 1) * every + round(HERE.delay / DT) + 1
        numbers[euler] = n
    assert numbers[True] == numbers[False] + 1


def test_kicks_come_at_their_rate(kicks):
    expected = conventions.KICK_RATE * DT * 1e-3 * kicks.size
    assert abs(kicks.sum() - expected) < 4.0 * np.sqrt(expected)
