#!/bin/sh
# Expelliarmus reads an EVT 3.0 file in which the upper bits of the time are written whenever they
# change, as the format prescribes. It also adds a step of 4096 us of its own when the lower bits
# start again. Each such step counts twice, and ten seconds become twenty. Another reader and the
# writer itself agree on the right times.
# For someone who moves data: events of another program run at half their speed, without a word.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'expelliarmus==1.1.12' 'faery==0.7.1' 'evt3==0.4.1' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import evt3
import expelliarmus
import faery
import numpy as np

events = np.zeros(20_000, faery.EVENTS_DTYPE)
events["t"] = np.arange(0, 10_000_000, 500)
faery.events_stream_from_array(events, dimensions=(640, 480)).to_file("events.raw", version="evt3")
seen = {
    "faery": faery.events_stream_from_file("events.raw").to_array()["t"],
    "evt3": evt3.decode_file("events.raw").timestamp,
    "expelliarmus": expelliarmus.Wizard(encoding="evt3").read("events.raw")["t"],
}
print("written by faery", version("faery"), "- events each 500 us, for 10 s")
print("expected: all readers find the last event at", events["t"][-1], "us")
for name, times in seen.items():
    print(f"seen:     {name} {version(name)}: the last event at {times[-1]} us")
late = seen["expelliarmus"].astype(int) - events["t"].astype(int)
print("seen:     expelliarmus, first times:", seen["expelliarmus"][:12].tolist())
assert np.array_equal(seen["faery"], events["t"])
assert np.array_equal(seen["evt3"], events["t"])
assert np.array_equal(late, events["t"] // 4096 * 4096)
print("ok: each 4096 us of the file count twice")
PYTHON
