"""Run the chapters whose results are stale, several at a time, before Sphinx reads the book.

MyST-NB runs a chapter when Sphinx reads it, one after the other.  Here all that have to run are run
beforehand, as many at once as there are processors, the longest first; their results go into the
same cache, in which MyST-NB then finds them.  What is done is kept at once, so that a build that
was interrupted goes on where it stopped.

A chapter runs in two forks (``forking.py``): its Jupyter kernel, and the process that
compiles its figures' kernels.  No cell has a limit of time; what takes long is named.  What several
chapters would wait for each other to compute has a fork of its own, and its own line in the table
of times.
"""

import asyncio
import contextlib
import json
import os
import queue
import re
import socket
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from traceback import format_exception

import nbformat
from forking import Nursery
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase
from jupyter_core.utils import run_sync
from live_pages import build_folder
from myst_nb.core.execute import ExecutionError
from myst_nb.core.read import create_nb_reader
from nbclient.exceptions import DeadKernelError
from sphinx.util import logging

from snnlib.live.build import child

_LOG = logging.getLogger(__name__)
_QUIET_SECONDS = 30  # after so long without news, name what runs
_MEGABYTES = 800  # that a running chapter may take, of which half is shared
_PARTING_SECONDS = 10
_NUMPY_SCALAR = re.compile(r"np\.\w+(\(.*\))?")  # as numpy shows its numbers and truths
_NO_LIMIT = 10**6  # s, where nbclient wants a number: a slow machine is no fault
#: What chapters find on disk, or else compute: a name, the call in their cells, the function.
_SHARED = (
    "the trained network of several chapters",
    "trained_network()",
    "snnlib.studies.trained_digits:trained_network",
)


@dataclass
class Chapter:
    """A chapter that has to run, and from ``began`` on what becomes known when it does."""

    name: str
    path: Path
    notebook: nbformat.NotebookNode
    allow_errors: bool
    read_format: dict | None
    expected: float
    began: float = 0.0
    cell: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    error: Exception | None = None
    traceback: str = ""

    @property
    def n_cells(self):
        return sum(cell.cell_type == "code" for cell in self.notebook.cells)


class _Kernel(AsyncKernelManager):
    """A Jupyter kernel that remembers who talks to it."""

    def client(self, **options):
        self.last_client = super().client(**options)
        return self.last_client

    last_client = None


class _Process(KernelProvisionerBase):
    """A fork, as jupyter_client sees the process of a kernel."""

    fork = None

    @property
    def has_process(self):
        return self.fork.alive

    async def poll(self):
        return self.fork.status

    async def wait(self):
        while self.fork.alive:
            await asyncio.sleep(0.05)
        return self.fork.status

    async def kill(self, restart=False):
        self.fork.kill()

    async def terminate(self, restart=False):
        self.fork.kill()

    async def send_signal(self, signum):
        """Only its end is ever asked for."""

    async def launch_kernel(self, cmd, **options):
        raise NotImplementedError("a fork is launched by its nursery")

    async def cleanup(self, restart=False):
        """Nothing is left."""


