#!/bin/sh
# NEST reads a matrix of weights as (targets x sources). Most code, and most papers, keep it as
# (sources x targets). A matrix that is not square is refused, so the mistake is found at once;
# a square one, as for every recurrent population, is transposed without a word.
# For someone who moves a network: pass weights.T, and compare single synapses afterwards.
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
weights = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
a = nest.Create("iaf_psc_delta", 3)
b = nest.Create("iaf_psc_delta", 3)
nest.Connect(a, b, "all_to_all", {"weight": weights, "delay": 1.0})
seen = nest.GetConnections(a[0], b[1]).weight


def accepted(shape):
    """Return whether a matrix of this shape joins two sources to three targets."""
    try:
        nest.Connect(a[:2], b, "all_to_all", {"weight": np.ones(shape), "delay": 1.0})
    except ValueError:
        return False
    return True


print("NEST", nest.__version__)
print("expected: the weight from source 0 to target 1 is weights[0, 1] =", weights[0, 1])
print("seen:     it is weights[1, 0] =", seen)
print("seen:     2 sources, 3 targets: 2 x 3 accepted:", accepted((2, 3)), "- 3 x 2:", accepted((3, 2)))
assert seen == weights[1, 0] == 4.0
assert not accepted((2, 3))
assert accepted((3, 2))
print("ok: a square matrix of weights is read as targets x sources")
PYTHON
