"""The compiler: what runs in a browser has native numba's bits, what cannot is refused by name."""

import hashlib
import math
import os
import pickle
import re
import subprocess
import sys
import threading
from typing import NamedTuple

import numba
import numpy as np
import pytest

from snnlib import LIFParameters, LIFState, lif_advance, lif_step
from snnlib import math as smath
from snnlib import random as srandom
from snnlib.live import Array, BrowserError, Checkbox, Readout, Select, Slider
from snnlib.live._refusal import refuse, see
from snnlib.live.compiler import COMPILER, Compiler
from snnlib.live.kernel import Kernel
from snnlib.live.wasm import compile_kernel
from tests.live.webassembly import bits, machine

njit = numba.njit(error_model="numpy")
TABLE = np.sin(np.arange(5000.0))
BYTES = np.arange(-128, 128, dtype=np.int8)
PAIR = (0.75, 3)
NUMBERS = [1.0, 2.0]


def kernel_of(function, shape=16, dtype="float64", **more):
    """A kernel of the float x and the array y."""
    x = Slider("x", -8, 8, 2.5, 0.125)
    given = {"constants": {}, "readouts": {}} | more
    return Kernel(function, [x], arrays={"y": Array(shape, dtype)}, **given)


# ── what works ─────────────────────────────────────────────────────────────────────────────────


@njit
def twice(x):
    return 2.0 * x


@njit
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


class Params(NamedTuple):
    gain: float
    steps: int


@njit
def amplify(x, params):
    return Params(params.gain * x, params.steps + 1)


def loops(x, y):
    total = 0.0
    for i in range(len(y)):
        j = i
        while j > 0:
            total += x / j
            j -= 2
        if total > 5.0:
            continue
        y[i] = total


def elementary(x, y):
    y[0] = math.sqrt(abs(x))
    y[1] = np.sqrt(x)
    y[2] = math.floor(x) + math.ceil(x)
    y[3] = min(x, 1.0) + max(x, 2)
    y[4] = round(x)
    y[5] = np.round(x)
    y[6] = np.rint(x) + np.trunc(x) + np.floor(x) + np.ceil(x)
    y[7] = math.copysign(3.0, x)
    y[8] = abs(x) + np.abs(x) + math.fabs(x)
    y[9] = x**2 + x**3 + 1 / x**2
    y[10] = int(x)
    y[11] = 1.0 if math.isnan(x) or math.isinf(x) or not np.isfinite(x) else 0.0
    y[12] = np.sign(x)
    y[13] = round(x, 2)
    y[14] = float(np.float32(x)) + np.sqrt(np.float32(abs(x)))
    y[15] = x / 0.0


def integers(x, y):
    n = int(x * 7)
    y[0], y[1] = n // 3, n % 3
    y[2], y[3] = n // -5, n % -5
    y[4], y[5] = n >> 2, n << 3
    y[6], y[7] = n & 5, n ^ 9
    y[8] = np.uint64(n) >> np.uint64(3)
    y[9] = np.int32(n) * np.int32(2**30)
    y[10] = n * 3037000507 % 1000003
    y[11] = n**3
    y[12] = n // (n - n)


def nested_calls(x, y):
    y[0] = twice(twice(x))
    y[1] = fibonacci(int(abs(x)) + 9)
    p = amplify(x, amplify(x, Params(2.0, 1)))
    y[2], y[3] = p.gain, p.steps


def own_functions(x, y):
    y[0], y[1] = smath.exp(x), smath.log(x + 9.0)
    y[2], y[3] = smath.sin(x), smath.cos(x)
    y[4], y[5] = smath.tanh(x), smath.power(x + 9.0, 1.5)
    y[6], y[7] = smath.expm1(x), smath.log1p(x)


def own_randomness(x, y):
    seed = int(x * 8)
    for i in range(4):
        y[i] = srandom.uniform(seed, 1, i)
        y[4 + i] = srandom.normal(seed, 2, i) + srandom.exponential(seed, 5, i)
        y[8 + i] = srandom.poisson(4.0, seed, 3, i) + srandom.poisson(40.0, seed, 3, i)
        y[12 + i] = srandom.geometric(0.1, seed, 4, i) + srandom.integer(99, seed, 6, i)


def constant_tables(x, y):
    for i in range(16):
        y[i] = TABLE[int(abs(x) * 300) + i] * PAIR[0] + PAIR[1] + BYTES[i * 16]


