"""What the repository promises outside its code: pins, licences, workflows, the wheel."""

import ast
import functools
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import snnlib

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+( ; .+)?")


def requirement_lines() -> list[str]:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@functools.cache
def pins() -> dict[str, Requirement]:
    parsed = map(Requirement, requirement_lines())
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


def project_files() -> list[Path]:
    """What is committed or would be; without git, what lies outside hidden and built folders."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]
    built = re.compile(r"(^|/)(\.(?!ci/|github/)[^/]*|_build|__pycache__|[^/]*\.egg-info)/")
    paths = (path for path in ROOT.rglob("*") if path.is_file())
    return [path for path in paths if not built.search(path.relative_to(ROOT).as_posix())]


def test_every_requirement_is_pinned_exactly_and_once():
    lines = requirement_lines()
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert len(pins()) == len(lines) > 50


def test_what_the_pins_bring_along_is_pinned_too():
    missing = set()
    todo = [(name, frozenset(pin.extras)) for name, pin in pins().items()]
    todo += [("snnlib", frozenset({"book", "test"}))]
    seen = set()
    while todo:
        name, extras = todo.pop()
        if (name, extras) in seen or name == "appnope":  # appnope: macOS alone installs it
            continue
        seen.add((name, extras))
        for text in importlib.metadata.requires(name) or []:
            need = Requirement(text)
            if need.marker and not any(need.marker.evaluate({"extra": e}) for e in ("", *extras)):
                continue
            needed = canonicalize_name(need.name)
            if needed in pins():
                todo.append((needed, frozenset(need.extras)))
            else:
                missing.add(f"{needed} (needed by {name})")
    assert missing == set()


def test_what_is_installed_is_what_is_pinned():
    wrong = {}
    for name, pin in pins().items():
        if pin.marker is None or pin.marker.evaluate():
            installed = importlib.metadata.version(name)
            if not pin.specifier.contains(installed, prereleases=True):
                wrong[name] = f"{installed} is installed, {pin.specifier} is pinned"
    assert wrong == {}


def test_whatever_is_imported_is_pinned():
    providers = importlib.metadata.packages_distributions()
    ours = {"snnlib"} | {path.stem for path in project_files() if path.suffix == ".py"}
    ours |= {path.parent.name for path in project_files() if path.suffix == ".py"}
    unpinned = set()
    peers = ROOT / "benchmarks" / "peers"  # run in environments of their own, with their own pins
    for path in project_files():
        if path.suffix != ".py" or path.is_relative_to(peers):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in {name.split(".")[0] for name in names} - ours - sys.stdlib_module_names:
                sources = {canonicalize_name(d) for d in providers.get(name, [])}
                if not sources & pins().keys():
                    unpinned.add(f"{name} (imported by {path.relative_to(ROOT)})")
    assert unpinned == set()


def test_every_pin_suits_the_oldest_python_and_the_newer_ones():
    refused = {}
    for name, pin in pins().items():
        if pin.marker is None or pin.marker.evaluate():
            asked = importlib.metadata.metadata(name).get("Requires-Python") or ">=3"
            versions = ("3.11.0", "3.12.0", "3.13.0")
            if not all(SpecifierSet(asked).contains(version) for version in versions):
                refused[name] = asked
    assert refused == {}


def test_no_file_is_large_or_generated():
    files = project_files()
    assert ROOT / "pyproject.toml" in files
    assert {str(p): p.stat().st_size for p in files if p.stat().st_size > 400 * 1024} == {}
    generated = {".ipynb", ".pyc", ".whl"}
    assert [str(path) for path in files if path.suffix in generated] == []


def test_the_tests_mirror_the_modules():
    """A module's tests stand in a file of its name; that may go on: test_stdp_neighbours.py."""
    library, tests, faults = ROOT / "snnlib", ROOT / "tests", []
    for package in (library, *(path.parent for path in library.glob("*/__init__.py"))):
        folder = tests / package.relative_to(library)
        inner = {path.parent.name for path in package.glob("*/__init__.py")}
        modules = {path.stem for path in package.glob("*.py")} - {"__init__"} | inner
        if package.name not in ("live", "network"):  # their inner modules are tested through others
            public = [name for name in modules - inner if not name.startswith("_")]
            faults += [
                f"no test of {package / n}"
                for n in public
                if not (folder / f"test_{n}.py").exists()
            ]
        known = {name.lstrip("_") for name in modules} | {"in_browser"}
        known |= {"repository", "contributing", "tools", "hints"} if folder == tests else set()
        for path in folder.glob("test_*.py"):
            if not any(f"{path.stem}_".startswith(f"test_{name}_") for name in known):
                faults.append(f"{path} is named after no module")
    assert faults == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LICENSE", "BSD 3-Clause License"),
        ("LICENSE", "The Spikes from Scratch authors"),
        ("LICENSE-TEXT", "https://creativecommons.org/licenses/by/4.0/"),
        ("CONTRIBUTING.md", "make test"),
        ("CHANGELOG.md", snnlib.__version__),
        ("README.md", "make book"),
        ("README.md", "make test"),
    ],
)
def test_papers_are_there(name: str, words: str):
    assert words in (ROOT / name).read_text(encoding="utf-8")


