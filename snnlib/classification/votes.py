"""Votes: which class a neuron stands for, and what neurons say of an image.

The labelling is that of Diehl & Cook (2015, doi:10.3389/fncom.2015.00099): a neuron stands for the
class whose images make it spike most on average; an image belongs to the class whose neurons spike
most on average.  Labels are used here only, never for the weights.
"""

import numpy as np

from snnlib import _validate


def class_responses(counts, labels, n_classes):
    """Mean spike count of each neuron for the images of each class.

    Parameters
    ----------
    counts : (n_images, n_neurons) array_like
    labels : (n_images,) array_like of int
        From 0 to ``n_classes - 1``.

    Returns
    -------
    responses : (n_classes, n_neurons) float64
        0 for a class without an image.
    """
    counts = _validate.finite_array("counts", counts, max_ndim=2)
    labels = np.asarray(labels)
    n_classes = _validate.positive_integer("n_classes", n_classes)
    if counts.ndim != 2 or labels.shape != (len(counts),) or labels.dtype.kind not in "iu":
        raise ValueError("labels must be integers, one for each row of counts, (n_images, n)")
    if labels.size and not 0 <= labels.min() <= labels.max() < n_classes:
        raise ValueError(f"labels must lie from 0 to {n_classes - 1}")
    of_class = labels == np.arange(n_classes)[:, None]  # (class, image)
    return of_class @ counts / np.maximum(of_class.sum(1), 1)[:, None]


def neuron_labels(responses):
    """Class of each neuron, (n_neurons,) int64; -1 for one that is silent."""
    responses = _validate.finite_array("responses", responses, max_ndim=2)
    return np.where(responses.max(0) > 0.0, responses.argmax(0), -1)


def class_votes(counts, labels, n_classes):
    """Mean spike count of the neurons of each class, for each image.

    Parameters
    ----------
    counts : (n_images, n_neurons) array_like
    labels : (n_neurons,) int64
        As :func:`neuron_labels` gives them.

    Returns
    -------
    votes : (n_images, n_classes) float64
        0 for a class without a neuron.
    """
    counts = _validate.finite_array("counts", counts, max_ndim=2)
    of_class = np.asarray(labels) == np.arange(n_classes)[:, None]  # (class, neuron)
    return counts @ of_class.T / np.maximum(of_class.sum(1), 1)


def share_votes(counts, responses):
    """Votes in which each neuron divides its spikes among the classes as it responds to them.

    Parameters
    ----------
    counts : (n_images, n_neurons) array_like
    responses : (n_classes, n_neurons) array_like
        As :func:`class_responses` gives them.

    Returns
    -------
    votes : (n_images, n_classes) float64
    """
    counts = _validate.finite_array("counts", counts, max_ndim=2)
    responses = _validate.finite_array("responses", responses, max_ndim=2)
    total = responses.sum(0)
    return counts @ (responses / np.where(total > 0.0, total, 1.0)).T