def lif(x, y):
    params = LIFParameters(20.0, 10.0, -70.0, -50.0, -70.0, 2.0)
    state, exact = LIFState(-70.0, 0.0), LIFState(-70.0, 0.0)
    for i in range(1600):
        spiked, state = lif_step(x, state, params, 0.1)
        y[2] += spiked
        left = 0.1
        while left > 0.0:
            elapsed, fired, exact = lif_advance(x, exact, params, left)
            left -= elapsed
            if fired:
                y[3] = 0.1 * (i + 1) - left
    y[0], y[1] = state.v, exact.v


def whole_arrays(x, y):
    y[2:9] = x
    y[0] = y.sum()
    y[1] = y.mean()


def backwards(x, y):
    y[-1] = x
    for i, value in enumerate(y):
        y[i] = value + i


WORKING = [
    loops,
    elementary,
    integers,
    nested_calls,
    own_functions,
    own_randomness,
    constant_tables,
    lif,
    whole_arrays,
    backwards,
]


@pytest.mark.parametrize("function", WORKING, ids=lambda f: f.__name__)
def test_what_runs_in_a_browser_has_the_bits_of_native_numba(function):
    kernel = kernel_of(function)
    browser = machine(kernel)
    random = np.random.default_rng(1)
    control = kernel.controls["x"]
    for x in [-8.0, 0.0, 8.0, *map(control.snap, random.uniform(-8, 8, 30).tolist())]:
        *frame, status = browser.run({"x": x})
        assert status == 0
        assert bits(*frame) == bits(*kernel.run({"x": x}))


@pytest.mark.parametrize(
    "dtype",
    ["float64", "float32", "int32", "uint32", "int16", "uint16", "int8", "uint8"],
)
def test_arrays_of_every_type_and_two_axes(dtype):
    def fill(x, y):
        for i in range(y.shape[0]):
            for j in range(y.shape[1]):
                y[i, j] = int(abs(x)) + 10 * i + j

    kernel = kernel_of(fill, (3, 5), dtype)
    arrays, _, _ = machine(kernel).run({"x": 4.0})
    assert arrays["y"].dtype == dtype
    assert arrays["y"].tolist() == [[4 + 10 * i + j for j in range(5)] for i in range(3)]
    assert bits(arrays, {}) == bits(*kernel.run({"x": 4.0}))


