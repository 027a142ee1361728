"""Rules that are written as equations, against the library's own."""

import numpy as np
import pytest

import snnlib
from snnlib.equations.presets import RULES
from snnlib.neurons import EquationError
from snnlib.neurons import from_equations as neuron_from_equations
from snnlib.plasticity import (
    bcm,
    from_equations,
    oja,
    pair_stdp,
    run_equations,
    triplet_stdp,
    weight_path,
)

OWN = {"pair STDP": pair_stdp(), "triplet STDP": triplet_stdp()}
PAIR = RULES["pair STDP"]


def spike_times(seed, n=300, duration=20_000):
    steps = np.random.default_rng(seed).choice(duration, n, replace=False)
    return (np.sort(steps) + 1) * 0.1


@pytest.mark.parametrize("name", OWN)
def test_a_rule_has_the_bits_of_the_library_s_own(name):
    rule = from_equations(RULES[name])
    arrivals, spikes = spike_times(1), spike_times(2)
    ours = weight_path(rule, arrivals, spikes, 0.5)
    theirs = weight_path(OWN[name], arrivals, spikes, 0.5)
    assert np.ptp(ours.w) > 0.1
    assert ours.w.tolist() == theirs.w.tolist()


@pytest.mark.parametrize("name", OWN)
def test_steps_on_one_synapse_are_exact_to_rounding(name):
    arrivals, spikes = spike_times(3), spike_times(4)
    run = run_equations(RULES[name], arrivals, spikes, n_steps=20_000, dt=0.1)
    exact = weight_path(OWN[name], arrivals, spikes, 0.5)
    steps = np.rint(exact.times / 0.1).astype(int) - 1
    last = np.append(np.diff(steps) > 0, True)  # of a spike and an arrival in one step
    assert run.states["w"][steps[last]] == pytest.approx(exact.w[last], abs=1e-13)
    assert run.spike_times == pytest.approx(spikes, rel=1e-12)


def test_it_learns_in_a_network():
    rule, arrivals = from_equations(PAIR), spike_times(6, n=50, duration=3000)
    net = snnlib.Network(dt=0.1, seed=3)
    source = net.replay("source", 1, arrivals, np.zeros(50, int))
    receptors = {"fast": snnlib.synapses.exponential(5.0)}
    cells = net.population("cells", 1, snnlib.neurons.lif.neuron(), receptors, current=3.0)
    made = net.connect(source, cells, "fast", 0.5, plasticity=rule)
    net.record(cells, "spikes")
    net.run(301.0, progress=False)
    spikes = net.spikes(cells).spike_times
    exact = weight_path(rule, arrivals + 0.1 * made.delays[0], spikes, 0.5)
    assert np.ptp(exact.w) > 0.01
    assert made.weights[0] == pytest.approx(exact.w[-1], abs=1e-12)


@pytest.mark.parametrize(
    ("name", "own"), [("Oja", oja), ("BCM", bcm)], ids=lambda one: getattr(one, "__name__", one)
)
def test_rules_for_rates_are_those_of_the_library(name, own):
    x = np.random.default_rng(5).uniform(0.0, 2.0, 500)
    ours = run_equations(RULES[name], n_steps=500, dt=1.0, current=x)
    begin = {"Oja": 0.2, "BCM": 0.5}[name]
    theirs = own(x[:, np.newaxis], [begin], dt=1.0)
    assert np.ptp(theirs.w) > 0.1
    assert ours.states["w"] == pytest.approx(theirs.w[1:, 0], rel=1e-12)
    if name == "BCM":
        assert ours.states["theta"] == pytest.approx(theirs.theta[1:], rel=1e-12)


def test_time_constants_are_those_of_the_equations():
    text = PAIR.replace("-apre/tau_plus", "-2*apre/tau_plus + 0*apre/ms")
    rule = from_equations(text, params={"tau_plus": 30.0, "tau_minus": 17.0})
    assert (rule.pre.apre, rule.post.apost) == (pytest.approx(15.0), 17.0)
    assert rule.params.tau_plus == 30.0
    path = weight_path(rule, [10.0], [13.0], 0.5)
    assert path.w[-1] == pytest.approx(0.5 + 0.005 * np.exp(-3.0 / 15.0))


