"""Spike files between this library and pynwb, neo, libsonata, faery and dv-processing.

``python -m benchmarks.peers.recordings.files FOLDER`` writes files by one side, reads them by the
other, and prints as JSON what came out; the tests of ``make referees`` compare.
"""

import datetime
import json
import sys
from pathlib import Path

import numpy as np

from snnlib import SpikeEvents
from snnlib.interop import event_files, spike_files

TIMES = [0.5, 3.0, 12.25, 20.0]  # ms
NEURONS = [1, 0, 1, 1]  # neuron 2 is silent
EVENTS = [(10, 5, 7, True), (4200, 6, 8, False), (1_000_000, 345, 259, True)]
START = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def told(recording):
    """Return a recording as JSON has it."""
    return {
        "times": recording.events.spike_times.tolist(),
        "neurons": recording.events.spike_neurons.tolist(),
        "ids": recording.ids.tolist(),
        "start": recording.start,
        "stop": recording.stop,
        "zero": recording.zero,
    }


def refused(call):
    """Return the message of a ValueError."""
    try:
        call()
    except ValueError as error:
        return str(error)
    return "not refused"


def short(path):
    """Return a copy of a file without its second half."""
    content = path.read_bytes()
    cut = path.with_name(f"short-{path.name}")
    cut.write_bytes(content[: len(content) // 2])
    return cut


def nwb(folder, spikes):
    """Write an NWB file and read it, here and by neo; read one that pynwb wrote without windows."""
    import neo
    import pynwb

    path = folder / "spikes.nwb"
    spike_files.write_nwb(
        path, spikes, 3, stop=25.0, session_start=START, description="a test", identifier="one"
    )
    trains = neo.io.NWBIO(str(path), "r").read_all_blocks()[0].segments[0].spiketrains
    file = pynwb.NWBFile(
        "another", "two", START, timestamps_reference_time=START.replace(year=2025)
    )
    file.add_unit(spike_times=[0.002, 0.001], id=7)
    with pynwb.NWBHDF5IO(str(folder / "other.nwb"), "w") as io:
        io.write(file)
    return {
        "read": told(spike_files.read_nwb(path)),
        "by_neo": [train.rescale("ms").magnitude.tolist() for train in trains],
        "other": told(spike_files.read_nwb(folder / "other.nwb")),
        "cut": refused(lambda: spike_files.read_nwb(short(path))),
    }


def neo_objects(folder, spikes):
    """Make neo objects and take them back, and others in seconds."""
    import neo

    trains = spike_files.to_neo(spikes, 3, stop=25.0)
    seconds = [neo.SpikeTrain([0.002, 0.25], units="s", t_start=-0.5, t_stop=1.0)]
    return {
        "units": [str(train.dimensionality) for train in trains],
        "stops": [float(train.t_stop) for train in trains],
        "back": told(spike_files.from_neo(trains)),
        "seconds": told(spike_files.from_neo(seconds)),
    }


def sonata(folder, spikes):
    """Write a SONATA file and read it by libsonata."""
    import libsonata

    path = folder / "spikes.h5"
    spike_files.write_sonata(path, spikes, "cells", ids=[70, 7, 9])
    population = libsonata.SpikeReader(str(path))["cells"]
    return {
        "sorting": str(population.sorting),
        "spikes": [[int(node), float(time)] for node, time in population.get()],
        "read": told(spike_files.read_sonata(path)),
    }


def listed(events):
    """Return camera events as lists."""
    columns = (events.times_us, events.x, events.y, events.on.astype(int))
    return np.stack(columns, axis=1).tolist()


def prophesee(folder, spikes):
    """Read what faery writes, EVT 2.0, EVT 3.0 and DAT, and AEDAT 4 from dv-processing."""
    import faery

    given = np.array(EVENTS, faery.EVENTS_DTYPE)
    made = {}
    for name, read, more in (
        ("evt2", event_files.read_evt2, {"version": "evt2", "zero_t0": False}),
        ("evt3", event_files.read_evt3, {"version": "evt3", "zero_t0": False}),
        ("dat", event_files.read_dat, {}),
    ):
        path = folder / f"events-{name}.{'dat' if name == 'dat' else 'raw'}"
        stream = faery.events_stream_from_array(given, dimensions=(346, 260))
        stream.to_file(path, **more)
        made[name] = listed(read(path))
        path.write_bytes(path.read_bytes()[:-1])
        made[f"{name}_cut"] = refused(lambda read=read, path=path: read(path))
    return made


def aedat4(folder, spikes):
    """Read an AEDAT 4 file of dv-processing, whole and cut off."""
    import dv_processing as dv

    path = folder / "events.aedat4"
    store = dv.EventStore()
    for time, x, y, on in EVENTS:
        store.push_back(time, x, y, on)
    config = dv.io.MonoCameraWriter.EventOnlyConfig("a camera", (346, 260))
    writer = dv.io.MonoCameraWriter(str(path), config)
    writer.writeEvents(store)
    del writer
    read = event_files.read_aedat4(path)
    return {
        "read": listed(read),
        "size": [read.width, read.height],
        "cut": refused(lambda: event_files.read_aedat4(short(path))),
    }


def main(folder):
    spikes = SpikeEvents(np.array(TIMES), np.array(NEURONS))
    parts = (nwb, neo_objects, sonata, prophesee, aedat4)
    print(json.dumps({part.__name__: part(Path(folder), spikes) for part in parts}))


if __name__ == "__main__":
    main(sys.argv[1])
