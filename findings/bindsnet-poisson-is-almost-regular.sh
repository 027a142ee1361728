#!/bin/sh
# BindsNET's poisson encoder draws the *intervals* from a Poisson distribution, in steps, where a
# Poisson process has exponential ones. At 20 Hz and a step of 1 ms the intervals are 50 steps with
# a standard deviation of 7: a clock with some jitter. All inputs of one rate start together, too,
# as the first spike comes after one such interval. A smaller step makes the trains more regular.
# For someone who moves a network: the noise of the input is missing, as the variance of counts is a
# tenth of that of a Poisson process, and high rates are not reached (731 Hz for 1000 Hz).
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile 'torch==2.13.0' >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
"$tmp/venv/bin/pip" install --quiet --no-compile --no-deps \
    'bindsnet==0.3.4' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import importlib.metadata
import importlib.util

import numpy as np
import torch

# The encoder's file alone: importing the whole package needs a dozen others.
package = importlib.metadata.distribution("bindsnet")
path = package.locate_file("bindsnet/encoding/encodings.py")
spec = importlib.util.spec_from_file_location("encodings", path)
encodings = importlib.util.module_from_spec(spec)
spec.loader.exec_module(encodings)


def statistics(rate, dt=1.0):
    """Return rate in Hz, CV of intervals, Fano factor in 100 ms, and the time of the first spike."""
    torch.manual_seed(0)
    spikes = encodings.poisson(torch.full((200,), rate), time=2000, dt=dt).float().numpy()
    times = [np.flatnonzero(train) * dt for train in spikes.T]
    intervals = np.concatenate([np.diff(train) for train in times])
    counts = spikes.reshape(20, -1, 200).sum(axis=1)
    fano = (counts.var(axis=0, ddof=1) / counts.mean(axis=0)).mean()
    first = np.array([train[0] for train in times])
    return spikes.sum() / (200 * 2.0), intervals.std() / intervals.mean(), fano, first


print("BindsNET", package.version, "PyTorch", torch.__version__)
print("expected: intervals with a CV of 1, counts with a Fano factor of 1")
slow, fast = statistics(20.0), statistics(1000.0)
for rate, dt in ((20.0, 1.0), (20.0, 0.1), (100.0, 1.0), (1000.0, 1.0)):
    hertz, cv, fano, first = statistics(rate, dt)
    print(
        f"seen:     {rate:6.0f} Hz, step {dt} ms: {hertz:5.1f} Hz, CV {cv:.2f}, Fano {fano:.2f},"
        f" first spikes at {first.mean():.1f} ms, +/- {first.std():.1f}"
    )
assert 0.12 < slow[1] < 0.16
assert slow[2] < 0.15
assert 45 < slow[3].mean() < 52
assert slow[3].std() < 9
assert statistics(20.0, 0.1)[1] < 0.06
assert 710 < fast[0] < 750
print("ok: the trains of the poisson encoder are almost regular and start together")
PYTHON
