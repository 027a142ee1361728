#!/bin/sh
# An NWB file may hold spike times in any order, and pynwb writes them as they are given. Its
# get_unit_spike_times(in_interval=...) takes them to be sorted: it looks for the borders by
# halving and returns what stands in between, spikes outside of the interval included.
# For someone who moves data: times that were joined from two recordings or come from several
# threads give wrong counts, without an error. Sort before add_unit.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'pynwb==4.2.0' 'h5py==3.16.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import datetime

import numpy as np
import pynwb

moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
written = pynwb.NWBFile("two units", "order", moment)
written.add_unit(spike_times=[30.0, 10.0, 20.0])
written.add_unit(spike_times=[10.0, 20.0, 30.0])
with pynwb.NWBHDF5IO("spikes.nwb", "w") as io:
    io.write(written)
with pynwb.NWBHDF5IO("spikes.nwb", "r") as io:
    units = io.read().units
    window = [np.asarray(units.get_unit_spike_times(i, in_interval=(5, 25))).tolist() for i in (0, 1)]
    late = [np.asarray(units.get_unit_spike_times(i, in_interval=(25, 35))).tolist() for i in (0, 1)]

print("pynwb", pynwb.__version__)
print("expected: from 5 to 25 s there are the spikes at 10 and 20 s, in either order")
print("seen:     from 5 to 25 s, times 30, 10, 20:", window[0], " sorted:", window[1])
print("seen:     from 25 to 35 s, times 30, 10, 20:", late[0], " sorted:", late[1])
assert window == [[30.0, 10.0, 20.0], [10.0, 20.0]]
assert late == [[], [30.0]]
print("ok: the window of unsorted times holds a spike from outside and misses one inside")
PYTHON
