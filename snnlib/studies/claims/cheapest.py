"""What reaches an accuracy for the least energy: a spiking network or a perceptron.

Networks of many sizes are trained, the spiking ones for many numbers of time steps.  For an
accuracy the cheapest of each kind that reaches it is taken, so that nobody is compared with an
opponent that is larger than it has to be.
"""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.studies.claims.verdicts import doublings
from snnlib.studies.energy import (
    PRICES,
    EnergyCosts,
    energy_of,
    layer_operations,
    spiking_operations,
)

PERCEPTRON, CURRENT, SPIKES = 0, 1, 2  # kinds: what comes in is numbers, a current, spikes
N_INPUTS, N_CLASSES = 784, 10
#: What is counted: a place in ``energy.MEMORY``, and whether the perceptron skips zeros.
ACCOUNTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [4, 1]])
ACCOUNT_NAMES = (
    "arithmetic alone",
    "arithmetic alone, zeros skipped",
    "weights from 8 kB, too",
    "weights from 8 kB, zeros skipped",
    "weights from DRAM, zeros skipped",
)
TARGETS = np.array([0.80, 0.85, 0.88, 0.90, 0.91, 0.92, 0.93])  # accuracies to be reached


class Trained(NamedTuple):
    """A trained network, and what it does for an image on average."""

    kind: float  # PERCEPTRON, CURRENT or SPIKES
    hidden: float  # units; a perceptron without is a logistic regression
    steps: float
    right: float  # fraction of the test images
    inputs: float  # that are not 0, or that spike, over all steps
    active: float  # hidden units that are not 0, or hidden spikes


@jit
def int8_costs(memory: int) -> EnergyCosts:
    """Return the prices of 8-bit operations with weights in a place of ``energy.MEMORY``."""
    p = PRICES[0, memory, 0]
    return EnergyCosts(p[0], p[1], p[2], p[3], p[4])


@jit
def energy(one: Trained, account: int) -> float:
    """Return the energy of an image, in nJ; ``account`` is a place in ACCOUNTS."""
    costs, skips = int8_costs(ACCOUNTS[account, 0]), ACCOUNTS[account, 1] == 1
    lit = one.inputs / N_INPUTS
    if one.hidden == 0.0:
        only = energy_of(layer_operations(N_INPUTS, N_CLASSES, lit if skips else 1.0, 1.0), costs)
        return only.arithmetic + only.weights + only.states
    if one.kind == PERCEPTRON:
        first = layer_operations(N_INPUTS, one.hidden, lit if skips else 1.0, 1.0)
        part = one.active / one.hidden if skips else 1.0
        a, b = (
            energy_of(first, costs),
            energy_of(layer_operations(one.hidden, 10.0, part, 1.0), costs),
        )
        return a.arithmetic + a.weights + a.states + b.arithmetic + b.weights + b.states
    came = one.inputs if one.kind == SPIKES else 0.0
    a = energy_of(spiking_operations(one.hidden, came, one.steps), costs)
    b = energy_of(spiking_operations(N_CLASSES, one.active, one.steps), costs)
    spent = a.arithmetic + a.weights + a.states + b.arithmetic + b.weights + b.states
    if one.kind == CURRENT:  # its products are made once, and kept
        first = layer_operations(N_INPUTS, one.hidden, lit if skips else 1.0, 1.0)
        c = energy_of(first, costs)
        spent += c.arithmetic + c.weights + c.states
    return spent


@jit
def row_of(networks: np.ndarray, k: int) -> Trained:
    """Return network k of an array (network, field)."""
    n = networks[k]
    return Trained(n[0], n[1], n[2], n[3], n[4], n[5])


@jit
def cheapest(networks: np.ndarray, spiking: bool, target: float, account: int) -> int:
    """Return the number of the cheapest network that reaches an accuracy; -1 if none does."""
    found, least = -1, np.inf
    for k in range(networks.shape[0]):
        one = row_of(networks, k)
        if (one.kind != PERCEPTRON) == spiking and one.right >= target:
            spent = energy(one, account)
            if spent < least:
                found, least = k, spent
    return found


@jit
def fill_advantage(networks: np.ndarray, advantage: np.ndarray) -> None:
    """Fill log2 of how many times less energy spikes take, (account, target).

    It is minus infinity where no spiking network reaches the accuracy, and NaN where nobody does.
    """
    for account in range(len(ACCOUNTS)):
        for j in range(len(TARGETS)):
            ours = cheapest(networks, True, TARGETS[j], account)
            theirs = cheapest(networks, False, TARGETS[j], account)
            if ours < 0 or theirs < 0:
                advantage[account, j] = np.inf if ours >= 0 else -np.inf if theirs >= 0 else np.nan
            else:
                ratio = energy(row_of(networks, theirs), account)
                ratio /= energy(row_of(networks, ours), account)
                advantage[account, j] = doublings(ratio)
