"""Chapters that run before Sphinx reads them: the longest first, several at once, all told."""

import json
import logging
import re
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import chapters
import nbformat
import pytest
from chapters import Chapter, Times, n_at_once
from myst_nb.core.execute import ExecutionError
from nbclient import NotebookClient


def chapter(name, expected=1.0):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    return Chapter(name, Path(f"{name}.md"), notebook, False, None, expected)


class FakeRunner:
    """Runs a chapter by waiting as long as it is expected to take, or for a word to end."""

    def __init__(self, failing=(), until=None):
        self.failing, self.at_once, self.most, self.lock = failing, 0, 0, threading.Lock()
        self.order, self.until = [], until

    def run(self, one, number):
        with self.lock:
            self.order.append(one.name)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        one.began, one.cell = time.monotonic(), 1
        if self.until:
            assert self.until.wait(120)
        else:
            time.sleep(one.expected / 10)
        one.seconds, one.cpu_seconds = one.expected, 2 * one.expected
        if one.name in self.failing:
            one.error, one.traceback = ValueError("no"), "ValueError: no"
        with self.lock:
            self.at_once -= 1


@pytest.fixture
def told(monkeypatch):
    """Lines that Sphinx would show."""
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(record.getMessage())

    handler, logger = Keep(), chapters._LOG.logger
    logger.addHandler(handler)
    monkeypatch.setattr(logger, "level", logging.DEBUG)
    yield lines
    logger.removeHandler(handler)


def test_several_run_at_once_and_each_is_told_and_kept(told):
    runner, kept = FakeRunner(), []
    some = [chapter(name, 2.0) for name in "abcde"]
    chapters._run_all(runner, some, 2, lambda one: kept.append(one.name))
    assert runner.most == 2
    assert sorted(kept) == list("abcde")
    assert sorted(runner.order[:2]) == ["a", "b"]
    assert [line.split("]")[0] for line in told] == [f"[{n} of 5" for n in range(1, 6)]
    assert "ran in 2 s (4 CPU-seconds); 4 left" in told[0]
    assert "0 left" in told[-1]


def test_a_failure_ends_it_in_words_and_what_is_done_is_kept(told):
    runner, kept = FakeRunner(failing="b"), []
    some = [chapter("a", 0.1), chapter("b", 3.0), *(chapter(name, 30.0) for name in "cdef")]
    with pytest.raises(ExecutionError, match=r"b\.md"):
        chapters._run_all(runner, some, 1, lambda one: kept.append(one.name))
    assert kept == ["a"]
    assert any("Executing notebook failed: ValueError\nValueError: no" in line for line in told)
    time.sleep(0.5)
    assert runner.order in (["a", "b"], ["a", "b", "c"])  # the rest does not begin


def test_what_takes_long_is_named(told, monkeypatch):
    monkeypatch.setattr(chapters, "_QUIET_SECONDS", 0.2)
    named = threading.Event()

    class Told(logging.Handler):
        def emit(self, record):
            if "still running" in record.getMessage():
                named.set()

    handler = Told()
    chapters._LOG.logger.addHandler(handler)
    try:
        chapters._run_all(FakeRunner(until=named), [chapter("slow")], 1, lambda one: None)
    finally:
        chapters._LOG.logger.removeHandler(handler)
    waiting = [line for line in told if "still running" in line]
    assert waiting
    assert re.search(r"slow \(cell 1 of 1, 0:\d\d\)", waiting[0])


def test_the_number_at_once(monkeypatch):
    monkeypatch.setenv("SNNLIB_JOBS", "3")
    assert n_at_once() == 3
    for wrong in ("0", "-1", "two"):
        monkeypatch.setenv("SNNLIB_JOBS", wrong)
        with pytest.raises(ValueError, match=f"SNNLIB_JOBS must be .* got '{wrong}'"):
            n_at_once()
    monkeypatch.delenv("SNNLIB_JOBS")
    monkeypatch.setattr(chapters.os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(chapters, "_free_megabytes", lambda: 3000)
    assert n_at_once() == 3
    monkeypatch.setattr(chapters, "_free_megabytes", lambda: 100)
    assert n_at_once() == 1
    monkeypatch.setattr(chapters, "_free_megabytes", lambda: 1 << 20)
    assert n_at_once() == 8


def test_times_are_learnt_from_the_last_run(tmp_path):
    path = tmp_path / "chapters.json"
    long, short = chapter("long"), chapter("short")
    long.notebook.cells[0].source = "x = 1\n" * 50
    times = Times(path)
    assert times.expected("long", long.notebook) > times.expected("short", short.notebook) > 0
    times.keep("short", 40.04, 51.26, "now")
    again = Times(path)
    assert again.expected("short", short.notebook) == 40.0
    assert again.expected("short", short.notebook) > again.expected("long", long.notebook)
    path.write_text("{")  # a build that was interrupted in the worst moment
    assert Times(path).expected("short", short.notebook) < 1.0


@pytest.mark.parametrize("source", ["net = trained_network()", "x = 1"])
def test_what_chapters_share_is_computed_once_and_counted_apart(tmp_path, source):
    one, begun = chapter("one"), []
    one.notebook.cells[0].source = source

    def begin(function):
        begun.append(function)
        fork = SimpleNamespace(seconds=0.0, cpu_seconds=0.0)
        fork.wait = lambda: vars(fork).update(seconds=20.04, cpu_seconds=15.04)
        return fork

    times, ran = Times(tmp_path / "chapters.json"), []
    with chapters._shared(SimpleNamespace(begin=begin), [one, one], times):
        ran.append(begun.copy())
    wanted = "trained" in source
    assert ran == [["snnlib.studies.trained_digits:trained_network"] if wanted else []]
    kept = (tmp_path / "chapters.json").read_text() if wanted else "{}"
    told = [(entry["seconds"], entry["cpu_seconds"]) for entry in json.loads(kept).values()]
    assert told == [(20.0, 15.0)] * wanted


def test_a_slow_machine_is_no_fault(monkeypatch):
    """Neither for a cell, nor for a process that begins, nor for what a cell shows."""
    given = {}

    def run(notebook, **options):
        given.update(options)
        return SimpleNamespace(err=None)

    monkeypatch.setattr(chapters, "single_nb_execution", run)
    one = chapter("a")
    chapters._run_cells(one, SimpleNamespace(last_client=None))
    limits = {name: value for name, value in given.items() if name.endswith("timeout")}
    client = NotebookClient(one.notebook, **limits)
    assert client.timeout is None
    assert min(client.startup_timeout, client.iopub_timeout) > 24 * 3600
