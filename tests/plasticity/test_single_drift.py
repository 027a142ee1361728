"""How fast weights drift between Poisson trains that take no notice of each other."""

import numpy as np
import pytest

from snnlib import pair_stdp
from snnlib.plasticity import weight_path
from snnlib.spikes import poisson_process

DURATION, A_PLUS, A_MINUS, TAU_PLUS, TAU_MINUS = 100_000.0, 0.005, 0.004, 20.0, 30.0


def expected(r_x, r_y, pairing):
    """Chapter "learning/stdp", exercises 2 and 3; rates in spikes a ms."""
    up, down = A_PLUS * TAU_PLUS, A_MINUS * TAU_MINUS
    if pairing == "nearest":
        up, down = up / (1.0 + r_x * TAU_PLUS), down / (1.0 + r_y * TAU_MINUS)
    return r_x * r_y * (up - down)


@pytest.mark.parametrize("pairing", ["all", "nearest"])
@pytest.mark.parametrize(("r_x", "r_y"), [(20.0, 40.0), (50.0, 10.0)])
def test_the_mean_drift(pairing, r_x, r_y):
    rule = pair_stdp(A_PLUS, A_MINUS, TAU_PLUS, TAU_MINUS, -1e3, 1e3, pairing=pairing)
    drifts = []
    for seed in range(10):
        pre = poisson_process(r_x, DURATION, seed=2 * seed).spike_times
        post = poisson_process(r_y, DURATION, seed=2 * seed + 1).spike_times
        drifts.append(weight_path(rule, pre, post, 0.0).w[-1] / DURATION)
    error = np.std(drifts, ddof=1) / np.sqrt(len(drifts))
    wanted = expected(r_x / 1000.0, r_y / 1000.0, pairing)
    assert abs(np.mean(drifts) - wanted) < 4.0 * error
    assert error < 0.2 * abs(wanted)
