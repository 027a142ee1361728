"""What is compared, and how it is shown."""

import pytest

from benchmarks import cases
from benchmarks.__main__ import merged
from benchmarks.environments import ROOT
from benchmarks.rows import COMPARISONS
from benchmarks.table import line, seconds, show

ROW = {
    "id": "X",
    "ours_s": 2e-3,
    "ours_build_s": 0.5,
    "ours_compile_s": 4.0,
    "peer": "Peer",
    "peer_version": "1.2",
    "peer_s": 0.01,
    "peer_build_s": 20.0,
    "ratio": 5.0,
    "target": 4.0,
    "check": "rate equal",
    "checked": True,
    "met": True,
}


def test_every_script_is_there_on_both_sides():
    assert len({comparison.id for comparison in COMPARISONS}) == len(COMPARISONS) >= 6
    for comparison in COMPARISONS:
        assert (ROOT / "benchmarks" / "ours" / f"{comparison.script}.py").exists()
        for opponent in comparison.opponents:
            folder = ROOT / "benchmarks" / "peers" / opponent.environment
            assert (folder / f"{opponent.script}.py").exists()
            assert opponent.target > 1.0


def test_every_comparison_is_checked_and_has_five_rounds():
    for comparison in COMPARISONS:
        assert comparison.rounds >= 5
        assert comparison.case["tolerances"]
        for case in (comparison.case, *(opponent.options for opponent in comparison.opponents)):
            assert all(0.0 < t <= 0.2 for t in case.get("tolerances", {"none": 0.1}).values())


def test_rows_that_are_run_alone_take_the_place_of_the_kept_ones():
    kept = {"date": "then", "rows": [ROW | {"id": name} for name in ("B1-cuba-4000", "B5-single")]}
    new = {
        "date": "now",
        "machine": {"load": 2.0},
        "versions": {},
        "limits": 1,
        "distal_reward": {"a": 1},
    }
    rows = [ROW | {"id": "B5-single", "ours_s": 1.0}, ROW | {"id": "B3-stdp-1"}]
    found = merged(kept, new | {"rows": rows})
    assert found.keys() == kept.keys() | {"distal_reward"}
    assert found["distal_reward"] == {
        "a": 1,
        "date": "now",
        "machine": {"load": 2.0},
        "versions": {},
    }
    assert found["date"] == "then"
    shown = [(row["id"], row["ours_s"], row.get("date")) for row in found["rows"]]
    assert shown == [
        ("B1-cuba-4000", 2e-3, None),
        ("B3-stdp-1", 2e-3, "now"),
        ("B5-single", 1.0, "now"),
    ]
    assert found["rows"][1]["machine"] == {"load": 2.0}
    assert [row["id"] for row in kept["rows"]] == ["B1-cuba-4000", "B5-single"]


def test_mean_input_of_the_network_does_not_depend_on_its_size():
    inputs = [
        (case["w_exc"] * case["n_exc"], case["w_inh"] * (case["n"] - case["n_exc"]))
        for case in (cases.cuba(4000), cases.cuba(40_000))
    ]
    assert inputs[0] == pytest.approx(inputs[1])
    assert inputs[0] == pytest.approx((1.62 * 3200, -9.0 * 800))


@pytest.mark.parametrize(
    ("value", "text"),
    [(590.0, "590 s"), (0.0465, "46.5 ms"), (4.02e-5, "40.2 µs"), (3.7e-10, "0.37 ns")],
)
def test_seconds_have_three_digits_and_a_unit(value, text):
    assert seconds(value) == text


def test_table_shows_verdicts_and_reasons(capsys):
    failed = ROW | {"error": "installing it failed", "checked": False, "met": False}
    missed, wrong = ROW | {"met": False}, ROW | {"met": False, "checked": False}
    assert line(ROW)[:5] == ["X", "2 ms", "Peer 1.2", "10 ms", "5.0x"]
    assert [line(row)[5].split()[0] for row in (ROW, missed, wrong)] == ["met", "missed", "WRONG"]
    assert line(failed)[3:] == ["not run:", "", "installing it failed"]
    show([ROW, failed])
    shown = capsys.readouterr().out
    assert "aim 4x" in shown
    assert "X, Peer: rate equal" in shown
    assert shown.count("\n") == 5
