"""The LSTM: a layer of cells whose gates decide what is kept, what comes in and what goes out.

Long short-term memory (Hochreiter & Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735), with the
forget gate of Gers, Schmidhuber & Cummins (2000, doi:10.1162/089976600300015015).  With x the input
of a step and h the output of the step before, four sums ``x W_x + h W_h + b`` give

    i, f, o = sigmoid(.),    g = tanh(.),    c <- f c + i g,    h = o tanh(c),

and every step's h gives the classes' potentials ``h W_out + b_out``.  It is trained by the same
losses and the same Adam as the spiking network, and written in the same style: forwards, and back
through time by hand.  A batch goes through a step together.
"""

import numpy as np

from snnlib._jit import jit
from snnlib.gradients.losses import best_class, class_scores, cross_entropy, scores_back
from snnlib.gradients.products import add_product, copy_rows, fill_rows
from snnlib.math import exp


@jit
def sigmoid(x: float) -> float:
    """Return ``1 / (1 + exp(-x))``."""
    return 1.0 / (1.0 + exp(-x))


@jit
def tanh(x: float) -> float:
    """Return the hyperbolic tangent, within 4e-16 of it."""
    return 1.0 - 2.0 / (1.0 + exp(2.0 * x))


@jit
def lstm_step(i: float, f: float, g: float, o: float, c: float) -> tuple[float, float]:
    """Advance a cell, from its gates and its state c; returns the new c, and the output h."""
    c = f * c + i * g
    return c, o * tanh(c)


@jit
def lstm_step_back(
    grad_h: float, grad_c: float, i: float, f: float, g: float, o: float, c: float, c_before: float
) -> tuple[float, float, float, float, float]:
    """Take the errors of h and c back through a step.

    Returns the loss's derivatives by the four sums, in the order i, f, g, o, and by the c before.
    """
    squashed = tanh(c)
    grad_c += grad_h * o * (1.0 - squashed * squashed)
    return (
        grad_c * g * i * (1.0 - i),
        grad_c * c_before * f * (1.0 - f),
        grad_c * i * (1.0 - g * g),
        grad_h * squashed * o * (1.0 - o),
        grad_c * f,
    )


@jit
def _parts(flat, n_in, n_hidden, n_out):
    """Return W_x, W_h, b, W_out and b_out, as views of a flat array."""
    wide, at = 4 * n_hidden, 0
    w_x = flat[: n_in * wide].reshape((n_in, wide))
    at += n_in * wide
    w_h = flat[at : at + n_hidden * wide].reshape((n_hidden, wide))
    at += n_hidden * wide
    b = flat[at : at + wide]
    at += wide
    w_out = flat[at : at + n_hidden * n_out].reshape((n_hidden, n_out))
    return w_x, w_h, b, w_out, flat[at + n_hidden * n_out :]


@jit
def _forward(x, parts, gates, c, h, y):
    """Fill gates (time, sample, 4 hidden), c and h (time + 1, sample, hidden), y (time, .., class).

    Row 0 of c and h is the state before the first step.
    """
    w_x, w_h, b, w_out, b_out = parts
    n = w_h.shape[0]
    c[0], h[0] = 0.0, 0.0
    for k in range(y.shape[0]):
        now = gates[k]
        fill_rows(now, b)
        add_product(x[:, k], w_x, now)
        add_product(h[k], w_h, now)
        for r in range(x.shape[0]):
            for j in range(n):
                i, f = sigmoid(now[r, j]), sigmoid(now[r, n + j])
                g, o = tanh(now[r, 2 * n + j]), sigmoid(now[r, 3 * n + j])
                now[r, j], now[r, n + j], now[r, 2 * n + j], now[r, 3 * n + j] = i, f, g, o
                c[k + 1, r, j], h[k + 1, r, j] = lstm_step(i, f, g, o, c[k, r, j])
        fill_rows(y[k], b_out)
        add_product(h[k + 1], w_out, y[k])


