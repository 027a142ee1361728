"""A small network that learns in a chapter's kernel: it compiles for the browser."""

import numpy as np

from snnlib.gradients import (
    AdamParameters,
    DiscreteLIF,
    adam_update,
    add_weight_gradient,
    class_scores,
    corrected,
    cross_entropy,
    currents,
    fill_spikes,
    input_gradient,
    leaky_backward,
    leaky_forward,
    lif_backward,
    lif_forward,
    scores_back,
    shift_image,
)
from snnlib.random import uniform
from tests.compiling import arrays_of, assert_compiles, compiles


def learning_kernel(steepness, shape, loss, rate, seed, images, labels, losses):
    cell = DiscreteLIF(0.9, steepness, int(shape), 0, 1, 0)
    w, b, w_out, b_out = np.zeros((9, 8)), np.zeros(8), np.zeros((8, 2)), np.zeros(2)
    for i in range(9):
        for j in range(8):
            w[i, j] = uniform(seed, i, j) - 0.3
    for i in range(8):
        w_out[i, 0], w_out[i, 1] = uniform(seed, 20, i) - 0.5, uniform(seed, 21, i) - 0.5
    mean, square = np.zeros((9, 8)), np.zeros((9, 8))
    mean_out, square_out = np.zeros((8, 2)), np.zeros((8, 2))
    grad_w, grad_b = np.zeros((9, 8)), np.zeros(8)
    grad_w_out, grad_b_out = np.zeros((8, 2)), np.zeros(2)
    current, v, s = np.zeros((1, 8)), np.zeros((12, 8)), np.zeros((12, 8))
    current_out, y = np.zeros((12, 2)), np.zeros((12, 2))
    scores, grad_scores, grad_y = np.zeros(2), np.zeros(2), np.zeros((12, 2))
    grad_s, w_from = np.zeros((12, 8)), np.zeros((2, 8))
    for epoch in range(losses.size):
        grad_w[:] = 0.0
        grad_w_out[:] = 0.0
        for n in range(images.shape[0]):
            x = images[n : n + 1]
            currents(x, w, b, current)
            lif_forward(current, cell, v, s)
            currents(s, w_out, b_out, current_out)
            leaky_forward(current_out, 0.9, y)
            class_scores(y, int(loss), 1.0, scores)
            losses[epoch] += cross_entropy(scores, int(labels[n]), grad_scores)
            scores_back(y, int(loss), 1.0, grad_scores, grad_y)
            leaky_backward(grad_y, 0.9, current_out)
            add_weight_gradient(s, current_out, grad_w_out, grad_b_out)
            for i in range(8):
                w_from[0, i], w_from[1, i] = w_out[i, 0], w_out[i, 1]
            input_gradient(w_from, current_out, grad_s)
            lif_backward(grad_s, v, s, cell, current)
            add_weight_gradient(x, current, grad_w, grad_b)
        params = corrected(AdamParameters(rate, 0.9, 0.999, 1e-8), epoch)
        for i in range(9):
            adam_update(w[i], grad_w[i], mean[i], square[i], params)
        for i in range(8):
            adam_update(w_out[i], grad_w_out[i], mean_out[i], square_out[i], params)


LEARNING = [
    ("steepness", "float64"), ("shape", "int64"), ("loss", "int64"), ("rate", "float64"),
    ("seed", "int64"), ("images", ("float64", (4, 9))), ("labels", ("float64", (4,))),
    ("losses", ("float64", (60,))),
]  # fmt: skip


def image_kernel(seed, image, moved, spikes):
    shift_image(image, 1, -1, 3, moved)
    fill_spikes(moved, seed, 0, spikes)


IMAGE = [
    ("seed", "int64"), ("image", ("float64", (9,))), ("moved", ("float64", (9,))),
    ("spikes", ("float64", (10, 9))),
]  # fmt: skip


@compiles
def test_a_network_that_learns_compiles_for_the_browser():
    assert_compiles(learning_kernel, LEARNING)


@compiles
def test_what_is_done_to_images_compiles_for_the_browser():
    assert_compiles(image_kernel, IMAGE)


def test_the_network_of_the_kernel_learns():
    images, labels, losses = arrays_of(LEARNING)
    images[:] = np.eye(9)[[0, 4, 8, 2]] + np.eye(9)[[1, 4, 7, 2]]
    labels[:] = [0, 1, 0, 1]
    learning_kernel(2.0, 0, 0, 0.05, 3, images, labels, losses)
    assert losses[-1] < 0.1 * losses[0]
