"""The network of the chapter "hardware/deploy" in NEST and Brian2, with the same numbers.

What the chapter's figure computes under their conventions is what they do, spike for spike.
"""

import subprocess

import numpy as np
import pytest

from benchmarks.environments import ROOT, environment
from snnlib.studies import conventions
from snnlib.studies.conventions import HERE, JUMP_DECAYS, JUMP_LAST, N

N_STEPS = 3000
THERE = {
    "nest": {"order": JUMP_LAST},
    "brian2": {"order": JUMP_DECAYS, "early_pause": True},
}


@pytest.mark.parametrize("seed", [2, 59])
@pytest.mark.parametrize("simulator", THERE)
def test_the_figure_s_other_simulator_is_the_real_one(simulator, seed, tmp_path):
    kicks, weights = np.zeros((N_STEPS, N), bool), np.zeros((N, N))
    ours, here = np.zeros((2, N_STEPS, N), bool)
    conventions.kick(seed, kicks)
    conventions.wire(seed, HERE, weights)
    conventions.spikes(seed, HERE, kicks, here)
    conventions.spikes(seed, HERE._replace(**THERE[simulator]), kicks, ours)
    given, made = tmp_path / "given.npz", tmp_path / "made.npz"
    names = {"dt": "DT", "tau_m": "TAU_M", "v_th": "V_TH", "kick": "KICK"}
    numbers = {key: getattr(conventions, name) for key, name in names.items()}
    numbers |= {"t_ref": HERE.t_ref, "delay": HERE.delay}
    np.savez(given, kicks=kicks, weights=weights, **numbers)
    script = ROOT / "benchmarks" / "peers" / simulator / "conventions.py"
    subprocess.run([environment(simulator), "-I", script, given, made], check=True)
    with np.load(made) as kept:
        theirs = kept["fired"]
    assert theirs.sum() > 100
    assert np.array_equal(theirs, ours)
    assert np.count_nonzero(theirs & here) < 0.2 * here.sum()
