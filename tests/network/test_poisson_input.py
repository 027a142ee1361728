"""A Poisson input: its law, its independence, and what it does to a membrane."""

import copy
import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy import stats

from snnlib import LIFParameters, Network, exponential, lif_neuron, random
from snnlib.network import poisson_input as own
from snnlib.random import own_seed
from snnlib.synapses import delta
from tests.reference.philox import block


def counts(lam, n, n_steps, seed=5, first=0, tables=None):
    """Numbers of spikes, (n_steps, n) int64, of neurons from number ``first`` on."""
    lam = np.broadcast_to(np.asarray(lam, float), (n,)).copy()
    known = tables or own.tables_for(lam)
    room = np.zeros(8 * own.BLOCKS, np.uint16), np.zeros(8 * own.BLOCKS, np.uint8)
    drawn = np.zeros((n_steps, n))
    for k in range(n_steps):
        how = seed, lam, *known, *room, np.ones(n)
        own.poisson_arrivals(k, first, *how, drawn[k], np.ones(1))
    return drawn.astype(np.int64)


def plain_count(lam, seed, i, k, bits=None):
    """The number of neuron i in step k, from the words on and with nothing but Python.

    ``bits`` are the first 16, if not those that are drawn for it.
    """
    if lam > 32.0:
        return random.poisson(lam, seed, 2**31 + i, k)
    if bits is None:
        word = block(seed, i // 8, k)[i % 8 // 2]
        bits = word >> 16 if i % 2 else word & 0xFFFF
    more = block(seed, i // 8, k, 1 + i % 8)
    u = (bits << 37 | (more[0] << 32 | more[1]) >> 27) / 2**53
    n, probability = 0, math.exp(-lam)
    while u >= probability:
        u -= probability
        n += 1
        probability *= lam / n
    return n


@pytest.mark.kernel
@pytest.mark.parametrize("first", [0, 5, 8, 1016])
def test_a_number_is_that_of_the_plain_computation(first):
    lam = np.resize([1.28, 0.0, 2.32, 31.9, 40.0, 0.01], 23)
    for n in (1, 2, 23):
        drawn = counts(lam[:n], n, 4, first=first, seed=-(2**40))
        plain = [[plain_count(lam[j], -(2**40), first + j, k) for j in range(n)] for k in range(4)]
        assert drawn.tolist() == plain
    assert counts(1.0, 0, 2, first=first).shape == (2, 0)  # what a thread may have


@pytest.mark.kernel
def test_the_bits_that_follow_decide_where_the_first_do_not():
    lam = 1.28
    for n, below in enumerate(stats.poisson.cdf(range(4), lam)):
        bits = int(2**16 * below)  # u may be on either side of the step from n to n + 1
        drawn = [own.slow_number(lam, 5, i, 3, bits) for i in range(200)]
        assert set(drawn) == {n, n + 1}
        assert drawn == [plain_count(lam, 5, i, 3, bits) for i in range(200)]


@pytest.mark.kernel
def test_a_neuron_has_its_numbers_wherever_the_part_begins():
    whole = counts(1.7, 1100, 2)
    for low, high in ((0, 1024), (1, 9), (3, 1023), (1023, 1100), (1024, 1025)):
        assert (counts(1.7, high - low, 2, first=low) == whole[:, low:high]).all()


def test_a_table_changes_no_number_and_decides_nearly_all():
    n, none = 3001, (np.full(1, own.UNDECIDED, np.uint8), np.zeros(3001, np.uint32), 16)
    for lam in (0.0, 1e-5, 0.3, 1.28, 10.0, 32.0):
        tables, *_ = own.tables_for(np.full(n, lam))
        assert np.mean(tables[: 2**14] == own.UNDECIDED) < 0.01
        assert (counts(lam, n, 20) == counts(lam, n, 20, tables=none)).all()
    many = np.linspace(0.0, 3.0, n)
    tables, *_ = own.tables_for(many)
    assert tables.size == 2**8 * (n + 1)
    assert np.mean(tables[: -(2**8)] == own.UNDECIDED) < 0.05
    assert (counts(many, n, 20) == counts(many, n, 20, tables=none)).all()


def test_each_rate_has_a_table_unless_there_are_too_many_or_it_is_large(monkeypatch):
    tables, table_of, rest = own.tables_for(np.array([1.0, 2.0, 40.0, 1.0]))
    assert (table_of // 2**14).tolist() == [0, 1, 2, 0]
    assert (tables[2 * 2**14 :] == own.UNDECIDED).all()
    assert rest == 2
    tables, table_of, rest = own.tables_for(np.linspace(1.0, 0.0, 65))
    assert (table_of // 2**8).tolist() == list(range(65))[::-1]
    assert rest == 8
    monkeypatch.setattr(own, "SIZES", ((2, 2**14),))
    tables, table_of, rest = own.tables_for(np.arange(3.0))
    assert (tables.tolist(), table_of.tolist(), rest) == ([own.UNDECIDED], [0, 0, 0], 16)


@pytest.mark.parametrize("lam", [1e-3, 1.28, 2.32, 17.0, 32.0])
def test_the_probabilities_are_right_to_2_to_the_minus_51(lam):
    """The u at which the number changes is the exact cumulated probability."""
    with localcontext(prec=60):
        term, below = (-Decimal(lam)).exp(), Decimal(0)
        for n in range(int(lam + 8.0 * math.sqrt(lam) + 4.0)):
            below += term
            term *= Decimal(lam) / (n + 1)
            low, high = 0, 2**53  # of u in units of 2**-53
            while high - low > 1:
                middle = (low + high) // 2
                more = random._poisson_small(lam, middle * 2.0**-53) > n
                low, high = (low, middle) if more else (middle, high)
            assert abs(Decimal(high) / 2**53 - below) < Decimal(2) ** -51


@pytest.mark.parametrize("lam", [0.02, 1.28, 2.32, 9.7, 31.0, 40.0, 2000.0])
def test_the_numbers_have_the_poisson_law(lam):
    drawn = counts(lam, 500, 400, seed=11).ravel()
    size = drawn.size
    assert abs(drawn.mean() - lam) < 4.0 * math.sqrt(lam / size)
    spread = math.sqrt((lam + 2.0 * lam**2) / size)  # of the variance
    assert abs(drawn.var() - lam) < 4.0 * spread
    low, high = stats.poisson.ppf([1e-4, 1.0 - 1e-4], lam)
    edges = np.arange(low, high + 1.0)
    expected = size * np.diff(stats.poisson.cdf(edges, lam), prepend=0.0, append=1.0)
    found = np.bincount(np.searchsorted(edges, drawn), minlength=edges.size + 1)
    assert stats.chisquare(found, expected).pvalue > 1e-3


def test_neurons_steps_seeds_and_names_are_independent():
    lam = 1.6
    apart = (counts(lam, 500, 400) - lam) / math.sqrt(lam)
    limit = 4.5 / math.sqrt(apart.size)
    for lag in range(1, 10):
        assert abs((apart[lag:] * apart[:-lag]).mean()) < limit
        assert abs((apart[:, lag:] * apart[:, :-lag]).mean()) < limit
        assert abs((apart[lag:, lag:] * apart[:-lag, :-lag]).mean()) < limit
    together = np.corrcoef(apart.reshape(-1, 8).T) - np.eye(8)  # neurons that share a block
    assert abs(together).max() < 4.5 / math.sqrt(apart.size / 8)
    for seed in (6, own_seed(5, "outside")):
        other = (counts(lam, 500, 400, seed=seed) - lam) / math.sqrt(lam)
        assert abs((apart * other).mean()) < limit
    large = counts(40.0, 64, 200).ravel() - 40.0  # other words than the small ones beside them
    small = counts(1.0, 64, 200).ravel() - 1.0
    assert abs(np.corrcoef(large, small)[0, 1]) < 4.5 / math.sqrt(large.size)


# --- in a network -----------------------------------------------------------------------------

RATE, WEIGHT, TAU, N = 9000.0, 0.02, 5.0, 2000  # Hz, nA, ms
MEMBRANE = LIFParameters(tau_m=10.0, R_m=5.0, v_rest=-65.0, v_th=500.0, v_reset=-65.0)


def background():
    """Return neurons that never spike, under two inputs."""
    net = Network(dt=0.1, seed=9)
    neuron = lif_neuron(MEMBRANE, dtype="float64")
    cells = net.population("cells", N, neuron, {"exc": exponential(TAU), "jump": delta()})
    outside = net.poisson_input("outside", cells, "exc", rate=RATE, weight=WEIGHT)
    weights = np.linspace(-0.2, 0.3, 9)
    net.poisson_input("jumps", cells[31:40], "jump", np.linspace(0.0, 4e4, 9), weights)
    net.record(cells, "exc.g", neurons=[0, 7, 1500], every=0.1)
    net.record(cells, "v", every=50.0)
    return net, cells, outside


@pytest.fixture(scope="module")
def ran():
    net, cells, outside = background()
    net.run(600.0)
    return net, cells, outside, copy.deepcopy(net)


def test_each_spike_adds_its_weight_at_the_beginning_of_its_step(ran):
    net, cells, *_ = ran
    seed = own_seed(9, "outside")
    g, decay = np.zeros(3), math.exp(-0.1 / TAU)
    samples = net.samples(cells, "exc.g")[1]
    for k in range(100):
        g += WEIGHT * np.array([plain_count(0.9, seed, i, k) for i in (0, 7, 1500)])
        g *= decay
        np.testing.assert_allclose(samples[k], g, rtol=1e-12)


def test_mean_and_variance_of_the_membrane_are_campbell_s(ran):
    """Shot noise: a rate times the integral of the PSP, and of its square."""
    net, cells, *_ = ran
    times, v = net.samples(cells, "v")
    v = np.delete(v[times > 120.0], np.s_[31:40], axis=1)  # without jumps
    height, rate = WEIGHT * MEMBRANE.R_m, RATE / 1000.0  # mV, spikes in a ms
    mean, variance = rate * height * TAU, rate * height**2 * TAU**2 / (2.0 * (TAU + 10.0))
    assert v.mean() == pytest.approx(-65.0 + mean, abs=4.5 * math.sqrt(variance / v.size * 2.0))
    assert v.var() == pytest.approx(variance, rel=4.5 * math.sqrt(2.0 / v.size * 2.0))


def test_a_slice_has_rates_and_weights_of_its_own_that_may_be_above_one_a_step(ran):
    net, cells, *_ = ran
    times, v = net.samples(cells, "v")
    mean = v[times > 120.0].mean(axis=0)
    rates, weights = np.linspace(0.0, 40.0, 9), np.linspace(-0.2, 0.3, 9)  # spikes in a ms
    lift = mean[31:40] - np.delete(mean, np.s_[31:40]).mean()
    spread = np.sqrt(rates * weights**2 * 10.0 / 2.0) + 1.0
    assert (abs(lift - rates * weights * 10.0) < 4.5 * spread / math.sqrt(5.0)).all()


def test_a_rate_may_be_changed_and_is_saved(ran, tmp_path):
    _, _, _, net = ran
    cells, outside = net.populations["cells"], net.inputs["outside"]
    again = background()[0]
    net.set_rate(outside, np.where(np.arange(N) < 1000, 0.0, RATE))
    net.set_rate(net.inputs["jumps"], 0.0)
    assert "jumps ──▶ cells[31:40].jump: Poisson spikes for each neuron, 0 Hz" in repr(net)
    assert "outside ──▶ cells.exc: Poisson spikes for each neuron, 0 to 9000 Hz" in repr(net)
    net.save(tmp_path / "state.npz")
    net.run(200.0)
    assert abs(cells.state["v"][:1000] + 65.0).max() < 1e-4
    assert cells.state["v"][1000:].min() > -64.0
    again.load(tmp_path / "state.npz")
    again.run(200.0)
    assert (again.populations["cells"].state["v"] == cells.state["v"]).all()
    assert repr(again) == repr(net)


def test_the_text_is_there_where_it_is_needed_and_nowhere_else(ran):
    net, *_ = ran
    assert repr(net.program).count("poisson_arrivals(") == 2
    assert "# jumps to cells[31:40]" in repr(net.program)
    net = Network(dt=0.1)
    cells = net.population("cells", 3, lif_neuron(), {"exc": exponential(5.0)})
    net.connect(net.poisson("source", 3, 10.0), cells, "exc", 1.0)
    assert "arrivals" not in repr(net.program)


# --- what is refused --------------------------------------------------------------------------


@pytest.fixture
def small():
    net = Network(dt=0.1)
    return net, net.population("cells", 3, lif_neuron(), {"exc": exponential(5.0)})


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (-1.0, r"rate must be from 0 to 2\*\*50 spikes a time step, .* hertz, got -1 to -1"),
        (1.2e19, r"rate must be from 0 to 2\*\*50 spikes a time step, 1.126e\+19 hertz"),
        (np.nan, "rate must be an array of finite numbers of hertz, .* got nan"),
        (np.inf, "rate must be an array of finite numbers of hertz, .* got inf"),
        ([1.0, 2.0], "rate must be a number or have one value for each of the 3 neurons"),
        (np.ones((2, 3)), "rate must have at most 1 axes"),
    ],
)
def test_bad_rates_are_refused(small, rate, message):
    net, cells = small
    with pytest.raises(ValueError, match=message):
        net.poisson_input("outside", cells, "exc", rate, 0.1)
    outside = net.poisson_input("outside", cells, "exc", 5.0, 0.1)
    with pytest.raises(ValueError, match=message):
        net.set_rate(outside, rate)
    assert (outside.lam == 5e-4).all()


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (np.nan, "outside: weight must be a finite number, .* got nan"),
        ([1.0, np.inf, 0.0], "outside: weight must be an array of finite numbers"),
        ([1.0, 2.0], r"outside: weight must have the shape \(3,\), got \(2,\)"),
        (1e39, r"outside: weight must be a number that float32 can hold, got 1e\+39"),
    ],
)
def test_bad_weights_are_refused(small, weight, message):
    net, cells = small
    with pytest.raises(ValueError, match=message):
        net.poisson_input("outside", cells, "exc", 5.0, weight)