def n_at_once():
    """How many chapters to run at once: SNNLIB_JOBS, or what processors and memory allow."""
    asked = os.environ.get("SNNLIB_JOBS", "")
    if asked:
        if not asked.isdecimal() or asked == "0":
            raise ValueError(f"SNNLIB_JOBS must be a whole number above 0, got {asked!r}")
        return int(asked)
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    return max(1, min(processors or os.cpu_count() or 1, _free_megabytes() // _MEGABYTES))


def _free_megabytes():
    """Memory that is free, in megabytes; very much where nobody tells."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if "MemAvailable" in line)) // 1024
    except (OSError, StopIteration, ValueError, IndexError):
        return 1 << 20


class Times:
    """How long each chapter ran when it last ran, in a file."""

    def __init__(self, path):
        self._path = path
        try:
            self._known = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            self._known = {}

    def expected(self, name, notebook):
        """Seconds, or a guess by the length of the code, which is shorter than any real run."""
        if name in self._known:
            return self._known[name]["seconds"]
        code = sum(len(cell.source) for cell in notebook.cells if cell.cell_type == "code")
        return code / 1e6

    def keep(self, name, seconds, cpu_seconds, build):
        self._known[name] = {
            "seconds": round(seconds, 1),
            "cpu_seconds": round(cpu_seconds, 1),
            "build": build,
        }
        text = json.dumps(self._known, indent=1, sort_keys=True)
        with tempfile.NamedTemporaryFile("w", dir=self._path.parent, delete=False) as file:
            file.write(text + "\n")
        Path(file.name).replace(self._path)


def stale(app, docnames, cache, times):
    """The chapters among ``docnames`` that have no result in the cache, longest first."""
    found = []
    for name in sorted(docnames):
        path = Path(app.env.doc2path(name))
        config, text = app.env.mystnb_config, path.read_text("utf-8-sig")
        reader = create_nb_reader(str(path), app.env.myst_config, config, text)
        if reader is None:
            continue
        notebook = reader.read(text)
        own = notebook.metadata.get(config.metadata_key, {})
        mode = own.get("execution_mode", config.execution_mode)
        skipped = any(path.match(pattern) for pattern in config.execution_excludepatterns)
        if mode != "cache" or skipped:
            continue
        try:
            cache.match_cache_notebook(notebook)
        except KeyError:
            allow = own.get("execution_allow_errors", config.execution_allow_errors)
            expected = times.expected(name, notebook)
            found.append(Chapter(name, path, notebook, allow, reader.read_fmt, expected))
    return sorted(found, key=lambda chapter: -chapter.expected)


class Runner:
    """Runs chapters in forks."""

    def __init__(self, folder):
        self._folder = folder  # for sockets, whose paths must be short
        variables = dict(os.environ)
        variables.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        variables.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # nobody sets breakpoints here
        self._notebooks = Nursery("chapter_process:prepare", variables)
        self._compilers = Nursery("compiler_process:prepare", child.environment())

    def run(self, chapter, number):
        """Run one chapter; what became of it stands in the chapter."""
        chapter.began = time.monotonic()
        connection = f"{self._folder}/{number}.json"
        kernel = _Kernel(connection_file=connection, transport="ipc", ip=f"{self._folder}/{number}")
        kernel.write_connection_file()
        asks, answers = socket.socketpair()
        with asks, answers:
            helper = self._compilers.start("snnlib.live.build.child:answer", file=answers)
            fork = self._notebooks.start(
                "chapter_process:run", connection, str(chapter.path.parent), file=asks
            )
        kernel.provisioner = _Process(parent=kernel)
        kernel.provisioner.fork = fork
        try:
            _run_cells(chapter, kernel)
            run_sync(kernel.shutdown_kernel)()
        finally:
            for process in (fork, helper):
                if not process.wait(_PARTING_SECONDS):
                    process.kill()
                    process.wait()
            chapter.seconds = time.monotonic() - chapter.began
            chapter.cpu_seconds = fork.cpu_seconds + helper.cpu_seconds

    def begin(self, function):
        """Call a function of the library in a fork; returns the fork."""
        return self._notebooks.start(function)

    def close(self, kill=False):
        self._notebooks.close(kill)
        self._compilers.close(kill)


def _run_cells(chapter, kernel):
    """Run a chapter's cells; nbclient leaves the channels open if the kernel is not its own."""

    def note(cell, cell_index):
        chapter.cell += cell.cell_type == "code"

    try:
        result = single_nb_execution(
            chapter.notebook,
            cwd=str(chapter.path.parent),
            timeout=None,
            startup_timeout=_NO_LIMIT,
            iopub_timeout=_NO_LIMIT,
            allow_errors=chapter.allow_errors,
            km=kernel,
            on_cell_start=note,
        )
        error = result.err or _numpy_scalar(chapter.notebook)
        chapter.error, chapter.traceback = error, str(error or "")
    except DeadKernelError as error:
        chapter.error = error
        chapter.traceback = (
            f"DeadKernelError: the process that ran it ended in code cell {chapter.cell} "
            f"(status {kernel.provisioner.fork.status}); it may have had too little memory"
        )
    finally:
        if kernel.last_client:
            kernel.last_client.stop_channels()


def _numpy_scalar(notebook):
    """An error for a number of numpy's that was glued: with a format, the page would lack it."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            texts = [text for key, text in output.get("data", {}).items() if "text/plain" in key]
            if name and any(_NUMPY_SCALAR.fullmatch(text) for text in texts):
                return TypeError(f"glue({name!r}, {texts[0]}) must get float(...) or int(...)")
    return None


def _minutes(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _still_running(running, now):
    return "; ".join(
        f"{c.name} (cell {c.cell} of {c.n_cells}, {_minutes(now - c.began)})" for c in running
    )


def _work(runner, waiting, running, done, lock):
    """One of several threads: run one chapter after the other."""
    while True:
        with lock:
            if not waiting:
                return
            number, chapter = waiting.pop(0)
            running.append(chapter)
        try:
            runner.run(chapter, number)
        except Exception as error:
            chapter.error, chapter.traceback = error, "".join(format_exception(error))
        with lock:
            running.remove(chapter)
        done.put(chapter)


def run_stale(app, env, docnames):
    """Sphinx's event before it reads: run what has to run, keep it, stop at the first failure."""
    config = env.mystnb_config
    if config.execution_mode != "cache":
        return
    cache = get_cache(config.execution_cache_path)
    times = Times(build_folder(app) / "chapters.json")
    chapters = stale(app, docnames, cache, times)
    if not chapters:
        return
    at_once = min(n_at_once(), len(chapters))
    _LOG.info("running %d chapters, %d at a time", len(chapters), at_once)
    with tempfile.TemporaryDirectory(prefix="book") as folder:
        runner, finished = Runner(folder), False
        try:
            with _shared(runner, chapters, times):
                _run_all(runner, chapters, at_once, lambda chapter: _keep(cache, times, chapter))
            finished = True
        finally:
            runner.close(kill=not finished)


@contextlib.contextmanager
def _shared(runner, chapters, times):
    """Compute beside the chapters what several of them wait for; count its time as its own."""
    name, call, function = _SHARED
    cells = (cell.source for chapter in chapters for cell in chapter.notebook.cells)
    if not any(call in source for source in cells):
        yield
        return
    fork = runner.begin(function)
    yield
    fork.wait()
    times.keep(name, fork.seconds, fork.cpu_seconds, os.environ.get("SNNLIB_BUILD", ""))
    _LOG.info("%s took %.0f CPU-seconds", name, fork.cpu_seconds)


def _run_all(runner, chapters, at_once, keep):
    began = time.monotonic()
    waiting, running, done = list(enumerate(chapters)), [], queue.Queue()
    lock = threading.Lock()
    for _ in range(at_once):
        arguments = (runner, waiting, running, done, lock)
        threading.Thread(target=_work, args=arguments, daemon=True).start()
    for left in reversed(range(len(chapters))):
        chapter = None
        while chapter is None:
            try:
                chapter = done.get(timeout=_QUIET_SECONDS)
            except queue.Empty:
                now = time.monotonic()
                with lock:
                    still = _still_running(running, now)
                _LOG.info("after %s still running: %s", _minutes(now - began), still)
        if chapter.error is not None:
            with lock:
                waiting.clear()
            _fail(chapter)
        keep(chapter)
        _LOG.info(
            "[%d of %d] %s ran in %.0f s (%.0f CPU-seconds); %d left after %s",
            len(chapters) - left, len(chapters), chapter.name, chapter.seconds,
            chapter.cpu_seconds, left, _minutes(time.monotonic() - began),
        )  # fmt: skip


def _keep(cache, times, chapter):
    """Put a chapter's results where MyST-NB looks for them."""
    given = {} if chapter.read_format is None else {"read_data": chapter.read_format}
    record = cache.add_nb_to_project(str(chapter.path), **given)
    data = {"execution_seconds": chapter.seconds}
    bundle = CacheBundleIn(chapter.notebook, record.uri, data=data)
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    build = os.environ.get("SNNLIB_BUILD", "")
    times.keep(chapter.name, chapter.seconds, chapter.cpu_seconds, build)


def _fail(chapter):
    kind = type(chapter.error).__name__
    _LOG.warning(
        "Executing notebook failed: %s\n%s", kind, chapter.traceback,
        location=chapter.name, type="mystnb", subtype="exec",
    )  # fmt: skip
    raise ExecutionError(str(chapter.path)) from chapter.error
