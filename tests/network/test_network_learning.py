"""What a network does with a rule: rescaling, eligibility and a modulator, other parameters."""

import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snnlib import LIFParameters, Network, lif_neuron
from snnlib.plasticity import Plasticity
from snnlib.synapses import delta

pytestmark = pytest.mark.kernel

FIRES = LIFParameters(1e6, 1.0, 0.0, 1e4, 0.0, 0.0)  # fires at one strong spike, and only then
N_PRE, N_POST, N_STEPS = 4, 3, 60


class Numbers(NamedTuple):
    rate: float
    target: float
    most: float


class Trace(NamedTuple):
    x: float


def towards_trace(w, pre, post, c):
    return w + c.rate * (pre.x - w)


def count_pair(e, pre, post, c):
    return e + c.rate * pre.x


def uncount_pair(e, pre, post, c):
    return e - 0.5 * c.rate * post.x


def shrink(w, pre, post, c):
    return w - 0.5 * c.rate * post.x


def up(trace, c):
    return Trace(trace.x + 1.0)


def to_target(total, post, c):
    return c.target / total


def by_rate(total, post, c):
    return 1.0 + 0.01 * (c.target - post.x)


def within(w, c):
    return min(max(w, 0.0), c.most)


class Plan:
    """Random arrivals and postsynaptic spikes, dense or sparse, and the network that has them."""

    def __init__(self, seed, dense, rule, dt=1.0):
        rng = np.random.default_rng(seed)
        self.rule, self.dt = rule, dt
        self.arrives = rng.random((N_STEPS, N_PRE)) < 0.15
        self.fires = rng.random((N_STEPS, N_POST)) < 0.15
        self.arrives[:2] = self.fires[:2] = False
        self.there = np.ones((N_PRE, N_POST), bool) if dense else rng.random((N_PRE, N_POST)) < 0.6
        self.there[0, 0] = True
        self.w = np.float32(rng.uniform(0.2, 0.8, (N_PRE, N_POST))) * self.there
        self.net = Network(dt=dt, seed=2)
        k, i = np.nonzero(self.arrives)
        # a spike at the end of step k - 2 arrives with step k, after a delay of one step
        pre = self.net.replay("pre", N_PRE, (k - 1) * dt, i)
        k, j = np.nonzero(self.fires)
        teacher = self.net.replay("teacher", N_POST, (k - 1) * dt, j)
        ports = {"weak": delta(), "strong": delta()}
        self.cells = self.net.population("cells", N_POST, lif_neuron(FIRES, "float64"), ports)
        pairs = None if dense else np.nonzero(self.there)
        weight = self.w if dense else self.w[self.there]
        self.made = self.net.connect(
            pre, self.cells, "weak", 1e-9 + 0 * weight, pairs=pairs, plasticity=rule
        )
        self.made.weights[...] = weight
        self.net.connect(teacher, self.cells, "strong", 1e6, pairs=(range(N_POST), range(N_POST)))
        self.net.record(self.cells, "spikes")

    def oracle(self, n_steps, releases=()):
        """Weights after each step, one synapse and one step after the other, in float64."""
        rule, dt, there = self.rule, self.dt, self.there
        w, e, d = self.w.astype(float), np.zeros((N_PRE, N_POST)), 0.0
        x, y = np.zeros(N_PRE), np.zeros(N_POST)
        for k in range(n_steps):
            d += sum(amount for step, amount in releases if step == k) / (rule.modulator or 1.0)
            value = w if rule.eligibility is None else e
            # arrivals of step k, spikes at the end of step k
            for i in np.flatnonzero(self.arrives[k]):
                for j in np.flatnonzero(there[i]):
                    if rule.on_pre:
                        value[i, j] = rule.on_pre(
                            value[i, j], Trace(x[i]), Trace(y[j]), rule.params
                        )
                x[i] += 1.0
            x, y = x * math.exp(-dt / rule.pre.x), y * math.exp(-dt / rule.post.x)
            if rule.eligibility is not None:
                rate = 1 / rule.eligibility + 1 / rule.modulator
                w = w + e * d * -math.expm1(-dt * rate) / rate
                w = np.vectorize(lambda w: rule.bound(w, rule.params))(w) * there
                e, d = e * math.exp(-dt / rule.eligibility), d * math.exp(-dt / rule.modulator)
            value = w if rule.eligibility is None else e
            for j in np.flatnonzero(self.fires[k]):
                for i in np.flatnonzero(there[:, j]):
                    value[i, j] = rule.on_post(value[i, j], Trace(x[i]), Trace(y[j]), rule.params)
                y[j] += 1.0
                if rule.rescale and not rule.rescale_every:
                    w[:, j] *= rule.rescale(w[:, j].sum(), Trace(y[j]), rule.params)
            if rule.rescale_every and (k + 1) % round(rule.rescale_every / dt) == 0:
                for j in range(N_POST):
                    w[:, j] *= rule.rescale(w[:, j].sum(), Trace(y[j]), rule.params)
            yield w[there]


