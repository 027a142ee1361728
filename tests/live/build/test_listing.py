"""The text of a kernel's WebAssembly, and that it is the program of the module's bytes."""

import re

import numpy as np
import wasmtime

from snnlib.live.build.child import COMPILER
from snnlib.live.build.wasm import compile_kernel


def blend(v, current, tau, after):
    after[0] = v + 0.1 * (current - v) / tau


def decay(v, tau, y):
    for k in range(y.size):
        v -= 0.1 * v / tau
        y[k] = v


NUMBERS = [(name, "float64") for name in ("v", "current", "tau")]
ARGUMENTS = [*NUMBERS, ("after", ("float64", (1,)))]


def as_wat(text):
    """The listing of straight-line code as WebAssembly's own text format."""
    head, *body = text.splitlines()[:-1]
    given = re.search(r"func run \((.*)\) -> \((.*)\)", head)
    body = [re.sub(r"\.(store|load) (\d+)", r".\1 offset=\2", line) for line in body]
    types = given[1].replace(",", "")
    return (
        '(module (import "env" "__linear_memory" (memory 0))'
        f'(func (export "run") (param {types}) (result {given[2]})\n' + "\n".join(body) + "))"
    )


def test_the_text_assembled_again_is_the_same_program():
    text = COMPILER.listing(blend, ARGUMENTS)
    assert text.splitlines()[0] == "func run (i32, i32, f64, f64, f64, i32) -> (i32)"
    assert text.splitlines()[-1] == "end_function"
    again = wasmtime.wat2wasm(as_wat(text))
    assert _result(again) == _result(compile_kernel(blend, ARGUMENTS)[0]) == 3.5 + 0.1 * -1.25 / 7.0


def _result(module):
    store = wasmtime.Store()
    memory = wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(1, None)))
    compiled = wasmtime.Module(store.engine, bytes(module))
    run = wasmtime.Instance(store, compiled, [memory]).exports(store)["run"]
    assert run(store, 0, 16, 3.5, 2.25, 7.0, 32) == 0
    return np.frombuffer(memory.read(store, 32, 40))[0]


def test_loops_are_indented_and_labels_left_out():
    arguments = [("v", "float64"), ("tau", "float64"), ("y", ("float64", (100,)))]
    lines = COMPILER.listing(decay, arguments).splitlines()
    (loop,) = [i for i, line in enumerate(lines) if line.split() == ["loop"]]
    (end,) = [i for i, line in enumerate(lines) if line.split() == ["end_loop"]]
    assert lines[loop].startswith("  l")
    assert all(line.startswith("    ") for line in lines[loop + 1 : end])
    assert not any(line.strip().startswith((".", "int8")) or line.endswith(":") for line in lines)
