"""Spike files between this library and the packages that laboratories and cameras use."""

import json
import subprocess

import pytest

from benchmarks import cochlea_recordings
from benchmarks.environments import ROOT, NotAvailableError, environment
from benchmarks.peers.recordings import __name__ as peer

TIMES, NEURONS = [0.5, 3.0, 12.25, 20.0], [1, 0, 1, 1]
EVENTS = [[10, 5, 7, 1], [4200, 6, 8, 0], [1_000_000, 345, 259, 1]]


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What one side wrote and the other read."""
    folder = tmp_path_factory.mktemp("recordings")
    command = [environment("recordings"), "-m", f"{peer}.files", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_nwb_files_go_there_and_back_and_neo_reads_them(seen):
    read = seen["nwb"]["read"]
    assert (read["times"], read["neurons"], read["ids"]) == (TIMES, NEURONS, [0, 1, 2])
    assert (read["start"], read["stop"]) == (0.0, 25.0)
    assert read["zero"] == "2026-01-02T03:04:05+00:00"
    assert seen["nwb"]["by_neo"] == [[3.0], [0.5, 12.25, 20.0], []]


def test_time_zero_of_an_nwb_file_is_its_reference_and_windows_may_be_missing(seen):
    other = seen["nwb"]["other"]
    assert other["zero"] == "2025-01-02T03:04:05+00:00"
    assert other["times"] == pytest.approx([1.0, 2.0])
    assert (other["ids"], other["start"], other["stop"]) == ([7], None, None)


def test_neo_objects_keep_their_units_and_windows(seen):
    made = seen["neo_objects"]
    assert (made["units"], made["stops"]) == (["ms"] * 3, [25.0] * 3)
    assert (made["back"]["times"], made["back"]["neurons"]) == (TIMES, NEURONS)
    assert made["seconds"]["times"] == pytest.approx([2.0, 250.0])
    assert (made["seconds"]["start"], made["seconds"]["stop"]) == (-500.0, 1000.0)


def test_libsonata_reads_what_is_written(seen):
    assert seen["sonata"]["sorting"] == "by_time"
    assert seen["sonata"]["spikes"] == [[7, 0.5], [70, 3.0], [7, 12.25], [7, 20.0]]
    assert seen["sonata"]["read"]["ids"] == [7, 70]


@pytest.mark.parametrize("name", ["evt2", "evt3", "dat"])
def test_camera_files_of_faery_are_read(seen, name):
    assert seen["prophesee"][name] == EVENTS
    assert f"events-{name}" in seen["prophesee"][f"{name}_cut"]
    assert "is cut off" in seen["prophesee"][f"{name}_cut"]


def test_aedat4_files_of_dv_processing_are_read(seen):
    assert (seen["aedat4"]["read"], seen["aedat4"]["size"]) == (EVENTS, [346, 260])
    assert "short-events.aedat4 is cut off" in seen["aedat4"]["cut"]


def test_a_cut_off_nwb_file_is_refused_by_its_name(seen):
    assert "short-spikes.nwb is cut off" in seen["nwb"]["cut"]


def test_what_is_kept_of_the_cochlea_s_recordings_is_what_they_hold():
    try:
        now = cochlea_recordings.table()
    except NotAvailableError as error:
        pytest.skip(str(error))
    assert now == json.loads(cochlea_recordings.KEPT.read_text())
    assert max(now["tones"]["C3"]["locking"]) > 0.7
