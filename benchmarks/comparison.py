"""One comparison: the same work on both sides in turn, and what they compute is checked.

Ours and the peers run alternately, so that whatever else the machine does falls on all of them.
"""

import tempfile
from statistics import fmean, median
from typing import NamedTuple

from benchmarks.child import LOGS, Child, FailedError, ours
from benchmarks.environments import NotAvailableError, environment

ROUNDS = 7
DISTURBED = 0.1  # share of the core that others may take


class Opponent(NamedTuple):
    """A peer's script and what we aim at: its time over ours."""

    name: str  # "Brian2 C++ standalone"
    environment: str  # folder under benchmarks/peers
    script: str
    target: float
    options: dict = {}  # noqa: RUF012 (a default that nobody changes); joins or changes the case


class Comparison(NamedTuple):
    """One piece of work, our script for it, and the peers that do it too."""

    id: str
    work: str  # in words
    script: str
    case: dict
    opponents: tuple[Opponent, ...]
    target_s: float | None = None  # an absolute aim for our own time
    rounds: int = ROUNDS


def check(case: dict, mine: list[dict], theirs: list[dict]) -> tuple[bool, str]:
    """Say whether both sides computed the same, within the case's tolerances, and in words."""
    passed, words = True, []
    for name in case.get("exact", ()):
        values = {run[name] for run in mine + theirs}
        passed &= len(values) == 1
        words.append(f"{name} " + ("equal" if len(values) == 1 else f"differ: {sorted(values)}"))
    for name, tolerance in case["tolerances"].items():
        a, b = fmean(run[name] for run in mine), fmean(run[name] for run in theirs)
        apart = abs(a - b) / abs(b) if b else float("inf")
        passed &= apart <= tolerance  # False for NaN
        apart_by, allowed = f"{100 * apart:.2g} %", f"{100 * tolerance:g} %"
        words.append(f"{name}: {a:.4g} and {b:.4g}, {apart_by} apart, {allowed} allowed")
    return bool(passed), "; ".join(words)


def _start(opponent: Opponent, comparison: Comparison) -> Child:
    python = environment(opponent.environment)
    folder = LOGS / "-".join([opponent.environment, comparison.id, *opponent.options])
    case = comparison.case | opponent.options | {"folder": str(folder)}
    module = f"benchmarks.peers.{opponent.environment}.{opponent.script}"
    return Child(python, module, case, core=_core(case))


def _core(case: dict) -> int | None:
    """The core that a side is bound to; none if it has several threads."""
    return None if case.get("threads", 1) > 1 else -1


def _row(comparison: Comparison, opponent: Opponent, mine, my_about) -> dict:
    """The part of a row that is known without the peer."""
    measures = mine[0]["measures"]
    extra = mine[0].keys() - {"seconds", "measures"}  # core_share, and what else there is
    return {
        "id": comparison.id,
        "work": comparison.work,
        "peer": opponent.name,
        "target": opponent.target,
        "target_s": comparison.target_s,
        "ours_s": median(run["seconds"] for run in mine),
        "ours_all_s": [run["seconds"] for run in mine],
        "ours_build_s": my_about["build_s"],
        "ours_compile_s": my_about["compile_s"],
        "ours_measures": {name: fmean(run["measures"][name] for run in mine) for name in measures},
        **{f"ours_{name}": median(run[name] for run in mine) for name in extra},
    }


def _compare(row: dict, case: dict, mine: list[dict], theirs: list[dict], about: dict) -> dict:
    """Complete a row with the peer's runs."""
    computed = [run["measures"] for run in theirs]
    checked, words = check(case, [run["measures"] for run in mine], computed)
    extra = theirs[0].keys() - {"seconds", "measures", "core_share"}
    shares = [run["core_share"] for run in theirs]
    peer_s = median(run["seconds"] for run in theirs)
    ratio = peer_s / row["ours_s"]
    in_time = row["target_s"] is None or row["ours_s"] <= row["target_s"]
    return row | {
        "peer_version": about["version"],
        "peer_s": peer_s,
        "peer_all_s": [run["seconds"] for run in theirs],
        "peer_build_s": about["build_s"],
        "peer_measures": {name: fmean(run[name] for run in computed) for name in computed[0]},
        **({"peer_core_share": median(shares)} if None not in shares else {}),
        **{f"peer_{name}": median(run[name] for run in theirs) for name in extra},
        "ratio": ratio,
        "rounds": len(theirs),
        "check": words,
        "checked": checked,
        "met": bool(checked and ratio >= row["target"] and in_time),
    }


def is_disturbed(row: dict) -> bool:
    """Whether other programs took more than a tenth of the core from one of the two sides."""
    shares = [row[key] for key in ("ours_core_share", "peer_core_share") if key in row]
    return min(shares) < 1.0 - DISTURBED


def measure(comparison: Comparison) -> list[dict]:
    """Run one comparison; gives a row for each peer.

    A peer that cannot be installed, or that fails, gives a row with ``error`` and no times.
    """
    peers, errors = {}, {}
    for opponent in comparison.opponents:
        try:
            peers[opponent.name] = _start(opponent, comparison)
        except (NotAvailableError, FailedError) as error:
            errors[opponent.name] = str(error)
    mine, theirs = [], {name: [] for name in peers}
    try:
        # compiled from nothing, since that time is told apart
        with tempfile.TemporaryDirectory() as cache:
            variables = {"NUMBA_CACHE_DIR": cache}
            core = _core(comparison.case)
            our_side = ours(comparison.script, comparison.case, core=core, variables=variables)
            with our_side:
                for seed in range(comparison.rounds + 1):
                    mine.append(our_side.ask({"seed": seed}))
                    for name in [name for name in peers if name not in errors]:
                        try:
                            theirs[name].append(peers[name].ask({"seed": seed}))
                        except FailedError as error:
                            errors[name] = str(error)
    finally:
        for peer in peers.values():
            peer.close()
    mine = mine[1:]  # round 0 warms both sides up
    rows = []
    for opponent in comparison.opponents:
        row = _row(comparison, opponent, mine, our_side.about)
        if opponent.name in errors:
            rows.append(row | {"error": errors[opponent.name], "checked": False, "met": False})
        else:
            runs, about = theirs[opponent.name][1:], peers[opponent.name].about
            case = comparison.case | opponent.options
            rows.append(_compare(row, case, mine, runs, about))
    return rows
