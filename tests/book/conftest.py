"""Builds of a small book, with the extensions and the settings of the real one."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRICT = ("-W", "-n", "--keep-going")


class SmallBook:
    """A copy of the fixture book in a folder of its own; or of one ``like`` it, results and all."""

    def __init__(self, folder, like=None):
        self.folder = folder
        if like is None:
            shutil.copytree(ROOT / "tests" / "book" / "fixture", folder)
            shutil.copytree(ROOT / "book" / "_extension", folder / "book" / "_extension")
            shutil.copy(ROOT / "_config.yml", folder)
        else:
            shutil.copytree(like.folder, folder)
        self.runs = folder / "runs.txt"

    def begin_chapter(self, name):
        """Add a chapter that has only its name, as `make new-chapter` does."""
        (self.folder / "tools").mkdir()
        for script in ("new_chapter.py", "steps.py", "chapter_template.md"):
            shutil.copy(ROOT / "tools" / script, self.folder / "tools")
        command = [sys.executable, self.folder / "tools" / "new_chapter.py", name]
        subprocess.run(command, check=True)
        return self

    def edit(self, path, old, new):
        """Replace text that stands once in one of the book's files."""
        text = (self.folder / path).read_text("utf-8")
        assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
        (self.folder / path).write_text(text.replace(old, new), "utf-8")

    def start(self, *options, library=ROOT):
        """Begin a build; ``finish`` waits for it."""
        self.runs.write_text("")
        environment = os.environ | {"RUNS": str(self.runs), "PYTHONPATH": str(library)}
        environment.pop("SNNLIB_BOOK_BUILD", None)
        self.process = subprocess.Popen(
            [Path(sys.executable).parent / "jupyter-book", "build", ".", *options],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # a shell's background jobs, and what they start, are deaf to Ctrl-C
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        return self

    def finish(self):
        """Exit code, and what was said without its colours."""
        said, _ = self.process.communicate(timeout=1800)
        self.said = re.sub(r"\x1b\[[0-9;]*m", "", said)
        self.status = self.process.returncode
        return self

    def build(self, *options, **more):
        return self.start(*options, **more).finish()

    def page(self, name):
        return (self.folder / "_build" / "html" / name).read_text("utf-8")

    @property
    def site(self):
        return self.folder / "_build" / "html"

    @property
    def n_runs(self):
        return len(self.runs.read_text().splitlines())


@pytest.fixture(scope="session")
def new_book(tmp_path_factory):
    """``new_book(like)``: another copy of the small book, new or like one that is built."""
    return lambda like=None: SmallBook(tmp_path_factory.mktemp("book") / "source", like)


@pytest.fixture(scope="session")
def built_twice(new_book):
    """The small book in two folders, built side by side with every warning an error."""
    books = [new_book().begin_chapter("neurons/begun").start(*STRICT) for _ in range(2)]
    for book in books:
        assert book.finish().status == 0, book.said
    return books


@pytest.fixture(scope="session")
def built(built_twice):
    return built_twice[0]


@pytest.fixture(scope="session")
def built_again(built_twice):
    return built_twice[1]


ADDRESS = "https://book.example/x/"
REPOSITORY = "https://github.com/some-one/a-book"


@pytest.fixture(scope="session")
def addressed(new_book, built):
    """The small book, built again, that knows its address on the web and its repository's."""
    book = new_book(like=built)
    buttons = "  use_issues_button: false"
    book.edit("_config.yml", buttons, f"  baseurl: {ADDRESS}\n{buttons}")
    book.edit("_config.yml", "\nhtml:\n", f"\nrepository:\n  url: {REPOSITORY}\n\nhtml:\n")
    assert book.build(*STRICT).status == 0, book.said
    return book
