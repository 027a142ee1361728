"""The cheapest network that reaches an accuracy."""

import numpy as np
import pytest

from snnlib.studies.claims import cheapest as study
from snnlib.studies.energy import costs_45nm, energy_of, layer_operations, spiking_operations

pytestmark = pytest.mark.kernel
PERCEPTRON = study.Trained(study.PERCEPTRON, 32.0, 1.0, 0.9, 196.0, 8.0)
SPIKES = study.Trained(study.SPIKES, 32.0, 3.0, 0.9, 196.0, 40.0)


def total(*counts, memory="8 kB"):
    return sum(sum(energy_of(one, costs_45nm("int8", memory))) for one in counts)


def test_a_perceptron_is_priced_with_and_without_its_zeros():
    whole = total(layer_operations(784, 32, 1.0, 1.0), layer_operations(32, 10, 1.0, 1.0))
    skipping = total(layer_operations(784, 32, 0.25, 1.0), layer_operations(32, 10, 0.25, 1.0))
    assert study.energy(PERCEPTRON, 2) == pytest.approx(whole)
    assert study.energy(PERCEPTRON, 3) == pytest.approx(skipping)


def test_without_hidden_units_it_is_a_regression():
    regression = PERCEPTRON._replace(hidden=0.0, active=0.0)
    assert study.energy(regression, 2) == pytest.approx(total(layer_operations(784, 10, 1, 1)))
    assert study.energy(regression, 3) == pytest.approx(total(layer_operations(784, 10, 0.25, 1)))


def test_spikes_are_priced_alike_in_both_and_a_current_pays_for_its_products():
    spikes = total(spiking_operations(32, 196, 3), spiking_operations(10, 40, 3))
    assert study.energy(SPIKES, 2) == study.energy(SPIKES, 3) == pytest.approx(spikes)
    current = SPIKES._replace(kind=float(study.CURRENT))
    fed = total(
        layer_operations(784, 32, 0.25, 1.0),
        spiking_operations(32, 0, 3),
        spiking_operations(10, 40, 3),
    )
    assert study.energy(current, 3) == pytest.approx(fed)


def test_the_cheapest_is_the_least_that_is_good_enough():
    small = PERCEPTRON._replace(hidden=16.0, active=4.0, right=0.85)
    networks = np.array([PERCEPTRON, small, SPIKES])
    assert study.cheapest(networks, False, 0.80, 2) == 1
    assert study.cheapest(networks, False, 0.88, 2) == 0
    assert study.cheapest(networks, True, 0.88, 2) == 2
    assert study.cheapest(networks, True, 0.91, 2) == -1
    advantage = np.zeros((len(study.ACCOUNTS), len(study.TARGETS)))
    study.fill_advantage(networks[:2], advantage)
    assert (advantage[:, :4] == -np.inf).all()  # no spiking network is there
    assert np.isnan(advantage[:, 4:]).all()
    study.fill_advantage(networks, advantage)
    ratio = study.energy(PERCEPTRON, 3) / study.energy(SPIKES, 3)
    assert advantage[3, 3] == pytest.approx(np.log2(ratio))
    assert len(study.ACCOUNT_NAMES) == len(study.ACCOUNTS)
