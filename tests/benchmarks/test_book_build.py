"""The comparison of two builds: clean copies, counted whole, summed up by medians."""

import os
import subprocess
import sys

import psutil
import pytest

from benchmarks import book_build


def test_copies_are_clean_and_complete(tmp_path):
    now, before = tmp_path / "now", tmp_path / "before"
    book_build.copy_of_tree(now)
    book_build.copy_of_commit("HEAD", before)
    for copy in (now, before):
        assert (copy / "tools" / "book.py").is_file()
        assert (copy / "snnlib" / "__init__.py").is_file()
        assert not (copy / "_build").exists()
        assert list(copy.rglob("*.nbi")) == []


def test_both_can_be_reduced_to_the_pages_that_they_share(tmp_path):
    (tmp_path / "book").mkdir()
    for page in ("index", "one", "two", "other"):
        (tmp_path / "book" / f"{page}.md").write_text(f"# {page}\n")
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nparts:\n"
        "  - caption: First\n    chapters:\n      - file: book/one\n        title: The first\n"
        "      - file: book/two\n"
        "  - caption: Second\n    chapters:\n      - file: book/other\n"
    )
    assert book_build.pages(tmp_path) == ["book/index", "book/one", "book/two", "book/other"]
    book_build.keep_pages(tmp_path, {"book/index", "book/one", "book/elsewhere"})
    assert book_build.pages(tmp_path) == ["book/index", "book/one"]
    contents = (tmp_path / "_toc.yml").read_text()
    assert "title: The first" in contents
    assert "Second" not in contents
    assert sorted(path.stem for path in tmp_path.rglob("*.md")) == ["index", "one"]
    assert len(book_build.pages(book_build.ROOT)) > 20


def test_memory_is_that_of_all_processes():
    fill = "x = bytearray(60_000_000); x[::4096] = x[::4096]; print(flush=True)"
    child = f"{fill}; input()"
    code = f"import subprocess, sys; {fill}; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        process.stdout.readline()
        both = book_build.memory_mb(psutil.Process(process.pid))
        ((alone, what),) = book_build.memory_mb(psutil.Process(process.pid).children()[0])
        held = sum(megabytes for megabytes, _ in both)
        process.communicate(b"\n")
    if os.path.exists("/proc/self/smaps_rollup"):
        assert len(both) == 2
        assert both == sorted(both, reverse=True)
        assert what == "-c"
        assert 57 < alone < 90
        assert alone + 57 < held < 180


def test_the_summary_is_of_medians():
    def run(cpu, wall, peak):
        return {"cpu_seconds": cpu, "wall_seconds": wall, "peak_mb": peak}

    before = [run(900.0, 990.0, 1500), run(940.0, 800.0, 1400), run(2000.0, 1000.0, 1000)]
    now = [run(376.0, 247.5, 700), run(1.0, 1.0, 1), run(900.0, 900.0, 2000)]
    told = book_build.summary({"before": before, "now": now})
    assert told["cpu_seconds"] == {"before": 940.0, "now": 376.0, "ratio": 0.4}
    assert told["wall_seconds"]["ratio"] == 0.25
    assert told["peak_mb"]["ratio"] == 0.5


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("python -c import_forking 7 chapter_process:prepare", "chapter_process:prepare"),
        ("/x/.venv/bin/python /x/.venv/bin/jupyter-book build . -n", "jupyter-book"),
        ("/x/bin/python3.11 tools/book.py", "book.py"),
        ("", ""),
    ],
)
def test_a_process_is_told_by_what_it_does(command, what):
    assert book_build.role(command.split()) == what