def test_contributing_fits_on_a_screen_before_its_examples():
    text, examples, _ = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## ")
    assert examples
    assert len(text.splitlines()) <= 45


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_to_files_lead_somewhere(name: str):
    targets = re.findall(r"\]\(([^)\s]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"[a-z]+:|#", target)]
    assert [target for target in local if not (ROOT / target).exists()] == []


def test_citation_is_that_of_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == snnlib.__version__
    assert citation["license"] == "BSD-3-Clause"
    assert citation["message"]
    assert "Spikes from Scratch" in citation["title"]
    assert all({"name"} <= set(a) or {"family-names"} <= set(a) for a in citation["authors"])
    assert citation["authors"]


def test_workflows_test_and_deploy():
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    parsed = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in workflows]
    jobs = {name: job for workflow in parsed for name, job in workflow["jobs"].items()}
    triggers = {trigger for workflow in parsed for trigger in workflow[True]}  # YAML reads "on" so
    assert {"push", "pull_request"} <= triggers
    steps = {name: [s.get("run") or s["uses"] for s in job["steps"]] for name, job in jobs.items()}
    assert ".ci/run" in steps["test"]
    assert any(step.startswith("actions/upload-pages-artifact@") for step in steps["test"])
    assert any(step.startswith("actions/deploy-pages@") for step in steps["deploy"])
    assert jobs["deploy"]["needs"] == "test"


def test_ci_runs_make_test():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^make test\b", script.read_text(), re.M)


def test_every_make_target_is_documented():
    makefile = (ROOT / "Makefile").read_text()
    rules = re.findall(r"^([a-z-]+):(?!=)", makefile, re.M)
    targets = set(rules)
    assert len(rules) == len(targets)  # a second rule would take the place of the first
    assert targets == set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split())
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"book", "test", "lab", "serve", "clean", "help"} <= targets
    assert set(re.findall(r"^  make ([a-z-]+)", told.stdout, re.M)) == targets


def test_the_wheel_holds_snnlib_and_nothing_else(tmp_path: Path):
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("snnlib", "tests", "tools"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    command += ["--disable-pip-version-check", "--no-index", "--wheel-dir", tmp_path, source]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("snnlib-*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    library = ROOT / "snnlib"
    kinds = ["**/*.py", "**/*.pyi", "**/*.ll", "py.typed", "**/front/**/*.js", "**/front/*.css"]
    kinds += ["datasets/*.npz", "datasets/*.txt"]
    wanted = {path for kind in kinds for path in library.glob(kind)}
    assert names == {path.relative_to(ROOT).as_posix() for path in wanted}


def test_import_brings_neither_matplotlib_nor_widgets():
    heavy = ("matplotlib", "ipywidgets", "anywidget", "IPython", "jupyter_book", "sphinx")
    code = (
        "import snnlib, sys; snnlib.Network, snnlib.lif, snnlib.codes.burst.encode; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_import_is_quick_once_warm():
    """The aim is 0.15 s after numba; five times that fails, since machines are busy."""
    code = (
        "import numba; from time import perf_counter as t; a = t(); import snnlib; print(t() - a)"
    )
    command = [sys.executable, "-c", code]
    seconds = []
    for _ in range(3):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds.append(float(done.stdout))
    print(f"import snnlib: {min(seconds):.2f} s (aim 0.15 s)")
    assert min(seconds) < 0.75
