#!/bin/sh
# In an .es file row 0 is the bottom one, as in a plot. The package event_stream hands the rows on
# as they are in the file; faery turns them, so that row 0 is the top one, as in other formats of
# event cameras and in images. Nothing in the arrays tells which of the two it is.
# For someone who moves data: one of the two is upside down, and a network that was trained on
# events from one package sees mirror images from the other.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'event_stream==1.6.3' 'faery==0.7.1' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import event_stream
import faery
import numpy as np

events = np.zeros(3, event_stream.dvs_dtype)
events["t"] = [10, 20, 30]
events["x"] = [1, 2, 3]
events["y"] = [0, 5, 100]
with event_stream.Encoder("events.es", "dvs", 640, 480) as encoder:
    encoder.write(events)
with event_stream.Decoder("events.es") as decoder:
    own = np.concatenate(list(decoder))
other = faery.events_stream_from_file("events.es").to_array()
print("event_stream", version("event_stream"), "- faery", version("faery"))
print("expected: both read the rows", events["y"].tolist())
print("seen:     event_stream:", own["y"].tolist())
print("seen:     faery:", other["y"].tolist())
assert own["y"].tolist() == [0, 5, 100]
assert other["y"].tolist() == [479, 474, 379]
assert own["x"].tolist() == other["x"].tolist() == [1, 2, 3]
assert own["t"].tolist() == other["t"].tolist() == [10, 20, 30]
print("ok: the same file is upside down in one of two readers")
PYTHON
