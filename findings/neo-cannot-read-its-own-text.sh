#!/bin/sh
# neo's AsciiSpikeTrainIO writes each time with its unit, "10.0 ms", and reads bare numbers only. It
# cannot read its own files, and what other programs write is taken for seconds. A file of bare
# numbers in ms thus gets times that are 1000 times too long.
# For someone who moves data: this text format goes one way, and nothing in it says which unit.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'neo==0.14.6' 'quantities==0.16.4' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
from importlib.metadata import version

import neo
import quantities as pq
from neo.io import AsciiSpikeTrainIO

segment = neo.Segment()
segment.spiketrains.append(neo.SpikeTrain([10.0, 20.0] * pq.ms, t_stop=100.0 * pq.ms))
AsciiSpikeTrainIO("own.txt").write_segment(segment)
with open("own.txt") as file:
    text = file.read()
try:
    back = [str(t) for t in AsciiSpikeTrainIO("own.txt").read_segment().spiketrains]
except ValueError as error:
    back = type(error).__name__

with open("bare.txt", "w") as file:
    file.write(text.replace(" ms", ""))
(bare,) = AsciiSpikeTrainIO("bare.txt").read_segment().spiketrains
print("neo", version("neo"))
print("expected: what was written comes back as 10 and 20 ms")
print("seen:     written:", repr(text), " read:", back)
print("seen:     the same without units is read as", bare)
assert text.split("\t")[:2] == ["10.0 ms", "20.0 ms"]
assert back == "ValueError"
assert bare.rescale("s").magnitude.tolist() == [10.0, 20.0]
print("ok: neo cannot read the spike times that it wrote as text")
PYTHON
