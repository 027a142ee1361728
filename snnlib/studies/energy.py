"""What a network costs: its operations are counted, and each is given its energy.

The counts are exact; the energies are those of Horowitz (2014, doi:10.1109/ISSCC.2014.6757323,
figure 1.1.9) for a chip of 45 nm at 0.9 V, and bare: no clock, no control, no wires between parts.
The chapter "hardware/energy" says what they are good for and what they are not.
"""

from typing import Literal, NamedTuple

import numpy as np

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
def energy_of(counts: OperationCounts, costs: EnergyCosts) -> Energy:
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


WIDTHS = (None, 16, 12)  # bits of a potential in a bill; None: those of the sums
PRICES = np.array(  # (precision, memory, width, operation), pJ
    [[[costs_45nm(p, m, bits) for bits in WIDTHS] for m in MEMORY] for p in ARITHMETIC]
)
#: pJ, published for whole chips: Davies et al. 2018 (table 2), Merolla et al. 2014.
LOIHI_EVENT, LOIHI_UPDATE, TRUENORTH_EVENT = 23.6, 52.0, 26.0


class BillCase(NamedTuple):
    """Two networks that read one input, and what their operations cost."""

    precision: int  # which of ARITHMETIC
    memory: int  # which of MEMORY
    hidden: float  # units of the ANN; 0: it has one layer
    spikes: float  # of an input
    steps: float  # of 1 ms
    lit: float  # %, inputs that are not 0
    encoding: int  # input of the SNN: spikes 0, spikes that are drawn 1, a current 2
    chip: int  # of the SNN: 45 nm 0, Loihi 1, TrueNorth 2
    neurons: float
    n_inputs: float
    active: float  # %, hidden units that are not 0
    batch: float  # inputs of the ANN that share a weight
    power: float  # uW, always on
    width: int  # which of WIDTHS


class BillEntry(NamedTuple):
    """A line of a bill, in nJ apart from the number of operations."""

    operations: float
    arithmetic: float
    weights: float
    states: float
    encoding: float
    always_on: float
    total: float


@jit
def bill_costs(case: BillCase) -> EnergyCosts:
    """Return what the operations of a case cost on a chip of 45 nm."""
    p = PRICES[case.precision, case.memory, case.width]
    return EnergyCosts(p[0], p[1], p[2], p[3], p[4])


@jit
def _total(counts, costs):
    spent = energy_of(counts, costs)
    return spent.arithmetic + spent.weights + spent.states


@jit
def ann_bill(case: BillCase, skipping: bool, costs: EnergyCosts) -> BillEntry:
    """Return the bill of the artificial network, ``skipping`` zeros or not; it takes a step."""
    lit, active = (case.lit / 100.0, case.active / 100.0) if skipping else (1.0, 1.0)
    width = case.hidden if case.hidden > 0.0 else 10.0
    first = layer_operations(case.n_inputs, width, lit, case.batch)
    second = layer_operations(case.hidden, 10.0 if case.hidden > 0.0 else 0.0, active, case.batch)
    a, b = energy_of(first, costs), energy_of(second, costs)
    on = case.power  # microwatts times a millisecond are nanojoules
    return BillEntry(
        first.multiplications + second.multiplications,
        a.arithmetic + b.arithmetic,
        a.weights + b.weights,
        a.states + b.states,
        0.0,
        on,
        _total(first, costs) + _total(second, costs) + on,
    )


@jit
def snn_bill(case: BillCase, spikes: float, costs: EnergyCosts) -> BillEntry:
    """Return the bill of the spiking neurons, for ``spikes`` of each input, without the power.

    Of Loihi and TrueNorth sums are published that cannot be taken apart; what they would spend to
    encode the input is not, so it is NaN.
    """
    n_inputs, neurons, steps = case.n_inputs, case.neurons, case.steps
    came = spikes * n_inputs if case.encoding != 2 else 0.0
    counts = spiking_operations(neurons, came, steps)
    n, a, spent = counts.weights, energy_of(counts, costs), _total(counts, costs)
    arithmetic, weights, states, encoding = a.arithmetic, a.weights, a.states, 0.0
    if case.chip > 0:
        arithmetic, weights = np.nan, np.nan
        states = neurons * steps * LOIHI_UPDATE / 1e3 if case.chip == 1 else 0.0
        spent = n * (LOIHI_EVENT if case.chip == 1 else TRUENORTH_EVENT) / 1e3 + states
    draws = n_inputs * steps  # read a rate, draw a number, compare
    drawing = OperationCounts(0.0, 2.0 * draws, 0.0, draws, 0.0)
    if case.encoding == 2:  # a product for each input and neuron, in each step
        drawing = layer_operations(n_inputs * steps, neurons, case.lit / 100.0, 1.0)
        n += drawing.multiplications
    if case.encoding > 0:
        encoding = _total(drawing, costs) if case.chip == 0 else np.nan
        spent += encoding
    return BillEntry(n, arithmetic, weights, states, encoding, 0.0, spent)
