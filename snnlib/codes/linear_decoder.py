"""Linear decoders: the weights with which the responses of neurons add up to an estimate.

The decoders d make ``sum_j d_j a_j`` as near as can be to the value y that the responses a stand
for, when response j comes with noise of variance v_j: they minimise

    mean over samples (y - sum_j d_j a_j)**2  +  sum_j d_j**2 v_j,

which is the *distortion*, present without noise, and the *noise* let through (Eliasmith & Anderson
2003, *Neural Engineering*, ch. 2).  With M samples in the rows of A and L = diag(M v), d is
``(A'A + L)**-1 A'y``, and just as well ``L**-1 A' (A L**-1 A' + 1)**-1 y``: a system with one
equation a sample, however many the neurons.  The chapter "encoding/nef" explains it.
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._jit import jit
from snnlib.math import INF


@jit
def cholesky_solve(matrix: np.ndarray, vector: np.ndarray) -> bool:
    """Solve a symmetric, positive definite system in place (Cholesky's method).

    The lower triangle of ``matrix`` (n, n) is read and filled with the factor, and ``vector`` (n,)
    with the solution.  False where the matrix is not positive definite, or too large: then nothing
    is solved.
    """
    n = vector.size
    for i in range(n):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            if i > j:
                matrix[i, j] = total / matrix[j, j]
            elif 0.0 < total < INF:
                matrix[i, i] = sqrt(total)
            else:
                return False
    for i in range(n):
        for k in range(i):
            vector[i] -= matrix[i, k] * vector[k]
        vector[i] /= matrix[i, i]
    for i in range(n - 1, -1, -1):
        for k in range(i + 1, n):
            vector[i] -= matrix[k, i] * vector[k]
        vector[i] /= matrix[i, i]
    return True


@jit
def fill_decoders(
    responses: np.ndarray, targets: np.ndarray, variance: np.ndarray, n: int, decoders: np.ndarray
) -> bool:
    """Fill the decoders of the first n neurons, and 0 from there; False where it cannot be solved.

    ``responses`` is (n_samples, n_neurons), ``targets`` (n_samples,), and ``variance`` (n_neurons,)
    that of the noise on each response, above 0, in the square of the responses' unit.  ``decoders``
    is (n_neurons,), in the unit of the targets over that of the responses.  All are float64.
    """
    n_samples = targets.size
    matrix, weights = np.zeros((n_samples, n_samples)), targets.copy()
    for j in range(decoders.size):
        decoders[j] = 1.0 / (n_samples * variance[j]) if j < n else 0.0
    for p in range(n_samples):
        for q in range(p + 1):
            total = 1.0 if p == q else 0.0
            for j in range(n):
                total += responses[p, j] * decoders[j] * responses[q, j]
            matrix[p, q] = total
    done = cholesky_solve(matrix, weights)
    for j in range(n):
        total = 0.0
        for p in range(n_samples):
            total += responses[p, j] * weights[p]
        decoders[j] *= total
    return done


@jit
def decoder_error(
    responses: np.ndarray, targets: np.ndarray, variance: np.ndarray, n: int, decoders: np.ndarray
) -> tuple[float, float]:
    """Return the squared error of the first n neurons' decoders as distortion and noise.

    They are the mean of ``(y - sum_j d_j a_j)**2`` and ``sum_j d_j**2 v_j``.  The arguments are
    those of :func:`fill_decoders`; to be fair, with other samples than those it was given.
    """
    distortion, noise = 0.0, 0.0
    for p in range(targets.size):
        left = targets[p]
        for j in range(n):
            left -= decoders[j] * responses[p, j]
        distortion += left * left
    for j in range(n):
        noise += decoders[j] * decoders[j] * variance[j]
    return distortion / targets.size, noise


def linear_decoders(responses: ArrayLike, targets: ArrayLike, variance: ArrayLike) -> np.ndarray:
    """Return the decoders (n_neurons,) of least squared error, distortion and noise together.

    ``responses``, (n_samples, n_neurons), is what each neuron answers to each of the sample stimuli
    without noise; ``targets``, (n_samples,), what is to be read off them: the stimulus, or any
    function of it; ``variance``, a float or (n_neurons,), that of the noise on each response, above
    0.

    >>> linear_decoders([[1.0, 0.0], [0.0, 1.0]], [2.0, 4.0], 0.5).round(6)
    array([1., 2.])
    """
    responses = _checks.finite_array("responses", responses)
    if responses.ndim != 2:
        raise ValueError(
            f"responses must have the axes (sample, neuron), got shape {responses.shape}"
        )
    n_samples, n = responses.shape
    targets = _checks.finite_array("targets", targets, shape=(n_samples,))
    variance = _checks.value_per_neuron("variance", variance, n)
    if variance.min() <= 0.0:
        raise ValueError(f"variance must be positive, got {variance.min()}")
    decoders = np.empty(n)
    if not fill_decoders(responses, targets, variance, n, decoders):
        raise ValueError(f"variance must not be so small relative to the responses, got {variance}")
    return decoders
