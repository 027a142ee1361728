"""Synapses that are drawn block by block, and a total number of them."""

import numpy as np
import pytest
from scipy import stats

from snnlib import Network, exponential, lif_neuron, pair_stdp
from snnlib.network import Block, Normal, blocks
from snnlib.network.parts import NO_SELF

EXC, INH = Normal(0.5, 0.05, low=0.0), Normal(-2.0, 0.2, high=0.0)
SLOW, FAST = Normal(1.5, 0.75), Normal(0.75, 0.375)


def network(seed=3, n=300):
    net = Network(dt=0.1, seed=seed)
    drive = np.linspace(2.0, 3.0, n)
    receptors = {"psc": exponential(0.5)}
    return net, net.population("cells", n, lif_neuron(), receptors, current=drive)


def connected(seed=3, packed=False, **more):
    net, cells = network(seed)
    drawn = [
        Block(cells[:200], cells, 6000, EXC, SLOW),
        Block(cells[200:], cells[100:], 3000, INH, FAST),
    ]
    loop = net.connect(
        cells, cells, "psc", blocks=drawn, packed=packed, self_connections=True, **more
    )
    net.record(cells, "spikes")
    return net, cells, loop


def delays_of(loop):
    """The delay of each synapse, in steps."""
    row = np.repeat(np.arange(loop.rows.size - 1), np.diff(loop.rows))
    return loop.delays[row % loop.delays.size]


def test_each_block_has_its_number_of_synapses_in_its_slices():
    _, _, loop = connected()
    inhibits = loop.sources >= 200
    assert np.bincount(inhibits).tolist() == [6000, 3000]
    assert loop.targets[inhibits].min() >= 100
    assert loop.n_synapses == 9000 == loop.rows[-1]
    assert (loop.weights[inhibits] < 0.0).all()
    assert (loop.weights[~inhibits] > 0.0).all()


def test_pairs_are_drawn_from_all_with_the_same_chance():
    net, cells = network(n=30)
    loop = net.connect(cells, cells[5:25], "psc", 1.0, total=60_000, self_connections=True)
    counts = np.zeros((30, 20))
    np.add.at(counts, (loop.sources, loop.targets), 1)
    assert stats.chisquare(counts.ravel()).pvalue > 0.001
    assert loop.weights.shape == (60_000,)


def test_pairs_of_a_neuron_with_itself_are_left_out_and_the_others_keep_their_chance():
    net, cells = network(n=12)
    loop = net.connect(
        cells[2:], cells[:8], "psc", blocks=[Block(cells[4:], cells[:6], 30_000, 1.0)]
    )
    counts = np.zeros((12, 12))
    np.add.at(counts, (loop.sources + 2, loop.targets), 1)
    allowed = np.zeros((12, 12), bool)
    allowed[4:, :6] = True
    np.fill_diagonal(allowed, False)
    assert counts[~allowed].sum() == 0
    assert stats.chisquare(counts[allowed]).pvalue > 0.001


def test_weights_and_delays_follow_their_blocks_laws():
    _, _, loop = connected()
    delays, excites = delays_of(loop) * 0.1, loop.sources < 200
    for own, weight, delay in ((excites, EXC, SLOW), (~excites, INH, FAST)):
        assert loop.weights[own].mean() == pytest.approx(weight.mean, abs=5 * weight.sd / 54)
        assert loop.weights[own].std() == pytest.approx(weight.sd, rel=0.06)
        exact = stats.truncnorm((0.05 - delay.mean) / delay.sd, np.inf, delay.mean, delay.sd)
        assert delays[own].mean() == pytest.approx(exact.mean(), abs=5 * exact.std() / 54)
        assert delays[own].std() == pytest.approx(exact.std(), rel=0.06)
    assert abs(np.corrcoef(loop.weights[excites], delays[excites])[0, 1]) < 0.05


def test_the_seed_gives_the_synapses_whatever_the_pieces_and_the_threads(monkeypatch):
    _, _, loop = connected()
    monkeypatch.setattr(blocks, "PIECE", 70)
    monkeypatch.setattr(blocks.os, "cpu_count", lambda: 5)
    _, _, again = connected()
    for one, other in ((loop.rows, again.rows), (loop.columns, again.columns), (loop.w, again.w)):
        assert one.tobytes() == other.tobytes()
    assert connected(seed=4)[2].columns.tobytes() != loop.columns.tobytes()


def test_a_network_of_blocks_spikes_like_the_one_of_its_pairs():
    net, cells, loop = connected()
    other, same = network()
    pairs = loop.sources, loop.targets
    other.connect(
        same, same, "psc", loop.weights, pairs=pairs, delay=delays_of(loop) * 0.1,
        self_connections=True,
    )  # fmt: skip
    other.record(same, "spikes")
    net.run(300.0)
    other.run(300.0)
    assert net.spikes(cells).spike_times.tolist() == other.spikes(same).spike_times.tolist()
    assert net.spikes(cells).spike_neurons.tolist() == other.spikes(same).spike_neurons.tolist()
    assert net.spikes(cells).spike_times.size > 1000


