#!/bin/sh
# mutual_info_classif of scikit-learn takes a dense array for continuous, also an array of
# integers. It adds noise to spike counts and uses nearest neighbours: the result is another one,
# changes with random_state, and can exceed the entropy of the stimulus. It is in nats.
# For someone who moves data: spike counts need discrete_features=True.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'scikit-learn==1.9.1' 'numpy==2.4.6' 'scipy==1.17.1' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import numpy as np
import sklearn
from sklearn.feature_selection import mutual_info_classif

stimulus = np.tile([0, 0, 0, 0, 1, 1, 1, 1, 0, 1], 10)
counts = np.tile([0, 0, 0, 1, 1, 1, 2, 2, 0, 1], 10)[:, None]
by_seed = [float(mutual_info_classif(counts, stimulus, random_state=seed)[0]) for seed in range(5)]
discrete = float(mutual_info_classif(counts, stimulus, discrete_features=True)[0])

joint = np.zeros((2, 3))
np.add.at(joint, (stimulus, counts[:, 0]), 1 / len(stimulus))
independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
there = joint > 0
exact = float((joint[there] * np.log(joint[there] / independent[there])).sum())

four = np.arange(200) % 4
copied = float(mutual_info_classif(four[:, None], four, random_state=0)[0])
print("scikit-learn", sklearn.__version__)
print(f"expected: {exact:.4f} nats, from the table of counts")
print("seen:     ", ", ".join(f"{value:.4f}" for value in by_seed), "for the seeds 0 to 4")
print(f"seen:     {discrete:.4f} with discrete_features=True")
print(f"seen:     {copied:.4f} for a response that copies four stimuli, whose entropy is {np.log(4):.4f}")
assert abs(discrete - exact) < 1e-9
assert len({round(value, 6) for value in by_seed}) == 5
assert max(by_seed) - exact > 0.02
assert copied > np.log(4) + 0.005
print("ok: integer counts are treated as continuous by default")
PYTHON
