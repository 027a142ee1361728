"""The microcircuit beside NEST: what is compared, and when it is not run."""

import numpy as np
import pytest

from benchmarks import microcircuit
from benchmarks.environments import ROOT


def test_both_sides_have_a_script_and_each_population_its_checks():
    assert [comparison.case["threads"] for comparison in microcircuit.COMPARISONS] == [1, 2]
    for comparison in microcircuit.COMPARISONS:
        case = comparison.case
        assert len(case["tolerances"]) == 24  # rate, CV and correlation of eight populations
        assert max(case["tolerances"].values()) <= 0.2
        assert sum(case["sizes"]) == 77_169
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


def test_else_both_comparisons_give_their_rows(monkeypatch):
    monkeypatch.setattr(microcircuit, "free_bytes", lambda: 17e9)
    monkeypatch.setattr(microcircuit, "compare", lambda comparison: [comparison.id])
    monkeypatch.setattr(microcircuit, "show", lambda rows: None)
    assert microcircuit.measure() == {"rows": ["B6-microcircuit-1", "B6-microcircuit-2"]}
