"""Parameters that are whole numbers, or in single precision, do what the same floats do."""

import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif, lif_neuron, pair_stdp
from snnlib.codes import burst, latency, nef, phase, population, rate
from snnlib.codes.delta import DeltaCode, SigmaDeltaCode, encode, sigma_delta_encode
from snnlib.neurons import adaptive, izhikevich, leaky
from snnlib.neurons.lif import interval, time_to_threshold
from snnlib.plasticity import IntrinsicPlasticity, homeostatic_lif, triplet_stdp, weight_path

CURRENT = np.full(2000, 3.0)
LIF = LIFParameters(20.0, 10.0, -70.0, -50.0, -70.0, 2.0)
PAIR = [1.0, 20.0], [5.0, 12.0]


def network(neuron):
    net = Network(dt=1.0)
    cells = net.population("cells", 3, neuron, {"exc": exponential(5.0)}, current=3)
    net.record(cells, "spikes")
    net.run(300.0, progress=False)
    return np.concatenate(net.spikes(cells)), *cells.state.values()


MODELS = {
    "lif": (LIF, lambda p: lif(CURRENT, p)),
    "lif on the grid": (LIF, lambda p: lif(CURRENT, p, spike_times="grid")),
    "homeostatic": (LIF, lambda p: homeostatic_lif(CURRENT, p)),
    "intrinsic": (
        IntrinsicPlasticity(5.0, 1.0),
        lambda p: homeostatic_lif(CURRENT, plasticity=p),
    ),
    "leaky": (
        leaky.LeakyIntegratorParameters(20.0, 10.0, -70.0),
        lambda p: [leaky.simulate(CURRENT, p)],
    ),
    "interval": (LIF, lambda p: [interval(3, p), time_to_threshold(3, -60, p)]),
    "lif in a network": (LIF, lambda p: network(lif_neuron(p))),
    "adaptive in a network": (
        adaptive.AdaptiveLIFParameters(),
        lambda p: network(adaptive.neuron(p)),
    ),
    "izhikevich in a network": (
        izhikevich.IzhikevichParameters(1.0, 0.0, -65.0, 8.0),
        lambda p: network(izhikevich.neuron(p)),
    ),
    "delta": (DeltaCode(1.0, 1.0, 0.0, 4.0), lambda p: encode([1, 3, 2], p)),
    "sigma-delta": (
        SigmaDeltaCode(500.0, 20.0, 1.0, 0.0, 4.0),
        lambda p: sigma_delta_encode([1, 3, 2, 4, 4], p),
    ),
    "rate": (rate.RateCode(100.0, 200.0, 0.0, 4.0), lambda p: rate.poisson_encode([1, 3], p, dt=1)),
    "regular": (rate.RateCode(100.0, 200.0, 0.0, 4.0), lambda p: rate.regular_encode([1, 3], p)),
    "latency": (latency.LinearLatency(100.0, 0.0, 4.0), lambda p: latency.encode([1, 3], p)),
    "phase": (phase.PhaseCode(period=20.0, low=0.0, high=4.0), lambda p: phase.encode([1, 3], p)),
    "burst": (
        burst.BurstCode(shortest=4.0, longest=20.0, low=0.0, high=4.0),
        lambda p: burst.encode([1, 3], p),
    ),
    "population": (
        population.PopulationCode(20, 1.0, 100.0, 1.0, 100.0, 0.0, 4.0),
        lambda p: population.encode([1, 3], p),
    ),
    "nef": (nef.NEFCode(), lambda p: nef.encode([0, 0, 0, 0], p)),
}


def integers(params, whole=int):
    """The same parameters, those that are whole numbers as ``whole`` has them."""
    return params._replace(
        **{f: whole(x) for f, x in params._asdict().items() if type(x) is float and x.is_integer()}
    )


@pytest.mark.parametrize("whole", [int, np.float32, np.int64])
@pytest.mark.parametrize(("params", "run"), MODELS.values(), ids=MODELS)
def test_whole_numbers_are_floats(params, run, whole):
    changed = integers(params, whole)
    assert any(type(x) is whole for x in changed)
    for one, other in zip(run(changed), run(params), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("rule", [pair_stdp, triplet_stdp])
def test_whole_numbers_make_a_learning_rule(rule):
    whole, real = rule(tau_plus=20, w_max=4, w_min=-4), rule(tau_plus=20.0, w_max=4.0, w_min=-4.0)
    one, other = weight_path(whole, *PAIR, 1), weight_path(real, *PAIR, 1.0)
    np.testing.assert_array_equal(one.w, other.w)
