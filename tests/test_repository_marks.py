"""Which files of tests are not imported, since all of their tests are left out."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import may_have

PLAIN = "def test_it():\n    assert True\n"
ALIAS = f"kernel = pytest.mark.kernel\n\n\n@kernel\n{PLAIN}"
SOME = f"@pytest.mark.kernel\n{PLAIN}\n\n@pytest.mark.book\n{PLAIN.replace('it', 'book')}"
BROWSER = f"pytestmark = pytest.mark.browser\n\n\n{PLAIN}"
BOTH = f"pytestmark = [pytest.mark.browser, pytest.mark.book]\n\n\n{PLAIN}"
OVER_LINES = f"pytestmark = [\n    pytest.mark.browser,\n    pytest.mark.book,\n]\n\n\n{PLAIN}"


@pytest.mark.parametrize(
    ("asked", "files"),
    [
        ("kernel", [ALIAS, SOME]),
        ("not kernel", [PLAIN, ALIAS, SOME, BROWSER, BOTH, OVER_LINES]),
        ("book or browser", [SOME, BROWSER, BOTH, OVER_LINES]),
        ("not (book or browser)", [PLAIN, ALIAS, SOME, OVER_LINES]),
        ("browser and not book", [BROWSER, OVER_LINES]),
        ("kernel and book", [SOME]),
        ("slow", [PLAIN, ALIAS, SOME, BROWSER, BOTH, OVER_LINES]),
        ("__import__('os')", [PLAIN, ALIAS, SOME, BROWSER, BOTH, OVER_LINES]),
    ],
)
def test_a_file_is_imported_where_it_may_have_what_is_asked_for(asked, files):
    every = [PLAIN, ALIAS, SOME, BROWSER, BOTH, OVER_LINES]
    assert [source for source in every if may_have(source, asked)] == files


def test_each_file_writes_its_own_marks_down():
    """A mark that comes from another file would not be seen."""
    for path in Path(__file__).parent.rglob("test_*.py"):
        source = path.read_text("utf-8")
        for name in re.findall(r"^@(kernel|book|browser)$", source, re.M):
            assert f"mark.{name}" in source, f"{path} takes its mark {name} from elsewhere"


def test_pytest_itself_leaves_out_the_same(pytestconfig, tmp_path):
    """In a run of its own: what is collected with a mark, and that the rest is not imported."""
    (tmp_path / "test_plain.py").write_text("raise RuntimeError('imported')\n")
    (tmp_path / "test_some.py").write_text(f"import pytest\n\n\n{SOME}")
    command = ["-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "--collect-only"]
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    kernel: k\n    book: b\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *command, "-m", "kernel", tmp_path],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(pytestconfig.rootpath), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "test_some.py::test_it" in done.stdout
    assert "imported" not in done.stdout