def test_blocks_without_a_law_take_that_of_the_connection():
    net, cells = network()
    drawn = [Block(cells, cells, 500), Block(cells, cells[:10], 100, weight=2.0, delay=0.4)]
    loop = net.connect(cells, cells, "psc", 1.5, delay=0.2, blocks=drawn)
    assert sorted(set(zip(loop.weights.tolist(), delays_of(loop), strict=True))) == [
        (1.5, 2),
        (2.0, 4),
    ]
    same = net.connect(cells, cells, "psc", 1.5, blocks=drawn[:1])
    assert same.uniform
    assert same.w.size == 1


def test_blocks_can_learn():
    net, _, loop = connected(plasticity=pair_stdp(w_max=1.0))
    before = loop.weights.copy()
    net.run(200.0)
    assert (loop.weights != before).any()


def test_a_network_of_blocks_is_saved_loaded_copied_and_described(tmp_path):
    net, cells, _ = connected(packed=True)
    net.run(100.0)
    net.save(tmp_path / "net.npz")
    net.run(100.0)
    other, same, _ = connected(packed=True)
    other.load(tmp_path / "net.npz")
    other.run(100.0)
    assert other.spikes(same).spike_times.tolist() == net.spikes(cells).spike_times.tolist()
    with pytest.raises(ValueError, match="is of another network"):
        connected(packed=True, seed=9)[0].load(tmp_path / "net.npz")
    assert "9000 synapses, 30 from each neuron" in repr(net)
    assert "packed" in repr(net)


@pytest.mark.parametrize(
    ("made", "error", "words"),
    [
        (lambda c: Block(c[10:], c, 0), ValueError, r"cells_cells: blocks\[1\]: total must be"),
        (lambda c: Block(c[10:], c, 2**31), ValueError, r"blocks\[1\]: total must be at most"),
        (lambda c: (c, c, 5), TypeError, r"blocks\[1\] must be Block"),
        (lambda c: Block(c[:5], c, 9), ValueError, r"blocks\[1\].pre must lie in cells\[10:300\]"),
        (lambda c: Block(3, c, 9), TypeError, r"blocks\[1\].pre must be a part of this network"),
        (lambda c: Block(c[10:], c, 9, "a"), TypeError, r"blocks\[1\].weight must be"),
        (
            lambda c: Block(c[10:], c, 9, 1.0, 0.05),
            ValueError,
            r"blocks\[1\].delay must be a multiple",
        ),
    ],
)
def test_wrong_blocks_are_refused_by_name(made, error, words):
    net, cells = network()
    with pytest.raises(error, match=words):
        net.connect(
            cells[10:], cells, "psc", 1.0, blocks=[Block(cells[10:], cells, 5), made(cells)]
        )
    assert not net.connections


def test_what_does_not_go_together_is_refused():
    net, cells = network()
    with pytest.raises(ValueError, match="total and blocks cannot both be given"):
        net.connect(cells, cells, "psc", 1.0, total=5, blocks=[Block(cells, cells, 5)])
    with pytest.raises(TypeError, match="cells_cells: weight must be given"):
        net.connect(cells, cells, "psc", total=5)
    with pytest.raises(TypeError, match=r"blocks\[0\].weight must be given"):
        net.connect(cells, cells, "psc", blocks=[Block(cells, cells, 5)])
    with pytest.raises(ValueError, match="blocks must hold at least one Block"):
        net.connect(cells, cells, "psc", 1.0, blocks=[])
    with pytest.raises(ValueError, match="joins one neuron with itself"):
        net.connect(cells[:1], cells[:1], "psc", 1.0, total=3)


@pytest.mark.kernel
def test_numbers_of_synapses_add_up():
    numbers = blocks.numbers_of("x", 500, 20, 7, NO_SELF, 1, 2)
    assert numbers[0] == 0
    assert numbers[-1] == 500
    assert (np.diff(numbers) > 5).all()
    rows, targets = blocks.total_pairs("x", 20, 7, 500, NO_SELF, 1, 2)
    assert rows.tolist() == numbers.tolist()
    assert np.bincount(targets, minlength=7).min() > 40


def test_wiring_can_be_interrupted_and_leaves_no_connection(monkeypatch):
    net, cells = network()
    draw, drawn = blocks.block_rows.draw_rows, []

    def interrupted(begin, end, *more):
        if drawn:
            raise KeyboardInterrupt
        drawn.append(begin)
        return draw(begin, end, *more)

    monkeypatch.setattr(blocks, "PIECE", 500)
    monkeypatch.setattr(blocks.block_rows, "draw_rows", interrupted)
    with pytest.raises(KeyboardInterrupt):
        net.connect(cells, cells, "psc", 1.0, blocks=[Block(cells, cells, 5000)])
    assert drawn
    assert not net.connections
    monkeypatch.undo()
    made = net.connect(cells, cells, "psc", 1.0, blocks=[Block(cells, cells, 5000)])
    assert made.n_synapses == 5000
