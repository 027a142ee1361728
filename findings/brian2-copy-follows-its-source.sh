#!/bin/sh
# Code of several lines, "before = v" and then "v = v + 10", leaves two different results in Brian2.
# With code for numpy both names stand for one array, which the second line changes in place: before
# is the new v. With Cython or C++ it is the old one. It holds for run_regularly and for resets.
# For someone who keeps the value before a change, such as v at a spike: the result depends on
# whether a compiler is installed, and nothing tells. "before = clip(v, -inf, inf)" makes a copy.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'brian2==2.9.0' 'numpy==2.3.5' 'sympy==1.14.0' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import brian2
from brian2 import Network, NeuronGroup, ms

brian2.prefs.codegen.target = "numpy"
brian2.defaultclock.dt = 0.1 * ms


def kept(code):
    """Return v and what was kept of it before, after one step of the code."""
    group = NeuronGroup(2, "v : 1\nbefore : 1")
    group.v = [1, 2]
    group.run_regularly(code)
    Network(group).run(0.1 * ms)
    return group.v[:].tolist(), group.before[:].tolist()


def kept_at_reset():
    group = NeuronGroup(2, "v : 1\nbefore : 1", threshold="v > 0", reset="before = v\nv -= 10")
    group.v = [1, 2]
    Network(group).run(0.1 * ms)
    return group.v[:].tolist(), group.before[:].tolist()


plain = kept("before = v\nv = v + 10")
reset = kept_at_reset()
copied = kept("before = clip(v, -inf, inf)\nv = v + 10")
print("Brian2", brian2.__version__)
print("expected: v was [1, 2] before it changed, and that is what is kept of it")
print("seen:     run_regularly    v", plain[0], "before", plain[1])
print("          reset            v", reset[0], "before", reset[1])
print("          with a function  v", copied[0], "before", copied[1])
assert plain == ([11.0, 12.0], [11.0, 12.0])
assert reset == ([-9.0, -8.0], [-9.0, -8.0])
assert copied == ([11.0, 12.0], [1.0, 2.0])
print("ok: with code for numpy a kept value changes along with the variable it was taken from")
PYTHON
