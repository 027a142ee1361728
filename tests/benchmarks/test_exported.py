"""The kept table of exported networks: every case, and all spikes equal where they are to be."""

import json

import pytest

from benchmarks.exported import CASES, KEPT

ROWS = json.loads(KEPT.read_text())["rows"]


def test_the_table_has_every_case():
    there = {(row["case"], row["simulator"]) for row in ROWS}
    cases = {(name, s) for name, case in CASES.items() for s in (*case.equal, *case.close)}
    assert there == cases


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['case']}-{row['simulator']}")
def test_all_spikes_are_equal_or_a_difference_is_told(row):
    if row["simulator"] in CASES[row["case"]].equal:
        assert row["ours"] == row["theirs"] == row["equal"] > 400
    else:
        assert row["equal"] < row["ours"]
        assert row["differences"]
    assert all(difference["size"] > 0.0 for difference in row["differences"])


def test_larger_networks_have_the_same_spikes_with_one_thread_and_with_two():
    rows = json.loads(KEPT.with_name("outgrowing.json").read_text())["rows"]
    assert [row["neurons"] for row in rows] == [1000, 4000, 16000]
    for row in rows:
        assert [found["threads"] for found in row["nest"]] == [1, 2]
        assert {found["equal"] for found in row["nest"]} == {row["spikes"]}
        assert all(found["spikes"] == row["spikes"] > 10_000 for found in row["nest"])
