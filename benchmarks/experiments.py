"""Run the book's long experiments, and keep what they gave: ``make results``.

Each is a function that stands in a chapter.  It is taken from there with what it needs, run with
each of the arguments below, and the results go into ``benchmarks/results/NAME.json``, which the
chapter reads with ``snnlib.studies.kept.kept_runs``.  The tests repeat one run of each.
"""

import argparse
import datetime
import json
import sys
import time
from typing import NamedTuple

from benchmarks import machine
from benchmarks.environments import ROOT
from snnlib._files import replaced
from snnlib.studies.definitions import define
from snnlib.studies.kept import FOLDER, KeptRuns, bits, plain, sources


class Experiment(NamedTuple):
    """A function of a chapter, the arguments of its runs, and a run that takes a few seconds."""

    chapter: str  # "learning/digits"
    function: str
    arguments: list[dict] | str  # of its runs, or the chapter's name for them
    check: dict  # arguments of the run that the tests repeat; it is kept beside the others

    @property
    def path(self) -> str:
        return f"book/{self.chapter}.md"

    def cases(self) -> list[dict]:
        """The arguments of all runs."""
        given = self.arguments
        return plain(define(ROOT / self.path, given) if isinstance(given, str) else given)


OPPONENTS = (
    "nearest neighbour",
    "logistic regression",
    "MLP, 128 hidden",
    "k-means, 400 centres",
)

