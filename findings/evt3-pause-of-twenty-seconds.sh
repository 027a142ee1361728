#!/bin/sh
# EVT 3.0 has 24 bits for a time and counts from 0 again after 16.8 s. A camera keeps writing the
# time, whether events come or not, so that a reader can count the rounds. Two writers write the
# time with events only, and print nothing. A pause of 20 s comes back as one of 3.2 s, or, read
# by faery, of 12.6 s with wrong distances after it. In EVT 2.0 the same events are right.
# For someone who moves data: a recording with a long quiet part shrinks, and what is cut out of
# the middle of a recording starts elsewhere.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'faery==0.7.1' 'evutils==0.3.18' 'evt3==0.4.1' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import evt3
import evutils
import faery
import numpy as np
from evutils.io import EventReader, EventWriter

times = [0, 20_000_000, 20_000_001, 20_005_000]


def by_faery(encoding):
    """Return the times that come back from a file that faery wrote."""
    events = np.zeros(len(times), faery.EVENTS_DTYPE)
    events["t"] = times
    path = f"faery_{encoding}.raw"
    faery.events_stream_from_array(events, dimensions=(640, 480)).to_file(path, version=encoding)
    return faery.events_stream_from_file(path).to_array()["t"].tolist()


def by_evutils(times):
    """Return the times that come back from an EVT 3.0 file that evutils wrote."""
    events = np.zeros(len(times), evutils.Event_dtype)
    events["t"] = times
    with EventWriter("evutils.raw", width=640, height=480) as writer:
        writer.write(events)
    return np.asarray(EventReader("evutils.raw").read_all()["t"]).tolist()


print("faery", version("faery"), "- evutils", version("evutils"), "- evt3", version("evt3"))
print("expected: every file gives back the times", times)
seen = {
    "EVT 2.0 by faery": by_faery("evt2"),
    "EVT 3.0 by faery": by_faery("evt3"),
    "EVT 3.0 by faery, read by evt3": evt3.decode_file("faery_evt3.raw").timestamp.tolist(),
    "EVT 3.0 by evutils": by_evutils(times),
    "EVT 3.0 by evutils, only what follows the pause": by_evutils(times[1:]),
}
for name, values in seen.items():
    print(f"seen:     {name}: {values}")
first, wrong, other, own, piece = seen.values()
assert first == times
assert other == own == [0, 3_222_784, 3_222_785, 3_227_784]
assert piece == own[1:]
assert wrong == [0, 12_586_240, 12_586_241, 12_586_241]
print("ok: a pause of 20 s is lost in EVT 3.0")
PYTHON
