"""Quantities as other packages have them: their numbers in the library's unit, or a refusal."""

import numpy as np
import pandas as pd
import pytest

from snnlib import LIFParameters, SpikeEvents, _checks, lif, lif_neuron
from snnlib.codes import rate
from snnlib.plasticity import weight_path
from snnlib.plasticity.stdp import pair_stdp
from snnlib.spikes import firing_rate, isi, poisson_process, to_raster

IN_SECONDS = {"s": 1.0, "ms": 1000.0}
IN_VOLTS = {"V": 1.0, "mV": 1000.0}
NUMBER = {"dimensionless": 1.0}


class Quantity(np.ndarray):
    """An array with a unit, which np.asarray drops: the common part of all packages."""

    def __new__(cls, values, known=IN_SECONDS):
        array = np.asarray(values, float).view(cls)
        array.known = known
        return array

    def __array_finalize__(self, other):
        self.known = getattr(other, "known", IN_SECONDS)

    def numbers(self, unit):
        return np.array(self) * self.known[unit]


class Pint(Quantity):
    def m_as(self, unit):
        return self.numbers(unit)


class Quantities(Quantity):
    def rescale(self, unit):
        self.magnitude = self.numbers(unit)
        return self


class Astropy(Quantity):
    def to_value(self, unit):
        return self.numbers(unit)


class Brian2(Quantity):
    def has_same_dimensions(self, other):
        return False


CONVERTED = pytest.mark.parametrize("kind", [Pint, Quantities, Astropy])


@CONVERTED
def test_seconds_become_milliseconds(kind):
    train = kind([0.01, 0.02, 0.04])
    assert isi(train).tolist() == [10.0, 20.0]
    assert firing_rate(train, kind(0.06)).value == 50.0
    assert firing_rate([kind(0.01), kind(0.02)], 60.0).value == firing_rate([10, 20], 60.0).value
    assert to_raster(train, [0, 0, 0], 40, 1, kind(0.001)).sum() == 3
    assert (
        _checks.value_per_neuron("v0", kind(-0.06, IN_VOLTS), 2, "millivolts").tolist() == [-60] * 2
    )
    assert _checks.finite_array("v0", kind([-0.06], IN_VOLTS), unit="millivolts").tolist() == [-60]
    assert _checks.finite_number("w", kind(0.5, NUMBER)) == 0.5
    run = lif(3.0, LIFParameters(tau_m=kind(0.02)), n_steps=300)
    np.testing.assert_array_equal(run.spike_times, lif(3.0, n_steps=300).spike_times)
    params = lif_neuron(LIFParameters(tau_m=kind([0.02, 0.03]), v_th=kind(-0.04, IN_VOLTS))).params
    assert params.tau_m.tolist() == [20.0, 30.0]
    assert params.v_th == -40.0
    path = weight_path(pair_stdp(), train, kind([0.011]), 0.5)
    assert path.times.tolist() == [10.0, 11.0, 20.0, 40.0]


@pytest.mark.parametrize("kind", [Pint, Quantities, Astropy, Brian2])
def test_what_is_of_another_kind_is_refused_and_not_stripped(kind):
    with pytest.raises(TypeError, match="spike_times must be of milliseconds, got"):
        isi(kind([0.01, 0.02], IN_VOLTS))
    with pytest.raises(TypeError, match="duration must be of milliseconds, got"):
        firing_rate([], kind(0.06, IN_VOLTS))
    with pytest.raises(TypeError, match="values must be without a unit, got"):
        rate.regular_encode(kind([0.5, 0.6]))
    with pytest.raises(TypeError, match="rate must be of hertz, got"):
        poisson_process(kind([1.0, 2.0]), 100.0, seed=1)


def test_brian2_knows_no_names_of_units_and_is_refused():
    with pytest.raises(TypeError, match="plain numbers of milliseconds always do"):
        isi(Brian2([0.01, 0.02]))


def test_series_are_arrays_whatever_their_labels():
    train = pd.Series([10.0, 20.0, 40.0])
    assert firing_rate(train, 60.0).value == 50.0
    assert firing_rate(train[train > 15.0], 60.0).n == 2
    assert firing_rate(train[train > 50.0], 60.0).n == 0
    with pytest.raises(ValueError, match=r"at most duration = 60\.0 ms, got 400"):
        firing_rate(pd.Series([10.0, 20.0, 400.0], index=[-1, 5, 6]), 60.0)
    labels = pd.Series([1.0, 2.0], index=["rescale", "m_as"])
    assert isi(labels).tolist() == [1.0]
    events = SpikeEvents(train, pd.Series([0, 1, 0], index=[4, 4, 9]))
    code = rate.RateCode(window=60.0)
    assert (
        rate.decode(events, 2, code).tolist()
        == rate.decode(SpikeEvents(train.to_numpy(), np.array([0, 1, 0])), 2, code).tolist()
    )
    rates = pd.Series([50.0, 80.0], index=[7, 8])
    np.testing.assert_array_equal(
        poisson_process(rates, 300.0, seed=1)[0], poisson_process([50.0, 80.0], 300.0, seed=1)[0]
    )