def test_bad_ends_and_names_are_refused(small):
    net, cells = small
    with pytest.raises(ValueError, match=r"receptor must be one of cells's \(exc\), got 'inh'"):
        net.poisson_input("outside", cells, "inh", 5.0, 0.1)
    with pytest.raises(ValueError, match="source is a source and cannot receive spikes"):
        net.poisson_input("outside", net.poisson("source", 3, 1.0), "exc", 5.0, 0.1)
    stranger = Network().population("cells", 3, lif_neuron(), {"exc": exponential(5.0)})
    with pytest.raises(TypeError, match="target must be a part of this network"):
        net.poisson_input("outside", stranger, "exc", 5.0, 0.1)
    outside = net.poisson_input("outside", cells, "exc", 5.0, 0.1)
    for again in (net.poisson, net.replay):
        with pytest.raises(ValueError, match="name must be new to the network, got 'outside'"):
            again("outside", 3, [], [])
    with pytest.raises(TypeError, match="source must be a Poisson source of this network, or an"):
        Network().set_rate(outside, 5.0)
    assert net.program.text.endswith("return clock[0]\n")
    with pytest.raises(RuntimeError, match="the network has run"):
        net.poisson_input("more", cells, "exc", 5.0, 0.1)


def test_its_spikes_are_neither_recorded_nor_connected(small):
    net, cells = small
    outside = net.poisson_input("outside", cells, "exc", 5.0, 0.1)
    why = "the spikes of outside are not kept, .* are made by net.poisson"
    with pytest.raises(ValueError, match=why):
        net.record(outside, "spikes")
    with pytest.raises(ValueError, match=why):
        net.spikes(outside)
    with pytest.raises(ValueError, match=why):
        net.connect(outside, cells, "exc", 0.1)
