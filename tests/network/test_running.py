"""Runs: in pieces, interrupted, saved and taken up again."""

import copy
import os
import pickle
import signal
import tempfile
import threading
import time
import tracemalloc

import joblib
import numpy as np
import pytest

from snnlib import LIFParameters, Network, exponential, lif_neuron, pair_stdp
from snnlib.neurons import Neuron
from snnlib.neurons.lif import LIFState
from snnlib.synapses import delta


def network(seed=1, n=60, keep=True, tau_m=10.0, tau=5.0):
    net = Network(dt=0.5, seed=seed)
    noise = net.poisson("noise", 100, 40.0)
    params = LIFParameters(tau_m, 1.0, -70.0, -55.0, -70.0, 2.0)
    cells = net.population("cells", n, lif_neuron(params), {"exc": exponential(tau)})
    net.connect(noise, cells, "exc", 3.0, probability=0.3, plasticity=pair_stdp(w_max=5.0))
    net.connect(cells, cells, "exc", 0.8, probability=0.2, delay=3.5)
    if keep:
        net.record(cells, "spikes")
        net.record(cells, "v", neurons=[0, 3], every=2.0)
        net.record(net.connections["noise_cells"], "weights", neurons=[0, 1, 2], every=50.0)
    return net


def everything(net):
    cells = net.populations["cells"]
    learnt = net.connections["noise_cells"]
    return [
        *net.spikes(cells),
        *net.samples(cells, "v"),
        *net.samples(learnt, "weights"),
        learnt.weights,
        cells.state["v"],
    ]


