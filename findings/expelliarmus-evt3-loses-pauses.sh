#!/bin/sh
# Expelliarmus writes EVT 3.0 files and reads them back. Times come back right as long as no two
# events are 4096 us or more apart. A longer pause loses its whole multiples of 4096 us, and all
# later times are early. EVT 2.0 and DAT files of the same events are right.
# For someone who moves data: a recording with quiet moments shrinks, from seconds to milliseconds.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'expelliarmus==1.1.12' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import importlib.metadata

import numpy as np
from expelliarmus import Wizard

dtype = np.dtype([("t", "i8"), ("x", "i2"), ("y", "i2"), ("p", "u1")])


def round_trip(times, encoding):
    """Return the times that come back from a file."""
    events = np.zeros(len(times), dtype)
    events["t"] = times
    path = "events.dat" if encoding == "dat" else "events.raw"
    Wizard(encoding=encoding).save(path, events)
    return Wizard(encoding=encoding).read(path)["t"].tolist()


pauses = [10, 1_000_000, 2_000_000, 60_000_000]
steady = list(range(10, 100_000, 1000))
print("expelliarmus", importlib.metadata.version("expelliarmus"))
print("expected: every file gives back the times", pauses)
for encoding in ("evt2", "dat", "evt3"):
    print(f"seen:     {encoding}:", round_trip(pauses, encoding))
    assert round_trip(steady, encoding) == steady
    if encoding != "evt3":
        assert round_trip(pauses, encoding) == pauses
assert round_trip(pauses, "evt3") == [10, 576, 1152, 1792]
assert round_trip([10, 4200], "evt3") == [10, 104]
print("ok: pauses of 4096 us and more are lost in EVT 3.0")
PYTHON
