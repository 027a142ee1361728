"""The worked examples in CONTRIBUTING.md work as they stand there."""

import importlib.util
import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from snnlib import codes, live, neurons, plasticity
from snnlib.live import marks

TEXT = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", TEXT, re.M | re.S))


def example(title):
    """The Python blocks of an example: what it adds to the library, and its tests."""
    (text,) = (text for name, text in EXAMPLES.items() if name.startswith(title))
    library, tests = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    return library, tests


def run_tests(source, **names):
    """Run every test of an example's file; how many there were."""
    namespace = {"__name__": "an_example"} | names
    exec(compile(source, "<the example's tests>", "exec"), namespace)
    tests = [one for name, one in namespace.items() if name.startswith("test_")]
    for test in tests:
        test()
    return len(tests)


@pytest.fixture
def added(tmp_path, monkeypatch):
    """``added(package, name, source)``: a module of the library for one test."""

    def added(package, name, source):
        path = tmp_path / f"{name}.py"
        path.write_text(source, "utf-8")
        full = f"{package.__name__}.{name}"
        spec = importlib.util.spec_from_file_location(full, path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, full, module)
        monkeypatch.setattr(package, name, module, raising=False)
        spec.loader.exec_module(module)
        return module

    return added


def test_a_neuron_model(added):
    library, tests = example("A neuron model")
    added(neurons, "theta", library)
    assert run_tests(tests) == 1


def test_a_code(added):
    library, tests = example("A code")
    added(codes, "interval", library)
    assert run_tests(tests) == 2


def test_a_plasticity_rule(added, monkeypatch):
    library, tests = example("A plasticity rule")
    module = added(plasticity, "fixed", library)
    monkeypatch.setattr(plasticity, "fixed_steps", module.fixed_steps, raising=False)
    assert run_tests(tests) == 1


def test_a_mark(monkeypatch):
    library, tests = example("A mark in a figure")
    module = types.ModuleType(marks.__name__)
    vars(module).update(vars(marks))
    monkeypatch.setitem(sys.modules, marks.__name__, module)  # where a dataclass looks for it
    exec(library, vars(module))
    monkeypatch.setattr(live, "Stems", module.Stems, raising=False)
    axis = live.Axis("t")
    assert run_tests(tests, live=live, pytest=pytest, AXIS=axis) == 1
    drawn = []
    stage = types.SimpleNamespace(vlines=lambda *where, color: drawn.append((*where, color)))
    frame = types.SimpleNamespace(arrays={"y": np.array([1.0, 2.0])})
    live.Stems("y", 0.5, start=1.0).draw(stage, frame, {"color": "blue"})
    ((x, low, high, color),) = drawn
    assert (x.tolist(), low, high.tolist(), color) == ([1.0, 1.5], 0.0, [1.0, 2.0], "blue")
