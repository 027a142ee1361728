"""Whether a network fits on a microcontroller, and when it answers."""

from typing import NamedTuple

import numpy as np

from snnlib._jit import jit
from snnlib.studies.claims.cheapest import N_CLASSES, N_INPUTS, PERCEPTRON, SPIKES, Trained
from snnlib.studies.claims.verdicts import doublings

DEVICES = ("ATmega328P", "STM32F302R8", "nRF52840")
#: kB of flash, kB of RAM, MHz; from the data sheets that the chapter cites.
FLASH, RAM, CLOCK = (
    np.array([32.0, 64.0, 1024.0]),
    np.array([2.0, 16.0, 256.0]),
    np.array([16.0, 72.0, 64.0]),
)
FITS_FLASH, FITS_RAM, IN_TIME, FASTER = 0, 1, 2, 3
QUESTIONS = ("weights fit", "state fits", "in time", "faster than an MLP")


class Deployed(NamedTuple):
    """What a network takes."""

    weights: float  # kB, of 8 bits
    state: float  # kB: input, potentials or sums
    operations: float  # of an image


@jit
def deployed(one: Trained, bits: float) -> Deployed:
    """Count what a network takes on a processor that skips zeros, with weights of some bits."""
    width = one.hidden if one.hidden > 0.0 else float(N_CLASSES)
    weights = (N_INPUTS * width + one.hidden * N_CLASSES) * bits / 8.0
    weights += 4.0 * (one.hidden + N_CLASSES)  # biases of 32 bits
    state = N_INPUTS + 4.0 * (one.hidden + N_CLASSES)
    first, second = one.inputs * width, one.active * N_CLASSES
    updates = 0.0 if one.kind == PERCEPTRON else 3.0 * one.steps * (one.hidden + N_CLASSES)
    encoding = N_INPUTS * one.steps if one.kind == SPIKES else 0.0  # a number is drawn for each
    return Deployed(weights / 1e3, state / 1e3, first + second + updates + encoding)


@jit
def latency(one: Deployed, device: int, cycles: float) -> float:
    """Return the time of an image in ms, at some cycles for each operation."""
    return one.operations * cycles / (1e3 * CLOCK[device])


@jit
def fill_ready(
    snn: Deployed, mlp: Deployed, cycles: float, deadline: float, advantage: np.ndarray
) -> None:
    """Fill log2 of how many times a device is good enough, (question, device).

    ``deadline`` is in ms.
    """
    for d in range(CLOCK.size):
        time = latency(snn, d, cycles)
        advantage[FITS_FLASH, d] = doublings(FLASH[d] / snn.weights)
        advantage[FITS_RAM, d] = doublings(RAM[d] / snn.state)
        advantage[IN_TIME, d] = doublings(deadline / time)
        advantage[FASTER, d] = doublings(latency(mlp, d, cycles) / time)
