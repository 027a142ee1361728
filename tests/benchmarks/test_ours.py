"""Our side of the comparisons on small cases, and the arithmetic of the sweeps."""

import numpy as np
import pytest

from benchmarks import cases, scaling
from benchmarks.ours import (
    cuba,
    dense,
    digit_splits,
    digits,
    distal_reward,
    machine_limits,
    microcircuit,
    replay,
    single,
    stdp,
    surrogate,
    sweep,
)
from benchmarks.ours.timing import serve_network
from snnlib.datasets import mnist


def test_fit_recovers_powers_and_lines():
    x = [1.0, 2.0, 4.0, 8.0, 16.0]
    power = scaling.fit(x, [3e-3 * value**1.2 for value in x])
    assert power["exponent"] == pytest.approx(1.2)
    assert power["upper_exponent"] == pytest.approx(1.2)
    line = scaling.fit(x, [5e-3 + 2e-4 * value for value in x])
    assert line["fixed_s"] == pytest.approx(5e-3)
    assert line["each_s"] == pytest.approx(2e-4)


@pytest.mark.parametrize("rate", [1.0, 20.0, 100.0])
def test_sweep_fires_at_the_rate_that_is_asked_for(rate):
    case = scaling.BASE | {"n": 256, "synapses": 20, "rate": rate, "duration": 2000.0}
    network, cells = sweep.build(case, 1)
    network.run(case["duration"])
    found = sweep.measure(case, network, cells, {})
    assert found["rate"] == pytest.approx(rate, rel=0.05)
    # v, countdown and two synaptic currents in float32, and a flag in a byte
    assert found["held_bytes"] == 256 * (4 * 4 + 1)
    assert found["moved_bytes"] == 256 * (2 * (2 * 4 + 1) + 2 * 4)  # currents are only read
    (synapses,) = network.connections.values()
    assert synapses.n_synapses == pytest.approx(256 * 20, rel=0.1)


def test_sweep_at_rest_is_silent():
    case = scaling.BASE | {"n": 50, "synapses": 0, "rate": 0.0, "duration": 100.0}
    network, cells = sweep.build(case, 1)
    network.run(case["duration"])
    assert sweep.measure(case, network, cells, {})["spikes"] == 0


@pytest.mark.parametrize("case", [cases.cuba(4000), cases.coba(4000)], ids=["cuba", "coba"])
def test_networks_fire_at_the_rates_that_the_referees_found(case):
    case = case | {"duration": 300.0}
    network, cells = cuba.build(case, 3)
    network.run(case["duration"])
    rate = cuba.measure(case, network, cells, {})["rate"]
    assert (4.5 < rate < 7.0) if "E_exc" not in case else (14.0 < rate < 27.0)


def test_dense_sources_drive_every_neuron():
    case = cases.DENSE | {"duration": 200.0}
    network, cells = dense.build(case, 3)
    network.run(case["duration"])
    assert dense.measure(case, network, cells, {})["rate"] == pytest.approx(70.0, rel=0.15)
    assert np.unique(network.spikes(cells).spike_neurons).size == 1000


def test_stdp_moves_the_weights_and_keeps_them_in_their_bounds():
    case = cases.stdp(2, 1.0)
    network, (cells, synapses) = stdp.build(case, 3)
    before = np.array(synapses.weights)
    network.run(case["duration"])
    after = np.asarray(synapses.weights)
    assert stdp.measure(case, network, (cells, synapses), {})["rate"] > 5.0
    assert (before != after).mean() > 0.9
    assert after.min() >= 0.0
    assert after.max() <= np.float32(case["g_max"])


def test_digits_are_learnt_one_winner_at_a_time():
    case = cases.digits(20) | {"every": 1250}  # 4 images
    _, run = digits.set_up(case)
    answer = run({"seed": 2})
    found = answer["measures"]
    images = mnist.sample().images[::1250] / 255.0
    expected = images.sum(1).mean() * case["highest_rate"] * case["duration"] * 1e-3
    assert found["input spikes an image"] == pytest.approx(expected, rel=0.05)
    assert 0.1 < found["threshold crossings of a neuron, an image"] < 10.0
    assert found["mean change of a weight"] > 1e-4
    assert answer["seconds"] > 0.0


def test_weights_of_the_digits_keep_their_sum_and_the_images_are_shown_in_turn():
    case = cases.digits(20)
    network, pixels, cells, synapses = digits.build(case, 3)
    network.record(cells, "spikes")
    images = np.zeros((3, 784))
    images[0, :50] = images[1, 100:150] = images[2, 200:250] = 255.0
    network.run(case["duration"])
    digits.learn(case, network, pixels, cells, synapses, images)
    times, neurons = network.spikes(pixels)
    for k in range(3):
        shown = neurons[(times > 350.0 * (k + 1)) & (times <= 350.0 * (k + 2))]
        assert set(shown.tolist()) == set(range(100 * k, 100 * k + 50))
    np.testing.assert_allclose(np.asarray(synapses.weights).sum(0), case["total"], rtol=1e-5)
    steps = network.spikes(cells).spike_times
    assert steps.size > 0
    assert np.unique(steps).size == steps.size  # one in a step
    crossed = cells.state["theta"].sum() / case["cell"]["theta_plus"]
    assert crossed >= 0.999 * steps.size  # those that lose have crossed, too


