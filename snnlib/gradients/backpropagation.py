"""Back-propagation through the layers and the steps of a spiking network.

One sample at a time goes forwards through all layers and all steps, and its error back again; the
products with the input are done for a whole batch.  Scores that are weighted sums of the last
layer's input are read without running it (:mod:`snnlib.gradients.readout`).

The weights of all layers stand in one flat array, layer after layer, each matrix (n_in, n_out) with
its biases (n_out,) behind it.  The same source computes in float32, to be fast, and in float64, to
be checked.  Sums run in one order whatever the machine: the same weights come out bit for bit.
"""

from typing import Annotated, NamedTuple

import numpy as np

from snnlib._declared import Between, NonNegative, Positive, Probability
from snnlib._jit import jit, jit_apart
from snnlib.gradients.layers import (
    DiscreteLIF,
    add_weight_gradient,
    currents,
    input_gradient,
    leaky_backward,
    leaky_forward,
    lif_backward,
    lif_forward_from,
)
from snnlib.gradients.losses import (
    COUNT,
    MEAN,
    best_class,
    class_scores,
    cross_entropy,
    scores_back,
)
from snnlib.gradients.products import copy_rows
from snnlib.gradients.readout import (
    fill_importance,
    is_linear,
    linear_scores,
    linear_scores_back,
    spread_error,
    weigh_spikes,
)


class Output(NamedTuple):
    """How the last layer is read, and what is asked of it."""

    beta: Annotated[float, Probability()] = 0.9  # of a leaky integrator: the read-out's memory
    loss: Annotated[int, Between(0, 5)] = MEAN  # a place in losses.LOSSES; from 4 on, it spikes
    sharpness: Annotated[float, Positive()] = 1.0  # factor of the scores
    penalty: Annotated[float, NonNegative()] = 0.0  # loss for each spike of a hidden neuron


class _Layers(NamedTuple):
    """Weights of all layers, or the loss's derivatives by them."""

    w: list  # (n_in, n_out) each
    b: list  # (n_out,) each


class _Traces(NamedTuple):
    """What a sample leaves in each layer; (time, neuron)."""

    current: list  # into the layer, and the error by it on the way back; of the first: not here
    v: list  # potentials before the reset
    s: list  # spikes, or the potentials of leaky integrators
    grad_s: list  # the loss's derivative by them


class _Reader(NamedTuple):
    """What the scores of a sample are made of."""

    linear: bool  # whether the last layer is not run, but summed up
    c: np.ndarray  # (time,), how much an input to the last layer counts
    weighted: np.ndarray  # (n_hidden,), spikes weighted by it
    scores: np.ndarray  # (class,)
    grad_scores: np.ndarray  # (class,)


@jit
def _layers(flat, sizes):
    """Return the weight matrices and the biases that stand in a flat array, as views of it."""
    matrices, biases, at = [], [], 0
    for layer in range(sizes.size - 1):
        n_in, n_out = sizes[layer], sizes[layer + 1]
        matrices.append(flat[at : at + n_in * n_out].reshape((n_in, n_out)))
        biases.append(flat[at + n_in * n_out : at + (n_in + 1) * n_out])
        at += (n_in + 1) * n_out
    return _Layers(matrices, biases)


@jit
def _empty(sizes, n_steps, flat):
    return [np.empty((n_steps, n), flat.dtype) for n in sizes[1:]]


@jit
def _traces(sizes, n_steps, flat):
    """Return empty traces of all layers behind the input."""
    current, v = _empty(sizes, n_steps, flat), _empty(sizes, n_steps, flat)
    return _Traces(current, v, _empty(sizes, n_steps, flat), _empty(sizes, n_steps, flat))


@jit
def _reader(sizes, n_steps, output, flat):
    """Return what reads the last layer of a sample."""
    c, weighted = np.empty(n_steps, flat.dtype), np.empty(sizes[-2], flat.dtype)
    fill_importance(output.loss, output.beta, c)
    scores = np.empty(sizes[-1], flat.dtype)
    linear = sizes.size > 2 and is_linear(output.loss)
    return _Reader(linear, c, weighted, scores, np.empty_like(scores))


@jit
def _forward(first, layers, cell, start, output, n_layers, traces):
    """Run the first ``n_layers`` layers for one sample, and fill their potentials and spikes.

    ``first`` are the currents into the first of them: (time, neuron), or (1, neuron) if constant.
    """
    for layer in range(n_layers):
        into = first if layer == 0 else traces.current[layer]
        if layer > 0:
            currents(traces.s[layer - 1], layers.w[layer], layers.b[layer], into)
        if layer == len(layers.w) - 1 and output.loss < COUNT:
            leaky_forward(into, output.beta, traces.s[layer])
        else:
            lif_forward_from(start, into, cell, traces.v[layer], traces.s[layer])


@jit
def _backward(first, w_from, cell, output, n_layers, traces, grads):
    """Take the error of the spikes of the last of ``n_layers`` layers back to what lies before.

    Adds to the gradient of all weights but those of the first layer, and fills ``first`` with the
    derivative by that one's currents.  ``w_from`` are the transposed weights, without the first.
    """
    for layer in range(n_layers - 1, -1, -1):
        into = first if layer == 0 else traces.current[layer]
        if layer == len(grads.w) - 1 and output.loss < COUNT:
            leaky_backward(traces.grad_s[layer], output.beta, into)
        else:
            lif_backward(traces.grad_s[layer], traces.v[layer], traces.s[layer], cell, into)
        if layer > 0:
            add_weight_gradient(traces.s[layer - 1], into, grads.w[layer], grads.b[layer])
            input_gradient(w_from[layer], into, traces.grad_s[layer - 1])
            traces.grad_s[layer - 1] += output.penalty