EXPERIMENTS = {
    "brunel": Experiment(
        "neurons/networks",
        "native",
        "runs",
        {"g": 5.0, "drive": 2.0, "duration": 150.0},
    ),
    "cortex": Experiment(
        "neurons/microcircuit",
        "cortex",
        [{"scale": 0.02, "duration": 1000.0}, {"scale": 1.0, "duration": 10_000.0}],
        {"scale": 0.02, "duration": 1000.0},
    ),
    "digits-400": Experiment(
        "learning/digits",
        "train_and_read",
        [{"seed": seed} for seed in range(5)],
        {"seed": 0},
    ),
    "digits-1600": Experiment(
        "learning/digits",
        "train_and_read",
        [{"seed": seed, "n_neurons": 1600} for seed in range(5)],
        {"seed": 0, "n_neurons": 160, "n_epochs": 1, "target_rate": 0.25},
    ),
    "digits-unseen": Experiment(
        "learning/digits",
        "read_unseen",
        [{"seed": seed, "n_neurons": n} for n in (400, 1600) for seed in range(5)],
        {"seed": 0, "n_neurons": 20, "n_epochs": 1, "unseen": False},
    ),
    "digits-in-common": Experiment(
        "learning/digits",
        "images_in_common",
        [{}, {"unseen": False}],
        {"unseen": False},
    ),
    "digits-opponents": Experiment(
        "learning/digits",
        "compete",
        [{"name": name} for name in OPPONENTS],
        {"name": "nearest neighbour"},
    ),
    "digits-opponents-unseen": Experiment(
        "learning/digits",
        "compete_unseen",
        [{"name": name} for name in OPPONENTS],
        {"name": "nearest neighbour", "unseen": False},
    ),
    "digits-threshold-step": Experiment(
        "learning/digits",
        "with_step",
        "steps_tried",
        {"size": 1.0, "rate": 0.25},
    ),
    "digits-shifted": Experiment(
        "learning/digits",
        "train_on_copies",
        [{"n_neurons": 20, "every": 8}, {"n_neurons": 400}],
        {"n_neurons": 20, "every": 8},
    ),
    "hidden-pattern": Experiment(
        "learning/hidden-pattern",
        "find_it",
        [{"seed": seed} for seed in range(1, 21)],
        {"seed": 1},
    ),
    "hidden-pattern-conditions": Experiment(
        "learning/hidden-pattern",
        "condition",
        "cases",
        {"seed": 31, "n_pattern": 600},
    ),
    "stability-song": Experiment(
        "learning/stability",
        "song",
        "plan",
        {"rate": 15.0, "A": 0.005, "seconds": 100},
    ),
    "integers": Experiment(
        "hardware/fixed-point",
        "whole_numbers",
        "networks",
        {"bits": 4},
    ),
    "streams-search": Experiment(
        "learning/longest-digit",
        "compare",
        "trials",
        {"kind": "LSTM", "rate": 0.01, "memory": "vote", "seed": 0, "n_streams": 250},
    ),
    "streams-snn": Experiment(
        "learning/longest-digit",
        "compare",
        "finals_snn",
        {"kind": "SNN", "rate": 0.01, "memory": 0.5, "seed": 0, "n_streams": 250},
    ),
    "streams-lstm": Experiment(
        "learning/longest-digit",
        "compare",
        "finals_lstm",
        {"kind": "LSTM", "rate": 0.01, "memory": "vote", "seed": 0, "n_streams": 250},
    ),
    "streams-fixed": Experiment(
        "learning/longest-digit",
        "compare",
        "with_few",
        {
            "kind": "LSTM",
            "rate": 0.01,
            "memory": "last",
            "seed": 0,
            "n_streams": 250,
            "n_fixed": 250,
        },
    ),
    "reward-late": Experiment(
        "learning/reward",
        "right_answers",
        "late_cases",
        {"tau_e": 100.0, "delay": 0, "eta": 0.05},
    ),
    "reward-xor": Experiment(
        "learning/reward",
        "in_hundreds",
        "xor_cases",
        {"seed": 10},
    ),
    "reward-hour": Experiment(
        "learning/reward",
        "minute_by_minute",
        [{"seed": 1, "minutes": minutes} for minutes in (5, 40)],
        {"seed": 1, "minutes": 5},
    ),
    "surrogate-shapes": Experiment(
        "learning/surrogate-gradients",
        "with_surrogate",
        "surrogates_tried",
        {"surrogate": "triangle", "steepness": 1.0, "seed": 0},
    ),
    "surrogate-digits": Experiment(
        "learning/surrogate-gradients",
        "teach",
        "taught",
        {"seed": 0},
    ),
    "surrogate-perceptron": Experiment(
        "learning/surrogate-gradients",
        "teach_perceptron",
        "taught_perceptron",
        {"seed": 0},
    ),
    "surrogate-copies": Experiment(
        "learning/surrogate-gradients",
        "with_copies",
        "copies_tried",
        {"kind": "spiking", "shift": 1, "n_epochs": 3, "setting": 1.0, "split": 0},
    ),
    "surrogate-turned": Experiment(
        "learning/surrogate-gradients",
        "with_copies",
        "turned_tried",
        {"kind": "spiking", "shift": 1, "n_epochs": 3, "setting": 1.0, "split": 0, "turn": 10.0},
    ),
    "surrogate-turned-digits": Experiment(
        "learning/surrogate-gradients",
        "teach_turned",
        "taught_turned",
        {"kind": "spiking", "seed": 0, "turn": 10.0, "n_epochs": 3},
    ),
    "surrogate-unseen": Experiment(
        "learning/surrogate-gradients",
        "read_unseen",
        "read_both_ways",
        {"kind": "spiking", "seed": 0, "n_epochs": 2, "unseen": False},
    ),
    "surrogate-penalty": Experiment(
        "learning/surrogate-gradients",
        "teach",
        "frugal",
        {"seed": 0, "spike_penalty": 0.001},
    ),
    "input-three-ways": Experiment(
        "hardware/must-input-be-spikes",
        "fed",
        "ways_tried",
        {"way": "current", "n_steps": 5, "seed": 0},
    ),
    "claims-frugal": Experiment(
        "hardware/claims-tested",
        "frugal",
        "sizes_tried",
        {"kind": "spikes", "hidden": 8, "n_steps": 2, "seed": 0},
    ),
    "claims-shares": Experiment(
        "hardware/claims-tested",
        "shares",
        "layers_looked_at",
        {"layer": "input spikes"},
    ),
    "claims-damaged": Experiment(
        "hardware/claims-learning",
        "damaged",
        "kinds_damaged",
        {"kind": "current", "seed": 0},
    ),
    "claims-labels": Experiment(
        "hardware/claims-learning",
        "with_labels",
        "few_labels",
        {"kind": "surrogate", "n": 30, "seed": 0},
    ),
    "claims-jumps": Experiment(
        "hardware/claims-learning",
        "evolved",
        "jumps_tried",
        {"n_jumps": 2, "kind": "spiking", "seed": 0},
    ),
    "claims-tones": Experiment(
        "hardware/claims-learning",
        "heard",
        "words_heard",
        {"kind": "SNN", "n": 250, "seed": 0},
    ),
    "claims-receptor": Experiment(
        "hardware/claims-learning",
        "like_the_cell",
        "receptor_fits",
        {"n_trials": 40},
    ),
    "claims-outgoing": Experiment(
        "hardware/claims-learning",
        "outgoing",
        "layers_weighed",
        {"kind": "surrogate"},
    ),
}


