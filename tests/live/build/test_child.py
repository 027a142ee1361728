"""The child process: it may die alone, is shared by nobody, and gives the same bytes everywhere."""

import hashlib
import io
import os
import pickle
import socket
import subprocess
import sys
import threading

import numba
import numpy as np
import pytest

from snnlib._conversions import Converting
from snnlib.live import BrowserError
from snnlib.live.build.child import COMPILER, Compiler, _Pickler, environment
from snnlib.live.build.snapshot import freeze
from snnlib.live.build.wasm import compile_kernel
from snnlib.random import uniform
from tests.live.build.test_wasm import (
    backwards,
    constant_tables,
    integers,
    lif,
    loops,
    own_functions,
)


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
from snnlib.live.build.snapshot import freeze
from snnlib.live.build.child import COMPILER
from tests.live.build import test_child as t
first = COMPILER.compile(t.loops, t.PARAMETERS)
child = COMPILER._child.pid
if (pid := os.fork()) == 0:
    same = COMPILER.compile(t.loops, t.PARAMETERS) == first and COMPILER._child.pid != child
    sys.exit(0 if same else 5)  # runs what stands in atexit
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert COMPILER.compile(t.backwards, t.PARAMETERS) != first and COMPILER._child.pid == child
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=600)


def digest_elsewhere(**environment):
    """Digests of some modules as another process with these variables makes them."""
    code = """
import hashlib, warnings
from snnlib.live.build.snapshot import freeze
from snnlib.live.build.child import COMPILER
from tests.live.build import test_child as t
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


def test_the_child_compiles_as_this_process_would():
    code = "from tests.live.build import test_child as t; import sys; "
    code += "sys.stdout.buffer.write(t.inline())"
    plain = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "PYTHONHASHSEED": "0"}
    plain |= {"NUMBA_LOOP_VECTORIZE": "0", "NUMBA_SLP_VECTORIZE": "0"}
    answer = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | plain, check=True, capture_output=True
    )
    assert pickle.loads(answer.stdout) == COMPILER.compile(loops, PARAMETERS)


def inline():
    return pickle.dumps(compile_kernel(loops, PARAMETERS))


def _random(x, y):
    y[0] = uniform(1, 2, 3) + x


def test_the_librarys_functions_travel_by_name_and_a_chapters_by_value():
    """By value the child would compile them again, past numba's cache."""
    sent = _pickled(freeze(_random))
    assert b"snnlib.random" in sent
    assert b"_pair" not in sent  # which uniform calls
    assert pickle.loads(sent).__globals__["uniform"] is uniform
    mine = numba.njit(uniform.py_func)  # of that name, but another function
    assert b"_pair" in _pickled(mine)


def _pickled(function):
    buffer = io.BytesIO()
    _Pickler(buffer).dump(function)
    return buffer.getvalue()


def test_a_module_does_not_depend_on_what_the_cache_holds(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    modules = []
    for _ in range(2):
        compiler = Compiler()
        try:
            modules.append(compiler.compile(_random, PARAMETERS)[0])
        finally:
            compiler.close()
    assert list(tmp_path.rglob("random.uniform*.nbi"))
    assert modules[0] == modules[1]


@pytest.fixture(scope="module")
def nursery():
    from forking import Nursery  # of the book; processes that import this module have no way to it

    made = Nursery("compiler_process:prepare", environment())
    yield made
    made.close()


@pytest.fixture
def adopted(nursery):
    """A compiler that has been given a fork, and the fork."""
    compiler = Compiler()
    asks, answers = socket.socketpair()
    with asks, answers:
        fork = nursery.start("snnlib.live.build.child:answer", file=answers)
        compiler.adopt(asks)
    yield compiler, fork
    if compiler._adopted:
        compiler._adopted.close()
    compiler.close()
    assert fork.wait(120)


def test_an_adopted_process_gives_the_same_bytes_and_runs_what_it_compiled(adopted):
    compiler, _ = adopted
    for function in (loops, constant_tables, lif):
        assert compiler.compile(function, PARAMETERS) == COMPILER.compile(function, PARAMETERS)
        y, expected = np.zeros(16), np.zeros(16)
        assert compiler.run(function, {"x": 3.0}, {"y": y}, 1) == 0
        numba.njit(error_model="numpy", pipeline_class=Converting)(function)(3.0, expected)
        assert y.tobytes() == expected.tobytes()
    assert compiler._child is None
    assert compiler.run(backwards, {"x": 3.0}, {"y": np.zeros(16)}, 1) is None  # it has not


def parts(x, y, slice_index, n_slices):
    y[slice_index] = x + n_slices
    return 7 if slice_index == 2 else 0


def test_an_adopted_process_runs_slice_after_slice_until_a_status(adopted):
    compiler, _ = adopted
    kinds = [*PARAMETERS, ("slice_index", "int64"), ("n_slices", "int64")]
    compiler.compile(parts, kinds)
    y = np.zeros(16)
    assert compiler.run(parts, {"x": 3.0}, {"y": y}, 4) == 7
    assert y[:4].tolist() == [7.0, 7.0, 7.0, 0.0]
    y[:] = 0.0
    assert compiler.run(parts, {"x": 3.0}, {"y": y}, 2) == 0
    assert y[:4].tolist() == [5.0, 5.0, 0.0, 0.0]


def test_when_an_adopted_process_dies_a_child_of_its_own_says_why(adopted):
    compiler, fork = adopted
    compiler.compile(loops, PARAMETERS)
    with pytest.raises(BrowserError, match=r"gave up \(exit status -6\)"):
        compiler.compile(deadly("import os; os.abort()"), PARAMETERS)
    assert fork.wait(120)
    assert fork.status == -6
    assert compiler.run(loops, {"x": 3.0}, {"y": np.zeros(16)}, 1) is None
    assert compiler.compile(backwards, PARAMETERS) == COMPILER.compile(backwards, PARAMETERS)


def test_in_a_process_that_only_compiles_the_librarys_functions_run_as_python():
    """They have no entrance for Python; to call it would end the process."""
    code = "from snnlib.random import uniform; print(uniform(1, 2, 3))"
    answer = subprocess.run(
        [sys.executable, "-c", code], env=environment(), check=True, capture_output=True, text=True
    )
    assert float(answer.stdout) == uniform(1, 2, 3)