@jit
def _fill_scores(reader, layers, output, traces):
    """Fill the scores of a sample."""
    last = len(layers.w) - 1
    if reader.linear:
        weigh_spikes(traces.s[last - 1], reader.c, reader.weighted)
        w, b = layers.w[last], layers.b[last]
        linear_scores(reader.weighted, reader.c, output.sharpness, w, b, reader.scores)
    else:
        class_scores(traces.s[last], output.loss, output.sharpness, reader.scores)


@jit
def _scores_back(reader, w_from, output, traces, grads):
    """Take the error of a sample's scores back to the layers that were run."""
    last, error = len(grads.w) - 1, reader.grad_scores
    if reader.linear:
        error *= output.sharpness
        linear_scores_back(reader.weighted, reader.c, error, grads.w[last], grads.b[last])
        spread_error(error, reader.c, output.penalty, w_from[last], traces.grad_s[last - 1])
    else:
        scores_back(traces.s[last], output.loss, output.sharpness, error, traces.grad_s[last])


@jit
def _spikes_of(s, n_layers):
    """Return the number of spikes of the first layers."""
    total = 0.0
    for layer in range(n_layers):
        sums = np.zeros_like(s[layer][0])  # neuron by neuron, which a processor does at once
        for k in range(s[layer].shape[0]):
            row = s[layer][k]
            for j in range(sums.size):
                sums[j] += row[j]
        total += sums.sum()
    return total


@jit_apart
def batch_gradient(
    x: np.ndarray,
    labels: np.ndarray,
    flat: np.ndarray,
    sizes: np.ndarray,
    n_steps: int,
    cell: DiscreteLIF,
    start: float,
    output: Output,
    grad: np.ndarray,
    told: np.ndarray,
) -> None:
    """Fill the gradient of the mean loss of a batch, ``grad`` (n_weights,).

    Parameters
    ----------
    x : (n_samples, n_steps or 1, n_in); 1: each value is a constant current
    labels : (n_samples,) int64
    flat : (n_weights,)
    sizes : (n_layers + 1,) int64, of the input and of all layers
    told : (3,) float64, filled: mean loss, fraction that is right, hidden spikes of a sample
    """
    layers, grads = _layers(flat, sizes), _layers(grad, sizes)
    w_from = layers.w[:1] + [np.ascontiguousarray(w.T) for w in layers.w[1:]]
    traces, reader = _traces(sizes, n_steps, flat), _reader(sizes, n_steps, output, flat)
    n_hidden, steps, n_samples = sizes.size - 2, x.shape[1], labels.size
    n_layers = n_hidden if reader.linear else n_hidden + 1
    inputs = x.reshape((n_samples * steps, x.shape[2]))
    first = np.empty((n_samples * steps, sizes[1]), flat.dtype)
    currents(inputs, layers.w[0], layers.b[0], first)
    grad[:] = 0.0
    told[:] = 0.0
    for n in range(n_samples):
        into = first[n * steps : (n + 1) * steps]
        _forward(into, layers, cell, start, output, n_layers, traces)
        _fill_scores(reader, layers, output, traces)
        spikes = _spikes_of(traces.s, n_hidden)
        loss = cross_entropy(reader.scores, labels[n], reader.grad_scores)
        told[0] += loss + output.penalty * spikes
        told[1] += 1.0 if best_class(reader.scores) == labels[n] else 0.0
        told[2] += spikes
        _scores_back(reader, w_from, output, traces, grads)
        _backward(into, w_from, cell, output, n_layers, traces, grads)
    add_weight_gradient(inputs, first, grads.w[0], grads.b[0])
    for i in range(grad.size):
        grad[i] /= n_samples
    told /= n_samples


@jit_apart
def batch_outputs(
    x: np.ndarray,
    flat: np.ndarray,
    sizes: np.ndarray,
    n_steps: int,
    cell: DiscreteLIF,
    start: float,
    output: Output,
    y: np.ndarray,
    spikes: np.ndarray,
) -> None:
    """Fill the outputs' traces (n_samples, time, class), and the spikes of each layer in all."""
    layers, traces = _layers(flat, sizes), _traces(sizes, n_steps, flat)
    n_layers, first = len(layers.w), np.empty((x.shape[1], sizes[1]), flat.dtype)
    spikes[:] = 0.0
    for n in range(x.shape[0]):
        currents(x[n], layers.w[0], layers.b[0], first)
        _forward(first, layers, cell, start, output, n_layers, traces)
        copy_rows(traces.s[n_layers - 1], y[n])
        for layer in range(n_layers):
            spikes[layer] += traces.s[layer].sum()


@jit
def fill_scores(y: np.ndarray, loss: int, sharpness: float, scores: np.ndarray) -> None:
    """Fill the scores of each sample after each step, (n_samples, time, class)."""
    for n in range(y.shape[0]):
        for k in range(y.shape[1]):
            class_scores(y[n, : k + 1], loss, sharpness, scores[n, k])
