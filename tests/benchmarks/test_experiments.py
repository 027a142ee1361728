"""The long runs that the book keeps: whole, and one of each gives the same bits again."""

import datetime
import re

import pytest

from benchmarks import experiments
from benchmarks.environments import ROOT
from benchmarks.experiments import EXPERIMENTS
from snnlib.studies.definitions import define
from snnlib.studies.kept import FOLDER, KeptRuns, bits, sources

each = pytest.mark.parametrize("name", EXPERIMENTS)


def test_the_chapters_show_each_experiment_and_no_other():
    shown = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "book").rglob("*.md")
        for name in re.findall(r'kept_runs\("([^"]+)"\)', path.read_text("utf-8"))
    }
    assert shown == {(experiment.path, name) for name, experiment in EXPERIMENTS.items()}


@each
def test_all_runs_are_kept_and_say_when_and_where(name):
    kept = experiments.kept(name)
    assert kept is not None, f"make results ONLY={name} has not been run"
    assert [run["arguments"] for run in kept["runs"]] == EXPERIMENTS[name].cases()
    assert (kept["chapter"], kept["function"]) == (
        EXPERIMENTS[name].path,
        EXPERIMENTS[name].function,
    )
    assert datetime.datetime.fromisoformat(kept["date"]).tzinfo is not None
    assert {"processor", "cores", "system", "load"} <= kept["machine"].keys()
    assert {"python", "numba", "numpy", "snnlib"} <= kept["versions"].keys()
    assert (ROOT / FOLDER / f"{name}.json").stat().st_size < 400_000


@each
def test_one_run_gives_the_same_bits_again(name):
    """Code may change, as long as the bits do not."""
    check = experiments.kept(name)["check"]
    assert check["arguments"] == EXPERIMENTS[name].check
    function = define(ROOT / EXPERIMENTS[name].path, EXPERIMENTS[name].function)
    now = experiments.run(function, check["arguments"])
    assert bits(now["results"]) == bits(check["results"]), f"run make results ONLY={name}"


@each
def test_it_is_told_which_code_has_changed_since(name):
    kept = experiments.kept(name)
    now = sources(ROOT, EXPERIMENTS[name].path, EXPERIMENTS[name].function)
    assert KeptRuns(kept | {"sources": now}, ROOT).changed() == []
    some = next(iter(now))
    assert KeptRuns(kept | {"sources": now | {some: "?"}}, ROOT).changed() == [some]
