"""The mapping of networks onto cores against sets of inputs that are counted one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib.studies import chips
from snnlib.studies.chips import (
    CHIPS,
    FAN_IN,
    FITS,
    NO_LIMIT,
    SUMS,
    WEIGHT_BITS,
    CoreLimits,
    conv_layer,
    dense_layer,
    map_network,
    place_layer,
    plan_layer,
)

pytestmark = pytest.mark.kernel

TRUENORTH = CHIPS["TrueNorth"]
limits_of_all_sizes = st.builds(
    CoreLimits,
    cores=st.integers(1, 40),
    neurons=st.integers(1, 40),
    axons=st.integers(1, 60),
    fan_in=st.integers(1, 60),
    memory=st.integers(1, 900),
    weight_bits=st.integers(1, 4),
    axon_a_bit=st.booleans(),
    merging=st.booleans(),
)
layers_of_all_sizes = st.one_of(
    st.builds(dense_layer, st.integers(1, 90), st.integers(1, 50)),
    st.builds(
        conv_layer,
        rows=st.integers(3, 6),
        columns=st.integers(3, 6),
        channels_in=st.integers(1, 3),
        kernel=st.integers(1, 3),
        channels=st.integers(1, 5),
    ),
)


def inputs_of(layer, row, column):
    """The inputs that a neuron at this place sees, each as its row, column and channel."""
    return {
        (row + i, column + j, k)
        for i in range(layer.kernel_rows)
        for j in range(layer.kernel_columns)
        for k in range(layer.channels_in)
    }


def blocks(layer, rows, columns, channels):
    """The neurons of each core, if every core takes a block of this size."""
    for row in range(0, layer.rows, rows):
        for column in range(0, layer.columns, columns):
            for channel in range(0, layer.channels, channels):
                yield [
                    (i, j, k)
                    for i in range(row, min(row + rows, layer.rows))
                    for j in range(column, min(column + columns, layer.columns))
                    for k in range(channel, min(channel + channels, layer.channels))
                ]


def held(layer, neurons, parts, bits, limits):
    """Neurons, axons and bits of weights that a core holds."""
    seen = [inputs_of(layer, i, j) for i, j, _ in neurons]
    lines = bits if limits.axon_a_bit else 1
    return len(neurons) * parts, len(set().union(*seen)) * lines, sum(map(len, seen)) * bits


def keeps(use, limits):
    return use[0] <= limits.neurons and use[1] <= limits.axons and use[2] <= limits.memory


def fewest_cores(layer, parts, bits, limits):
    """Of all sizes of blocks; None if even a single neuron is too much."""
    found = []
    for rows in range(1, layer.rows + 1):
        for columns in range(1, layer.columns + 1):
            for channels in range(1, layer.channels + 1):
                cut = list(blocks(layer, rows, columns, channels))
                if all(keeps(held(layer, block, parts, bits, limits), limits) for block in cut):
                    found.append(len(cut))
    return min(found, default=None)


@settings(max_examples=150)
@given(layer=layers_of_all_sizes, limits=limits_of_all_sizes, bits=st.integers(1, 5))
def test_the_blocks_are_counted_right_and_none_are_better(layer, limits, bits):
    plan = plan_layer(layer, bits, limits, False)
    fan_in = len(inputs_of(layer, 0, 0))
    lines = bits if limits.axon_a_bit else 1
    fewest = fewest_cores(layer, 1, bits, limits) if fan_in * lines <= limits.fan_in else None
    if bits > limits.weight_bits or fewest is None:
        assert plan.status != FITS
        assert plan.cores == 0
        return
    assert plan.status == FITS
    assert plan.parts == 1
    assert plan.extra == 0
    assert plan.sums == 0
    assert plan.cores == fewest
    use = map_network([layer], limits, bits).use
    cut = blocks(layer, plan.rows, plan.columns, plan.channels)
    assert [tuple(row) for row in use] == [held(layer, b, 1, bits, limits) for b in cut]


@settings(max_examples=200)
@given(
    layers=st.lists(layers_of_all_sizes, min_size=1, max_size=3),
    limits=limits_of_all_sizes,
    bits=st.integers(1, 4),
    split=st.booleans(),
)
def test_no_limit_is_exceeded_and_every_neuron_is_placed_or_told(layers, limits, bits, split):
    found = map_network(layers, limits, bits, split)
    assert all(keeps(row, limits) for row in found.use)
    assert found.use.min(initial=1) >= 1  # no core is taken for nothing
    n = sum(
        layer.rows * layer.columns * layer.channels + plan.extra
        for layer, plan in zip(layers, found.plans, strict=True)
        if plan.status == FITS
    )
    assert found.use[:, 0].sum() == n
    wrong = [k for k, plan in enumerate(found.plans, start=1) if plan.status != FITS]
    assert [reason.split(":")[0] for reason in found.reasons if ":" in reason] == [
        f"layer {k}" for k in wrong
    ]
    assert (found.chips == 0) == bool(wrong)
    if not wrong:
        assert found.chips == -(-len(found.use) // limits.cores)
        assert (found.chips > 1) == bool(found.reasons)


@settings(max_examples=150)
@given(
    n_in=st.integers(1, 300),
    n=st.integers(1, 60),
    limits=limits_of_all_sizes,
    bits=st.integers(1, 4),
)
def test_parts_see_each_input_once_and_all_parts_are_added_up(n_in, n, limits, bits):
    limits = limits._replace(merging=False, weight_bits=4)
    layer = dense_layer(n_in, n)
    plan = plan_layer(layer, bits, limits, True)
    lines = bits if limits.axon_a_bit else 1
    most = min(limits.fan_in // lines, limits.axons // lines, limits.memory // bits)
    if most == 0:
        assert plan.status == WEIGHT_BITS
        return
    parts = -(-n_in // most)
    assert plan.parts == parts
    if parts == 1:
        return
    if parts > min(limits.fan_in, limits.axons, limits.memory):
        assert plan.status == SUMS
        return
    use = map_network([layer], limits, bits, True).use
    adders = -(-n // plan.sums)
    of_parts, of_sums = use[: len(use) - adders], use[len(use) - adders :]
    assert of_parts[:, 0].sum() == n * parts == plan.extra
    assert of_sums[:, 0].sum() == n
    assert of_sums[:, 1].sum() == n * parts
    assert of_parts[:, 2].sum() == n * n_in * bits
    assert of_parts[:parts, 1].sum() == n_in * lines  # the first group of neurons


def test_merged_circuits_bring_inputs_together_without_sums():
    found = map_network([dense_layer(784, 100)], CHIPS["BrainScaleS-2"], 6, True)
    assert found.plans[0].parts == 4
    assert found.plans[0].sums == 0
    assert found.chips == 1
    assert found.use[0, 0] == 400
    assert found.plans[0].extra == 300
    many = map_network([dense_layer(784, 400)], CHIPS["BrainScaleS-2"], 6, True)
    assert many.chips == 4  # 1600 circuits of 512
    assert many.use[:, 0].tolist() == [512, 512, 512, 64]
    alone = map_network([dense_layer(784, 100)], CHIPS["BrainScaleS-2"], 6, False)
    assert alone.plans[0].status == FAN_IN
    assert alone.use.shape == (0, 3)


def test_the_network_of_the_digits_on_truenorth_by_hand():
    digits = [dense_layer(784, 400)]
    assert map_network(digits, TRUENORTH).reasons == (
        "layer 1: a neuron has 784 inputs, more than a core can bring to it",
    )
    found = map_network(digits, TRUENORTH, 1, True)
    # 4 parts, each on 2 cores; a core adds up 256 / 4 = 64 neurons, 400 take 7
    assert found.plans[0] == (FITS, 1, 1, 256, 4, 64, 15, 1600)
    assert found.use[0].tolist() == [256, 196, 256 * 196]
    assert found.chips == 1
    assert found.use[-1].tolist() == [400 - 6 * 64, 64, 64]
    fine = map_network(digits, TRUENORTH, 4, True)  # an axon for each bit
    assert fine.plans[0].parts == 13
    assert len(fine.use) == 2 * 13 + 22
    assert map_network(digits, TRUENORTH, 5, True).reasons == (
        "layer 1: weights have 5 bits, the chip's at most 4",
    )


def test_the_network_of_the_digits_elsewhere_by_hand():
    digits = [dense_layer(784, 400)]
    loihi = map_network(digits, CHIPS["Loihi"], 8)
    assert loihi.plans[0].channels == 2**20 // (784 * 8) == 167  # memory binds
    assert len(loihi.use) == 3
    assert loihi.chips == 1
    assert loihi.reasons == ()
    odin = map_network([dense_layer(256, 10)], CHIPS["ODIN"], 3)
    assert odin.use.tolist() == [[10, 256, 256 * 10 * 3]]
    assert map_network(digits, CHIPS["ODIN"], 3, True).chips == 15
    dynap = map_network(digits, CHIPS["DYNAP-SE2"], 1, True)
    assert dynap.plans[0].parts == 13
    assert dynap.reasons == ("28 cores are needed, a chip has 4",)
    assert dynap.chips == 7


def test_a_convolution_is_cut_into_windows():
    layer = conv_layer(28, 28, 1, 5, 8)
    assert layer == (24, 24, 8, 5, 5, 1)
    plan = plan_layer(layer, 1, TRUENORTH, False)
    assert plan.status == FITS
    window = (plan.rows + 4) * (plan.columns + 4)
    assert window <= 256
    assert plan.rows * plan.columns * plan.channels <= 256
    assert plan.cores == 18 == 24 * 24 * 8 // 256  # as few as the neurons alone would take


def test_a_list_that_is_too_short_is_filled_as_far_as_it_goes():
    layer = dense_layer(10, 40)
    limits = CoreLimits(1, 8, 10, 10, NO_LIMIT, 1, False, False)
    plan, use = plan_layer(layer, 1, limits, False), np.zeros((3, 3), np.int64)
    assert place_layer(layer, plan, 1, limits, 1, use) == 6
    assert use.tolist() == [[0, 0, 0], [8, 10, 80], [8, 10, 80]]
    nothing = plan_layer(layer, 2, limits, False)
    assert place_layer(layer, nothing, 2, limits, 1, use) == 1


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: dense_layer(0, 4), ValueError, "n_in"),
        (lambda: dense_layer(4, 1.5), TypeError, "n must"),
        (lambda: conv_layer(4, 9, 1, 5, 2), ValueError, "rows must be at least kernel = 5, got 4"),
        (lambda: conv_layer(9, np.nan, 1, 5, 2), TypeError, "columns"),
        (lambda: conv_layer(9, 9, 1, -5, 2), ValueError, "kernel"),
        (lambda: conv_layer(9, 9, 0, 5, 2), ValueError, "channels_in"),
        (lambda: map_network([], TRUENORTH), ValueError, "at least one"),
        (lambda: map_network([(1, 2)], TRUENORTH), TypeError, "LayerShape"),
        (lambda: map_network([dense_layer(1, 1)], (1, 2)), TypeError, "CoreLimits"),
        (lambda: map_network([dense_layer(1, 1)], TRUENORTH, 0), ValueError, "bits"),
        (
            lambda: map_network([dense_layer(1, 1)], TRUENORTH._replace(axons=0)),
            ValueError,
            "limits.axons",
        ),
        (
            lambda: map_network([dense_layer(1, 1)], TRUENORTH._replace(memory=np.inf)),
            TypeError,
            "limits.memory",
        ),
    ],
)
def test_what_is_no_network_and_no_chip_is_refused(call, kind, message):
    with pytest.raises(kind, match=message):
        call()


def test_each_chip_holds_what_its_makers_count():
    assert TRUENORTH.cores * TRUENORTH.neurons == 2**20  # "a million"
    assert TRUENORTH.cores * TRUENORTH.memory == 256 * 2**20  # "256 million"
    loihi, odin, dynap = CHIPS["Loihi"], CHIPS["ODIN"], CHIPS["DYNAP-SE2"]
    assert loihi.cores * loihi.neurons == 131_072
    assert loihi.cores * loihi.memory == 16 * 2**23
    assert odin.memory == 3 * 65_536
    assert dynap.cores * dynap.neurons == 1024
    assert dynap.memory // dynap.neurons == 64 * 4
    assert CHIPS["BrainScaleS-2"].memory == 6 * 131_072
    for limits in CHIPS.values():
        assert isinstance(limits, CoreLimits)
        assert map_network([dense_layer(64, 4)], limits).reasons == ()


def test_limits_and_shares_in_a_kernel_are_those_of_the_map():
    for core in chips.CHIPS.values():
        assert chips.limits_of(np.array(core, np.int64)) == core
        used = np.array([3, 5, 7])
        most = np.array([core.neurons, core.axons, core.memory])
        shares = chips.fractions_in_use(used, True, core)
        assert np.isnan(shares[most == chips.NO_LIMIT]).all()
        assert (shares[most < chips.NO_LIMIT] == (used / most)[most < chips.NO_LIMIT]).all()
        assert np.isnan(chips.fractions_in_use(used, False, core)).all()
