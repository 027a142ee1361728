"""Packages import what they hold when it is asked for, and all that they name is there."""

import importlib
import subprocess
import sys
from types import FunctionType, ModuleType

import jedi
import pytest

import snnlib

PACKAGES = (
    "codes",
    "datasets",
    "hardware",
    "interop",
    "neurons",
    "plasticity",
    "spikes",
    "studies",
    "synapses",
)


@pytest.mark.parametrize("name", ["", *PACKAGES])
def test_what_a_package_names_is_there(name):
    package = importlib.import_module(f"snnlib.{name}".rstrip("."))
    for inside in package.__all__:
        assert getattr(package, inside) is not None
        assert getattr(package, inside) is getattr(package, inside)
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match=rf"module '{package.__name__}' has no attribute 'no'"):
        _ = package.no


def test_the_top_level_fits_on_a_screen():
    assert 15 <= len(snnlib.__all__) <= 25


def test_a_function_and_a_module_of_one_name_do_not_clash():
    importlib.import_module("snnlib.neurons.lif")
    assert isinstance(snnlib.neurons.lif, ModuleType)
    assert isinstance(snnlib.lif, FunctionType)
    assert snnlib.lif is snnlib.neurons.lif.simulate
    assert snnlib.lif_neuron is snnlib.neurons.lif.neuron


def test_nothing_is_imported_before_it_is_asked_for():
    code = (
        "import sys, snnlib; print(sorted(m for m in sys.modules if m.startswith('snnlib')));"
        "snnlib.spikes.cv; print('snnlib.spikes.statistics' in sys.modules,"
        "'snnlib.spikes.theory' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["['snnlib', 'snnlib._lazy']", "True False"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("snnlib.lif", "snnlib.neurons.lif.simulate"),
        ("snnlib.codes.burst.encode", "snnlib.codes.burst.encode"),
        ("snnlib.spikes.cv", "snnlib.spikes.statistics.cv"),
        ("snnlib.plasticity.weight_path", "snnlib.plasticity.single.weight_path"),
        ("snnlib.Network", "snnlib.network.network.Network"),
    ],
)
def test_an_editor_sees_what_a_package_names_without_running_it(text, name):
    (found,) = jedi.Script(f"import snnlib\n{text}").infer(2, len(text))
    assert found.full_name == name
    assert found.docstring()


def test_a_stub_names_what_is_there_and_nothing_else():
    for name in ["", *PACKAGES, "studies.code_race"]:
        package = importlib.import_module(f"snnlib.{name}".rstrip("."))
        script = jedi.Script(f"import {package.__name__} as package\npackage.")
        seen = {completion.name for completion in script.complete(2, 8)}
        assert set(package.__all__) <= seen
