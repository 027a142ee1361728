"""Two networks of 4000 neurons in snnlib, Brian2 and NEST: they may differ by their seeds alone.

Benchmarks 1 and 2 of Brette et al. (2007), doi:10.1007/s10827-007-0038-6.  Rate, mean CV and the
distribution of the intervals of each pair of simulators are compared; see :mod:`.permutations`.
"""

from itertools import combinations

import numpy as np
import pytest

from benchmarks import cases
from tests.cross_simulator.permutations import (
    between_and_within,
    by_cv,
    by_isi,
    by_rate,
    chance,
    distances,
)
from tests.cross_simulator.simulators import NAMES, run_seeds

N_SEEDS = 10
BEGIN = 200.0  # ms; what is left of the beginning is over by then
MEASURES = {"rate (Hz)": by_rate, "CV of the intervals": by_cv, "intervals (KS)": by_isi}
# 18 comparisons: one of them is below this by chance alone in about 2 % of all choices of seeds
SMALLEST_CHANCE = 0.001
CASES = {
    "CUBA": cases.cuba(4000) | {"duration": 2000.0},
    "COBA": cases.coba(4000),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Give a function that runs a simulator on a case under all seeds, once."""
    folder, done = tmp_path_factory.mktemp("spikes"), {}

    def give(simulator: str, name: str, **changes):
        key = (simulator, name, *changes.items())
        if key not in done:
            case = CASES[name] | changes
            done[key] = run_seeds(simulator, case, N_SEEDS, BEGIN, folder)
        return done[key]

    return give


def compare(one: list, other: list) -> dict[str, tuple[float, float, float]]:
    """For each measure: distance between the two, distance within them, and its chance."""
    found = {}
    for name, measure in MEASURES.items():
        d = distances([*one, *other], measure)
        found[name] = *between_and_within(d, len(one)), chance(d, len(one))
    return found


def show(title: str, found: dict) -> None:
    print(f"\n{title}")
    for name, (between, within, p) in found.items():
        print(f"    {name:22s} between {between:8.4f}   within {within:8.4f}   chance {p:.4f}")


@pytest.mark.parametrize("name", CASES)
def test_networks_are_alive_and_irregular(runs, name, capsys):
    with capsys.disabled():
        print(f"\n{name}, {N_SEEDS} seeds each: mean and standard deviation over the seeds")
        for simulator in NAMES:
            rates, cvs = np.array([run[:2] for run in runs(simulator, name)]).T
            print(
                f"    {simulator:8s} rate {rates.mean():6.2f} ± {rates.std(ddof=1):.2f} Hz   "
                f"CV {cvs.mean():.3f} ± {cvs.std(ddof=1):.3f}"
            )
            assert rates.min() > 2.0
            assert cvs.min() > 0.5


@pytest.mark.parametrize("pair", list(combinations(NAMES, 2)), ids="-".join)
@pytest.mark.parametrize("name", CASES)
def test_simulators_differ_by_their_seeds_alone(runs, name, pair, capsys):
    found = compare(runs(pair[0], name), runs(pair[1], name))
    with capsys.disabled():
        show(f"{name}: {pair[0]} and {pair[1]}", found)
    assert min(p for _, _, p in found.values()) > SMALLEST_CHANCE


@pytest.mark.parametrize(
    ("name", "change", "measure"),
    [("CUBA", {"tau_inh": 11.0}, "rate (Hz)"), ("COBA", {"t_ref": 4.9}, "intervals (KS)")],
    ids=["inhibition lasts 10 % longer", "refractory period one step shorter"],
)
def test_a_mistake_would_be_found(runs, name, change, measure, capsys):
    """The comparison above can fail, and does where our network is slightly another one."""
    found = compare(runs("snnlib", name, **change), runs("brian2", name))
    with capsys.disabled():
        show(f"{name}: snnlib with {change} and brian2 without", found)
    assert found[measure][2] < SMALLEST_CHANCE
