"""Oja's rule: Hebb's, with a decay that holds the length of the weight vector at 1.

    dw_i/dt = eta y (x_i - y w_i),    y = sum_i w_i x_i

The weights end as the first principal component of the inputs, of length 1 (Oja 1982,
doi:10.1007/BF00275687).  The chapter "learning/stdp" explains it.
"""

from typing import NamedTuple

from snnlib._jit import jit
from snnlib.plasticity.hebb import RateRun, prepared, response


class OjaParameters(NamedTuple):
    """Parameter of Oja's rule."""

    eta: float = 0.01  # learning rate, 1/ms


@jit
def oja_step(w, x, y, params, dt):
    """Weight of one input after a time step, under Oja's rule."""
    return w + dt * params.eta * y * (x - y * w)


@jit
def _run(patterns, params, dt, w, y):
    for k in range(patterns.shape[0]):
        y[k] = response(w[k], patterns[k])
        for i in range(patterns.shape[1]):
            w[k + 1, i] = oja_step(w[k, i], patterns[k, i], y[k], params, dt)


def oja(patterns, w, params=None, dt=1.0):
    """Show patterns to a linear neuron that learns by Oja's rule.

    Parameters
    ----------
    patterns, w, params, dt
        As for :func:`snnlib.hebb`, but ``params`` are ``OjaParameters``.  The rule is stable while
        ``eta dt`` times the squared length of a pattern is well below 1.

    Returns
    -------
    run : RateRun
    """
    patterns, params, dt, w, y = prepared(patterns, w, params, OjaParameters, dt)
    _run(patterns, params, dt, w, y)
    return RateRun(w, y)
