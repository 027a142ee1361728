"""Measure, and write ``_build/bench.json``: ``make bench``, or ``python -m benchmarks``."""

import argparse
import datetime
import json
import sys

from benchmarks import digit_splits, distal_reward, limits, machine, microcircuit, scaling
from benchmarks.comparison import is_disturbed, measure
from benchmarks.environments import ROOT
from benchmarks.rows import COMPARISONS
from benchmarks.table import show
from snnlib._files import replaced

RESULT = ROOT / "_build" / "bench.json"
KEPT = ROOT / "benchmarks" / "results" / "latest.json"
PARTS = {
    "scaling": scaling.measure,
    "limits": limits.measure,
    "distal_reward": distal_reward.measure,
    "digit_splits": digit_splits.measure,
    "microcircuit": microcircuit.measure,
}
WHOLE_ONLY = ("scaling", "limits")  # kept only beside comparisons of the same day


def arguments() -> argparse.Namespace:
    names = [comparison.id for comparison in COMPARISONS] + list(PARTS)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=names, help="one comparison, or one other part")
    parser.add_argument(
        "--keep", action="store_true", help=f"copy it to {KEPT.name}, or put its rows in there"
    )
    return parser.parse_args()


def merged(kept: dict, result: dict) -> dict:
    """The kept result with these rows and parts in it, which tell when they were run."""
    known = {key: result[key] for key in ("date", "machine", "versions")}
    new = {row["id"] for row in result["rows"]}
    rows = [row for row in kept["rows"] if row["id"] not in new]
    rows += [row | known for row in result["rows"]]
    order = [comparison.id for comparison in COMPARISONS]
    parts = {name: result[name] | known for name in result.keys() & PARTS if name not in WHOLE_ONLY}
    return kept | parts | {"rows": sorted(rows, key=lambda row: order.index(row["id"]))}


def main() -> None:
    asked = arguments()
    result = {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "versions": machine.versions(),
        "rows": [],
    }
    for comparison in COMPARISONS:
        if asked.only in (None, comparison.id):
            print(f"==> {comparison.id}: {comparison.work}", flush=True)
            result["rows"] += measure(comparison)
            show(result["rows"][-len(comparison.opponents) :])
    for name, part in PARTS.items():
        if asked.only in (None, name):
            print(f"==> {name}", flush=True)
            result[name] = part()
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n")
    if result["rows"]:
        print(f"\nAll rows ({RESULT.relative_to(ROOT)}):")
        show(result["rows"])
    disturbed = [row["id"] for row in result["rows"] if is_disturbed(row)]
    if disturbed:
        print(f"Other programs took part of the core in: {', '.join(disturbed)}.")
    if asked.keep and asked.only in WHOLE_ONLY:
        sys.exit(f"error: {asked.only} alone is not kept; leave ONLY out.")
    if asked.keep and disturbed:
        sys.exit("error: a disturbed run is not kept; try again when the machine is quiet.")
    if asked.keep:
        kept = merged(json.loads(KEPT.read_text()), result) if asked.only else result
        with replaced(KEPT) as file:
            file.write(json.dumps(kept, indent=1).encode() + b"\n")
        print(f"Kept in {KEPT.relative_to(ROOT)}.")
    wrong = [row for row in result["rows"] if not row["checked"] and "error" not in row]
    if wrong:
        names = ", ".join(f"{row['id']} ({row['peer']})" for row in wrong)
        sys.exit(f"error: both sides did not compute the same in: {names}.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
