"""The result that is kept for the book: whole, and of the comparisons as they are now."""

import datetime
import json

import pytest

from benchmarks import digit_splits, distal_reward
from benchmarks.environments import ROOT
from benchmarks.rows import COMPARISONS
from benchmarks.scaling import SWEEPS


@pytest.fixture(scope="module")
def kept():
    return json.loads((ROOT / "benchmarks" / "results" / "latest.json").read_text())


def test_it_says_when_and_where(kept):
    assert datetime.datetime.fromisoformat(kept["date"]).tzinfo is not None
    assert {"processor", "cores", "caches", "system", "load"} <= kept["machine"].keys()
    assert {"python", "numba", "numpy", "snnlib"} <= kept["versions"].keys()


def test_it_has_every_comparison_with_its_aim(kept):
    now = {(c.id, o.name, o.target) for c in COMPARISONS for o in c.opponents}
    assert {(row["id"], row["peer"], row["target"]) for row in kept["rows"]} == now


def test_every_row_was_checked_and_adds_up(kept):
    for row in kept["rows"]:
        assert row["checked"], row["id"]
        assert row["ratio"] == pytest.approx(row["peer_s"] / row["ours_s"])
        in_time = row["target_s"] is None or row["ours_s"] <= row["target_s"]
        assert row["met"] is (row["ratio"] >= row["target"] and in_time)
        assert min(len(row["ours_all_s"]), len(row["peer_all_s"])) >= 5


def test_it_has_the_sweeps_and_the_limits(kept):
    assert kept["scaling"].keys() == SWEEPS.keys()
    for entry in kept["scaling"].values():
        assert len(entry["x"]) == len(entry["seconds"]) >= 7
        assert min(entry["seconds"]) > 0.0
    parts = {"state_update", "synaptic_event", "second_core", "peak_memory"}
    assert kept["limits"].keys() == parts
    assert kept["limits"]["peak_memory"]["bytes"] < 500e6


def test_it_has_the_hour_of_distal_reward(kept):
    hour = kept["distal_reward"]
    assert hour["case"] == distal_reward.CASE
    assert len(hour["chosen"]) == len(distal_reward.SEEDS)
    for chosen, controls in zip(hour["chosen"], hour["controls"], strict=True):
        assert chosen > 3.0 * controls > 0.0


def test_it_has_other_splits_of_the_digits(kept):
    splits = kept["digit_splits"]
    assert splits["case"] == digit_splits.CASE
    assert [tuple(row["settings"].items()) for row in splits["rows"]] == [
        tuple(json.loads(json.dumps(settings)).items()) for settings in digit_splits.SETTINGS
    ]
    for row in splits["rows"]:
        assert len(row["by_class"]) == len(row["by_share"]) == len(digit_splits.SPLITS)
        assert 0.85 < min(row["by_class"]) <= max(row["by_class"]) < 0.97
