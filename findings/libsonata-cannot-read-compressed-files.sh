#!/bin/sh
# Libsonata's wheel brings an HDF5 library without compression filters. A file of spikes whose
# arrays are compressed with gzip, HDF5's most common filter, cannot be read; the message speaks
# of a missing plugin folder. The same file without compression is read, in the order of the file:
# times are not sorted.
# For someone who moves data: h5py reads both, so a test with h5py alone does not show it.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'libsonata==0.2.2' 'h5py==3.16.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - 2>hdf5.log <<'PYTHON' || { cat hdf5.log; exit 1; }
import importlib.metadata

import h5py
import libsonata
import numpy as np


def read(compression):
    """Return the spikes that libsonata reads from a SONATA file, or its error."""
    path = f"{compression}.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("spikes/cells")
        times = group.create_dataset("timestamps", data=[3.0, 1.0, 2.0, 0.5], compression=compression)
        times.attrs["units"] = "ms"
        group.create_dataset("node_ids", data=np.array([0, 0, 0, 1], "u8"), compression=compression)
        kinds = h5py.enum_dtype({"none": 0, "by_id": 1, "by_time": 2}, basetype="u1")
        group.attrs.create("sorting", 0, dtype=kinds)
    try:
        return libsonata.SpikeReader(path)["cells"].get()
    except RuntimeError as error:
        return str(error)


spikes = [(0, 3.0), (0, 1.0), (0, 2.0), (1, 0.5)]
plain, packed = read(None), read("gzip")
print("libsonata", importlib.metadata.version("libsonata"), "with h5py", h5py.__version__)
print("expected: both files are read")
print("seen:     without compression:", plain)
print("seen:     with gzip:", packed)
assert [(int(node), float(time)) for node, time in plain] == spikes
assert isinstance(packed, str)
with h5py.File("gzip.h5") as file:
    assert file["spikes/cells/timestamps"][:].tolist() == [3.0, 1.0, 2.0, 0.5]
print("ok: files compressed with gzip are not read")
PYTHON