def test_arguments_of_every_kind_arrive():
    def kinds(flag, choice, n, x, big, off, y, readouts):
        y[0] = flag + 10 * choice
        y[1] = n // 2 + x
        y[2] = big % 1000
        y[3] = 7.0 if off else 8.0
        readouts[0], readouts[1] = y[0], n

    kernel = Kernel(
        kinds,
        [
            Checkbox("flag"),
            Select("choice", {"a": -1, "b": 2}, 2),
            Slider("n", -(2**30), 2**30, 0, 1, integer=True),
            Slider("x", 0, 1, 0.5, 0.25),
        ],
        {"big": 2**53, "off": np.bool_(False)},
        {"y": Array(4)},
        {"a": Readout(), "b": Readout()},
    )
    browser = machine(kernel)
    for flag, choice, n in [(True, -1, 2**30), (False, 2, -(2**30)), (True, 2, -7)]:
        values = {"flag": flag, "choice": choice, "n": n, "x": 0.25}
        arrays, readouts, status = browser.run(values)
        expected = [flag + 10.0 * choice, n // 2 + 0.25, 2**53 % 1000, 8.0]
        assert (arrays["y"].tolist(), status) == (expected, 0)
        assert readouts == {"a": expected[0], "b": n}
        assert bits(arrays, readouts) == bits(*kernel.run(values))


def test_slices_go_on_where_the_last_one_ended():
    def part(x, y, slice_index, n_slices):
        for i in range(4 * slice_index, 4 * slice_index + 4):
            y[i] = (y[i - 1] if i else x) + n_slices

    kernel = kernel_of(part, slices=4)
    arrays, _, _ = machine(kernel).run({"x": 1.0})
    assert arrays["y"].tolist() == [1.0 + 4 * i for i in range(1, 17)]
    assert bits(arrays, {}) == bits(*kernel.run({"x": 1.0}))


def test_a_status_comes_back():
    def status(x, y):
        y[0] = x
        if x > 1:
            return 3
        return -1 if x < 0 else 0

    browser = machine(kernel_of(status))
    assert [browser.run({"x": x})[2] for x in (2.0, 0.5, -1.0)] == [3, 0, -1]


def test_a_kernel_may_return_a_status_on_some_ways_only():
    def sometimes(x, y):
        y[0] = x
        if x > 1:
            return 3

    browser = machine(kernel_of(sometimes))
    assert [browser.run({"x": x})[2] for x in (2.0, 0.5)] == [3, 0]


def test_names_of_arguments_cannot_get_in_the_way():
    def awkward(np, carray, kernel, run):
        run[0] = np + 2 * carray + kernel

    constants = {"np": 1.0, "carray": 2.0, "kernel": 3.0}
    kernel = Kernel(awkward, [], constants, {"run": Array(1)}, {})
    assert machine(kernel).run({})[0]["run"].tolist() == [8.0]


# ── what is refused ────────────────────────────────────────────────────────────────────────────


def allocates(x, y):
    work = np.empty(3)
    work[0] = x
    y[0] = work[0] + work[1]


def slices(x, y):
    y[:] = y[1:] * x


def lists(x, y):
    pair = [x, 1.0]
    pair.append(x)
    y[0] = pair[int(x)]


def multiplies_matrices(x, y):
    y[0] = y @ y


def prints(x, y):
    print(x)
    y[0] = x


def raises(x, y):
    if x > 1:
        raise ValueError("x is too large")
    y[0] = x


def asserts(x, y):
    # pytest rewrites assert statements
    if x <= 1:
        raise AssertionError
    y[0] = x


def draws(x, y):
    """A docstring that speaks of random numbers."""
    y[0] = np.random.random()  # noqa: NPY002


def exponential(x, y):
    y[0] = math.exp(x)


def numpy_exponential(x, y):
    y[0] = np.exp(x)


def logarithm(x, y):
    y[0] = np.log(x)


def sine(x, y):
    y[0] = math.sin(x)


def power(x, y):
    y[0] = math.pow(x, 2.5)


def starred(x, y):
    y[0] = x**x


def gamma(x, y):
    y[0] = math.gamma(x)


def remainder(x, y):
    y[0] = x % 3.0


def floor_division(x, y):
    y[0] = x // 3.0


def formats(x, y):
    y[0] = len("x" + str(x))


def returns_float(x, y):
    y[0] = x
    return x


def returns_bool(x, y):
    return x > 1


def undefined(x, y):
    y[0] = x + undefined_name  # noqa: F821


def uses_a_list(x, y):
    y[0] = NUMBERS[0] + x


def imports(x, y):
    import time

    y[0] = time.time()


def picks_from_a_tuple(x, y):
    y[0] = (1.0, 2.0)[int(x)]


def inverts(x, y):
    y[0] = x**-2


def finds_the_largest(x, y):
    y[1:3] = x
    y[0] = y.max()


def recurses_from_a_constant(x, y):
    y[0] = fibonacci(9)


def finds_the_median(x, y):
    y[0] = np.median(y)


LIBM = "calls the machine's mathematical library .*: use snnlib.math"
REFUSED = [
    (allocates, r"allocates memory .*`work = np.empty\(3\)`\): pass every array in as an argument"),
    (slices, r"allocates memory .*`y\[:\] = y\[1:\] \* x`"),
    (lists, r"allocates memory .*`pair = \[x, 1.0\]`"),
    (finds_the_median, "allocates memory"),
    (multiplies_matrices, r"calls BLAS .*`y\[0\] = y @ y`\): write the loop"),
    (prints, r"needs Python itself .*`print\(x\)`\): no print"),
    (raises, r"can raise ValueError: return a status number instead; see `raise ValueError"),
    (asserts, r"can raise AssertionError: return a status .*`raise AssertionError`"),
    (draws, r"draws from np.random .*`y\[0\] = np.random.random\(\)`\): use snnlib.random"),
    (exponential, r"math.exp\(x\).*use snnlib.math"),
    (numpy_exponential, LIBM),
    (logarithm, r"llvm.log.f64; see `y\[0\] = np.log\(x\)`\): use snnlib.math"),
    (sine, LIBM),
    (power, LIBM),
    (starred, r"llvm.pow.f64; see `y\[0\] = x \*\* x`"),
    (gamma, LIBM),
    (remainder, r"takes a float remainder \(fmod; see `y\[0\] = x % 3.0`\): floats have neither %"),
    (floor_division, r"float remainder \(fmod; see `y\[0\] = x // 3.0`\)"),
    (formats, "allocates memory"),
    (
        returns_float,
        r"returns float64; see `return x`: a kernel returns nothing, or a whole number",
    ),
    (returns_bool, "returns bool; see `return x > 1`"),
    (undefined, "name 'undefined_name' is not defined"),
    (uses_a_list, "'NUMBERS' in globals, is not supported"),
    (imports, "IMPORT_NAME"),
    (finds_the_largest, r"reshapes an array .*`y\[0\] = y.max\(\)`\): write the loop"),
    (recurses_from_a_constant, "recursive function .*fibonacci.*give it variables"),
    (inverts, r"ZeroDivisionError: .*see `y\[0\] = x \*\* \(-2\)`: write 1 / x\*\*n for x\*\*-n"),
    (picks_from_a_tuple, "can raise IndexError: .* a tuple's index must be a plain number"),
]


@pytest.mark.parametrize(("function", "message"), REFUSED, ids=lambda p: getattr(p, "__name__", ""))
def test_what_a_browser_cannot_run_is_refused_by_name(function, message):
    with pytest.raises(BrowserError) as refused:
        kernel_of(function).compile()
    said = str(refused.value).replace("\n", " ")
    assert said.startswith(f"kernel {function.__name__} cannot run in a browser: ")
    assert re.search(message, said), said


def test_a_helper_that_divides_in_pythons_way_is_named_with_its_remedy():
    half = numba.njit(lambda a, b: a / b, error_model="python")

    def divides(x, y):
        y[0] = half(x, x - 1.0)

    with pytest.raises(BrowserError, match=r"ZeroDivisionError.*error_model='numpy'"):
        kernel_of(divides).compile()


def test_what_cannot_be_copied_is_refused():
    lock = threading.Lock()

    def holds(x, y):
        y[0] = lock

    with pytest.raises(BrowserError, match=r"refers to something that cannot be copied.*lock"):
        COMPILER.compile(holds, kernel_of(loops).parameters)


def test_an_unknown_symbol_is_called_by_its_name():
    with pytest.raises(BrowserError, match="it needs __multi3, which a browser does not have"):
        refuse(["__multi3"])
    assert refuse([]) is None


def test_see_quotes_the_line_and_skips_docstring_and_comments():
    source = '''
    def k(y):
        """np.empty is not used."""
        # np.empty
        y[0] = np.empty(
            3)[0]
    '''
    assert see(source, r"np\.empty") == "; see `y[0] = np.empty(3)[0]`"
    assert see(source, "np.zeros") == see("", "x") == see("x = lambda: (", "x") == ""


# ── the child process ──────────────────────────────────────────────────────────────────────────


class Deadly:
    """Kills the process that unpickles it."""

    def __init__(self, deed):
        self.deed = deed

    def __reduce__(self):
        return (exec, (self.deed,))


def deadly(deed):
    bomb = Deadly(deed)

    def kernel(x, y):
        y[0] = bomb

    return kernel


PARAMETERS = [("x", "float64"), ("y", ("float64", (16,)))]


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("import os; os.abort()", "exit status -6"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "exit status -9"),
        ("import os; os.write(2, b'LLVM ERROR: no\\n'); os._exit(1)", "LLVM ERROR: no"),
        ("import os; os.write(1, b'xxx'); os._exit(0)", "xxx"),
    ],
)
def test_a_dying_child_is_an_error_and_the_next_kernel_compiles(deed, words):
    compiler = Compiler()
    try:
        with pytest.raises(BrowserError, match=f"code generator gave up .*{words}"):
            compiler.compile(deadly(deed), PARAMETERS)
        assert compiler.compile(loops, PARAMETERS)[0].startswith(b"\0asm")
    finally:
        compiler.close()


