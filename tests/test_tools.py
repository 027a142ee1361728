"""The scripts behind `make`: they do their work, or end with one sentence that names the cause."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]  # the scripts import each other by their names

import steps  # noqa: E402

from tests.book import checks  # noqa: E402
from tools import book, browser, cells, check, environment, findings, new_chapter  # noqa: E402


def run(*command, **variables) -> subprocess.CompletedProcess:
    environment = os.environ | {name: str(value) for name, value in variables.items()}
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )


def script(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("3.9.18", "is Python 3.9.18, but the book needs Python 3.11 or newer."),
        ("3.12.1", "is Python 3.12.1 without its venv module;"),
        ("", "does not run; name a Python 3.11 or newer."),
    ],
)
def test_an_unfit_python_is_refused_in_a_sentence(tmp_path: Path, version: str, sentence: str):
    # It fails every test of its fitness, and tells its version if it has one.
    stub = script(
        tmp_path / "a python",
        'case "$2" in *ensurepip*) exit 1;; esac',
        f'[ -n "{version}" ] && echo {version}',
    )
    done = run("sh", "tools/find_python.sh", PYTHON=stub)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: PYTHON={stub} ")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_fit_python_is_found():
    done = run("sh", "tools/find_python.sh", PYTHON="")
    assert done.returncode == 0
    version = run(done.stdout.strip(), "-c", "import sys; print(sys.version_info >= (3, 11))")
    assert version.stdout.strip() == "True"


def test_no_python_at_all_is_told_in_a_sentence(tmp_path: Path):
    (tmp_path / "tools").mkdir()
    finder = (ROOT / "tools" / "find_python.sh").read_text()
    script(tmp_path / "tools" / "find_python.sh").write_text(finder)
    done = subprocess.run(
        ["/bin/sh", "tools/find_python.sh"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: No Python 3.11 or newer")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("said", "pattern"),
    [
        ("OSError: [Errno 28] No space left on device", steps.FULL),
        ("sqlite3.OperationalError: database or disk is full", steps.FULL),
        ("NewConnectionError(...): [Errno 111] Connection refused", steps.OFFLINE),
        ("Temporary failure in name resolution", steps.OFFLINE),
    ],
)
def test_causes_are_recognised(said: str, pattern):
    assert pattern.search(said)
    assert not pattern.search("ERROR: No matching distribution found for numba==0.0")


def test_a_full_disk_is_told_before_the_work(capsys):
    with pytest.raises(SystemExit) as stopped:
        steps.need_space(10**12, "the environment in .venv")
    assert str(stopped.value).startswith("error: The disk is full: the environment in .venv takes")


def test_an_environment_that_is_lent_is_left_alone(monkeypatch, tmp_path: Path):
    lent = tmp_path / "lent"
    (lent / "bin").mkdir(parents=True)
    (lent / "made-from.txt").write_text("/elsewhere\nother requirements\n")
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "made-from.txt")
    monkeypatch.setattr(environment, "BIN", tmp_path / ".venv" / "bin")
    (tmp_path / ".venv").symlink_to(lent)
    with pytest.raises(SystemExit, match="remove the link"):
        environment.main()
    assert (lent / "made-from.txt").exists()


def test_the_browser_that_is_named_must_start(monkeypatch, tmp_path: Path):
    stub = script(tmp_path / "chrome", "exit 1")
    monkeypatch.setenv("CHROME", str(stub))
    with pytest.raises(browser.BrowserNotFoundError, match="is not a Chrome or Chromium"):
        browser.find()
    done = run(sys.executable, "tools/browser.py", CHROME=stub)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def test_a_browser_is_found_and_starts(monkeypatch):
    monkeypatch.delenv("CHROME", raising=False)
    assert browser.starts(browser.find())


def test_a_stub_is_passed_over_for_a_browser_that_starts(monkeypatch, tmp_path: Path):
    script(tmp_path / "google-chrome", "echo install the snap >&2; exit 1")
    good = script(tmp_path / "chromium", "echo Chromium 1.0")
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(browser, "NAMES", ("google-chrome", "chromium"))
    assert browser.find() == str(good)


def test_no_browser_ends_in_one_sentence_and_an_error(monkeypatch, capsys):
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setattr(browser, "candidates", lambda: iter(["", "/nowhere/chrome"]))
    monkeypatch.setattr(browser, "install", lambda: None)
    with pytest.raises(SystemExit) as stopped:
        browser.main()
    assert str(stopped.value).startswith("error: No Chrome or Chromium was found")


def test_a_part_of_the_checks_tells_how_it_went():
    good = check.Part("good", ["sh", "-c", 'echo "$WORD"; sleep 0.1'], {"WORD": "so it is"})
    assert good.run(aside=True)
    assert good.passed
    assert good.said == "so it is\n"
    assert 0.1 <= good.seconds < 60.0
    bad = check.Part("bad", ["sh", "-c", "echo no >&2; exit 3"])
    assert not bad.run(aside=True)
    assert not bad.passed
    assert bad.said == "no\n"


def test_the_slowest_tests_of_all_parts_are_found(tmp_path: Path):
    case = '<testcase classname="tests.test_a" name="test_it[{0}]" time="{0}"/>'
    for name, times in {"pages": (0.5, 12.0), "kernels": (3.25,)}.items():
        cases = "".join(case.format(time) for time in times)
        (tmp_path / f"{name}.xml").write_text(
            f"<testsuites><testsuite>{cases}</testsuite></testsuites>"
        )
    assert check.slowest_tests(tmp_path) == [
        (12.0, "pages", "tests.test_a::test_it[12.0]"),
        (3.25, "kernels", "tests.test_a::test_it[3.25]"),
        (0.5, "pages", "tests.test_a::test_it[0.5]"),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served_folder(tmp_path: Path) -> Path:
    """A copy of the server with a site of one page."""
    (tmp_path / "tools").mkdir()
    for name in ("serve.py", "steps.py"):
        (tmp_path / "tools" / name).write_text((ROOT / "tools" / name).read_text())
    site = tmp_path / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<p>a page</p>")
    return tmp_path


def test_serve_serves_the_site_uncached(served_folder: Path):
    port = free_port()
    command = [sys.executable, str(served_folder / "tools" / "serve.py")]
    environment = os.environ | {"PORT": str(port)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=120) as answer:
                assert answer.read() == b"<p>a page</p>"
                assert answer.headers["Cache-Control"] == "no-store"
        finally:
            server.terminate()


def test_serve_names_what_is_wrong(served_folder: Path):
    serve = served_folder / "tools" / "serve.py"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(sys.executable, serve, PORT=port).stderr.startswith(
            f"error: Port {port} is in use;"
        )
    assert "PORT must be a number" in run(sys.executable, serve, PORT="eight").stderr
    (served_folder / "_build" / "html" / "index.html").unlink()
    assert "There is no built book" in run(sys.executable, serve, PORT=port).stderr


CHAPTER = """\
# A chapter

