#!/bin/sh
# A TimeSurface shows how long ago each pixel had its last event. dv-processing makes a frame of
# it by scaling the stored times so that 0 is black and the newest time white. Times are
# microseconds since 1970, also in its own files and cameras. Compared with 50 years, all events
# are new, and the pictures have two or three levels. With times that start at 0 all is well.
# For someone who moves data: the surface works in a test with small times, and carries no
# information with recorded ones.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'dv-processing==2.0.4' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import dv_processing as dv


def frame(start):
    """Return the picture of five pixels that fire 0.1 s after each other; the sixth is silent."""
    store = dv.EventStore()
    for pixel in range(5):
        store.push_back(start + pixel * 100_000, pixel, 0, True)
    surface = dv.TimeSurface((6, 1))
    surface.accept(store)
    return surface.generateFrame().image.ravel().tolist()


seen = {
    "times from 0 us on": frame(0),
    "the same, from 1 700 000 000 s on (November 2023)": frame(1_700_000_000_000_000),
}
print("dv-processing", dv.__version__)
print("expected: the same picture, with a ramp of five grey levels, whenever it was recorded")
for name, picture in seen.items():
    print(f"seen:     {name}: {picture}")
flat = seen.popitem()[1]
assert seen["times from 0 us on"] == [0, 63, 127, 191, 255, 0]
assert flat == [254, 254, 254, 254, 255, 0]
print("ok: with real times a time surface only tells whether a pixel ever had an event")
PYTHON
