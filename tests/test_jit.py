"""The decorator of every kernel: numpy's arithmetic, and a cache that hides no change."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

import snnlib
from snnlib._jit import NoOverlap, compiler_of, jit, jit_apart, library_hash
from snnlib._precision import single

LIBRARY = Path(snnlib.__file__).parent
COMPILED = os.environ.get("NUMBA_DISABLE_JIT") != "1"


@jit
def quotient(a, b):
    """A divided by b."""
    return a / b


def add_twice(values, total):
    for i in range(values.size):
        total[i] = total[i] + values[i] + values[i]


@pytest.mark.skipif(not COMPILED, reason="plain Python has no compiler")
def test_that_arrays_lie_apart_is_known_wherever_the_function_is_compiled():
    apart, plain = jit_apart(add_twice), jit(add_twice)
    for function, known in ((apart, True), (plain, False)):
        for_callers = function._numba_type_.dispatcher
        for one in (function, for_callers, single(function)):
            assert issubclass(compiler_of(one), NoOverlap) == known
    values, totals = np.random.default_rng(0).normal(size=101), np.ones((2, 101))
    apart(values, totals[0])
    plain(values, totals[1])
    np.testing.assert_array_equal(totals[0], totals[1])


@pytest.mark.skipif(not COMPILED, reason="plain Python raises")
def test_a_division_by_zero_gives_an_infinity():
    assert quotient(1.0, 0.0) == np.inf
    assert np.isnan(quotient(0.0, 0.0))


def test_the_function_keeps_its_name_and_its_words():
    assert quotient(3.0, 2.0) == 1.5
    assert quotient.__name__ == "quotient"
    assert quotient.__doc__ == "A divided by b."


def test_the_hash_is_that_of_the_files_on_disk():
    assert len(library_hash()) == 16
    assert int(library_hash(), 16) >= 0
    assert library_hash() == library_hash.__wrapped__()


PROBE = """
import json, sys, snnlib
from snnlib._jit import library_hash
from snnlib.neurons import lif
params = snnlib.LIFParameters()
_, state = lif.step(1.0, lif.LIFState(-70.0, 0.0), lif.constants(params, 1.0), 1.0)
stats = getattr(lif.step, "stats", None)
print(json.dumps({
    "v": state.v, "hash": library_hash(), "file": snnlib.__file__,
    "hits": sum(stats.cache_hits.values()) if stats else None,
    "compiled": hasattr(lif.step, "py_func"),
}))
"""


@pytest.fixture
def library(tmp_path):
    """A copy of the library, without caches."""
    shutil.copytree(LIBRARY, tmp_path / "snnlib", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def probe(library, **variables):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")}
    environment |= {"PYTHONPATH": str(library)} | variables
    answer = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=library,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(answer.stdout)
    assert Path(told["file"]).is_relative_to(library)
    return told


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_change_in_another_file_is_never_hidden_by_the_cache(library):
    first = probe(library)
    assert first["v"] == pytest.approx(-70.0 + 10.0 * (1 - np.exp(-1 / 20.0)))
    assert first["hits"] == 0
    again = probe(library)
    assert again["hits"] == 1
    assert again | {"hits": 0} == first
    # lif.py itself stays as it is: numba's own cache would see no change
    source = library / "snnlib" / "math.py"
    with source.open("a", encoding="utf-8") as file:
        file.write("\n\n_expm1 = expm1\n\n\n@jit\ndef expm1(x):\n    return -0.5\n")
    changed = probe(library)
    assert changed["v"] == -65.0
    assert changed["hash"] != first["hash"]


def test_every_python_file_counts_and_no_other(library):
    plain = {"NUMBA_DISABLE_JIT": "1"}  # quicker
    before = probe(library, **plain)["hash"]
    (library / "snnlib" / "notes.txt").write_text("not code")
    assert probe(library, **plain)["hash"] == before
    (library / "snnlib" / "live" / "empty.py").write_text("")
    assert probe(library, **plain)["hash"] != before


def test_without_a_place_for_a_cache_everything_still_compiles(library):
    told = probe(library, NUMBA_CACHE_DIR="/proc/nowhere")
    assert told["compiled"]
    assert told["hits"] == 0


def test_without_numba_it_is_plain_python(library):
    told = probe(library, NUMBA_DISABLE_JIT="1")
    assert not told["compiled"]
    assert told["v"] == probe(library)["v"]


@jit
def doubled(a):
    """Twice a number."""
    return 2.0 * a


@jit
def doubled_sum(a, b):
    """The sum of two numbers, each doubled by another function."""
    return doubled(a) + doubled(b)


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_what_only_compiled_code_calls_is_compiled_without_an_entrance_for_python():
    assert doubled_sum(1.0, 2.0) == 6.0
    assert not doubled.overloads
    (inner,) = doubled._numba_type_.dispatcher.overloads.values()
    names = [function.name for function in inner.library._final_module.functions]
    assert inner.fndesc.llvm_cpython_wrapper_name not in names
    assert inner.fndesc.llvm_cfunc_wrapper_name not in names
    assert doubled(1.5) == 3.0  # a call from Python compiles the entrance
    assert len(doubled.overloads) == 1


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_a_function_can_be_handed_to_another():
    @numba.njit
    def apply(function, x):
        return function(x)

    assert apply(doubled, 4.0) == 8.0


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_of_two_processes_only_one_compiles_what_both_need(tmp_path):
    code = """
from snnlib import random
from snnlib._jit import jit
@jit
def two(x):
    return random.normal(1, 2, x) + random.exponential(1, 2, x)
two(3)
names = ("normal", "exponential", "uniform", "_pair", "_block")
inner = [getattr(random, name)._numba_type_.dispatcher for name in names]
print(sum(sum(function.stats.cache_misses.values()) for function in inner))
"""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    both = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    compiled = [int(process.communicate(timeout=900)[0]) for process in both]
    alone = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"NUMBA_CACHE_DIR": str(tmp_path / "alone")},
        capture_output=True,
        check=True,
    )
    assert sum(compiled) == int(alone.stdout) > 0