```{code-cell} ipython3
:tags: [hide-input]

import numpy as np
x = np.sqrt( 2 )
```

Text with ```inline``` code.

```{code-cell} ipython3
---
tags: [hide-input]
---
print(y)
```
"""


def test_code_cells_are_found_where_they_stand():
    assert cells.code_cells(CHAPTER.splitlines()) == [(5, 7), (15, 16)]


def test_faults_in_cells_are_told_by_line_and_formatting_is_mended(monkeypatch, tmp_path, capsys):
    chapter = tmp_path / "chapter.md"
    chapter.write_text(CHAPTER)
    monkeypatch.setattr(cells, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    with pytest.raises(SystemExit):
        cells.main([str(chapter)])
    said = capsys.readouterr().out
    assert "chapter.md:16: F821" in said
    assert "chapter.md:6: this cell is not formatted" in said
    assert chapter.read_text() == CHAPTER

    with pytest.raises(SystemExit):  # the undefined name stays
        cells.main(["--fix", str(chapter)])
    mended = CHAPTER.replace("np\nx = np.sqrt( 2 )", "np\n\nx = np.sqrt(2)")
    assert chapter.read_text() == mended


# ── the book's times, its chapters and the findings ────────────────────────────────────────────


def test_the_table_names_chapters_over_their_budget():
    def took(cpu_seconds, build="now"):
        return {"cpu_seconds": cpu_seconds, "seconds": 9.0, "build": build}

    times = {
        "book/neurons/lif": took(15.0),
        "book/neurons/slow": took(15.1),
        "book/learning/digits": took(29.9),
        "book/learning/reward": took(31.0),
        "book/spikes/membrane": took(99.0, "earlier"),
        "what chapters share": took(20.0),
    }
    lines = book.table(times, "now")
    assert [line.split()[2] for line in lines[1:-1]] == [
        "book/learning/reward",
        "book/learning/digits",
        "what",
        "book/neurons/slow",
        "book/neurons/lif",
    ]
    over = [line.split()[2] for line in lines if "over its budget" in line]
    assert over == ["book/learning/reward", "book/neurons/slow"]
    assert "budget of 30" in lines[1]
    assert "budget of 15" in lines[4]
    assert lines[-1].split()[0] == "111.0"
    assert book.table(times, "nothing ran") == ["No chapter had to run."]


@pytest.mark.parametrize("name", ["neurons/lif", "book/neurons/lif", "book/neurons/lif.md"])
def test_a_chapter_is_found_by_its_name(name: str):
    assert book.chapter_file(name) == "book/neurons/lif"


def test_an_unknown_chapter_is_told_with_those_there_are():
    with pytest.raises(SystemExit, match=r"NAME must be a chapter, got 'lif'; .*neurons/lif,"):
        book.chapter_file("lif")


@pytest.fixture
def small_tree(monkeypatch, tmp_path: Path) -> Path:
    """A folder with a table of contents, in which chapters can be begun."""
    (tmp_path / "book" / "neurons").mkdir(parents=True)
    (tmp_path / "tools").mkdir()
    for name in ("_toc.yml", "tools/chapter_template.md"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(new_chapter, "ROOT", tmp_path)
    return tmp_path


def test_a_new_chapter_has_what_every_chapter_has(small_tree: Path, monkeypatch):
    new_chapter.main("neurons/two-cells")
    text = (small_tree / "book" / "neurons" / "two-cells.md").read_text("utf-8")
    assert "# Two cells\n" in text
    assert '"two-cells-first"' in text
    assert checks.chapter_faults(text) == []
    before, now = ((root / "_toc.yml").read_text().splitlines() for root in (ROOT, small_tree))
    line = "      - file: book/neurons/two-cells"
    place = now.index(line)
    assert [*now[:place], *now[place + 1 :]] == before
    assert "book/neurons/" in now[place - 1]
    assert "book/neurons/" not in now[place + 1]
    monkeypatch.setattr(cells, "ROOT", small_tree)
    (small_tree / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    cells.main([str(small_tree / "book" / "neurons" / "two-cells.md")])  # it is in style


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "NAME must be a part and a chapter"),
        ("lif", "NAME must be a part and a chapter"),
        ("neurons/Two Cells", "NAME must be a part and a chapter"),
        ("nowhere/cell", r"NAME must begin with a part of the book \(spikes, neurons, .*'nowhere'"),
    ],
)
def test_an_unfit_name_of_a_new_chapter_is_refused(small_tree: Path, name: str, words: str):
    with pytest.raises(SystemExit, match=words):
        new_chapter.main(name)
    assert (small_tree / "_toc.yml").read_text() == (ROOT / "_toc.yml").read_text()


def test_a_new_chapter_overwrites_nothing(small_tree: Path):
    new_chapter.main("neurons/cell")
    path = small_tree / "book" / "neurons" / "cell.md"
    path.write_text("mine")
    with pytest.raises(SystemExit, match="exists already"):
        new_chapter.main("neurons/cell")
    assert path.read_text() == "mine"


def test_findings_are_run_one_a_line_and_a_changed_one_is_named(monkeypatch, tmp_path, capsys):
    for name, lines in {"good": "echo first; echo ok: fine", "bad": "echo oh; exit 1"}.items():
        script(tmp_path / f"{name}.sh", lines)
    monkeypatch.setattr(findings, "FOLDER", tmp_path)
    with pytest.raises(SystemExit, match="no longer behave as described: bad;"):
        findings.main([])
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in said[1:]] == [["FAILED", "bad"], ["holds", "good"]]
    assert said[2].endswith(": ok: fine")
    findings.main(["good"])
    with pytest.raises(
        SystemExit, match="ONLY must name findings, got 'none'; there are bad, good"
    ):
        findings.main(["none"])


# ── how JupyterLab opens and saves chapters ──────────────────────────────────


@pytest.fixture(scope="module")
def lab_files(tmp_path_factory):
    """JupyterLab's contents manager, over a copy of the chapters."""
    root = tmp_path_factory.mktemp("chapters")
    shutil.copytree(ROOT / "book", root / "book")
    path = ROOT / "tools" / "jupyter" / "jupyter_server_config.py"
    scope = {"c": SimpleNamespace(ServerApp=SimpleNamespace()), "__name__": path.stem}
    scope["__file__"] = str(path)
    exec(compile(path.read_text("utf-8"), path, "exec"), scope)
    return scope["c"].ServerApp.contents_manager_class(root_dir=str(root)), root


