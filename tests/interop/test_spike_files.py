"""Spikes in SONATA files, and what is said of neo and NWB where they are not installed.

``make referees`` reads and writes NWB files and neo objects, and SONATA files with libsonata.
"""

import sys

import h5py
import numpy as np
import pytest

from snnlib import SpikeEvents
from snnlib.interop import spike_files

SPIKES = SpikeEvents(np.array([3.0, 0.5, 12.25]), np.array([1, 0, 1]))


def test_a_round_trip_through_sonata(tmp_path):
    spike_files.write_sonata(tmp_path / "spikes.h5", SPIKES, "cells", ids=[70, 7])
    read = spike_files.read_sonata(tmp_path / "spikes.h5")
    assert read.events.spike_times.tolist() == [0.5, 3.0, 12.25]
    assert read.ids[read.events.spike_neurons].tolist() == [70, 7, 7]
    assert read.ids.tolist() == [7, 70]
    assert (read.start, read.stop, read.zero) == (None, None, "the simulation began")


def test_the_file_is_as_sonata_wants_it(tmp_path):
    spike_files.write_sonata(tmp_path / "spikes.h5", SPIKES, "cells")
    with h5py.File(tmp_path / "spikes.h5") as file:
        group = file["spikes/cells"]
        assert group["timestamps"].attrs["units"] == "milliseconds"
        assert group["timestamps"].compression is None
        assert group.attrs["sorting"] == 2
        assert h5py.check_enum_dtype(group.attrs.get_id("sorting").dtype)["by_time"] == 2
        assert group["node_ids"].dtype == np.uint64


def with_units(path, units, names=("cells",)):
    with h5py.File(path, "w") as file:
        for name in names:
            group = file.create_group(f"spikes/{name}")
            group["timestamps"], group["node_ids"] = [2.0, 1.0], np.array([4, 4], np.uint64)
            if units:
                group["timestamps"].attrs["units"] = units
    return path


def test_units_and_populations_are_asked_for(tmp_path):
    path = tmp_path / "spikes.h5"
    assert spike_files.read_sonata(with_units(path, "s")).events.spike_times.tolist() == [1e3, 2e3]
    assert spike_files.read_sonata(with_units(path, None)).events.spike_times.tolist() == [1, 2]
    with pytest.raises(ValueError, match="must be in milliseconds or seconds, got 'steps'"):
        spike_files.read_sonata(with_units(path, "steps"))
    with pytest.raises(ValueError, match=r"population must be one of .*spikes\.h5's: a, b"):
        spike_files.read_sonata(with_units(path, "ms", ["b", "a"]))
    assert spike_files.read_sonata(path, "a").ids.tolist() == [4]


def test_a_file_that_is_cut_off_is_refused_by_its_name(tmp_path):
    spike_files.write_sonata(tmp_path / "spikes.h5", SPIKES, "cells")
    content = (tmp_path / "spikes.h5").read_bytes()
    (tmp_path / "short.h5").write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match=r"short\.h5 is cut off"):
        spike_files.read_sonata(tmp_path / "short.h5")
    (tmp_path / "other.h5").write_bytes(b"no spikes")
    with pytest.raises(ValueError, match=r"other\.h5 is no SONATA file"):
        spike_files.read_sonata(tmp_path / "other.h5")
    with pytest.raises(FileNotFoundError, match="there is no file"):
        spike_files.read_sonata(tmp_path / "none.h5")


@pytest.mark.parametrize(
    ("package", "call"),
    [
        ("pynwb", lambda: spike_files.read_nwb("file.nwb")),
        ("neo", lambda: spike_files.to_neo(SPIKES, 2, stop=20.0)),
        ("neo", lambda: spike_files.from_neo([])),
        ("h5py", lambda: spike_files.read_sonata("file.h5")),
    ],
)
def test_without_a_package_it_is_said_how_to_install_it(monkeypatch, package, call):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=f"needs the package {package}; .* pip install {package}"):
        call()