def test_statements_see_what_stood_there_before():
    text = "w : 1\ndx/dt = -x/20\non_pre: x += 1; w += x\non_post: w *= 2"
    rule = from_equations(text)
    assert weight_path(rule, [10.0, 10.0], [11.0], 0.25).w.tolist() == [1.25, 3.25, 6.5]
    assert rule.jump_pre(rule.pre._replace(x=2.0), rule.params).x == 3.0
    assert from_equations("w : 1\ndx/dt = -x\non_pre: x = 1").on_pre is None


def test_a_neuron_and_its_synapse_may_stand_in_one_text():
    text = """
    w : volt
    dv/dt = -v/(10*ms) : volt
    dx/dt = -x/(20*ms) : 1
    on_pre: x += 1; v += w
    on_post: w += 0.5*mV*x
    threshold: v > 5*mV
    reset: v = 0*mV
    start: w = 3*mV
    """.replace("\n    ", "\n")
    run = run_equations(text, [1.0, 2.0, 3.0], n_steps=50, dt=0.1)
    assert run.spike_times == pytest.approx([2.1])  # what has arrived counts in the next step
    x = np.exp(-1.1 / 20.0) + np.exp(-0.1 / 20.0)
    assert run.states["w"][20] == pytest.approx(3.0 + 0.5 * x, rel=1e-3)  # x by Euler's method
    with pytest.raises(ValueError, match="post_times must be empty"):
        run_equations(text, [1.0], [2.0], n_steps=50)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("w : 1\n", "dw/dt = -w\n", "changes at spikes alone"),
        ("w : 1\n", "dw/dt = 0*I\n", "changes at spikes alone"),
        ("-apre/tau_plus", "(1 - apre)/tau_plus", "decays by itself in a network"),
        ("-apre/tau_plus", "-apre/tau_plus*apost", "decays by itself in a network"),
        ("-apre/tau_plus", "-apost/tau_plus", "decays by itself in a network"),
        ("; apre += 1", "; apre += apost", "`apre` may be made of traces of its own side alone"),
        ("; apre += 1", "; apre += 1; apost = 0", "`apost` counts the spikes of both sides"),
        ("A_minus*apost", "A_minus*apost*t", "a rule in a network is not given `t`"),
        ("start:", "threshold: apre > 3\nstart:", "a rule has no threshold"),
    ],
)
def test_what_a_network_cannot_do_is_told_at_its_place(old, new, words):
    text = PAIR.replace(old, new)
    with pytest.raises(EquationError, match=words) as caught:
        from_equations(text)
    assert caught.value.line > 1


def test_bad_input_is_named():
    with pytest.raises(EquationError, match="say  w : 1"):
        from_equations("dx/dt = -x\non_pre: x += 1")
    with pytest.raises(EquationError, match=r"see snnlib\.plasticity\.from_equations"):
        neuron_from_equations(PAIR)
    with pytest.raises(TypeError, match="text must be"):
        from_equations(3)
    with pytest.raises(ValueError, match="params must have names of the text"):
        from_equations(PAIR, params={"tau": 3.0})
    with pytest.raises(ValueError, match=r"params\['tau_plus'\] must be one number"):
        from_equations(PAIR, params={"tau_plus": [3.0, 4.0]})
    with pytest.raises(ValueError, match="time constant of apre must be"):
        from_equations(PAIR, params={"tau_plus": -3.0})
    with pytest.raises(ValueError, match=r"pre_times must be from dt = 0\.1 ms to 10\.0 ms"):
        run_equations(PAIR, [0.0], n_steps=100)
    with pytest.raises(ValueError, match="post_times must have at most one spike in a step"):
        run_equations(PAIR, [], [1.0, 1.02], n_steps=100)
    with pytest.raises(ValueError, match="n_steps must be"):
        run_equations(PAIR, n_steps=0)
    with pytest.raises(ValueError, match="pre_times must be empty"):
        run_equations("dv/dt = -v", [1.0], n_steps=20)
    with pytest.raises(ValueError, match="post_times must be empty"):
        run_equations("dv/dt = -v", [], [1.0], n_steps=20)