CHAPTERS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "book").rglob("*.md"))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_that_nobody_changed_is_not_written(lab_files, chapter):
    files, root = lab_files
    before, written = (root / chapter).read_bytes(), (root / chapter).stat().st_mtime_ns
    notebook = asyncio.run(files.get(chapter, type="notebook"))["content"]
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in code:  # what the book folds, a notebook folds
        folded = any(
            tag.startswith(("hide-", "remove-")) for tag in cell["metadata"].get("tags", ())
        )
        assert cell["metadata"].get("jupyter", {}).get("source_hidden", False) == folded
    asyncio.run(files.save({"type": "notebook", "content": notebook}, chapter))
    assert (root / chapter).read_bytes() == before
    assert (root / chapter).stat().st_mtime_ns == written


def test_a_save_writes_what_was_changed_and_nothing_else(lab_files):
    files, root = lab_files
    chapter = "book/neurons/lif.md"
    before = (root / chapter).read_text("utf-8").splitlines()
    notebook = asyncio.run(files.get(chapter, type="notebook"))["content"]
    notebook["cells"][1]["source"] += "\nOne more line."
    asyncio.run(files.save({"type": "notebook", "content": notebook}, chapter))
    after = (root / chapter).read_text("utf-8").splitlines()
    at = after.index("One more line.")
    assert after[:at] + after[at + 1 :] == before


def test_roles_of_the_book_are_words_in_a_notebook_and_roles_on_the_disk(lab_files):
    files, root = lab_files
    chapter = "book/neurons/lif.md"
    glued = root / "_build" / "jupyter_execute" / "book" / "neurons" / "lif.glue.json"
    glued.parent.mkdir(parents=True)
    glued.write_text('{"rheobase": {"data": {"text/plain": "2.04"}}}')
    cells = asyncio.run(files.get(chapter, type="notebook"))["content"]["cells"]
    assert "Run All Cells" in cells[0]["source"]
    text = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    assert "{abbr}`2.0 (glue:text: rheobase:.1f)`" in text
    assert "{abbr}`… (glue:text: rate_at_start:.1f)`" in text  # of a chapter that was not built
    assert "{abbr}`[Brunel and van Rossum, 2007] (cite: brunel2007lapicque)`" in text
    assert "{abbr}`[Eshraghian et al., 2023] (cite: eshraghian2023training)`" in text
    assert '[The membrane](../spikes/membrane.md "chapter: ../spikes/membrane")' in text
    assert not re.search(r"\{(cite|glue:text|doc|scrub)\}`", text)
