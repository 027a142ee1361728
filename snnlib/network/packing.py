"""Packed synapses: target and weight of a synapse in one word of 32 bits.

The upper 17 bits are the target, the lower 15 the weight: a whole number of steps from -16,383 to
16,383, to which 16,384 is added.  A step is the largest size that a weight can have, over 16,383,
and so a weight is off by half a step at most.
"""

import numpy as np

from snnlib._jit import jit

BITS = 15  # of the weight
MIDDLE = 2 ** (BITS - 1)  # the word's weight for 0
MOST_STEPS = MIDDLE - 1
MOST_TARGETS = 2 ** (32 - BITS)


def check(name, n_post, plasticity):
    """Check that a connection can be packed."""
    if plasticity is not None:
        raise ValueError(
            f"{name}: packed must be False with plasticity: weights of {BITS} bits cannot learn"
        )
    if n_post > MOST_TARGETS:
        raise ValueError(
            f"{name}: packed is for at most {MOST_TARGETS} postsynaptic neurons, got {n_post}; "
            "connect slices of them"
        )


def step_for(largest: float):
    """Return the step of the weights, (1,) float32."""
    step = np.float32(largest / MOST_STEPS)
    return np.full(1, step if step > 0.0 else 1.0, np.float32)


@jit
def word(target, weight, step):
    """Return a synapse as one word; the weight is rounded to a whole number of steps."""
    steps = np.int64(np.rint(weight / step)) + MIDDLE
    return np.uint32((np.int64(target) << BITS) | min(max(steps, 1), 2 * MIDDLE - 1))


@jit
def _pack(targets, weights, step, out):
    for s in range(targets.size):
        out[s] = word(targets[s], weights[0] if weights.size == 1 else weights[s], step)


def pack(targets, weights):
    """Return the words, (n_synapses,) uint32, of targets and weights, and the step of these."""
    step = step_for(float(np.abs(weights).max(initial=0.0)))
    words = np.empty(targets.size, np.uint32)
    _pack(targets, weights, np.float64(step[0]), words)
    return words, step


def targets_of(words):
    """Return the targets, (n_synapses,) uint32."""
    return words >> np.uint32(BITS)


def weights_of(words, step):
    """Return the weights that are simulated, (n_synapses,) float32."""
    steps = (words & np.uint32(2 * MIDDLE - 1)).astype(np.float32)
    steps -= np.float32(MIDDLE)
    steps *= step
    return steps