@jit
def _cells_back(grad_h, grad_c, gates, c, c_before):
    """Put the derivatives by the sums in the place of the gates, of all cells in one step."""
    n = grad_h.shape[1]
    for r in range(grad_h.shape[0]):
        for j in range(n):
            i, f, g, o = gates[r, j], gates[r, n + j], gates[r, 2 * n + j], gates[r, 3 * n + j]
            gates[r, j], gates[r, n + j], gates[r, 2 * n + j], gates[r, 3 * n + j], grad_c[r, j] = (
                lstm_step_back(grad_h[r, j], grad_c[r, j], i, f, g, o, c[r, j], c_before[r, j])
            )


@jit
def _backward(x, parts, grads, gates, c, h, grad_y):
    """Add the derivatives by all weights to ``grads``; gates are used up."""
    _, w_h, _, w_out, _ = parts
    grad_w_x, grad_w_h, grad_b, grad_w_out, grad_b_out = grads
    from_h, from_out = np.ascontiguousarray(w_h.T), np.ascontiguousarray(w_out.T)
    grad_h, grad_c = np.zeros_like(h[0]), np.zeros_like(c[0])
    for k in range(grad_y.shape[0] - 1, -1, -1):
        add_product(grad_y[k], from_out, grad_h)
        add_product(h[k + 1].T, grad_y[k], grad_w_out)
        _cells_back(grad_h, grad_c, gates[k], c[k + 1], c[k])
        add_product(x[:, k].T, gates[k], grad_w_x)
        add_product(h[k].T, gates[k], grad_w_h)
        grad_h[:] = 0.0
        add_product(gates[k], from_h, grad_h)
        for r in range(x.shape[0]):
            grad_b += gates[k, r]
            grad_b_out += grad_y[k, r]


@jit
def lstm_gradient(
    x: np.ndarray,
    labels: np.ndarray,
    flat: np.ndarray,
    n_hidden: int,
    n_out: int,
    loss: int,
    sharpness: float,
    grad: np.ndarray,
    told: np.ndarray,
) -> None:
    """Fill the gradient of the mean loss of a batch, (n_weights,); told: loss, fraction right.

    ``x`` is (n_samples, n_steps, n_in), ``labels`` (n_samples,) int64.
    """
    rows, n_steps, n_in = x.shape
    parts, grads = _parts(flat, n_in, n_hidden, n_out), _parts(grad, n_in, n_hidden, n_out)
    gates = np.empty((n_steps, rows, 4 * n_hidden), flat.dtype)
    c, h = np.empty((2, n_steps + 1, rows, n_hidden), flat.dtype)
    y, grad_y = np.empty((2, n_steps, rows, n_out), flat.dtype)
    scores, grad_scores = np.empty((2, n_out), flat.dtype)
    one, grad_one = np.empty((2, n_steps, n_out), flat.dtype)
    grad[:] = 0.0
    told[:] = 0.0
    _forward(x, parts, gates, c, h, y)
    for r in range(rows):
        copy_rows(y[:, r], one)
        class_scores(one, loss, sharpness, scores)
        told[0] += cross_entropy(scores, labels[r], grad_scores)
        told[1] += 1.0 if best_class(scores) == labels[r] else 0.0
        scores_back(one, loss, sharpness, grad_scores, grad_one)
        for k in range(n_steps):
            for j in range(n_out):
                grad_y[k, r, j] = grad_one[k, j] / rows
    _backward(x, parts, grads, gates, c, h, grad_y)
    told /= rows


@jit
def lstm_outputs(x: np.ndarray, flat: np.ndarray, n_hidden: int, n_out: int, y: np.ndarray) -> None:
    """Fill the classes' potentials (n_steps, n_samples, n_out)."""
    rows, n_steps, n_in = x.shape
    gates = np.empty((n_steps, rows, 4 * n_hidden), flat.dtype)
    c, h = np.empty((2, n_steps + 1, rows, n_hidden), flat.dtype)
    _forward(x, _parts(flat, n_in, n_hidden, n_out), gates, c, h, y)
