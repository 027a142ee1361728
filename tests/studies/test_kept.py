"""Kept runs: read, compared bit for bit, and what a page says of them."""

import json

import numpy as np
import pytest

from benchmarks import experiments
from snnlib.studies.kept import KeptRuns, bits, kept_runs, kept_table, sources

CHAPTER = """
```{code-cell} ipython3
from snnlib import lif

def halve(x, twice=False):
    return {"y": x / (4 if twice else 2), "seconds": 0.1}
```
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A repository with one chapter and one kept experiment, as the current folder."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "chapter.md").write_text(CHAPTER)
    (tmp_path / "benchmarks" / "results").mkdir(parents=True)
    record = {
        "name": "halves",
        "chapter": "book/chapter.md",
        "function": "halve",
        "date": "2026-03-04T05:06:07+00:00",
        "machine": {"processor": "Abacus <1>"},
        "sources": sources(tmp_path, "book/chapter.md", "halve"),
        "runs": [
            {"arguments": {"x": x}, "results": {"y": x / 2, "seconds": 0.25}, "seconds": 1.5}
            for x in (1.0, 0.2)
        ],
    }
    (tmp_path / "benchmarks" / "results" / "halves.json").write_text(json.dumps(record))
    monkeypatch.chdir(tmp_path / "book")
    return tmp_path


def test_runs_are_found_from_a_folder_below_and_give_columns(root):
    runs = kept_runs("halves")
    assert len(runs) == 2
    np.testing.assert_array_equal(runs["y"], [0.5, 0.1])
    assert runs.arguments == [{"x": 1.0}, {"x": 0.2}]
    assert runs.of(x=0.2)["y"] == 0.1
    assert runs.seconds == 3.0
    assert runs.changed() == []


def test_unknown_names_and_arguments_are_refused(root):
    with pytest.raises(ValueError, match=r"no benchmarks/results/thirds\.json .*ONLY=thirds"):
        kept_runs("thirds")
    with pytest.raises(ValueError, match=r"no kept run of halves had the arguments \{'x': 3\}"):
        kept_runs("halves").compare({}, x=3)


def test_a_table_of_other_programs_is_found_below_benchmarks(root):
    folder = root / "benchmarks" / "observed"
    folder.mkdir()
    (folder / "thirds.json").write_text('{"rows": [1, 2]}')
    assert kept_table("observed/thirds") == {"rows": [1, 2]}
    with pytest.raises(ValueError, match=r"no benchmarks/results/thirds\.json .*module of benchm"):
        kept_table("results/thirds")


def test_one_bit_of_difference_is_seen_and_said(root):
    runs = kept_runs("halves")
    assert runs.compare({"y": 0.1, "seconds": 9.0}, x=0.2)  # a time does not count
    assert not runs.compare({"y": np.nextafter(0.5, 1.0)}, x=1.0)
    said = runs._repr_html_()
    assert "The one with x = 0.2 was run again with this page and has the same bits." in said
    assert "The one with x = 1.0 was run again with this page and <strong>is not the same" in said


def test_the_sentence_says_when_where_and_how(root):
    said = repr(kept_runs("halves"))
    assert said.startswith(
        "Kept from 4 March 2026: 2 runs of halve, 3 s in all on one core (Abacus <1>); "
        "make results ONLY=halves repeats them."
    )
    assert "changed" not in said
    shown = kept_runs("halves")._repr_html_()
    assert "<code>halve</code>" in shown
    assert "Abacus &lt;1&gt;" in shown


def test_a_change_of_the_code_is_told_and_one_of_the_words_is_not(root):
    chapter = root / "book" / "chapter.md"
    chapter.write_text("More words.\n" + CHAPTER.replace("def halve", "# why\ndef halve"))
    assert kept_runs("halves").changed() == []
    chapter.write_text(CHAPTER.replace("else 2", "else 2.5"))
    assert kept_runs("halves").changed() == ["book/chapter.md: halve"]
    assert "has changed since: book/chapter.md: halve." in repr(kept_runs("halves"))


def test_a_change_of_the_library_is_told(root):
    record = json.loads((root / "benchmarks" / "results" / "halves.json").read_text())
    record["sources"]["snnlib.neurons.lif"] = "0123456789ab"
    assert KeptRuns(record, root).changed() == ["snnlib.neurons.lif"]


def test_bits_tell_numbers_apart_that_are_nearly_alike():
    assert bits({"a": np.float64(0.3)}) == bits({"a": 0.3})
    assert bits({"a": 0.1 + 0.2}) != bits({"a": 0.3})
    assert bits({"a": 0.0}) != bits({"a": -0.0})
    assert bits({"a": np.array([np.nan])}) == bits({"a": [float("nan")]})


def test_what_is_written_is_read_back_with_the_same_bits(root):
    record = json.loads((root / "benchmarks" / "results" / "halves.json").read_text())
    record["runs"][0]["results"]["y"] = float(np.nextafter(0.1, 1.0))
    text = experiments.text(record)
    assert json.loads(text) == record
    assert len(text.splitlines()) == len(record) + len(record["sources"]) + len(record["runs"]) + 4
    other = json.loads(text)
    assert experiments.differing(record, other) == 0
    other["runs"][1]["results"]["y"] = 0.3
    assert experiments.differing(record, other) == 1
