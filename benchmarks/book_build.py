"""Build the book from nothing, at an older commit and as it is now, in turn; compare what it takes.

    .venv/bin/python -m benchmarks.book_build                 # against 13d6eb1, three runs each
    .venv/bin/python -m benchmarks.book_build REV --runs 1
    .venv/bin/python -m benchmarks.book_build --shared        # the pages that both have, alone

Each build is of a clean copy with empty caches, in this environment.  Counted are the processor
time of all processes, the time on the clock, and the most memory that all processes held at once
(shared pages once; Linux only).  The medians and their ratios are printed, and kept with all runs
in ``benchmarks/results/book-build.json`` (``book-build-shared.json``).  Nothing else should run
meanwhile.  A book that has grown does more work; with ``--shared`` both build the same pages, and
links to the other pages, which then lead nowhere, are no error.
"""

import argparse
import contextlib
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import psutil
import yaml

from benchmarks import machine
from benchmarks.environments import ROOT
from snnlib._files import replaced

BEFORE = "13d6eb1"  # chapters ran one after the other, and each kernel was compiled twice
RESULTS = ROOT / "benchmarks" / "results"
WHOLE = "python", "tools/book.py"
SHARED = "jupyter-book", "build", ".", "-n", "--keep-going"
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


def pages(folder: Path) -> list[str]:
    """The pages in a book's table of contents, the front page first, without their ending."""
    contents = yaml.safe_load((folder / "_toc.yml").read_text("utf-8"))
    listed = [page["file"] for part in contents["parts"] for page in part["chapters"]]
    return [contents["root"], *listed]


def keep_pages(folder: Path, kept: set[str]) -> None:
    """Take all other pages out of a book and out of its table of contents."""
    path = folder / "_toc.yml"
    contents = yaml.safe_load(path.read_text("utf-8"))
    for page in set(pages(folder)) - kept:
        (folder / f"{page}.md").unlink()
    for part in contents["parts"]:
        part["chapters"] = [page for page in part["chapters"] if page["file"] in kept]
    contents["parts"] = [part for part in contents["parts"] if part["chapters"]]
    path.write_text(yaml.safe_dump(contents, sort_keys=False), "utf-8")


def memory_mb(process: psutil.Process) -> list[tuple[float, str]]:
    """What a process and all that it has started hold, the largest first, and what each is.

    Each shared page is divided among its users.
    """
    held = []
    with contextlib.suppress(psutil.Error):
        for each in [process, *process.children(recursive=True)]:
            with contextlib.suppress(OSError, psutil.Error):
                lines = Path(f"/proc/{each.pid}/smaps_rollup").read_text().splitlines()
                kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
                held.append((kilobytes / 1024, role(each.cmdline())))
    return sorted(held, reverse=True)


def role(command: list[str]) -> str:
    """What a process does in a build, by its command: the function it serves, or its program."""
    served = [word for word in command if re.fullmatch(r"\w+_process:\w+", word)]
    programs = [Path(word).name for word in command[:2]]
    return (served or [name for name in programs if "python" not in name] or programs or [""])[-1]


class Peak(threading.Thread):
    """Looks at the memory twice a second, and keeps the most it has seen, and who held it."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self._process, self.megabytes, self.over = psutil.Process(pid), 0.0, threading.Event()
        self.holders = []

    def run(self) -> None:
        while not self.over.wait(0.5):
            held = memory_mb(self._process)
            if (total := sum(megabytes for megabytes, _ in held)) > self.megabytes:
                self.megabytes, self.holders = total, held


def build(folder: Path, command: Sequence[str]) -> dict:
    """Build the book in a folder by a command of the environment; what it took."""
    (folder / ".venv").symlink_to(ROOT / ".venv")
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    log = folder.parent / "build.log"
    began = time.monotonic()
    with log.open("w") as output:
        process = subprocess.Popen(
            [folder / ".venv" / "bin" / command[0], *command[1:]],
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
        "at_the_peak": [f"{round(megabytes)} MB {what}" for megabytes, what in peak.holders[:9]],
    }


def summary(runs: dict[str, list[dict]]) -> dict:
    """Medians of each measure before and now, and now as a fraction of before."""
    told = {}
    for measure in MEASURES:
        before, now = (median(run[measure] for run in runs[side]) for side in ("before", "now"))
        told[measure] = {"before": before, "now": now}
        told[measure]["ratio"] = round(now / before, 3) if before else None
    return told


def run_pair(revision: str, shared: bool) -> dict[str, dict]:
    """Build the older book and the newer one, each from nothing; what each took."""
    copies = {"before": lambda to: copy_of_commit(revision, to), "now": copy_of_tree}
    took = {}
    with tempfile.TemporaryDirectory(prefix="book-build-") as temporary:
        folders = {side: Path(temporary) / side / "book" for side in copies}
        for side, copy in copies.items():
            folders[side].mkdir(parents=True)
            copy(folders[side])
        both = set.intersection(*(set(pages(folder)) for folder in folders.values()))
        for side, folder in folders.items():
            if shared:
                keep_pages(folder, both)
            took[side] = build(folder, SHARED if shared else WHOLE)
            took[side]["pages"] = len(pages(folder))
    return took


def keep(name: str, revision: str, runs: dict[str, list[dict]], told: dict) -> None:
    """Write all that was measured into a file of results."""
    kept = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "before": revision,
        "machine": machine.describe(),
        "versions": machine.versions(),
        "medians": told,
        "runs": runs,
    }
    with replaced(RESULTS / f"{name}.json") as file:
        file.write(json.dumps(kept, indent=1).encode() + b"\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("revision", nargs="?", default=BEFORE, help=f"the older commit ({BEFORE})")
    parser.add_argument("--runs", type=int, default=3, help="builds of each (3)")
    parser.add_argument("--shared", action="store_true", help="only the pages that both have")
    given = parser.parse_args()
    if given.runs < 1:
        parser.error(f"--runs must be 1 or more, got {given.runs}")
    runs = {"before": [], "now": []}
    for number in range(1, given.runs + 1):
        for side, took in run_pair(given.revision, given.shared).items():
            runs[side].append(took)
            print(f"run {number}, {side}: {took}", flush=True)
    told = summary(runs)
    for measure, name in MEASURES.items():
        print(f"{name:12} {told[measure]['before']:8} → {told[measure]['now']:8}", end="")
        print(f"   {told[measure]['ratio']} of before")
    keep("book-build-shared" if given.shared else "book-build", given.revision, runs, told)


if __name__ == "__main__":
    main()
