#!/bin/sh
# nest.spatial.grid(shape=[3, 2]) is 3 columns and 2 rows, and the nodes are numbered down the
# columns from the top left: the second node lies below the first, not beside it.
# For someone who moves images: NumPy's shape (rows, columns) and its order along rows both turn an
# image by its diagonal. Square images give no error. Pass shape=image.shape[::-1] and
# image.T.ravel().
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'nest-simulator==3.10.0' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
PYNEST_QUIET=1 venv/bin/python -I - <<'PYTHON'
import nest
import numpy as np

nest.verbosity = nest.VerbosityLevel.ERROR
image = np.array([["a", "b", "c"], ["d", "e", "f"]])  # 2 rows, 3 columns
places = np.array(
    nest.GetPosition(nest.Create("parrot_neuron", positions=nest.spatial.grid(shape=[3, 2])))
)


def drawn(pixels):
    """Return what one sees, row by row from the top, if the nodes get these pixels in order."""
    order = np.lexsort((places[:, 0].round(6), -places[:, 1].round(6)))
    rows = np.asarray(pixels)[order].reshape(2, 3)
    return ["".join(row) for row in rows]


print("NEST", nest.__version__)
print("expected: the second node lies to the right of the first, as in an array")
print("seen:     nodes 1, 2, 3 are at", places[:3].round(2).tolist())
print("seen:     the rows abc, def in NumPy's order become", drawn(image.ravel()))
print("seen:     in the order of the transpose:           ", drawn(image.T.ravel()))
assert np.allclose(places[:3], [[-1 / 3, 0.25], [-1 / 3, -0.25], [0.0, 0.25]])
assert drawn(image.ravel()) == ["ace", "bdf"]
assert drawn(image.T.ravel()) == ["abc", "def"]
print("ok: nodes of a grid are numbered down its columns")
PYTHON
