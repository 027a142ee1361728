"""The machinery of ``make bench``, with processes that measure nothing."""

import sys

import pytest

from benchmarks import comparison
from benchmarks.child import Child, FailedError
from benchmarks.comparison import Comparison, Opponent, check, is_disturbed, measure
from benchmarks.environments import NotAvailableError

CASE = {"rate": 10.0, "seconds": 2.0, "tolerances": {"rate": 0.1}}


def fake_peer(case, **options):
    return Child(sys.executable, "tests.benchmarks.fake_peer", case, **options)


def test_child_answers_one_line_a_request():
    with fake_peer(CASE) as child:
        assert child.about == {"version": "1.2", "build_s": 3.0, "compile_s": 4.0}
        answers = [child.ask({"seed": seed}) for seed in (1, 5)]
    assert [answer["measures"]["rate"] for answer in answers] == [11.0, 15.0]


def test_child_is_bound_to_one_core():
    with fake_peer(CASE) as child:
        assert child.ask({"seed": 0})["measures"]["cores"] == 1


def test_child_that_cannot_start_says_why():
    with pytest.raises(FailedError, match="no such thing here"):
        fake_peer(CASE | {"refuses": True})


def test_child_that_ends_says_why():
    with fake_peer(CASE | {"fails_at": 3}) as child:
        child.ask({"seed": 2})
        with pytest.raises(FailedError, match="out of memory"):
            child.ask({"seed": 3})


@pytest.mark.parametrize(
    ("mine", "theirs", "passed"),
    [
        ([9.0, 11.0], [10.0], True),  # the means count
        ([10.9], [10.0], True),
        ([11.2], [10.0], False),
        ([8.9], [10.0], False),
        ([0.0], [0.0], False),  # nothing happened on either side
        ([float("nan")], [10.0], False),
    ],
)
def test_check_compares_means_with_the_tolerance(mine, theirs, passed):
    rates = [[{"rate": rate} for rate in side] for side in (mine, theirs)]
    verdict, words = check(CASE, *rates)
    assert verdict is passed
    assert "10 % allowed" in words


def test_check_of_what_must_be_equal():
    case = {"exact": ["spikes"], "tolerances": {}}
    assert check(case, [{"spikes": 3}], [{"spikes": 3}]) == (True, "spikes equal")
    assert check(case, [{"spikes": 3}], [{"spikes": 4}]) == (False, "spikes differ: [3, 4]")


def run(monkeypatch, *opponents, **changes):
    """Measure with fake peers on both sides; each opponent's options say what it does."""

    def start(opponent, _):
        if opponent.options.get("missing"):
            raise NotAvailableError("installing it failed")
        return fake_peer(CASE | opponent.options)

    monkeypatch.setattr(comparison, "_start", start)
    monkeypatch.setattr(
        comparison, "ours", lambda script, case, **options: fake_peer(case, **options)
    )
    return measure(Comparison("X", "some work", "none", CASE, opponents, rounds=3, **changes))


def test_row_holds_medians_ratio_and_check(monkeypatch):
    (row,) = run(monkeypatch, Opponent("Peer", "peer", "none", 4.0, {"seconds": 10.0}))
    assert row["id"] == "X"
    assert (row["ours_s"], row["peer_s"], row["ratio"]) == (2.0, 10.0, 5.0)
    assert (row["ours_build_s"], row["ours_compile_s"], row["peer_build_s"]) == (3.0, 4.0, 3.0)
    assert (
        row["rounds"] == len(row["ours_all_s"]) == len(row["peer_all_s"]) == 3
    )  # warm-up left out
    assert row["ours_measures"]["rate"] == row["peer_measures"]["rate"] == 12.0  # seeds 1, 2, 3
    assert row["checked"]
    assert row["met"]
    assert row["peer_version"] == "1.2"
    assert min(row["ours_core_share"], row["peer_core_share"]) >= 0.0


@pytest.mark.parametrize(
    ("ours", "peer", "disturbed"), [(1, 0.95, False), (0.8, 1, True), (1, 0.8, True)]
)
def test_a_core_that_was_shared_is_noticed(ours, peer, disturbed):
    assert is_disturbed({"ours_core_share": ours, "peer_core_share": peer}) is disturbed
    assert is_disturbed({"ours_core_share": ours}) is (ours < 0.9)


@pytest.mark.parametrize(
    ("options", "target", "target_s"),
    [
        ({"seconds": 7.0}, 4.0, None),  # too fast a peer
        ({"seconds": 10.0, "rate": 14.0}, 4.0, None),  # another result
        ({"seconds": 10.0, "rate": 10.5, "tolerances": {"rate": 0.01}}, 4.0, None),  # its own
        ({"seconds": 10.0}, 4.0, 1.9),  # the absolute aim missed
    ],
)
def test_row_that_misses_its_aim(monkeypatch, options, target, target_s):
    (row,) = run(monkeypatch, Opponent("Peer", "peer", "none", target, options), target_s=target_s)
    assert not row["met"]


def test_peer_that_fails_is_a_row_that_says_why_and_the_others_go_on(monkeypatch):
    rows = run(
        monkeypatch,
        Opponent("Absent", "peer", "none", 4.0, {"missing": True}),
        Opponent("Refuses", "peer", "none", 4.0, {"refuses": True}),
        Opponent("Breaks", "peer", "none", 4.0, {"fails_at": 2}),
        Opponent("Works", "peer", "none", 4.0, {"seconds": 10.0}),
    )
    reasons = [row.get("error") for row in rows]
    assert reasons == ["installing it failed", "no such thing here", "out of memory", None]
    assert [row["met"] for row in rows] == [False, False, False, True]
    assert "peer_s" not in rows[0]