def test_an_abort_of_llvm_itself_is_an_error():
    """A module with "common" linkage makes the code generator for WebAssembly abort."""
    deed = (
        "import llvmlite.binding as llvm;"
        "llvm.initialize_all_targets(); llvm.initialize_all_asmprinters();"
        "machine = llvm.Target.from_triple('wasm32-unknown-unknown').create_target_machine();"
        "machine.emit_object(llvm.parse_assembly('@x = common global i32 0'))"
    )
    compiler = Compiler()
    try:
        with pytest.raises(BrowserError, match=r"gave up \(.+\)"):
            compiler.compile(deadly(deed), PARAMETERS)
    finally:
        compiler.close()


def test_a_child_that_was_killed_in_between_is_replaced():
    compiler = Compiler()
    first = compiler.compile(loops, PARAMETERS)
    compiler._child.kill()
    compiler._child.wait()
    assert compiler.compile(loops, PARAMETERS) == first
    compiler.close()
    compiler.close()  # twice does no harm


def test_a_talkative_child_does_not_block():
    compiler = Compiler()
    deed = "import os; [os.write(fd, b'x' * 65536) for fd in (1, 2) for _ in range(8)]"
    deed = deed.replace("(1, 2)", "(2,)") + "; print('hello')"
    try:
        with pytest.raises(BrowserError, match="numba cannot compile it"):
            compiler.compile(deadly(deed), PARAMETERS)
        assert compiler.compile(loops, PARAMETERS)[0].startswith(b"\0asm")
    finally:
        compiler.close()


