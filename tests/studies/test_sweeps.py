"""Sweeps: every point counts, whatever happens to the others."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from snnlib.studies.sweeps import KILLED, sweep


def square(x, log):
    with open(log, "a") as file:
        file.write(f"{x}\n")
    return {"square": x * x, "row": np.full(3, x)}


def fails_at_two(x):
    if x == 2:
        raise ValueError("two is not wanted")
    return x


def dies_at_three(x, log):
    if x == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.02)
    with open(log, "a") as file:
        file.write(f"{x}\n")
    return 10 * x


def gives_what_cannot_be_written(x):
    return (lambda: x) if x else x


def leaves(x):
    if x:
        raise SystemExit(3)
    return x


def test_results_come_in_the_order_of_the_points(tmp_path):
    log = str(tmp_path / "log")
    points = [{"x": x, "log": log} for x in (3, 1, 2, 1)]
    found = sweep(square, points, tmp_path / "kept")
    assert [outcome.result["square"] for outcome in found] == [9, 1, 4, 1]
    assert [outcome.point for outcome in found] == points
    assert found[0].result["row"].tolist() == [3, 3, 3]
    assert sorted(Path(log).read_text().split()) == ["1", "2", "3"]  # the same point once


def test_a_sweep_goes_on_with_what_is_missing(tmp_path):
    log = str(tmp_path / "log")
    sweep(square, [{"x": x, "log": log} for x in range(3)], tmp_path / "kept")
    found = sweep(square, [{"x": x, "log": log} for x in range(5)], tmp_path / "kept")
    assert [outcome.result["square"] for outcome in found] == [0, 1, 4, 9, 16]
    assert sorted(Path(log).read_text().split()) == list("01234")


def test_a_point_that_raises_is_told_and_tried_again(tmp_path):
    found = sweep(fails_at_two, [{"x": x} for x in range(4)], tmp_path)
    assert [outcome.result for outcome in found] == [0, 1, None, 3]
    assert "ValueError: two is not wanted" in found[2].error
    assert not found[3].error
    assert len(list(tmp_path.glob("*.pickle"))) == 3
    again = sweep(fails_at_two, [{"x": 2}], tmp_path)
    assert "two is not wanted" in again[0].error


@pytest.mark.filterwarnings("ignore:A worker stopped while some jobs:UserWarning")
def test_a_killed_process_loses_its_own_point_alone(tmp_path):
    log = str(tmp_path / "log")
    points = [{"x": x, "log": log} for x in range(8)]
    found = sweep(dies_at_three, points, tmp_path / "kept", n_jobs=2)
    assert [outcome.result for outcome in found] == [0, 10, 20, None, 40, 50, 60, 70]
    assert found[3].error == KILLED
    assert set(Path(log).read_text().split()) == set("0124567")


@pytest.mark.filterwarnings("ignore:A worker stopped while some jobs:UserWarning")
def test_one_process_is_another_one_than_ours(tmp_path):
    log = str(tmp_path / "log")
    found = sweep(dies_at_three, [{"x": 3, "log": log}, {"x": 4, "log": log}], tmp_path, n_jobs=1)
    assert [outcome.result for outcome in found] == [None, 40]


@pytest.mark.parametrize(
    ("function", "told"), [(gives_what_cannot_be_written, "pickle"), (leaves, "SystemExit: 3")]
)
def test_other_failures_are_told(function, told, tmp_path):
    found = sweep(function, [{"x": 0}, {"x": 1}], tmp_path)
    assert found[0].result == 0
    assert told in found[1].error


def test_a_file_that_is_half_written_is_none(tmp_path, monkeypatch):
    """A result is there as a whole or not at all: what replaces it is written beside it first."""
    sweep(fails_at_two, [{"x": 1}], tmp_path)
    (kept,) = tmp_path.glob("*.pickle")
    part = kept.with_name(f"{kept.name}.999.part")
    part.write_bytes(b"half")
    kept.unlink()
    assert sweep(fails_at_two, [{"x": 1}], tmp_path)[0].result == 1


def test_a_folder_is_one_function_s(tmp_path):
    sweep(fails_at_two, [{"x": 1}], tmp_path)
    with pytest.raises(ValueError, match=r"holds results of .*fails_at_two, not of .*leaves"):
        sweep(leaves, [{"x": 1}], tmp_path)


@pytest.mark.parametrize(
    ("points", "error", "told"),
    [
        ([{"x": object()}], TypeError, r"points\[0\] must hold"),
        ([{"x": 1}, {"x": float("nan")}], ValueError, r"points\[1\] must hold finite"),
        ([3], TypeError, r"points\[0\] must be a dict"),
    ],
)
def test_points_that_no_file_can_be_named_after(points, error, told, tmp_path):
    with pytest.raises(error, match=told):
        sweep(fails_at_two, points, tmp_path)


def test_bad_arguments(tmp_path):
    with pytest.raises(TypeError, match="function must be callable"):
        sweep(3, [], tmp_path)
    with pytest.raises(ValueError, match="n_jobs"):
        sweep(leaves, [], tmp_path, n_jobs=0)
    with pytest.raises(TypeError, match=r"client must be a distributed\.Client"):
        sweep(leaves, [], tmp_path, client="localhost:8786")
    assert sweep(leaves, [], tmp_path) == []


def test_the_bar_counts_points(tmp_path, capsys):
    sweep(fails_at_two, [{"x": x} for x in range(4)], tmp_path, progress=True)
    assert "4.00/4.00" in capsys.readouterr().err