def rule_with(**changes):
    rule = Plasticity(
        params=Numbers(0.1, 1.5, 1.0),
        pre=Trace(12.0),
        post=Trace(30.0),
        on_pre=None,
        on_post=towards_trace,
        jump_pre=up,
        jump_post=up,
    )
    return rule._replace(**changes)


RULES = {
    "no arrivals": {},
    "rescaled at spikes": {"rescale": to_target},
    "rescaled now and then": {"rescale": by_rate, "rescale_every": 5.0, "on_pre": shrink},
}
MODULATED = {
    "on_pre": uncount_pair,
    "on_post": count_pair,
    "eligibility": 40.0,
    "modulator": 8.0,
    "bound": within,
}


def compare(plan, n_steps, releases=()):
    """Recorded weights after each step beside the oracle's."""
    plan.net.record(plan.made, "weights")
    expected = np.array(list(plan.oracle(n_steps, releases)))
    begin = 0
    for step, amount in releases:
        plan.net.run((step - begin) * plan.dt)
        plan.net.release(plan.made, amount)
        begin = step
    plan.net.run((n_steps - begin) * plan.dt)
    k, _ = np.nonzero(plan.fires[:n_steps])
    spikes = plan.net.spikes(plan.cells)
    np.testing.assert_allclose(spikes.spike_times, (k + 1) * plan.dt)
    _, weights = plan.net.samples(plan.made, "weights")
    np.testing.assert_allclose(weights, expected, atol=3e-6)
    assert np.ptp(weights, axis=0).max() > 0.01
    return weights


@pytest.mark.parametrize("dense", [True, False])
@pytest.mark.parametrize("name", RULES)
def test_weights_equal_a_plain_simulation(name, dense):
    for seed in range(3):
        weights = compare(Plan(seed, dense, rule_with(**RULES[name])), N_STEPS)
    if name == "rescaled at spikes" and dense:
        total = weights[-1].reshape(N_PRE, N_POST).sum(axis=0)
        np.testing.assert_allclose(total, 1.5, rtol=1e-6)


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), dense=st.booleans(), dt=st.sampled_from([0.5, 1.0]))
def test_a_modulated_weight_equals_a_plain_simulation(seed, dense, dt):
    releases = [(20, 2.0), (33, -1.5), (40, 1.0)]
    compare(Plan(seed, dense, rule_with(**MODULATED), dt), N_STEPS, releases)


def test_a_modulated_weight_stays_within_its_limits_and_is_exact_for_long():
    rule = rule_with(**MODULATED)._replace(params=Numbers(0.3, 1.5, 1.0), eligibility=4.0)
    # the eligibility's unit is renewed every 22 steps
    weights = compare(Plan(5, False, rule), N_STEPS, [(12, 9.0), (25, -9.0), (50, 30.0)])
    assert weights.max() == 1.0
    assert weights.min() == 0.0


def test_without_a_release_a_modulated_weight_does_not_move_and_with_one_it_moves_by_its_share():
    plan = Plan(3, True, rule_with(**MODULATED))
    plan.net.run(N_STEPS)
    np.testing.assert_array_equal(plan.made.weights, plan.w)

    rule = rule_with(**MODULATED)._replace(params=Numbers(0.1, 1.5, 9.0))
    net = Network(dt=0.1)
    pre = net.replay("pre", 1, [9.8], [0])
    teacher = net.replay("teacher", 1, [9.8], [0])
    cell = net.population("cell", 1, lif_neuron(FIRES), {"port": delta()})
    made = net.connect(pre, cell, "port", 0.5, plasticity=rule)
    net.connect(teacher, cell, "port", 1e6)
    net.run(10.0)
    net.release(made, 0.5)
    net.run(2000.0)
    paired = 0.1 * math.exp(-0.1 / 12.0)  # arrival at 9.9 ms, spike at 10.0 ms
    assert made.weights[0, 0] == pytest.approx(0.5 + 0.5 * paired * 40 / (40 + 8), rel=1e-5)


