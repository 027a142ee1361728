#!/bin/sh
# Observation intervals are optional in NWB, and units written by pynwb have none unless one gives
# them. neo's NWBIO cannot read such a file: KeyError: 'obs_intervals'. It reads what neo itself
# wrote, as neo always writes them.
# For someone who moves data: files of other tools stop at neo, and so at Elephant. Add
# obs_intervals, which also become t_start and t_stop of the trains.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'neo==0.14.6' 'quantities==0.16.4' 'pynwb==4.2.0' 'h5py==3.16.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import datetime
from importlib.metadata import version

import pynwb
from neo.io import NWBIO


def read(name, **options):
    """Return the trains that neo reads from a file with one unit, or the error."""
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    file = pynwb.NWBFile("one unit", name, moment)
    file.add_unit(spike_times=[1.0, 2.0], **options)
    with pynwb.NWBHDF5IO(name, "w") as io:
        io.write(file)
    assert pynwb.validate(path=name) in ([], ([], 0))
    try:
        blocks = NWBIO(name, "r").read_all_blocks()
    except KeyError as error:
        return repr(error)
    trains = [t for block in blocks for segment in block.segments for t in segment.spiketrains]
    return [(t.magnitude.tolist(), float(t.t_start), float(t.t_stop)) for t in trains]


plain = read("plain.nwb")
observed = read("observed.nwb", obs_intervals=[[0.0, 4.0]])
print("neo", version("neo"), "pynwb", version("pynwb"))
print("expected: neo reads a valid NWB file with units")
print("seen:     units without observation intervals:", plain)
print("seen:     the same units with them:           ", observed)
assert plain == "KeyError('obs_intervals')"
assert observed == [([1.0, 2.0], 0.0, 4.0)]
print("ok: neo reads no units without observation intervals")
PYTHON
