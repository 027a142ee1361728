"""Random numbers: exact against the oracle, and statistically against the laws they claim.

Every statistic below is compared with its quantile at ``CHANCE`` = 1e-6: a right generator fails a
test about once in a million choices of seed.  The seeds are fixed, so no test is flaky.  Wrong laws
fail nearly always: with N draws a chi-square test of m cells has the noncentrality
N * sum((q - p)**2 / p) for cell chances q instead of p, and passes the threshold (5 to 10 standard
deviations of the statistic above its mean) as soon as that is a few hundred.  With N = 200000 that
is a relative error of the chances of some 4 %; a shifted, truncated or rescaled law is far beyond.
"""

import ast
import math
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import config
from scipy import stats

import snnlib.random as sr
from snnlib._jit import jit
from tests.reference import philox as oracle

CHANCE = 1e-6
N = 200_000
NAN, INF = math.nan, math.inf

kernel = pytest.mark.kernel
needs_jit = pytest.mark.skipif(config.DISABLE_JIT, reason="many draws: too slow as Python")


def assert_chi_square(counts, expected):
    """Counts agree with expected counts of the same sum (cells below 10 are joined)."""
    counts, expected = np.ravel(counts), np.ravel(expected)
    small = expected < 10
    if small.any():
        counts = np.append(counts[~small], counts[small].sum())
        expected = np.append(expected[~small], expected[small].sum())
        if expected[-1] < 5:  # too few to be a cell of their own
            counts = np.append(counts[:-2], counts[-2:].sum())
            expected = np.append(expected[:-2], expected[-2:].sum())
    assert counts.sum() == pytest.approx(expected.sum(), rel=1e-9)
    statistic = ((counts - expected) ** 2 / expected).sum()
    assert statistic < stats.chi2.isf(CHANCE, expected.size - 1)
    assert statistic > stats.chi2.ppf(CHANCE, expected.size - 1)  # too even is not random either


def assert_independent(a, b, cells=32):
    """A 2-D histogram of pairs of uniform numbers is flat, and they do not correlate.

    Pairs with b = a for a share s of the draws add N s**2 (cells - 1): s = 1 % gives 600, where
    the threshold lies 220 above the mean of 1023.  The correlation's deviation is 1 / sqrt(N).
    """
    counts = np.histogram2d(a, b, cells, [[0, 1], [0, 1]])[0]
    assert_chi_square(counts, np.full(counts.shape, a.size / cells**2))
    assert abs(np.corrcoef(a, b)[0, 1]) < stats.norm.isf(CHANCE / 2) / sqrt(a.size)


def assert_law(sample, cdf):
    """Kolmogorov-Smirnov: misses a cdf that is off by 0.6 % somewhere, hits one off by 1.2 %."""
    assert stats.kstest(sample, cdf).pvalue > CHANCE


@jit
def fill_uniform(out, seed, stream, start, d_seed, d_stream, d_step):
    for i in range(out.size):
        out[i] = sr.uniform(seed + i * d_seed, stream + i * d_stream, start + i * d_step)


@jit
def fill_normal(out, seed, stream):
    for i in range(out.size):
        out[i] = sr.normal(seed, stream, i)


@jit
def fill_exponential(out, seed, stream):
    for i in range(out.size):
        out[i] = sr.exponential(seed, stream, i)


@jit
def fill_geometric(out, p, seed, stream):
    for i in range(out.size):
        out[i] = sr.geometric(p, seed, stream, i)


@jit
def fill_poisson(out, lam, seed, stream):
    for i in range(out.size):
        out[i] = sr.poisson(lam, seed, stream, i)


@jit
def fill_integer(out, n, seed, stream):
    for i in range(out.size):
        out[i] = sr.integer(n, seed, stream, i)


@jit
def fill_words(out, seed):
    for i in range(out.shape[0]):
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = sr._block(seed, 0, i, 0)


@jit
def count_orders(counts, a, n, seed):
    for stream in range(n):
        for i in range(4):
            a[i] = i
        sr.shuffle(a, seed, stream)
        counts[64 * a[0] + 16 * a[1] + 4 * a[2] + a[3]] += 1


def draws(fill, *arguments, n=N, dtype=float):
    out = np.empty(n, dtype)
    fill(out, *arguments)
    return out


def uniforms(seed=1, stream=0, start=0, d_seed=0, d_stream=0, d_step=1):
    return draws(fill_uniform, seed, stream, start, d_seed, d_stream, d_step)


# The generator itself


