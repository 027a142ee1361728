"""What a network takes on a microcontroller."""

import numpy as np
import pytest

from snnlib.studies.claims import on_a_microcontroller as study
from snnlib.studies.claims.cheapest import CURRENT, PERCEPTRON, SPIKES, Trained

pytestmark = pytest.mark.kernel
MLP = Trained(PERCEPTRON, 16.0, 1.0, 0.9, 150.0, 6.0)


def test_bytes_and_operations():
    found = study.deployed(MLP, 8.0)
    assert found.weights == pytest.approx((784 * 16 + 160 + 4 * 26) / 1e3)
    assert found.state == pytest.approx((784 + 4 * 26) / 1e3)
    assert found.operations == 150 * 16 + 6 * 10
    regression = study.deployed(MLP._replace(hidden=0.0, active=0.0), 8.0)
    assert regression.weights == pytest.approx((7840 + 40) / 1e3)
    assert regression.operations == 1500
    assert study.deployed(MLP, 4.0).weights == pytest.approx((392 * 16 + 80 + 4 * 26) / 1e3)


def test_steps_are_paid_by_spiking_neurons():
    current = study.deployed(MLP._replace(kind=float(CURRENT), steps=5.0), 8.0)
    assert current.operations == study.deployed(MLP, 8.0).operations + 3 * 5 * 26
    spikes = study.deployed(MLP._replace(kind=float(SPIKES), steps=5.0), 8.0)
    assert spikes.operations == current.operations + 784 * 5


def test_ready_is_what_fits_and_is_in_time():
    snn, mlp = study.Deployed(16.0, 1.0, 4000.0), study.Deployed(16.0, 1.0, 2000.0)
    assert study.latency(snn, 0, 4.0) == pytest.approx(1.0)  # 16,000 cycles at 16 MHz
    advantage = np.zeros((4, 3))
    study.fill_ready(snn, mlp, 4.0, 2.0, advantage)
    assert advantage[:, 0] == pytest.approx([1.0, 1.0, 1.0, -1.0])
    assert len(study.DEVICES) == study.CLOCK.size == study.FLASH.size == study.RAM.size
    assert len(study.QUESTIONS) == 4