def test_a_run_with_a_modulator_resumes_from_a_file(tmp_path):
    whole, first, second = (Plan(9, False, rule_with(**MODULATED)) for _ in range(3))
    for plan in (whole, first):
        plan.net.run(30.0)
        plan.net.release(plan.made, 3.0)
    first.net.save(tmp_path / "half.npz")
    second.net.load(tmp_path / "half.npz")
    for plan in (whole, second):
        plan.net.run(30.0)
    np.testing.assert_array_equal(second.made.weights, whole.made.weights)
    assert not np.array_equal(second.made.weights, first.made.weights)


def test_how_a_run_is_cut_into_pieces_does_not_matter():
    """Pieces are as long as the machine is fast; weights are the same to the last bit."""
    weights = []
    for piece in (1, 7, 60):
        plan = Plan(4, True, rule_with(**MODULATED))
        plan.net.release(plan.made, 5.0)
        plan.net.piece = piece
        plan.net.run(60.0)
        weights.append(plan.made.weights.copy())
    assert np.ptp(weights[0]) > 0.01
    np.testing.assert_array_equal(weights[0], weights[2])
    np.testing.assert_array_equal(weights[1], weights[2])


def test_other_numbers_between_two_runs():
    rule = rule_with()
    plan = Plan(1, True, rule)
    plan.net.run(30.0)
    half = plan.made.weights.copy()
    plan.net.set_parameters(plan.made, rule._replace(params=Numbers(0.0, 1.5, 1.0)))
    plan.net.run(20.0)
    np.testing.assert_array_equal(plan.made.weights, half)
    plan.net.set_parameters(plan.made, rule)
    plan.net.run(10.0)
    expected = list(plan.oracle(60))
    assert not np.array_equal(plan.made.weights, half)
    assert not np.allclose(plan.made.weights.ravel(), expected[-1])

    deaf = lif_neuron(FIRES._replace(v_th=1e9), "float64")
    before = plan.net.spikes(plan.cells).spike_times.size
    plan.net.set_parameters(plan.cells, deaf)
    plan.net.run(10.0)
    assert plan.net.spikes(plan.cells).spike_times.size == before > 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"eligibility": 10.0}, "plasticity.modulator must be given"),
        ({**MODULATED, "bound": None}, "plasticity.bound must be given"),
        ({**MODULATED, "eligibility": 0.0}, "plasticity.eligibility must be a positive"),
        ({**MODULATED, "modulator": math.nan}, "plasticity.modulator"),
        ({**MODULATED, "rescale": to_target}, "rescale_every must be above 0"),
        ({"rescale": to_target, "rescale_every": 0.3}, "rescale_every must be a multiple of dt"),
        ({"rescale": to_target, "rescale_every": -1.0}, "rescale_every must be at least"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        Plan(1, True, rule_with(**changes))


def test_other_models_and_releases_to_nobody_are_refused():
    plan = Plan(1, True, rule_with())
    with pytest.raises(ValueError, match="pre_cells has no rule with an eligibility"):
        plan.net.release(plan.made, 1.0)
    with pytest.raises(ValueError, match="plasticity must keep its on_post"):
        plan.net.set_parameters(plan.made, rule_with(on_post=count_pair))
    with pytest.raises(ValueError, match="plasticity must keep its pre"):
        plan.net.set_parameters(plan.made, rule_with(pre=Trace(1.0)))
    with pytest.raises(TypeError, match=r"pre_cells\.plasticity"):
        plan.net.set_parameters(plan.made, 0.5)
    with pytest.raises(ValueError, match=r"params.rate must be a finite number"):
        plan.net.set_parameters(plan.made, rule_with(params=Numbers(math.nan, 1.0, 1.0)))
    with pytest.raises(TypeError, match="part must be a part of this network"):
        plan.net.set_parameters(None, rule_with())
    modulated = Plan(1, True, rule_with(**MODULATED))
    with pytest.raises(ValueError, match="amount must be a finite number"):
        modulated.net.release(modulated.made, math.inf)