def assert_same(one, other):
    for a, b in zip(everything(one), everything(other), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.fixture(scope="module")
def whole():
    net = network()
    net.run(600.0)
    assert net.spikes(net.populations["cells"]).spike_times.size > 500
    return net


def test_a_run_in_pieces_is_the_same_run(whole):
    net = network()
    for duration in (0.5, 99.5, 0.0, 250.0, 250.0):
        net.run(duration)
    assert net.time == 600.0
    assert_same(net, whole)


def test_another_seed_gives_another_run(whole):
    net = network(seed=2)
    net.run(600.0)
    assert everything(net)[0].size != everything(whole)[0].size


def test_save_and_load_go_on_where_it_was(whole, tmp_path):
    net = network()
    net.run(333.0)
    net.save(tmp_path / "state.npz")
    again = network()
    again.load(tmp_path / "state.npz")
    assert again.time == 333.0
    again.run(267.0)
    assert_same(again, whole)


def test_a_run_can_be_wound_back(tmp_path, whole):
    net = network()
    net.run(200.0)
    net.save(tmp_path / "state.npz")
    net.run(50.0)
    net.load(tmp_path / "state.npz")
    net.run(400.0)
    assert_same(net, whole)


@pytest.mark.parametrize(
    "other", [{"seed": 2}, {"n": 61}, {"keep": False}, {"tau_m": 11.0}, {"tau": 6.0}]
)
def test_the_file_of_another_network_is_refused(tmp_path, other):
    net = network()
    net.run(1.0)
    net.save(tmp_path / "state.npz")
    different = network(**other)
    with pytest.raises(ValueError, match="is of another network"):
        different.load(tmp_path / "state.npz")
    assert different.time == 0.0


@pytest.mark.parametrize("other", [{"neurons": [1, 0]}, {"times": [2.0, 3.5]}, {"period": 8.0}])
def test_so_is_that_of_a_network_with_other_input(tmp_path, other):
    def replaying(times=(2.0, 3.0), neurons=(0, 1), period=7.0):
        net = Network(dt=0.5)
        source = net.replay("source", 2, times, neurons, period)
        net.record(source, "spikes")
        return net

    replaying().save(tmp_path / "state.npz")
    with pytest.raises(ValueError, match="is of another network"):
        replaying(**other).load(tmp_path / "state.npz")


@pytest.mark.parametrize("there", [True, False])
def test_a_save_that_fails_leaves_the_last_file(tmp_path, there):
    class FullDiskError(Exception):
        pass

    def fill(file, **arrays):
        file.write(b"the beginning")
        raise FullDiskError

    net, path = network(), tmp_path / "state.npz"
    net.run(1.0)
    if there:
        net.save(path)
    before = path.read_bytes() if there else None
    net.run(1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(np, "savez", fill)
        with pytest.raises(FullDiskError):
            net.save(path)
    assert [p.read_bytes() for p in tmp_path.iterdir()] == ([before] if there else [])
    net.save(path)
    again = network()
    again.load(path)
    assert again.time == 2.0


def test_a_save_follows_a_link_and_says_where_it_cannot_write(tmp_path):
    net = network()
    net.run(1.0)
    (tmp_path / "link.npz").symlink_to(tmp_path / "state.npz")
    net.save(str(tmp_path / "link.npz"))
    assert (tmp_path / "link.npz").is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.npz", "state.npz"]
    with pytest.raises(FileNotFoundError, match="nowhere"):
        net.save(tmp_path / "nowhere" / "state.npz")
    with pytest.raises(IsADirectoryError):
        net.save(tmp_path)


def test_load_says_which_parameters_were_set(tmp_path):
    net = network()
    net.run(10.0)
    cells, learnt = net.populations["cells"], net.connections["noise_cells"]
    params = cells.neuron.params._replace(v_th=-54.0)
    rule = pair_stdp(w_max=4.5)
    net.set_parameters(cells, lif_neuron(params))
    net.set_parameters(learnt, rule)
    net.run(10.0)
    net.save(tmp_path / "state.npz")
    net.run(50.0)
    again = network()
    with pytest.raises(
        ValueError, match=r"cells's v_th is -54 there and -55 here;.*set_parameters"
    ):
        again.load(tmp_path / "state.npz")
    again.set_parameters(again.populations["cells"], lif_neuron(params))
    with pytest.raises(ValueError, match=r"noise_cells's w_max is 4\.5 there and 5 here"):
        again.load(tmp_path / "state.npz")
    assert again.time == 0.0
    again.set_parameters(again.connections["noise_cells"], rule)
    again.load(tmp_path / "state.npz")
    again.run(50.0)
    assert_same(again, net)


def by_pickle(net):
    return pickle.loads(pickle.dumps(net))


def by_joblib(net):
    """As a process of joblib gets it: large arrays are read-only maps of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "net.pkl")
        joblib.dump(net, path)
        return joblib.load(path, mmap_mode="r")


@pytest.mark.parametrize("copied", [copy.deepcopy, by_pickle, by_joblib])
@pytest.mark.parametrize("before", [0.0, 250.0])
def test_a_copy_runs_like_the_original_and_shares_nothing(whole, copied, before):
    net = network()
    if before:
        net.run(before)
    other = copied(net)
    assert repr(other) == repr(net)
    other.run(600.0 - before)
    assert_same(other, whole)
    assert net.time == before
    net.run(600.0 - before)
    assert_same(net, whole)
    third = copied(other)  # of a copy, after its run
    net.run(50.0)
    third.run(50.0)
    assert_same(third, net)


@pytest.mark.parametrize("copied", [copy.deepcopy, by_pickle, by_joblib])
def test_a_copy_records_its_own_weights_and_replays_its_own_spikes(copied):
    """A dense matrix is recorded through a view of it."""
    net = Network(dt=0.5, seed=3)
    rows = net.replay("rows", 2, np.arange(1.0, 40.0, 3.0), [0] * 13, period=60.0)
    cells = net.population("cells", 3, lif_neuron(), {"exc": exponential(5.0)}, current=[3.0] * 3)
    made = net.connect(rows, cells, "exc", np.full((2, 3), 0.5), plasticity=pair_stdp())
    net.record(made, "weights")
    net.record(cells, "exc.g")
    other = copied(net)
    own = other.connections["rows_cells"]
    for one in (net, other):
        one.run(200.0)
    assert np.ptp(own.weights) > 0.0
    for part, what in ((made, "weights"), (cells, "exc.g")):
        same = {**other.populations, **other.connections}[part.name]
        values = net.samples(part, what)[1]
        np.testing.assert_array_equal(other.samples(same, what)[1], values)
        assert np.ptp(values) > 0.0
    own.weights[...] = 0.25
    assert made.weights.max() != 0.25
    other.run(0.5)
    assert (other.samples(own, "weights")[1][-1] == 0.25).all()


def test_a_copy_belongs_to_itself_and_is_not_shallow():
    net = network()
    other = copy.deepcopy(net)
    with pytest.raises(TypeError, match="part must be a part of this network"):
        other.record(net.populations["cells"], "v")
    other.population("more", 1, lif_neuron())
    assert "more" not in net.populations
    net.run(1.0)
    with pytest.raises(RuntimeError, match="the network has run"):
        copy.deepcopy(net).population("more", 1, lif_neuron())
    with pytest.raises(TypeError, match=r"use copy\.deepcopy"):
        copy.copy(net)


def test_a_network_with_a_model_of_ones_own_is_deepcopied_and_refuses_to_be_pickled_by_name():
    def stay(current, state, params, dt):
        return state.v > 2.0, LIFState(state.v + current, 0.0)

    net = Network(dt=1.0)
    cells = net.population(
        "cells", 1, Neuron(stay, LIFState(0.0, 0.0), LIFState(0.0, 0.0)), current=1.0
    )
    other = copy.deepcopy(net)
    other.run(3.0)
    assert other.populations["cells"].state["v"] == 3.0
    assert cells.state["v"] == 0.0
    with pytest.raises((AttributeError, pickle.PicklingError), match="stay"):
        pickle.dumps(net)


def test_a_run_can_be_interrupted_and_goes_on(whole):
    net = network()
    net.run(1.0)

    def interrupt():
        while net.time <= 1.0:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        net.run(1e8)
    assert 1.0 < net.time < 1e8
    longer = network()
    longer.run(net.time)
    assert_same(net, longer)


def test_a_progress_bar_counts_milliseconds(capsys):
    net = network()
    net.run(50.0, progress=True)
    assert "50.0/50.0" in capsys.readouterr().err
    net.run(50.0, progress=False)
    net.run(50.0)
    assert capsys.readouterr().err == ""


def test_spikes_of_a_long_delay_find_room():
    net = Network(dt=1.0)
    loud = net.poisson("loud", 3000, 1000.0)  # every neuron in every step
    cells = net.population("cells", 1, lif_neuron(), {"exc": exponential(5.0)})
    net.connect(loud, cells, "exc", 0.0, delay=60.0)
    net.record(loud, "spikes")
    net.run(200.0)
    spikes = net.spikes(loud)
    assert spikes.spike_times.size == 600_000
    assert (spikes.spike_neurons.reshape(200, 3000) == np.arange(3000)).all()


@pytest.mark.parametrize(("plastic", "least", "most"), [(False, 6.0, 12.0), (True, 14.0, 20.0)])
def test_memory_of_a_synapse_is_as_stated(plastic, least, most):
    def build(n):
        net = Network(dt=1.0)
        source = net.poisson("source", n, 1.0)
        cells = net.population("cells", n, lif_neuron(), {"exc": exponential(5.0)})
        before = tracemalloc.get_traced_memory()[0]
        made = net.connect(
            source,
            cells,
            "exc",
            lambda pre, post: np.full(pre.size, 0.1),
            probability=0.25,
            plasticity=pair_stdp() if plastic else None,
        )
        net.run(10.0)
        return made.n_synapses, tracemalloc.get_traced_memory()[0] - before

    build(10)  # compiles, which takes memory of its own
    tracemalloc.start()
    n_synapses, taken = build(2000)
    tracemalloc.stop()
    assert n_synapses > 900_000
    assert least <= taken / n_synapses < most


def test_two_networks_run_at_the_same_time_in_two_threads(whole):
    nets = [network(), network()]
    threads = [threading.Thread(target=net.run, args=(600.0,)) for net in nets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for net in nets:
        assert_same(net, whole)


def test_one_program_serves_all_time_steps_and_delays():
    """Else a chain of ever shorter steps would be compiled step by step."""
    texts = set()
    for dt, delay in ((0.5, 1.0), (0.1, 1.0), (0.1, 3.0)):
        net = Network(dt=dt)
        lines = net.replay("lines", 1, [1.0], [0])
        cells = net.population("cells", 1, lif_neuron(), {"feed": delta()})
        net.connect(lines, cells, "feed", 1.0, delay=delay)
        texts.add(net.program.text)
    assert len(texts) == 1
