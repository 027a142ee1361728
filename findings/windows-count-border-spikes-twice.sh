#!/bin/sh
# A window of time holds both of its borders in neo's SpikeTrain.time_slice, in pynwb's
# get_unit_spike_times and in libsonata's get. Signals of neo are cut the other way, without the
# end. Windows that follow each other therefore count each spike on a border twice.
# For someone who moves data: spikes of a simulator lie on a grid, so borders are hit all the time,
# and sums over windows are more than the whole.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'neo==0.14.6' 'quantities==0.16.4' 'pynwb==4.2.0' 'libsonata==0.2.2' 'h5py==3.16.0' \
    'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import datetime
from importlib.metadata import version

import h5py
import libsonata
import neo
import numpy as np
import pynwb
import quantities as pq

TIMES = np.arange(0.0, 10.0, 0.5)  # ms: on the border of each window lies a spike
WINDOWS = [(start, start + 2.0) for start in (0.0, 2.0, 4.0, 6.0, 8.0)]

train = neo.SpikeTrain(TIMES * pq.ms, t_stop=10.0 * pq.ms)
signal = neo.AnalogSignal(TIMES[:, None], units="mV", sampling_period=0.5 * pq.ms)

moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
nwb = pynwb.NWBFile("one unit", "windows", moment)
nwb.add_unit(spike_times=TIMES / 1000)

with h5py.File("spikes.h5", "w") as file:
    group = file.create_group("spikes/cells")
    group.create_dataset("timestamps", data=TIMES).attrs["units"] = "ms"
    group.create_dataset("node_ids", data=np.zeros(len(TIMES), np.uint64))
    kinds = h5py.enum_dtype({"none": 0, "by_id": 1, "by_time": 2}, basetype="i")
    group.attrs.create("sorting", 2, dtype=kinds)
cells = libsonata.SpikeReader("spikes.h5")["cells"]

seen = {
    "SpikeTrain.time_slice": [len(train.time_slice(a * pq.ms, b * pq.ms)) for a, b in WINDOWS],
    "AnalogSignal.time_slice": [len(signal.time_slice(a * pq.ms, b * pq.ms)) for a, b in WINDOWS],
    "get_unit_spike_times": [
        len(nwb.units.get_unit_spike_times(0, in_interval=(a / 1000, b / 1000))) for a, b in WINDOWS
    ],
    "libsonata get": [len(cells.get(tstart=a, tstop=b)) for a, b in WINDOWS],
}
print(*(f"{name} {version(name)}" for name in ("neo", "pynwb", "libsonata")))
print("expected: 20 spikes in five windows, 4 in each")
for name, counts in seen.items():
    print(f"seen:     {name:23} {counts} sum {sum(counts)}")
assert seen["AnalogSignal.time_slice"] == [4, 4, 4, 4, 4]
for name in ("SpikeTrain.time_slice", "get_unit_spike_times", "libsonata get"):
    assert seen[name] == [5, 5, 5, 5, 4]
print("ok: 24 of 20 spikes, as windows hold both borders")
PYTHON
