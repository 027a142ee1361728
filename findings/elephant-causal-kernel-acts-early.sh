#!/bin/sh
# Elephant's instantaneous_rate moves a kernel so that its median is at the spike, by default and
# without a message. For the exponential kernel, which people choose because it only looks back,
# the rate then rises and peaks before the spike.
# For someone who moves data: latencies come out too short by the median, 0.69 time constants.
# Pass center_kernel=False.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'elephant==1.2.1' 'neo==0.14.6' 'quantities==0.16.4' 'numpy==2.4.6' 'scipy==1.17.1' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import elephant
import neo
import numpy as np
import quantities as pq
from elephant.kernels import ExponentialKernel
from elephant.statistics import instantaneous_rate

train = neo.SpikeTrain([50.0] * pq.ms, t_stop=100.0 * pq.ms)


def rate(**options):
    """Return the first bin of 1 ms with a rate above 0, and the highest rate in Hz."""
    signal = instantaneous_rate(train, 1 * pq.ms, kernel=ExponentialKernel(10 * pq.ms), **options)
    values = signal.rescale("Hz").magnitude.ravel()
    assert values.argmax() == np.flatnonzero(values > 1e-6)[0]
    return int(np.flatnonzero(values > 1e-6)[0]), float(values.max())


default, causal = rate(), rate(center_kernel=False)
print("elephant", elephant.__version__)
print("expected: the rate of a spike at 50 ms is 0 before 50 ms and peaks there, at 100 Hz")
print(f"seen:     default: begins and peaks at {default[0]} ms, {default[1]:.1f} Hz")
print(f"seen:     center_kernel=False: {causal[0]} ms, {causal[1]:.1f} Hz")
assert default[0] == 44
assert causal[0] == 50
assert abs(causal[1] - 100.0) < 0.5
print("ok: a causal kernel is centred, so the rate precedes the spike by 6 ms")
PYTHON
