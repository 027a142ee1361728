"""What a network costs: its operations are counted, and each is given its energy.

The counts are exact; the energies are those of Horowitz (2014, doi:10.1109/ISSCC.2014.6757323,
figure 1.1.9) for a chip of 45 nm at 0.9 V, and bare: no clock, no control, no wires between parts.
The chapter "hardware/energy" says what they are good for and what they are not.
"""

from typing import Literal, NamedTuple

from snnlib import _checks
from snnlib._jit import jit

#: pJ for a multiplication and for an addition, bits of a weight, bits in which products are summed.
ARITHMETIC = {
    "int8": (0.2, 0.1, 8, 32),  # products of 8 bits are summed in 32
    "float16": (1.1, 0.4, 16, 16),
    "int32": (3.1, 0.1, 32, 32),
    "float32": (3.7, 0.9, 32, 32),
}
#: pJ to read 64 bits; of DRAM the lower end of 1.3 to 2.6 nJ.
MEMORY = {"none": 0.0, "8 kB": 10.0, "32 kB": 20.0, "1 MB": 100.0, "DRAM": 1300.0}


class OperationCounts(NamedTuple):
    """How often something is done; of single numbers, or (:class:`EnergyCosts`) pJ for each."""

    multiplications: float
    additions: float  # comparisons, too
    weights: float  # read
    activations: float  # inputs and outputs, read or written
    potentials: float  # read or written


class EnergyCosts(NamedTuple):
    """What each operation takes, in pJ; fields as in :class:`OperationCounts`."""

    multiplication: float
    addition: float
    weight: float
    activation: float
    potential: float


class Energy(NamedTuple):
    """Where the energy goes, in nJ."""

    arithmetic: float
    weights: float
    states: float  # activations and potentials


@jit
def layer_operations(n_in: float, n_out: float, active: float, batch: float) -> OperationCounts:
    """Count what a layer of an artificial network does for one input.

    Parameters
    ----------
    active : float
        Fraction of the inputs that are worked on: 1, or that of the inputs that are not 0 if zeros
        are skipped.
    batch : float
        Inputs that share each weight that is read.
    """
    products = active * n_in * n_out
    return OperationCounts(products, products, products / batch, n_in + n_out, 0.0)


@jit
def spiking_operations(n_out: float, n_spikes: float, n_steps: float) -> OperationCounts:
    """Count what a layer of LIF neurons does that is updated at each time step.

    Each spike that comes in reads and adds a weight for each neuron (a synaptic operation).  In
    each step each neuron's potential is read, multiplied (the leak), compared and written.

    Parameters
    ----------
    n_spikes : float
        That come in, over all steps.
    """
    events, updates = n_spikes * n_out, n_out * n_steps
    return OperationCounts(updates, events + updates, events, n_spikes, 2.0 * updates)


@jit
def energy_of(counts, costs):
    """Price counts: an :class:`Energy`, in nJ."""
    arithmetic = counts.multiplications * costs.multiplication + counts.additions * costs.addition
    states = counts.activations * costs.activation + counts.potentials * costs.potential
    return Energy(arithmetic / 1e3, counts.weights * costs.weight / 1e3, states / 1e3)


def costs_45nm(
    precision: Literal["int8", "float16", "int32", "float32"] = "int8",
    memory: Literal["none", "8 kB", "32 kB", "1 MB", "DRAM"] = "8 kB",
    potential_bits: int | None = None,
) -> EnergyCosts:
    """Return the energies of operations on a chip of 45 nm.

    A number takes its part of the 64 bits that one read gives: whole rows are used.  Activations
    and potentials are few, so they lie in 8 kB wherever the weights are.  The width of a potential
    decides what a spiking network pays for its states; arithmetic is priced at the precision.

    Parameters
    ----------
    memory : {"none", "8 kB", "32 kB", "1 MB", "DRAM"}
        Where the weights are; "none": no access of any kind is counted.
    potential_bits : int, optional
        Width of a potential, at most 64.  Without it: as wide as the sums of the precision, which
        is 32 bits, and 16 for "float16".

    Examples
    --------
    >>> costs_45nm("float32", "DRAM").weight
    650.0
    >>> costs_45nm().potential, costs_45nm(potential_bits=16).potential
    (5.0, 2.5)
    """
    multiply, add, bits, wide = ARITHMETIC[_checks.one_of("precision", precision, ARITHMETIC)]
    weights = MEMORY[_checks.one_of("memory", memory, MEMORY)] / 64.0
    states = 0.0 if memory == "none" else MEMORY["8 kB"] / 64.0
    if potential_bits is not None:
        wide = _checks.positive_integer("potential_bits", potential_bits)
        if wide > 64:
            raise ValueError(
                f"potential_bits must be at most 64, the width of a read, got {potential_bits!r}"
            )
    return EnergyCosts(multiply, add, bits * weights, bits * states, wide * states)
