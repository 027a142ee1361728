"""Measuring processes as their parent sees them: started on one core, asked, ended."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.environments import ROOT

LOGS = ROOT / "_build" / "bench"
THREADS = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


def cores() -> list[int]:
    """The cores this process may use; nothing where the system cannot tell (macOS)."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def settle(bind: list[int]) -> None:
    """Bind this process to the cores, and let it go before others where that is allowed (root).

    Linux gives each session a share of its own, within which the priority counts.
    """
    if bind:
        os.sched_setaffinity(0, bind)
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, -20)
        Path("/proc/self/autogroup").write_text("-20")


class FailedError(Exception):
    """A measuring process that ended, and the last line it wrote."""


class Child:
    """A script under ``python -m``, kept running from its set-up to the last round.

    Parameters
    ----------
    python : path of the interpreter
    module : str, such as ``benchmarks.peers.nest.cuba``
    case : dict, what it is to simulate
    core : int or None
        Index into :func:`cores` of the one it is bound to; the last one if not given, all if None.
    variables : dict, optional
        For its environment.

    Attributes
    ----------
    about : dict
        What it said after its set-up.
    """

    def __init__(self, python, module, case, *, core=-1, variables=None):
        LOGS.mkdir(parents=True, exist_ok=True)
        self._log = LOGS / f"{module.removeprefix('benchmarks.')}-{os.getpid()}-{id(self)}.log"
        bind = cores() if core is None else cores()[core : core + 1 or None]
        environment = os.environ | THREADS | {"PYTHONUNBUFFERED": "1"} | (variables or {})
        # a workaround for other people's libraries on some machines, which slows our numpy down
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONPATH"):
            environment.pop(name, None)
        reading, writing = os.pipe()
        environment["BENCHMARK_ANSWERS"] = str(writing)
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [str(python), "-m", module],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                pass_fds=(writing,),
                start_new_session=True,
                preexec_fn=lambda: settle(bind),
            )
        os.close(writing)
        self._answers = os.fdopen(reading)
        try:
            self.about = self.ask(case)
        except BaseException:
            self.close()
            raise

    def ask(self, request: dict) -> dict:
        """Send one request, wait for its answer."""
        self.send(request)
        return self.answer()

    def send(self, request: dict) -> None:
        """Send one request and do not wait."""
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise FailedError(self._last_words()) from None

    def answer(self) -> dict:
        """Wait for the answer to the request that was sent."""
        line = self._answers.readline()
        if not line:
            raise FailedError(self._last_words())
        return json.loads(line)

    def _last_words(self) -> str:
        self._process.wait()
        lines = self._log.read_text(errors="replace").strip().splitlines()
        errors = [line for line in lines if re.match(r"[\w.]+(Error|Exception)\b", line)]
        return [f"ended with exit code {self._process.returncode}", *lines, *errors][-1]

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._answers.close()
        if self._process.returncode == 0:
            self._log.unlink(missing_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def ours(module: str, case: dict, **options) -> Child:
    """One of our own scripts, with this Python."""
    return Child(Path(sys.executable), f"benchmarks.ours.{module}", case, **options)