def test_an_interrupted_compile_leaves_no_answer_to_the_next(monkeypatch):
    compiler = Compiler()
    expected = compiler.compile(backwards, PARAMETERS)
    child = compiler._child

    class Interrupted:
        def read(self, size):
            raise KeyboardInterrupt

        def close(self):
            pass

    stdout = child.stdout
    monkeypatch.setattr(child, "stdout", Interrupted())
    with pytest.raises(KeyboardInterrupt):
        compiler.compile(loops, PARAMETERS)
    stdout.close()
    assert compiler.compile(backwards, PARAMETERS) == expected
    compiler.close()


def test_threads_take_turns():
    compiler = Compiler()
    functions = [loops, backwards, integers] * 3
    results = {}

    def compile_it(number):
        results[number] = compiler.compile(functions[number], PARAMETERS)

    threads = [threading.Thread(target=compile_it, args=(i,)) for i in range(len(functions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    compiler.close()
    assert len(set(results.values())) == 3
    assert all(results[i] == results[i % 3] for i in range(len(functions)))


def test_a_fork_starts_a_child_of_its_own():
    code = """
import os, sys
from snnlib.live.compiler import COMPILER
from tests.live import test_wasm as t
first = COMPILER.compile(t.loops, t.PARAMETERS)
child = COMPILER._child.pid
if (pid := os.fork()) == 0:
    same = COMPILER.compile(t.loops, t.PARAMETERS) == first and COMPILER._child.pid != child
    sys.exit(0 if same else 5)  # runs what stands in atexit
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert COMPILER.compile(t.backwards, t.PARAMETERS) != first and COMPILER._child.pid == child
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=120)


def digest_elsewhere(**environment):
    """Digests of some modules as another process with these variables makes them."""
    code = """
import hashlib, warnings
from snnlib.live.compiler import COMPILER
from tests.live import test_wasm as t
for function in (t.own_functions, t.lif, t.constant_tables):
    print(hashlib.sha256(COMPILER.compile(function, t.PARAMETERS)[0]).hexdigest())
"""
    command = [sys.executable, "-c", code]
    answer = subprocess.run(
        command, env=os.environ | environment, check=True, capture_output=True, text=True
    )
    return answer.stdout.split()


def test_a_module_has_the_same_bytes_in_every_process(tmp_path):
    # the other order, too: numba numbers what it compiles
    functions = (constant_tables, lif, own_functions)
    twice_here = [
        [hashlib.sha256(COMPILER.compile(f, PARAMETERS)[0]).hexdigest() for f in functions]
        for _ in range(2)
    ]
    here = twice_here[0][::-1]
    assert twice_here[1][::-1] == here
    assert digest_elsewhere(PYTHONHASHSEED="1") == here
    settings = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "NUMBA_OPT": "1"}
    settings |= {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    assert digest_elsewhere(**settings) == here
    assert digest_elsewhere(**settings) == here  # now with a warm cache


def test_the_child_compiles_as_this_process_would():
    code = "from tests.live import test_wasm as t; import sys; sys.stdout.buffer.write(t.inline())"
    plain = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "PYTHONHASHSEED": "0"}
    plain |= {"NUMBA_LOOP_VECTORIZE": "0", "NUMBA_SLP_VECTORIZE": "0"}
    answer = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | plain, check=True, capture_output=True
    )
    assert pickle.loads(answer.stdout) == COMPILER.compile(loops, PARAMETERS)


def inline():
    return pickle.dumps(compile_kernel(loops, PARAMETERS))
