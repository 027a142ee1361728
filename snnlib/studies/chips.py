"""Place a layered network on the cores of a chip, under the limits that each core has.

A core has so many neurons, so many input lines (axons), so much memory for weights, and a neuron
so many inputs.  A layer is cut into blocks of neurons, one block a core; the largest blocks that
keep every limit are taken.  A neuron with more inputs than a core can bring to it fits nowhere,
unless it is split: its parts, each with some of the inputs, send their spikes to one more neuron.
That one adds up spikes and not potentials, so a split network is *another* network.

:func:`map_network` is for Python, :func:`plan_layer` and :func:`place_layer` for a kernel.  The
chapter "hardware/chips" uses them.

``CHIPS`` holds the limits of the cores of five chips.  Each number was read in the source that
stands beside it; the chapter "hardware/chips" has the references, more chips, and what is not
published.  Chips whose limit is time (SpiNNaker) or whose numbers are not public in this form
(Loihi 2, Speck, Akida, Tianjic) are not here.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from snnlib._checks import instance_of, positive_integer
from snnlib._jit import jit

FITS, WEIGHT_BITS, FAN_IN, SUMS = 0, 1, 2, 3  # statuses
NO_LIMIT = 2**30


class CoreLimits(NamedTuple):
    """What a chip's cores can hold; ``NO_LIMIT`` where it has none that a number could tell."""

    cores: int  # on a chip
    neurons: int  # on a core
    axons: int  # different inputs that can come to a core
    fan_in: int  # of a neuron
    memory: int  # bits for the weights of a core
    weight_bits: int  # of a weight, at most
    axon_a_bit: bool  # synapses are on or off: a weight of b bits takes b axons
    merging: bool  # the parts of a split neuron share one membrane: nothing need be added up


class LayerShape(NamedTuple):
    """A map of neurons, each of which sees a window of all channels below, stride 1."""

    rows: int
    columns: int
    channels: int
    kernel_rows: int
    kernel_columns: int
    channels_in: int


class LayerPlan(NamedTuple):
    """How a layer is cut up: core by core ``rows`` x ``columns`` x ``channels`` of its neurons."""

    status: int  # FITS = 0, or what forbids it: WEIGHT_BITS = 1, FAN_IN = 2, SUMS = 3
    rows: int
    columns: int
    channels: int
    parts: int  # of each neuron
    sums: int  # neurons on a core that add up parts; 0: there are none
    cores: int
    extra: int  # neurons that the network does not have and the chip needs


class NetworkMap(NamedTuple):
    """What comes of a network on a chip."""

    plans: tuple  # of LayerPlan
    use: np.ndarray  # (n_cores, 3) int64: neurons, axons, bits of weights in use on each core
    chips: int  # how many would be needed; 0 where a layer fits on none
    reasons: tuple  # of str: why it does not fit on one chip


def dense_layer(n_in: int, n: int) -> LayerShape:
    """Return the shape of ``n`` neurons that all see the same ``n_in`` inputs."""
    return LayerShape(1, 1, positive_integer("n", n), 1, positive_integer("n_in", n_in), 1)


def conv_layer(rows: int, columns: int, channels_in: int, kernel: int, channels: int) -> LayerShape:
    """Return the shape of a convolution: stride 1, and only where the whole kernel fits."""
    kernel = positive_integer("kernel", kernel)
    for name, side in (("rows", rows), ("columns", columns)):
        if positive_integer(name, side) < kernel:
            raise ValueError(f"{name} must be at least kernel = {kernel}, got {side}")
    return LayerShape(
        rows - kernel + 1, columns - kernel + 1, positive_integer("channels", channels),
        kernel, kernel, positive_integer("channels_in", channels_in),
    )  # fmt: skip


@jit
def _up(a, b):
    """Return a / b, rounded up."""
    return (a + b - 1) // b