def test_networks_are_timed_apart_from_their_building():
    def build(case, seed):
        return cuba.build(case | {"n": 100, "n_exc": 80}, seed)

    case = cases.cuba(4000) | {"duration": 10.0}
    about, run = serve_network(build, cuba.measure)(case)
    answer = run({"seed": 1, "changes": {"duration": 20.0}})
    assert about.keys() == {"version", "build_s", "compile_s"}
    assert 0.0 < about["build_s"] < about["compile_s"]
    assert answer["seconds"] > 0.0
    assert answer["measures"].keys() == {"rate"}


def test_single_neuron_reports_both_kinds_of_spike_times():
    _, run = single.set_up(cases.SINGLE)
    answer = run({"seed": 1})
    assert answer["measures"]["spikes"] == 41
    assert answer["seconds"] > 0.0
    assert answer["interpolated_s"] > 0.0


def test_replayed_spikes_give_the_closed_form():
    """One excitatory spike: a difference of two exponentials."""
    case = cases.cuba(4000) | {
        "v_rest": -60.0,
        "duration": 30.0,
        "spikes_exc": [1.0],
        "spikes_inh": [],
        "delay": 0.1,
    }
    v, times = replay.simulate(case)
    t = np.arange(1, 301) * 0.1 - 1.1  # since the arrival
    tau, tau_m, w = case["tau_exc"], case["tau_m"], case["w_exc"]
    psp = w * tau / (tau_m - tau) * (np.exp(-t / tau_m) - np.exp(-t / tau))
    np.testing.assert_allclose(v, -60.0 + np.where(t > 0.0, psp, 0.0), atol=1e-4)
    assert times.size == 0


def test_loops_that_measure_the_machine_do_their_work():
    assert machine_limits.bytes_a_second(64_000) > 0.0
    assert machine_limits.seconds_an_addition(1000, 50, 1000) > 0.0
    g, rows = np.zeros(4, np.float32), np.array([1, 1, 0])
    machine_limits.scatter(rows, 2, np.array([0, 1, 2, 3], np.uint32), np.float32(1.0), g)
    assert g.tolist() == [1.0, 1.0, 2.0, 2.0]
    a = np.array([1.0, 3.0], np.float32)
    machine_limits.update(a, np.float32(0.5), np.float32(1.0), 2)
    assert a.tolist() == [1.75, 2.25]


def test_the_distal_reward_runs_as_the_chapter_has_it():
    about, run = distal_reward.set_up({"n": 300, "minutes": 2})
    answer = run({"seed": 1})
    again = run({"seed": 1})
    assert about["compile_s"] > 0.0
    assert answer["measures"] == again["measures"]
    measures = answer["measures"]
    assert measures["rewards"] > 0
    assert 0.0 < measures["chosen"] <= measures["highest"] <= 4.0  # weights begin at 0
    assert 0.0 < measures["controls"] < 1.0


def test_another_split_is_learnt_and_read():
    _, run = digit_splits.set_up({"n_test": 1000})
    request = {"split": 3, "settings": {"n_neurons": 40, "n_epochs": 1}}
    answer = run(request)
    assert 0.5 < answer["measures"]["by_class"] < 0.95
    assert 0.5 < answer["measures"]["by_share"] < 0.95
    assert run(request | {"split": 4})["measures"] != answer["measures"]


def test_microcircuit_goes_on_from_round_to_round():
    case = cases.microcircuit(0.01, threads=2) | {"duration": 100.0, "settling": 20.0}
    about, run = microcircuit.set_up(case)
    assert about.keys() == {"build_s", "compile_s", "version"}
    first, second = run({"seed": 0}), run({"seed": 1})
    assert first["measures"].keys() == case["tolerances"].keys()
    rates = [name for name in first["measures"] if name.startswith("rate")]
    assert any(first["measures"][name] != second["measures"][name] for name in rates)
    assert 0.0 < first["measures"]["rate L4E"] < 50.0
    assert first["synapses"] == sum(map(sum, case["synapses"]))
    assert first["peak_bytes"] > 4 * first["synapses"]


def test_the_peak_of_a_process_is_the_most_that_it_held():
    least = surrogate.peak_of("import numpy")
    assert surrogate.peak_of("import numpy; numpy.ones(25_000_000); x = 0") > least + 190_000_000
    assert 5_000_000 < least < 100_000_000
