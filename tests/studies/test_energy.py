"""Operations are counted as a plain program would do them, and priced as Horowitz says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnlib.studies.energy import (
    ARITHMETIC,
    MEMORY,
    BillCase,
    EnergyCosts,
    OperationCounts,
    ann_bill,
    bill_costs,
    costs_45nm,
    energy_of,
    layer_operations,
    snn_bill,
    spiking_operations,
)

pytestmark = pytest.mark.kernel

SIZES = st.integers(1, 40)


@given(seed=st.integers(0, 10**6), n_in=SIZES, n_out=SIZES, skip=st.booleans())
def test_a_layer_is_counted_as_a_plain_one_works(seed, n_in, n_out, skip):
    rng = np.random.default_rng(seed)
    x, w = rng.integers(0, 3, n_in), rng.normal(size=(n_in, n_out))
    products, y = 0, np.zeros(n_out)
    for i in range(n_in):
        for j in range(n_out):
            if x[i] or not skip:
                y[j] += x[i] * w[i, j]
                products += 1
    np.testing.assert_allclose(y, x @ w, atol=1e-12)
    active = np.count_nonzero(x) / n_in if skip else 1.0
    counts = layer_operations(n_in, n_out, active, 4.0)
    assert counts.multiplications == pytest.approx(products, abs=1e-9)
    assert counts.additions == counts.multiplications
    assert counts.weights == counts.multiplications / 4.0
    assert (counts.activations, counts.potentials) == (n_in + n_out, 0.0)


@given(seed=st.integers(0, 10**6), n_in=SIZES, n_out=SIZES, n_steps=st.integers(1, 20))
def test_spiking_neurons_are_counted_as_plain_ones_work(seed, n_in, n_out, n_steps):
    rng = np.random.default_rng(seed)
    came = rng.random((n_steps, n_in)) < 0.2
    w, v = rng.uniform(size=(n_in, n_out)), np.zeros(n_out)
    did = dict.fromkeys(OperationCounts._fields, 0)
    for step in range(n_steps):
        spikes = np.flatnonzero(came[step])
        did["activations"] += spikes.size
        for j in range(n_out):
            potential = v[j]
            for i in spikes:
                potential += w[i, j]
                did["weights"] += 1
                did["additions"] += 1
            if potential > 1.0:
                potential = 0.0
            v[j] = 0.9 * potential
            did["additions"] += 1  # the comparison
            did["multiplications"] += 1
            did["potentials"] += 2
    assert spiking_operations(n_out, came.sum(), n_steps)._asdict() == did


def test_prices_are_those_of_horowitz():
    assert {kind: prices[:2] for kind, prices in ARITHMETIC.items()} == {
        "int8": (0.2, 0.1),
        "float16": (1.1, 0.4),
        "int32": (3.1, 0.1),
        "float32": (3.7, 0.9),
    }
    assert MEMORY == {"none": 0.0, "8 kB": 10.0, "32 kB": 20.0, "1 MB": 100.0, "DRAM": 1300.0}


def test_a_number_takes_its_share_of_64_bits():
    assert costs_45nm() == EnergyCosts(0.2, 0.1, 1.25, 1.25, 5.0)
    assert costs_45nm("float32", "8 kB") == EnergyCosts(3.7, 0.9, 5.0, 5.0, 5.0)
    assert costs_45nm("float16", "1 MB") == EnergyCosts(1.1, 0.4, 25.0, 2.5, 2.5)
    assert costs_45nm("int32", "DRAM").weight == 650.0
    for precision in ARITHMETIC:
        assert costs_45nm(precision, "none")[2:] == (0.0, 0.0, 0.0)


def test_a_narrower_potential_costs_its_share_and_nothing_else():
    for bits, pj in ((64, 10.0), (32, 5.0), (16, 2.5), (12, 1.875), (1, 0.15625)):
        assert costs_45nm(potential_bits=bits) == costs_45nm()._replace(potential=pj)
    assert costs_45nm("float16", "8 kB", 16) == costs_45nm("float16", "8 kB")
    assert costs_45nm("int8", "none", 12).potential == 0.0
    # the network of the digits: 400 neurons, 100 steps, some 2.3 spikes of each of 784 inputs
    counts = spiking_operations(400.0, 2.3 * 784.0, 100.0)
    wide, narrow = (energy_of(counts, costs_45nm(potential_bits=b)) for b in (32, 16))
    assert sum(wide) - sum(narrow) == pytest.approx(2.0 * 400.0 * 100.0 * 2.5e-3)


def test_the_energy_that_is_often_quoted():
    # 784-128-10 in 32-bit floats, arithmetic alone: 101,632 products of 4.6 pJ
    bare = costs_45nm("float32", "none")
    layers = layer_operations(784, 128, 1.0, 1.0), layer_operations(128, 10, 1.0, 1.0)
    arithmetic = sum(energy_of(layer, bare).arithmetic for layer in layers)
    assert arithmetic == pytest.approx(101_632 * 4.6e-3)
    assert energy_of(layers[0], bare)[1:] == (0.0, 0.0)


@given(st.tuples(*[st.floats(0.0, 1e9)] * 5), st.tuples(*[st.floats(0.0, 1e4)] * 5))
def test_energy_is_the_sum_of_counts_times_costs(counts, costs):
    energy = energy_of(OperationCounts(*counts), EnergyCosts(*costs))
    assert sum(energy) == pytest.approx(np.dot(counts, costs) / 1e3, rel=1e-9, abs=1e-9)
    assert energy.weights == pytest.approx(counts[2] * costs[2] / 1e3)


@pytest.mark.parametrize("precision", ARITHMETIC)
@pytest.mark.parametrize("memory", MEMORY)
def test_the_bills_of_the_chapter(precision, memory):
    """Equations eq-energy-ann, eq-energy-snn (without an encoding) and eq-energy-even."""
    c = costs_45nm(precision, memory)
    n, big_n, a, batch, s, steps = 784.0, 400.0, 0.19, 8.0, 2.3, 100.0
    product, total = c.multiplication, c.addition
    ann = a * n * big_n * (product + total + c.weight / batch) + (n + big_n) * c.activation
    assert sum(energy_of(layer_operations(n, big_n, a, batch), c)) == pytest.approx(ann / 1e3)
    updates = steps * big_n * (product + total + 2.0 * c.potential)
    snn = s * n * big_n * (total + c.weight) + s * n * c.activation + updates
    assert sum(energy_of(spiking_operations(big_n, s * n, steps), c)) == pytest.approx(snn / 1e3)
    even = a * (product + total + c.weight / batch) / (total + c.weight)
    events = energy_of(spiking_operations(big_n, even * n, 0.0), c)  # and no more than events
    layer = energy_of(layer_operations(n, big_n, a, batch), c)
    assert sum(events[:2]) == pytest.approx(sum(layer[:2]))


def test_spikes_below_one_an_input_cost_less_than_products_of_the_same_layer():
    costs = costs_45nm("int8", "8 kB")
    dense = sum(energy_of(layer_operations(784, 400, 1.0, 1.0), costs))
    even = 1.55 / 1.35  # products and reads, over additions and reads
    for share, wins in ((0.9, True), (1.1, False)):
        spikes = share * even * 784
        assert (sum(energy_of(spiking_operations(400, spikes, 1), costs)) < dense) == wins


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("int4", "8 kB"), ValueError, "precision must be"),
        ((8, "8 kB"), TypeError, "precision must be"),
        (("int8", "64 kB"), ValueError, "memory must be"),
        (("int8", None), TypeError, "memory must be"),
        (("int8", float("nan")), TypeError, "memory must be"),
        (("int8", ""), ValueError, "memory must be"),
        (("int8", "8 kB", 0), ValueError, "potential_bits must be"),
        (("int8", "8 kB", 12.5), TypeError, "potential_bits must be"),
        (("int8", "8 kB", 65), ValueError, "potential_bits must be at most 64"),
        (("int8", "8 kB", float("nan")), TypeError, "potential_bits must be"),
    ],
)
def test_wrong_arguments_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        costs_45nm(*arguments)


CASE = BillCase(0, 1, 400.0, 1.5, 100.0, 20.0, 0, 0, 400.0, 784.0, 30.0, 1.0, 10.0, 0)


def test_a_bill_is_the_sum_of_its_layers():
    case = CASE._replace(precision=3, memory=2, batch=4.0)
    costs = bill_costs(case)
    assert costs == costs_45nm("float32", "32 kB")
    for skipping, lit, active in ((False, 1.0, 1.0), (True, 0.2, 0.3)):
        entry = ann_bill(case, skipping, costs)
        layers = (
            layer_operations(784.0, 400.0, lit, 4.0),
            layer_operations(400.0, 10.0, active, 4.0),
        )
        spent = np.sum([energy_of(layer, costs) for layer in layers], axis=0)
        np.testing.assert_allclose(entry[1:4], spent)
        assert entry.total == pytest.approx(spent.sum() + 10.0)
        assert entry.operations == pytest.approx(sum(layer.multiplications for layer in layers))
    lone = ann_bill(case._replace(hidden=0.0), False, costs)
    assert lone.total == pytest.approx(
        sum(energy_of(layer_operations(784.0, 10.0, 1.0, 4.0), costs)) + 10.0
    )


@pytest.mark.parametrize(("width", "bits"), [(0, None), (1, 16), (2, 12)])
def test_the_bill_of_spikes_has_potentials_of_the_width_that_is_asked_for(width, bits):
    costs = bill_costs(CASE._replace(width=width))
    assert costs == costs_45nm(potential_bits=bits)
    entry = snn_bill(CASE, 1.5, costs)
    parts = energy_of(spiking_operations(400.0, 1.5 * 784.0, 100.0), costs)
    assert entry[1:4] == tuple(parts)
    assert entry.total == pytest.approx(sum(parts))
    assert (entry.operations, entry.encoding, entry.always_on) == (1.5 * 784 * 400, 0.0, 0.0)


def test_encoding_is_an_entry_of_its_own():
    costs = bill_costs(CASE)
    free = snn_bill(CASE, 1.5, costs)
    drawn = snn_bill(CASE._replace(encoding=1), 1.5, costs)
    assert drawn[:4] == free[:4]
    draws = 784 * 100  # a read of 8 bits and two additions each
    assert drawn.encoding == pytest.approx(draws * (2.0 * 0.1 + 10.0 / 8.0) / 1e3)
    assert drawn.total == pytest.approx(free.total + drawn.encoding)
    current = snn_bill(CASE._replace(encoding=2), 1.5, costs)
    silent = snn_bill(CASE, 0.0, costs)
    products = energy_of(layer_operations(784.0 * 100, 400.0, 0.2, 1.0), costs)
    assert current.encoding == pytest.approx(sum(products))
    assert current.total == pytest.approx(silent.total + current.encoding)


def test_published_sums_of_chips_are_not_taken_apart():
    costs, events = bill_costs(CASE), 1.5 * 784 * 400
    loihi = snn_bill(CASE._replace(chip=1), 1.5, costs)
    assert loihi.states == pytest.approx(400 * 100 * 52.0 / 1e3)
    assert loihi.total == pytest.approx(events * 23.6 / 1e3 + loihi.states)
    truenorth = snn_bill(CASE._replace(chip=2), 1.5, costs)
    assert truenorth.total == pytest.approx(events * 26.0 / 1e3)
    for entry in (loihi, truenorth):
        assert np.isnan(entry[1:3]).all()
    assert np.isnan(snn_bill(CASE._replace(chip=1, encoding=1), 1.5, costs).total)
