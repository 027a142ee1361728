"""The reference of the library: it has every public name, and reads them from the text."""

import ast
import importlib
import inspect
import io
import re

import api_pages
import api_source
import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Directive, directives, roles

from tests.book.conftest import ROOT
from tests.test_hints import PARTS

LIBRARY = ROOT / "snnlib"


@pytest.fixture(scope="module")
def found():
    """Entries by name, of all packages."""
    modules = [m for part in PARTS.split() for m in api_source.modules(LIBRARY, f"snnlib.{part}")]
    return {entry.name: entry for module in modules for entry in module.entries}


def _public(name):
    """Functions and classes that one reaches by a package, and by the modules that it offers."""
    package = importlib.import_module(name)
    listed = getattr(package, "__all__", None)
    for own in listed if listed is not None else dir(package):
        value = getattr(package, own)
        if own.startswith("_"):
            continue
        inside = inspect.ismodule(value) and listed is not None
        if inside and value.__name__.startswith(f"{name}."):
            yield from _public(value.__name__)
        own_value = listed is not None or getattr(value, "__module__", "") == name
        if own_value and callable(value) and value.__doc__:
            yield f"{name}.{own}"


@pytest.mark.parametrize("part", PARTS.split())
def test_every_public_name_is_there(found, part):
    names = set(_public(f"snnlib.{part}"))
    assert len(names) >= 3
    assert sorted(names - set(found)) == []


def test_a_signature_says_what_goes_in_and_what_comes_out(found):
    step = found["snnlib.neurons.lif.step"]
    assert (step.kind, step.signature) == (
        "function",
        "(current: float, state: LIFState, constants: LIFConstants, dt: float)"
        " -> tuple[bool, LIFState]",
    )
    assert step.text.startswith("Advance one LIF neuron by a time step")
    assert found["snnlib.live.Slider"].signature.startswith(
        "(name, minimum, maximum, default, step"
    )
    assert found["snnlib.live.BrowserError"].kind == "exception"
    members = {member.name: member for member in found["snnlib.live.Figure"].members}
    assert members["save"].signature == "(path: str | os.PathLike) -> Path"
    assert (members["values"].kind, members["values"].options) == ("property", (":type: dict",))
    assert "_answer" not in members


def test_the_fields_of_parameters_have_range_and_unit(found):
    fields = dict(found["snnlib.neurons.lif.LIFParameters"].fields)
    assert fields["tau_m"] == "positive ms; membrane time constant"
    assert fields["t_ref"] == "non-negative ms; refractory period"
    signature = found["snnlib.neurons.lif.LIFParameters"].signature
    assert signature.startswith("(tau_m=20.0, R_m=10.0")


def test_every_package_stands_on_one_page():
    pages = [*(ROOT / "book/appendix").glob("api/*.md")]
    shown = re.findall(r"^\.\. api:: snnlib\.(\w+)$", "".join(p.read_text() for p in pages), re.M)
    assert sorted(shown) == sorted([*PARTS.split(), "math", "random"])


def test_nothing_is_imported_to_read_it(found):
    text = "\n".join(api_pages.lines_of(api_source.modules(LIBRARY, "snnlib.neurons")[0]))
    assert ".. py:module:: snnlib.neurons\n" in text
    assert ".. py:class:: Neuron(" in text  # whose full name Sphinx makes of both
    source = (ROOT / "book/_extension/api_source.py").read_text()
    assert "snnlib" not in re.findall(r"^(?:from|import) (\w+)", source, re.M)


class _Anything(Directive):
    """In place of Sphinx's own: takes its words and reads what stands below."""

    optional_arguments, final_argument_whitespace, has_content = 99, True, True
    option_spec = dict.fromkeys(("type", "classmethod", "staticmethod"), str)

    def run(self):
        place = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, place)
        return [place]


def _quote(name, raw, text, *args, **more):
    return [nodes.literal(raw, text)], []


@pytest.mark.parametrize("part", [*PARTS.split(), "math", "random"])
def test_docstrings_are_such_that_sphinx_can_read_them(part, monkeypatch):
    kinds = ("function", "class", "method", "property", "data", "exception", "module")
    for name in ("attribute", *(f"py:{kind}" for kind in kinds)):
        monkeypatch.setitem(directives._directives, name, _Anything)
    for name in ("class", "func", "mod", "meth", "data", "attr", "exc"):
        monkeypatch.setitem(roles._roles, name, _quote)
    for module in api_source.modules(LIBRARY, f"snnlib.{part}"):
        told = io.StringIO()
        settings = {"warning_stream": told, "report_level": 2}
        publish_doctree("\n".join(api_pages.lines_of(module)), settings_overrides=settings)
        assert told.getvalue() == "", module.name


def test_an_example_has_a_heading_of_its_own():
    """Without one it would be read as more of the results."""
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                before, example, _ = (ast.get_docstring(node) or "").partition(">>>")
                heads = re.findall(r"^(\w+)\n-+$", before, re.M) if example else []
                assert heads[-1:] in ([], ["Examples"], ["Notes"]), f"{path}: {node}"
