"""Build the book from nothing, at an older commit and as it is now, in turn; compare what it takes.

    .venv/bin/python -m benchmarks.book_build                 # against 13d6eb1, three runs each
    .venv/bin/python -m benchmarks.book_build REV --runs 1

Each build is of a clean copy with empty caches, in this environment.  Counted are the processor
time of all processes, the time on the clock, and the most memory that all processes held at once
(shared pages once; Linux only).  The medians and their ratios are printed, and kept with all runs
in ``benchmarks/results/book-build.json``.  Nothing else should run meanwhile.
"""

import argparse
import contextlib
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import psutil

from benchmarks import machine
from benchmarks.environments import ROOT
from snnlib._files import replaced

BEFORE = "13d6eb1"  # chapters ran one after the other, and each kernel was compiled twice
RESULTS = ROOT / "benchmarks" / "results" / "book-build.json"
MEASURES = {"cpu_seconds": "CPU-seconds", "wall_seconds": "seconds", "peak_mb": "MB at most"}


def copy_of_commit(revision: str, folder: Path) -> None:
    """A clean clone at a commit."""
    git = ["git", "clone", "--quiet", "--shared", "--no-checkout", ROOT, folder]
    subprocess.run(git, check=True)
    subprocess.run(["git", "checkout", "--quiet", revision], cwd=folder, check=True)


def copy_of_tree(folder: Path) -> None:
    """The files of this tree as they are, without what git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def memory_mb(process: psutil.Process) -> float:
    """What a process and all that it has started hold, each shared page divided among its users."""
    kilobytes = 0
    with contextlib.suppress(psutil.Error):
        for each in [process, *process.children(recursive=True)]:
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{each.pid}/smaps_rollup").read_text().splitlines()
                kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


class Peak(threading.Thread):
    """Looks at the memory twice a second, and keeps the most it has seen."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self._process, self.megabytes, self.over = psutil.Process(pid), 0.0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            self.megabytes = max(self.megabytes, memory_mb(self._process))


def build(folder: Path) -> dict:
    """Build the book in a folder; what it took."""
    (folder / ".venv").symlink_to(ROOT / ".venv")
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    log = folder.parent / "build.log"
    began = time.monotonic()
    with log.open("w") as output:
        process = subprocess.Popen(
            [folder / ".venv" / "bin" / "python", "tools/book.py"],
            cwd=folder,
            env=environment | {"PYTHONPATH": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        peak = Peak(process.pid)
        peak.start()
        _, status, used = os.wait4(process.pid, 0)
    peak.over.set()
    peak.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(*log.read_text(errors="replace").splitlines()[-40:], sep="\n")
        sys.exit(f"error: the build in {folder} failed; its last lines stand above.")
    return {
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "wall_seconds": round(time.monotonic() - began, 1),
        "peak_mb": round(peak.megabytes),
    }


def summary(runs: dict[str, list[dict]]) -> dict:
    """Medians of each measure before and now, and now as a fraction of before."""
    told = {}
    for measure in MEASURES:
        before, now = (median(run[measure] for run in runs[side]) for side in ("before", "now"))
        told[measure] = {"before": before, "now": now}
        told[measure]["ratio"] = round(now / before, 3) if before else None
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("revision", nargs="?", default=BEFORE, help=f"the older commit ({BEFORE})")
    parser.add_argument("--runs", type=int, default=3, help="builds of each (3)")
    given = parser.parse_args()
    if given.runs < 1:
        parser.error(f"--runs must be 1 or more, got {given.runs}")
    copies = {"before": lambda to: copy_of_commit(given.revision, to), "now": copy_of_tree}
    runs = {side: [] for side in copies}
    for number in range(1, given.runs + 1):
        for side, copy in copies.items():
            with tempfile.TemporaryDirectory(prefix="book-build-") as temporary:
                folder = Path(temporary) / "book"
                copy(folder)
                runs[side].append(build(folder))
            print(f"run {number}, {side}: {runs[side][-1]}", flush=True)
    told = summary(runs)
    for measure, name in MEASURES.items():
        print(f"{name:12} {told[measure]['before']:8} → {told[measure]['now']:8}", end="")
        print(f"   {told[measure]['ratio']} of before")
    kept = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "before": given.revision,
        "machine": machine.describe(),
        "versions": machine.versions(),
        "medians": told,
        "runs": runs,
    }
    with replaced(RESULTS) as file:
        file.write(json.dumps(kept, indent=1).encode() + b"\n")


if __name__ == "__main__":
    main()
