"""How alike spike trains are: two of them, spike by spike, or many at once.

:func:`coincidence_factor` says how many of a neuron's spikes a model predicts, beyond what a
Poisson train of the same rate would hit.  :func:`synchrony` says how much of what each neuron does
all of them do together.  The chapters "neurons/firing-rate" and "neurons/numerics" use them.
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import NAN


@jit
def coincidences(a: np.ndarray, n_a: int, b: np.ndarray, n_b: int, precision: float) -> int:
    """Count the pairs of a spike of a and one of b that are at most ``precision`` (ms) apart.

    Each spike belongs to one pair at most.  The first ``n_a`` and ``n_b`` times (ms) of the two
    arrays are taken, in ascending order.
    """
    i, j, n = 0, 0, 0
    while i < n_a and j < n_b:
        if abs(a[i] - b[j]) <= precision:
            i, j, n = i + 1, j + 1, n + 1
        elif a[i] < b[j]:
            i += 1
        else:
            j += 1
    return n


@jit
def coincidence_factor_of(
    n_pairs: int, n_model: int, n_data: int, duration: float, precision: float
) -> float:
    """Compute :func:`coincidence_factor` from counts; NaN where chance alone hits every spike."""
    chance = 2.0 * precision * n_model / duration  # that a spike of the data is hit
    if not chance < 1.0 or n_model + n_data == 0:
        return NAN
    return 2.0 * (n_pairs - chance * n_data) / (n_model + n_data) / (1.0 - chance)


def coincidence_factor(
    model_times: ArrayLike, data_times: ArrayLike, duration: float, precision: float = 2.0
) -> float:
    """Coincidence factor of a model's spikes and a neuron's: 1 if all agree, 0 if by chance.

    ``(n_pairs - 2 r p n_data) / ((n_data + n_model) / 2) / (1 - 2 r p)`` with the model's rate r
    and the precision p (Kistler, Gerstner & van Hemmen 1997, doi:10.1162/neco.1997.9.5.1015): what
    a Poisson train of the rate r would hit is taken away.  Times (n,) in ms, ascending, from 0 to
    ``duration`` (ms).  ValueError is raised if ``precision`` (ms) is so large that such a train
    hits every spike.

    >>> round(coincidence_factor([10.0, 20.0, 30.0], [10.5, 20.0, 34.0], 1000.0, 1.0), 3)
    0.665
    """
    duration = _checks.positive_number("duration", duration, "milliseconds")
    precision = _checks.positive_number("precision", precision, "milliseconds")
    model = _checks.spike_times("model_times", model_times, ascending=True)
    data = _checks.spike_times("data_times", data_times, ascending=True)
    for name, times in (("model_times", model), ("data_times", data)):
        if times.size and times[-1] > duration:
            raise ValueError(f"{name} must be at most duration = {duration} ms, got {times[-1]} ms")
    if 2.0 * precision * model.size >= duration:
        raise ValueError(
            f"precision must be below {duration / (2.0 * model.size):.4g} ms, or {model.size} "
            f"spikes in {duration} ms hit any other by chance; got {precision} ms"
        )
    n_pairs = coincidences(model, model.size, data, data.size, precision)
    return coincidence_factor_of(n_pairs, model.size, data.size, duration, precision)


@jit
def synchrony_of(samples: np.ndarray) -> float:
    """Compute :func:`synchrony` in a kernel; NaN where no neuron changes."""
    n_samples, n_neurons = samples.shape
    means = np.zeros(n_neurons)
    for k in range(n_samples):
        for j in range(n_neurons):
            means[j] += samples[k, j] / n_samples
    together, alone = 0.0, 0.0
    for k in range(n_samples):
        total = 0.0
        for j in range(n_neurons):
            away = samples[k, j] - means[j]
            total += away
            alone += away * away
        together += total * total
    return sqrt(together / n_neurons / alone) if alone > 0.0 else NAN


def synchrony(samples: ArrayLike) -> float:
    """Synchrony of many neurons, chi: 1 if all do the same, about 1 / sqrt(n) if independent.

    The standard deviation over time of the neurons' mean, relative to that of a single neuron (the
    root of the mean variance): Golomb & Rinzel 1994, doi:10.1016/0167-2789(94)90214-3.

    ``samples`` : (n_samples, n_neurons) array_like, of whatever the neurons do over time:
    potentials (mV), or spikes counted in windows (:func:`snnlib.spikes.to_raster`), whose length
    then says what counts as together.  NaN if no neuron changes.

    >>> synchrony([[1.0, 1.0], [3.0, 3.0], [2.0, 2.0]])
    1.0
    """
    samples = _checks.finite_array("samples", samples)
    if samples.ndim != 2 or 0 in samples.shape:
        raise ValueError(
            f"samples must have two axes, (n_samples, n_neurons), got shape {samples.shape}"
        )
    return synchrony_of(samples)