@kernel
@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [  # the known answers published with the authors' library, Random123
        ("00000000 00000000 00000000 00000000", "00000000 00000000",
         "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
         "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
         "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)  # fmt: skip
def test_philox_gives_the_published_words(counter, key, words):
    counter, key, words = (
        tuple(int(w, 16) for w in text.split()) for text in (counter, key, words)
    )
    assert sr.philox(*map(np.uint64, counter + key)) == words
    assert oracle.philox(counter, key) == words


@kernel
@pytest.mark.parametrize(
    "numbers",
    [(0, 0, 0, 0), (1, 2, 3, 4), (-1, -1, -1, 0), (2**62 + 5, 2**32 - 1, -(2**63), 2**32 - 1)],
)
def test_blocks_are_numbered_as_in_the_oracle(numbers):
    assert sr._block(*numbers) == oracle.block(*numbers)


@needs_jit
@given(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(-(2**63), 2**63 - 1),
)
def test_uniform_pair_equals_the_oracle(seed, stream, step):
    pair = sr.uniform_pair(seed, stream, step)
    assert pair == oracle.uniform_pair(seed, stream, step)
    assert pair[0] == sr.uniform(seed, stream, step)


@kernel
def test_numbers_may_arrive_as_floats():
    for seed, stream, step in [(7, 3, 11), (-7, 2**32 - 1, 2**52 + 1)]:
        want = sr.uniform(seed, stream, step)
        assert sr.uniform(float(seed), float(stream), float(step)) == want
        assert sr.uniform(np.int64(seed), np.float64(stream), np.int64(step)) == want
        assert sr.integer(9.0, float(seed), float(stream), float(step)) == sr.integer(
            9, seed, stream, step
        )


@kernel
def test_every_part_of_the_name_matters():
    base = (5, 6, 7)
    others = [(6, 6, 7), (5 + 2**32, 6, 7), (5, 7, 7), (5, 6, 8), (5, 6, 7 + 2**32), (-5, 6, 7)]
    assert len({sr.uniform(*name) for name in [base, *others]}) == 7
    assert sr.uniform(5, 6 + 2**32, 7) == sr.uniform(*base)  # streams count modulo 2**32
    assert sr.uniform(5, -1, 7) == sr.uniform(5, 2**32 - 1, 7)


@needs_jit
def test_every_bit_is_one_half_of_the_time():
    words = np.empty((N, 4), np.uint64)
    fill_words(words, 3)
    ones = np.array([[(words[:, w] >> np.uint64(b)) & np.uint64(1) for b in range(32)]
                     for w in range(4)]).sum(axis=-1)  # (word, bit)  # fmt: skip
    assert words.max() < 2**32
    # 128 normal deviates of deviation sqrt(N) / 2: one beyond 6 in 4e6 tests; a bias of 1 % is at 9
    assert np.abs(ones - N / 2).max() < stats.norm.isf(CHANCE / 256) * sqrt(N) / 2


@needs_jit
def test_a_flipped_input_bit_flips_half_of_the_output_bits():
    rng = np.random.default_rng(4)
    flips = []
    for bit in range(192):
        name = [int(w) for w in rng.integers(0, 2**32, 6)]
        other = list(name)
        other[bit // 32] ^= 1 << (bit % 32)
        a, b = (sr.philox(*map(np.uint64, w)) for w in (name, other))
        flips.append(sum((int(x) ^ int(y)).bit_count() for x, y in zip(a, b, strict=True)))
    # 192 binomial numbers of 128 coins each
    assert min(flips) > stats.binom.ppf(CHANCE / 384, 128, 0.5) - 1
    assert max(flips) < stats.binom.isf(CHANCE / 384, 128, 0.5) + 1
    assert abs(np.mean(flips) - 64) < stats.norm.isf(CHANCE / 2) * sqrt(32 / 192)


# Uniform numbers


@kernel
def test_uniform_stays_below_one_and_has_53_bits():
    full = np.uint64(0xFFFFFFFF)
    assert sr._fraction(full, full) == 1 - 2.0**-53
    assert sr._fraction(np.uint64(0), np.uint64(0)) == 0.0
    assert sr._fraction(np.uint64(0), np.uint64(1 << 11)) == 2.0**-53


@needs_jit
@pytest.mark.parametrize("change", ["d_step", "d_stream", "d_seed"])
def test_uniform_is_flat_along_steps_streams_and_seeds(change):
    x = uniforms(**{"d_step": 0, change: 1})
    assert_chi_square(np.histogram(x, 1000, (0, 1))[0], np.full(1000, N / 1000))
    low = x * 2**20 % 1  # the bits further down are as good
    assert_chi_square(np.histogram(low, 1000, (0, 1))[0], np.full(1000, N / 1000))
    assert_law(x, "uniform")
    assert_independent(x[:-1], x[1:])
    assert_independent(x[:-7], x[7:])


@needs_jit
def test_neighbouring_streams_and_seeds_and_halves_of_a_pair_are_independent():
    x = uniforms(seed=1, stream=0)
    assert_independent(x, uniforms(seed=1, stream=1))
    assert_independent(x, uniforms(seed=2, stream=0))
    assert_independent(x, uniforms(seed=-1, stream=0))
    assert_independent(x, uniforms(seed=1 + 2**32, stream=0))
    assert_independent(x, uniforms(seed=1, stream=0, start=2**32))
    pairs = np.array([sr.uniform_pair(1, 0, i) for i in range(N)])
    assert (pairs[:, 0] == x).all()
    assert_independent(pairs[:, 0], pairs[:, 1])


# Laws


@needs_jit
def test_normal_has_its_law():
    x = draws(fill_normal, 1, 2)
    assert_law(x, "norm")
    z = stats.norm.isf(CHANCE / 2)
    assert abs(x.mean()) < z / sqrt(N)  # hits a mean of 0.02
    assert abs((x**2).mean() - 1) < z * sqrt(2 / N)  # hits a deviation of 1.02
    assert abs((x**3).mean()) < z * sqrt(15 / N)
    assert abs((x**4).mean() - 3) < z * sqrt(96 / N)
    u = stats.norm.cdf(x)
    assert_independent(u[:-1], u[1:])


@needs_jit
def test_exponential_has_its_law():
    x = draws(fill_exponential, 1, 3)
    assert x.min() >= 0
    assert_law(x, "expon")
    z = stats.norm.isf(CHANCE / 2)
    assert abs(x.mean() - 1) < z / sqrt(N)  # hits a mean of 1.02
    assert abs((x**2).mean() - 2) < z * sqrt(20 / N)  # E x**4 - (E x**2)**2 = 24 - 4


@needs_jit
@pytest.mark.parametrize("p", [0.9, 0.5, 0.1, 0.01, 1e-4])
def test_geometric_has_its_law(p):
    x = draws(fill_geometric, p, 1, 4, dtype=np.int64)
    width = max(1, round(0.05 / p))  # values per cell
    edges = np.arange(0, 200 * width, width)  # cells (0, width], (width, 2 width], ...
    expected = N * np.append(np.diff(stats.geom.cdf(edges, p)), stats.geom.sf(edges[-1], p))
    counts = np.bincount(np.minimum((x - 1) // width, edges.size - 1), minlength=edges.size)
    assert x.min() >= 1
    assert_chi_square(counts, expected)
    assert abs(x.mean() - 1 / p) < stats.norm.isf(CHANCE / 2) * sqrt((1 - p) / N) / p


@needs_jit
def test_geometric_skips_give_a_bernoulli_train():
    p, n = 0.03, 2_000_000
    by_skips = np.cumsum(draws(fill_geometric, p, 1, 5, dtype=np.int64, n=int(1.2 * n * p))) - 1
    assert by_skips[-1] > n
    skips = np.zeros(n, bool)
    skips[by_skips[by_skips < n]] = True
    steps = np.empty(n)
    fill_uniform(steps, 1, 6, 0, 0, 0, 1)
    windows = 50  # spikes in windows of 50 steps are binomial: for the skips as for the steps
    expected = stats.binom.pmf(np.arange(windows + 1), windows, p) * (n / windows)
    for spikes in (skips, steps < p):
        counts = spikes.reshape(-1, windows).sum(axis=1)  # (window,)
        assert_chi_square(np.bincount(counts, minlength=windows + 1), expected)
        both = np.bincount(2 * spikes[:-1] + spikes[1:], minlength=4)[3]  # no memory of the last
        assert abs(both - n * p * p) < stats.norm.isf(CHANCE / 2) * sqrt(n * p * p * (1 + 2 * p))


@needs_jit
@pytest.mark.parametrize("lam", [1e-3, 0.1, 1.0, 5.0, 9.99, 10.0, 12.5, 30.0, 200.0, 1e4, 1e6])
def test_poisson_has_its_law(lam):
    x = draws(fill_poisson, lam, 1, 7, dtype=np.int64)
    width = max(1, round(sqrt(lam) / 10))  # values per cell
    first = max(0, int(lam - 6 * sqrt(lam)))
    edges = np.arange(first - 1, lam + 6 * sqrt(lam) + 10, width)  # cells (edge, next edge]
    below = stats.poisson.cdf(edges, lam)
    expected = N * np.diff(np.concatenate([[0.0], below, [1.0]]))
    counts = np.bincount(np.searchsorted(edges, x), minlength=edges.size + 1)
    assert x.min() >= 0
    assert_chi_square(counts, expected)
    z = stats.norm.isf(CHANCE / 2)
    assert abs(x.mean() - lam) < z * sqrt(lam / N)
    fourth = lam * (1 + 3 * lam)  # central moment
    assert abs(((x - lam) ** 2).mean() - lam) < z * sqrt((fourth - lam**2) / N)


@needs_jit
def test_poisson_of_huge_means_has_the_right_moments():
    for lam in (1e9, 2.0**50):
        x = (draws(fill_poisson, lam, 1, 8, dtype=np.int64) - lam) / sqrt(lam)
        assert_law(x, "norm")  # the skewness, 1 / sqrt(lam), is below what the test can see


@kernel
@pytest.mark.parametrize("lam", [10.0, 35.5, 1e5])
def test_log_poisson_is_the_logarithm_of_the_chance(lam):
    for k in [0, 1, 5, 15, 16, 17, 40, int(lam), int(lam + 3 * sqrt(lam))]:
        want = k * math.log(lam) - lam - math.lgamma(k + 1)
        assert sr._log_poisson(float(k), lam) == pytest.approx(want, rel=1e-12, abs=2e-9)


@needs_jit
@pytest.mark.parametrize("n", [1, 2, 3, 10, 1000, 3 * 2**30])
def test_integer_has_its_law(n):
    # at 3 * 2**30 the plain word * n / 2**32 without rejection hits every third value twice
    x = draws(fill_integer, n, 1, 9, dtype=np.int64)
    assert x.min() >= 0
    assert x.max() < n
    if n > 1:
        cells = min(n, 1000)
        counts = np.bincount(x * cells // n, minlength=cells)
        assert_chi_square(counts, np.full(cells, N / cells))
        thirds = np.bincount(x % min(n, 3), minlength=min(n, 3))
        share = np.array([len(range(r, n, min(n, 3))) for r in range(min(n, 3))]) / n
        assert_chi_square(thirds, N * share)


@needs_jit
def test_shuffle_gives_every_order_the_same_chance():
    counts = np.zeros(256, np.int64)
    count_orders(counts, np.empty(4, np.int64), 24_000, 1)
    orders = counts[counts > 0]
    assert orders.size == 24
    assert_chi_square(orders, np.full(24, 1000.0))


@kernel
def test_shuffle_keeps_the_values_and_is_determined():
    a, b = np.arange(20.0), np.arange(20.0)
    sr.shuffle(a, 3, 4)
    sr.shuffle(b, 3, 4)
    assert (a == b).all()
    assert sorted(a) == list(range(20))
    assert list(a) != list(range(20))
    sr.shuffle(b[:0], 3, 4)
    one = np.array([5.0])
    sr.shuffle(one, 3, 4)
    assert one[0] == 5.0


# Arguments that make no sense, and the ends of the range


@kernel
def test_geometric_at_the_ends():
    for p, n in [(1.0, 1), (2.0, 1), (INF, 1), (0.0, 2**62), (-1.0, 2**62), (-INF, 2**62)]:
        assert sr.geometric(p, 1, 2, 3) == n
    assert sr.geometric(NAN, 1, 2, 3) == -1
    assert sr.geometric(5e-324, 1, 2, 3) == 2**62
    assert sr.geometric(1 - 2.0**-53, 1, 2, 3) == 1
    assert sr.NEVER == 2**62


@kernel
def test_poisson_at_the_ends():
    assert sr.poisson(0.0, 1, 2, 3) == sr.poisson(-0.0, 1, 2, 3) == 0
    for lam in (-1.0, -INF, INF, NAN, 2.0**51):
        assert sr.poisson(lam, 1, 2, 3) == -1


@kernel
def test_integer_at_the_ends():
    assert [sr.integer(n, 1, 2, 3) for n in (0, -5, 2**32 + 1)] == [-1, -1, -1]
    assert sr.integer(1, 1, 2, 3) == 0
    assert sr.integer(2**32, 1, 2, 3) == oracle.block(1, 2, 3)[0]


# The same on every machine


def names():
    return [(1, 0, 0), (42, 7, 1000), (-3, 2**32 - 1, 2**40)]


PINNED = {
    "uniform": ["0x1.c7d00ce1ca141p-1", "0x1.42d99d4e58e92p-2", "0x1.a2a0b27b40187p-1"],
    "normal": ["-0x1.cdf76d60308f9p+0", "-0x1.ad7b153b7784ap-2", "0x1.c81af4408d9dfp+0"],
    "exponential": ["0x1.1ad547dd8b04ep+1", "0x1.83d70d105ce2bp-2", "0x1.b3a49645f6060p+0"],
}
PINNED_SECOND = ["0x1.2be445816c2b5p-1", "0x1.5706dff5bfd3ap-1", "0x1.56378e5867070p-5"]
PINNED_WHOLE = {
    ("geometric", 0.01): [220, 38, 170],
    ("poisson", 2.5): [4, 2, 4],
    ("poisson", 50.0): [60, 46, 57],
    ("poisson", 1000000.0): [1001434, 999459, 1001023],
    ("integer", 1000): [890, 315, 817],
}
PINNED_ORDER = [3, 1, 5, 2, 4, 7, 0, 6]


@kernel
def test_bits_are_the_same_on_every_machine():
    for function, want in PINNED.items():
        got = [float.hex(getattr(sr, function)(*name)) for name in names()]
        assert got == want, function
    assert [sr.uniform_pair(*name)[1].hex() for name in names()] == PINNED_SECOND


@kernel
def test_whole_numbers_are_the_same_on_every_machine():
    for (function, argument), want in PINNED_WHOLE.items():
        got = [getattr(sr, function)(argument, *name) for name in names()]
        assert got == want, function
        assert all(isinstance(number, int) for number in got)
    a = np.arange(8)
    sr.shuffle(a, 42, 7)
    assert list(a) == PINNED_ORDER


@kernel
def test_all_names_are_there():
    assert all(callable(getattr(sr, name)) for name in sr.__all__)
    assert len(sr.__all__) == 11


def test_own_seeds_differ_by_seed_and_by_use():
    seeds = [0, 1, -1, 7, 2**63 - 1, -(2**63), 12345678901234567]
    names = ["jitter", "drop", "population", "mutual_information"]
    own = {sr.own_seed(seed, name) for seed in seeds for name in names}
    assert len(own | set(seeds)) == len(seeds) * (len(names) + 1)
    assert all(-(2**63) <= seed < 2**63 for seed in own)
    assert sr.own_seed(7, "drop") == 7508919393090751224  # on every machine
    assert all(sr.own_seed(sr.own_seed(s, "drop"), "drop") == s for s in seeds)


def names_of_seeds(source):
    """The names under which the public functions of a module draw, kernels aside."""
    functions = {f.name: f for f in ast.parse(source).body if isinstance(f, ast.FunctionDef)}

    def names(function):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        called = [functions.get(getattr(call.func, "id", "")) for call in calls]
        own = {call.args[1].value for call in calls if getattr(call.func, "id", "") == "own_seed"}
        return own or set().union(*(names(f) for f in called if f and f is not function))

    return {
        name: names(function)
        for name, function in functions.items()
        if not name.startswith("_")
        and not any(getattr(d, "id", "").startswith("jit") for d in function.decorator_list)
        and "seed" in [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
    }


def check_names_of_seeds(found):
    for place, names in found.items():
        assert names, f"{place} draws under the bare seed"
        others = [p for p, n in found.items() if n & names and p.split(".")[0] != "nef"]
        assert others in ([place], []), f"{others} draw the same numbers"


def test_no_two_functions_draw_the_same_numbers_under_one_seed():
    library = Path(sr.__file__).parent
    modules = [p for kind in ("spikes", "codes", "hardware") for p in library.glob(f"{kind}/*.py")]
    found = {
        f"{path.stem}.{name}": names
        for path in modules
        for name, names in names_of_seeds(path.read_text()).items()
    }
    check_names_of_seeds(found)
    assert found["perturb.drop"] == {"drop"}
    assert len(found) >= 12
    bare = "def encode(x, *, seed):\n    return fill(x, seed)"
    with pytest.raises(AssertionError, match="under the bare seed"):
        check_names_of_seeds({"new.encode": names_of_seeds(bare)["encode"]})
    twice = "def encode(x, *, seed):\n    return fill(x, own_seed(seed, 'drop'))"
    with pytest.raises(AssertionError, match="draw the same numbers"):
        check_names_of_seeds(found | {"new.encode": names_of_seeds(twice)["encode"]})
