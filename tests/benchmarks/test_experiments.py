"""The long runs that the book keeps: whole, and one of each gives the same bits again."""

import datetime
import functools
import html
import json
import re

import pytest

from benchmarks import experiments
from benchmarks.environments import ROOT
from benchmarks.experiments import EXPERIMENTS
from snnlib.studies.definitions import define
from snnlib.studies.kept import FOLDER, KeptRuns, bits, sources

#: Of these the chapter itself repeats the check while the book is built, and its page tells how it
#: went.  (`train_and_read`, which the chapter does in two steps, is called for `digits-1600`, too.)
ON_PAGE = (
    "brunel",
    "digits-400",
    "digits-opponents",
    "digits-shifted",
    "digits-threshold-step",
    "input-three-ways",
    "integers",
    "reward-hour",
    "reward-late",
    "reward-xor",
    "stability-song",
    "surrogate-digits",
    "surrogate-shapes",
)
SITE = ROOT / "_build" / "html"
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
    check = kept["check"]
    assert check["arguments"] == EXPERIMENTS[name].check
    for run in kept["runs"]:
        if run["arguments"] == check["arguments"]:
            assert bits(run["results"]) == bits(check["results"])


# experiments share functions, which compile what they call, and some of them a run
defined = functools.cache(define)


@functools.cache
def results(path, function, arguments):
    """What a chapter's function gives for arguments in JSON."""
    return experiments.run(defined(ROOT / path, function), json.loads(arguments))["results"]


@pytest.mark.parametrize("name", [name for name in EXPERIMENTS if name not in ON_PAGE])
def test_one_run_gives_the_same_bits_again(name):
    """Code may change, as long as the bits do not."""
    check, (_, function, _, given) = experiments.kept(name)["check"], EXPERIMENTS[name]
    now = results(EXPERIMENTS[name].path, function, json.dumps(given))
    assert bits(now) == bits(check["results"]), f"run make results ONLY={name}"


def outcomes(page, name):
    """What a page says of the run that it has repeated: with which arguments, and how it went."""
    told = re.findall(r'class="kept-runs"><small>(.*?)</small>', page, re.S)
    told = " ".join(one for one in told if f"ONLY={name}</code>" in one)
    found = re.findall(r"The one with (.*?) was run again with this page and (.*?)\. ", told)
    return sorted(set(found))


@pytest.mark.book
@pytest.mark.parametrize("name", ON_PAGE)
def test_the_run_that_a_page_repeats_has_the_same_bits(name):
    page = (SITE / EXPERIMENTS[name].path).with_suffix(".html")
    assert page.is_file(), "build the book first: make book"
    given = ", ".join(f"{key} = {value}" for key, value in EXPERIMENTS[name].check.items())
    said = html.unescape(page.read_text("utf-8"))
    assert outcomes(said, name) == [(given, "has the same bits")]


@pytest.mark.parametrize("same", [True, False])
def test_a_page_tells_whether_the_bits_are_the_same(same):
    """And what it tells is understood here."""
    kept = experiments.kept("reward-late")
    arguments = kept["check"]["arguments"]
    results = kept["check"]["results"] | ({} if same else {"something": 1})
    runs = KeptRuns(kept, ROOT)
    runs.compare(results, **arguments)
    said = html.unescape(runs._repr_html_())
    outcome = "has the same bits" if same else "<strong>is not the same here</strong>"
    assert outcomes(said, "reward-late") == [("tau_e = 100.0, delay = 0, eta = 0.05", outcome)]
    assert outcomes(said, "reward-xor") == []


@each
def test_it_is_told_which_code_has_changed_since(name):
    kept = experiments.kept(name)
    now = sources(ROOT, EXPERIMENTS[name].path, EXPERIMENTS[name].function)
    assert KeptRuns(kept | {"sources": now}, ROOT).changed() == []
    some = next(iter(now))
    assert KeptRuns(kept | {"sources": now | {some: "?"}}, ROOT).changed() == [some]