@jit
def _block(layer, rows, columns, parts, bits, limits):
    """Return how many channels a core takes of rows x columns positions; 0 where not even one."""
    window = (rows - 1 + layer.kernel_rows) * (columns - 1 + layer.kernel_columns)
    lines = bits if limits.axon_a_bit else 1
    if window * layer.channels_in * lines > limits.axons:
        return 0
    positions = rows * columns
    fan_in = layer.kernel_rows * layer.kernel_columns * layer.channels_in
    room = min(limits.neurons // (positions * parts), limits.memory // (positions * fan_in * bits))
    return min(layer.channels, room)


@jit
def plan_layer(layer: LayerShape, bits: int, limits: CoreLimits, split: bool) -> LayerPlan:
    """Cut a layer into blocks, as few as there can be.

    Parameters
    ----------
    bits : int
        Of each weight.
    split : bool
        Whether neurons with too many inputs may be split.
    """
    lines = bits if limits.axon_a_bit else 1
    fan_in = layer.kernel_rows * layer.kernel_columns * layer.channels_in
    n = layer.rows * layer.columns * layer.channels
    most = limits.fan_in // lines
    if not limits.merging:
        most = min(most, limits.axons // lines, limits.memory // bits)
    if bits > limits.weight_bits or most < 1:
        return LayerPlan(WEIGHT_BITS, 0, 0, 0, 0, 0, 0, 0)
    parts = _up(fan_in, most)
    if parts > 1 and not split:
        return LayerPlan(FAN_IN, 0, 0, 0, parts, 0, 0, 0)
    if parts > 1 and not limits.merging:
        part = _up(fan_in, parts)
        channels = min(layer.channels, limits.neurons, limits.memory // (part * bits))
        sums = min(limits.neurons, limits.axons // parts, limits.memory // parts)
        if parts > limits.fan_in or sums < 1:
            return LayerPlan(SUMS, 0, 0, 0, parts, 0, 0, 0)
        cores = layer.rows * layer.columns * _up(layer.channels, channels) * parts + _up(n, sums)
        return LayerPlan(FITS, 1, 1, channels, parts, sums, cores, n * parts)
    best = LayerPlan(FAN_IN, 0, 0, 0, parts, 0, 0, 0)
    for rows in range(1, layer.rows + 1):
        for columns in range(1, layer.columns + 1):
            channels = _block(layer, rows, columns, parts, bits, limits)
            if channels > 0:
                cores = _up(layer.rows, rows) * _up(layer.columns, columns)
                cores *= _up(layer.channels, channels)
                if best.status != FITS or cores < best.cores:
                    extra = n * (parts - 1)
                    best = LayerPlan(FITS, rows, columns, channels, parts, 0, cores, extra)
    return best


@jit
def _put(use, core, neurons, axons, memory):
    """Write down what a core holds, if there is room to write."""
    if core < use.shape[0]:
        use[core, 0], use[core, 1], use[core, 2] = neurons, axons, memory


@jit
def place_layer(
    layer: LayerShape, plan: LayerPlan, bits: int, limits: CoreLimits, first: int, use: np.ndarray
) -> int:
    """Write what each core of a plan holds into ``use`` (as in NetworkMap), from row ``first`` on.

    What is beyond its last row is left out.  Returns the row after the layer's last core.
    """
    lines = bits if limits.axon_a_bit else 1
    fan_in = layer.kernel_rows * layer.kernel_columns * layer.channels_in
    if plan.status != FITS:
        return first
    pieces = plan.parts if plan.sums > 0 else 1
    part = _up(fan_in, pieces)
    core = first
    for i in range(_up(layer.rows, plan.rows)):  # a range with a step could raise
        rows = min(plan.rows, layer.rows - i * plan.rows)
        for j in range(_up(layer.columns, plan.columns)):
            columns = min(plan.columns, layer.columns - j * plan.columns)
            window = (rows - 1 + layer.kernel_rows) * (columns - 1 + layer.kernel_columns)
            for k in range(_up(layer.channels, plan.channels)):
                n = rows * columns * min(plan.channels, layer.channels - k * plan.channels)
                for piece in range(pieces):
                    axons, inputs, circuits = window * layer.channels_in, fan_in, n * plan.parts
                    if pieces > 1:
                        inputs = min(part, fan_in - piece * part)
                        axons, circuits = inputs, n
                    _put(use, core, circuits, axons * lines, n * inputs * bits)
                    core += 1
    left = layer.rows * layer.columns * layer.channels if plan.sums > 0 else 0
    while left > 0:
        n = min(plan.sums, left)
        _put(use, core, n, n * plan.parts, n * plan.parts)
        core, left = core + 1, left - n
    return core


@jit
def limits_of(row: np.ndarray) -> CoreLimits:
    """Return :class:`CoreLimits` from an array of its numbers, in a kernel."""
    return CoreLimits(row[0], row[1], row[2], row[3], row[4], row[5], row[6] == 1, row[7] == 1)


@jit
def fractions_in_use(use: np.ndarray, taken: bool, limits: CoreLimits) -> np.ndarray:
    """Return how much of a core's neurons, axons and memory is in use, each from 0 to 1.

    NaN for a core that is not ``taken``, and where there is no limit; ``use`` as in a row of
    NetworkMap's.
    """
    fractions = np.full(3, np.nan)
    for what, most in enumerate((limits.neurons, limits.axons, limits.memory)):
        if taken and most < NO_LIMIT:
            fractions[what] = use[what] / most
    return fractions


def _reason(k, layer, plan, bits, limits):
    """Return the reason why a layer fits on no core."""
    fan_in = layer.kernel_rows * layer.kernel_columns * layer.channels_in
    if plan.status == WEIGHT_BITS:
        return f"layer {k}: weights have {bits} bits, the chip's at most {limits.weight_bits}"
    if plan.status == SUMS:
        return f"layer {k}: a neuron falls into {plan.parts} parts, too many to add up on a core"
    return f"layer {k}: a neuron has {fan_in} inputs, more than a core can bring to it"


def map_network(
    layers: Sequence[LayerShape], limits: CoreLimits, bits: int = 1, split: bool = False
) -> NetworkMap:
    """Place layers on a chip's cores, each layer on cores of its own.

    Every synapse is stored: a compiler that stores the weights of a convolution once needs less.

    Parameters
    ----------
    layers : sequence of LayerShape
        Made by :func:`dense_layer` and :func:`conv_layer`.
    limits : CoreLimits
        Such as ``CHIPS["TrueNorth"]``.
    bits : int
        Of each weight.
    split : bool
        Whether neurons with too many inputs may be split.

    Returns
    -------
    NetworkMap

    Raises
    ------
    ValueError, TypeError
        For no layers, or for limits and bits that are not whole and positive.
    """
    instance_of("limits", limits, CoreLimits)
    for name, value in zip(CoreLimits._fields[:6], limits, strict=False):
        positive_integer(f"limits.{name}", value)
    bits = positive_integer("bits", bits)
    layers = [instance_of("each of layers", layer, LayerShape) for layer in layers]
    if not layers:
        raise ValueError("layers must be at least one LayerShape, got none")
    plans = tuple(plan_layer(layer, bits, limits, bool(split)) for layer in layers)
    use = np.zeros((sum(plan.cores for plan in plans), 3), np.int64)
    first, reasons = 0, []
    for k, (layer, plan) in enumerate(zip(layers, plans, strict=True), start=1):
        first = place_layer(layer, plan, bits, limits, first, use)
        if plan.status != FITS:
            reasons.append(_reason(k, layer, plan, bits, limits))
    chips = 0 if reasons else -(-first // limits.cores)
    if chips > 1:
        reasons.append(f"{first} cores are needed, a chip has {limits.cores}")
    return NetworkMap(plans, use, chips, tuple(reasons))


CHIPS = {
    # Merolla et al. 2014: 4096 cores; Cassidy et al. 2013: a 256 x 256 crossbar of synapses that
    # are on or off.  Shrestha et al. 2022: four weights a neuron, picked by the axon's type; as 1,
    # 2, 4 and 8 they make weights of up to 4 bits from as many axons.
    "TrueNorth": CoreLimits(4096, 256, 256, 256, 256 * 256, 4, True, False),
    # Davies et al. 2018: 128 cores of 1024 neurons, 4096 axons and 128 KB of synapses, which have 1
    # to 9 bits.
    "Loihi": CoreLimits(128, 1024, 4096, 4096, 2**20, 9, False, False),
    # Frenkel et al. 2019, and the documentation in its repository: one crossbar of 256 x 256
    # synapses of 4 bits, three of which are the weight.
    "ODIN": CoreLimits(1, 256, 256, 256, 256 * 256 * 3, 3, False, False),
    # Richter et al. 2024: 4 cores of 256 neurons with 64 synapses each; its makers' program
    # Rockpool: weights of 4 bits.
    "DYNAP-SE2": CoreLimits(4, 256, NO_LIMIT, 64, 256 * 64 * 4, 4, False, False),
    # The Heidelberg group's page on its hardware, and its lab course: 512 neuron circuits, 131,072
    # synapses of 6 bits, so 256 each; circuits can be merged to one neuron with more inputs.
    "BrainScaleS-2": CoreLimits(1, 512, NO_LIMIT, 256, 512 * 256 * 6, 6, False, True),
}