def now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def run(function, arguments: dict) -> dict:
    """Run once; give the arguments, the results, and the seconds of one core."""
    began = time.thread_time()
    results = function(**arguments)
    return {
        "arguments": arguments,
        "results": plain(results),
        "seconds": round(time.thread_time() - began, 2),
    }


def measure(name: str) -> dict:
    """Run an experiment, its check first; gives what is kept of it."""
    experiment = EXPERIMENTS[name]
    code = sources(ROOT, experiment.path, experiment.function)  # before somebody changes it
    function = define(ROOT / experiment.path, experiment.function)
    check = run(function, experiment.check)  # and with it, all is compiled
    runs = []
    for arguments in experiment.cases():
        runs.append(run(function, arguments))
        print(f"    {arguments}: {runs[-1]['seconds']:.1f} s", flush=True)
    about = machine.describe()
    return {
        "name": name,
        "chapter": experiment.path,
        "function": experiment.function,
        "date": now(),
        "machine": {key: about[key] for key in ("processor", "cores", "system", "load")},
        "versions": machine.versions(),
        "sources": code,
        "check": check,
        "runs": runs,
    }


def text(record: dict) -> str:
    """JSON with a line for each entry and for each run."""
    lines = []
    for key, value in record.items():
        if key == "runs":
            inner = ",\n  ".join(json.dumps(run) for run in value)
            lines.append(f" {json.dumps(key)}: [\n  {inner}\n ]")
        elif key == "sources":
            inner = ",\n  ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            lines.append(f" {json.dumps(key)}: {{\n  {inner}\n }}")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def differing(before: dict, after: dict) -> int:
    """How many of the runs that both have gave other results."""
    known = {json.dumps(run["arguments"]): bits(run["results"]) for run in before["runs"]}
    return sum(
        known.get(json.dumps(run["arguments"]), bits(run["results"])) != bits(run["results"])
        for run in after["runs"]
    )


def kept(name: str) -> dict | None:
    path = ROOT / FOLDER / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def confirm(record: dict) -> dict | None:
    """The record with today's code as its own, if the check has the same bits; else None."""
    experiment = EXPERIMENTS[record["name"]]
    if [run["arguments"] for run in record["runs"]] != experiment.cases():
        return None
    code = sources(ROOT, experiment.path, experiment.function)
    again = run(define(ROOT / experiment.path, experiment.function), experiment.check)
    if bits(again["results"]) != bits(record["check"]["results"]):
        return None
    return record | {"sources": code, "confirmed": now()}


def wanted(asked: argparse.Namespace) -> list[str]:
    """Names of the experiments to be run."""
    if asked.only:
        return [asked.only]
    if not (asked.changed or asked.confirm):
        return list(EXPERIMENTS)
    before = {name: kept(name) for name in EXPERIMENTS}
    return [name for name, b in before.items() if b is None or KeptRuns(b, ROOT).changed()]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.experiments", description=__doc__)
    parser.add_argument("--only", choices=EXPERIMENTS, metavar="NAME", help="one of them")
    parser.add_argument(
        "--changed", action="store_true", help="those of which code has changed since"
    )
    parser.add_argument(
        "--confirm", action="store_true", help="of those, repeat the check alone if it is enough"
    )
    asked = parser.parse_args()
    for name in wanted(asked):
        print(f"==> {name}: {EXPERIMENTS[name].function} of {EXPERIMENTS[name].path}", flush=True)
        before = kept(name)
        record = confirm(before) if before and asked.confirm else None
        if record:
            outcome = "the check has the same bits with the code of today"
        else:
            record = measure(name)
            n = differing(before, record) if before else 0
            outcome = f"{n} runs gave other results" if n else "no known result has changed"
        path = ROOT / FOLDER / f"{name}.json"
        with replaced(path) as file:
            file.write(text(record).encode())
        print(f"    {path.relative_to(ROOT)}: {outcome}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
