"""Digests of code: what counts, what does not, and which modules a piece of code depends on."""

from pathlib import Path

import pytest

from snnlib.studies.sources import bare, digest, library_modules, module_digest

CODE = '''"""A module."""

def add(a, b):
    """Return the sum."""
    text = "# no comment"  # a comment
    return a + b  # another
'''


def test_comments_docstrings_and_blank_lines_do_not_count():
    assert bare(CODE) == 'def add(a, b):\n    text = "# no comment"\n    return a + b'
    other = CODE.replace("the sum", "their\n\n    sum").replace("another", "one more")
    assert bare(other + "\n\n# end\n") == bare(CODE)


@pytest.mark.parametrize("change", [("a + b", "b + a"), ("no comment", "none"), ("add", "plus")])
def test_everything_else_does(change):
    assert digest(bare(CODE.replace(*change))) != digest(bare(CODE))


@pytest.mark.parametrize(
    "code",
    [
        "import snnlib\nsnnlib.lif(1)",
        "from snnlib import lif",
        "from snnlib.neurons.lif import step as advance",
        "def f():\n    from snnlib import lif\n",
        "import snnlib.neurons.lif",
        "import snnlib as s\ns.neurons.lif.step",
    ],
)
def test_a_name_leads_to_the_module_that_defines_it_and_to_what_that_uses(code):
    modules = library_modules(code)
    assert {"snnlib.neurons.lif", "snnlib.math"} <= set(modules)
    assert modules == sorted(modules)
    assert "snnlib" not in modules
    assert not any(".live." in name for name in modules)


def test_constants_and_packages_lead_to_modules_too():
    assert "snnlib.plasticity.stdp" in library_modules("from snnlib.plasticity import TRIPLET_FITS")
    assert "snnlib.live.figure" in library_modules("from snnlib import live\nlive.Figure")
    assert library_modules("from snnlib import live\nimport numpy as np\nnp.exp") == []


def test_the_digest_of_a_module_is_that_of_its_code(monkeypatch):
    from snnlib import math
    from snnlib.studies import sources

    code = Path(math.__file__).read_text("utf-8")
    assert module_digest("snnlib.math") == digest(bare(code))
    monkeypatch.setattr(sources, "_read", lambda name: code + "\nMORE = 1\n")
    assert module_digest.__wrapped__("snnlib.math") != module_digest("snnlib.math")
