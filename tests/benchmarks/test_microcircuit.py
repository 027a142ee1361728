"""The microcircuit beside NEST: what is compared, and when it is not run."""

import numpy as np
import pytest

from benchmarks import microcircuit
from benchmarks.environments import ROOT


def test_both_sides_have_a_script_and_each_population_its_checks():
    asked = [(one.case["drive"], one.case["threads"]) for one in microcircuit.COMPARISONS]
    assert asked == [("constant", 1), ("constant", 2), ("Poisson", 1), ("Poisson", 2)]
    assert len({one.id for one in microcircuit.COMPARISONS}) == 4
    for comparison in microcircuit.COMPARISONS:
        case = comparison.case
        assert len(case["tolerances"]) == 24  # rate, CV and correlation of eight populations
        assert max(case["tolerances"].values()) <= 0.2
        assert sum(case["sizes"]) == 77_169
        assert len(case["published_rates"]) == len(case["names"])
        assert np.sum(case["synapses"]) == pytest.approx(2.99e8, rel=0.001)
        for folder in ("ours", "peers/nest"):
            assert (ROOT / "benchmarks" / folder / f"{comparison.script}.py").exists()


def test_memory_is_read_as_linux_tells_it(tmp_path, monkeypatch):
    monkeypatch.setattr(microcircuit, "MEMORY", tmp_path / "meminfo")
    assert microcircuit.free_bytes() == float("inf")
    (tmp_path / "meminfo").write_text("MemTotal: 24 kB\nMemAvailable:   2000 kB\nBuffers: 1 kB\n")
    assert microcircuit.free_bytes() == 2_048_000.0


def test_it_is_not_run_where_memory_is_lacking(monkeypatch, capsys):
    monkeypatch.setattr(microcircuit, "free_bytes", lambda: 3e9)
    assert microcircuit.measure() == {"rows": []}
    assert "16 GB must be free for NEST, and 3.0 are" in capsys.readouterr().out


def test_else_all_comparisons_give_their_rows(monkeypatch):
    monkeypatch.setattr(microcircuit, "free_bytes", lambda: 17e9)
    monkeypatch.setattr(microcircuit, "compare", lambda comparison: [{"id": comparison.id}])
    monkeypatch.setattr(microcircuit, "against_published", lambda row, case: row | case)
    monkeypatch.setattr(microcircuit, "show", lambda rows: None)
    rows = microcircuit.measure()["rows"]
    assert [row["id"] for row in rows] == [one.id for one in microcircuit.COMPARISONS]
    assert [row["drive"] for row in rows] == ["constant", "constant", "Poisson", "Poisson"]


def test_rates_far_from_the_published_ones_fail_the_check():
    case = microcircuit.COMPARISONS[0].case
    told = {
        f"rate {name}": rate
        for name, rate in zip(case["names"], case["published_rates"], strict=True)
    }
    off = told | {"rate L5I": 1.2 * told["rate L5I"]}
    row = {"checked": True, "met": True, "check": "both alike", "ours_measures": told}
    near = microcircuit.against_published(row | {"peer_measures": told}, case)
    assert near["checked"]
    assert near["met"]
    assert near["ours_off_published"] == near["peer_off_published"] == 0.0
    assert near["check"].startswith("both alike; ours: rates at most 0 % from the published ones")
    far = microcircuit.against_published(row | {"peer_measures": off}, case)
    assert far["peer_off_published"] == pytest.approx(0.2)
    assert not far["checked"]
    assert not far["met"]
    failed = {"error": "no NEST", "checked": False, "met": False, "ours_measures": told}
    alone = microcircuit.against_published(failed, case)
    assert alone["ours_off_published"] == 0.0
    assert not alone["checked"]
