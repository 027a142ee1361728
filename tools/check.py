"""Run every check of the project: `make test`.

Every part is run even if an earlier one failed, so that one run tells everything. Two queues of
parts go on at the same time: one builds the book and then tests its pages and figures in a browser,
where some tests look at the clock; the other, which gives way to it, tests all that needs neither
book nor browser. Its output is shown at the end. So no core waits. The run ends with the wall time
of each part and the slowest tests of all. The exit code is 0 only if all parts passed.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from steps import BIN, ROOT, say

PYTHON = BIN / "python"
TOOLS = Path(__file__).parent
N_SLOWEST = 10


@dataclass
class Part:
    """One command, and how it went."""

    name: str
    command: list
    variables: dict = field(default_factory=dict)
    passed: bool = False
    seconds: float = 0.0
    said: str = ""

    def run(self, aside: bool = False) -> bool:
        """Run it; aside: at a lower priority, its output kept in ``said``; True if it passed."""
        began = time.monotonic()
        command = ["nice", "-n", "10", *self.command] if aside else self.command
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=os.environ | self.variables,
                stdin=subprocess.DEVNULL,
                stdout=output if aside else None,
                stderr=subprocess.STDOUT if aside else None,
            )
            output.seek(0)
            self.said = output.read()
        self.seconds = time.monotonic() - began
        self.passed = done.returncode == 0
        return self.passed


def tests(name: str, which: str, reports: Path, *options: str, **variables: str) -> Part:
    """The tests that a marker expression selects; how long each took goes to ``reports``."""
    command = [PYTHON, "-m", "pytest", "-q", "-m", which, f"--junitxml={reports / name}.xml"]
    return Part(name, [*command, *options], variables)


def slowest_tests(reports: Path) -> list[tuple[float, str, str]]:
    """``(seconds, part, test)`` of every test that ran, the slowest first."""
    took = [
        (float(case.get("time", 0.0)), path.stem, f"{case.get('classname')}::{case.get('name')}")
        for path in reports.glob("*.xml")
        for case in ElementTree.parse(path).iter("testcase")
    ]
    return sorted(took, reverse=True)


def look_for_a_browser() -> None:
    say("Looking for a browser")
    found = subprocess.run(
        [PYTHON, TOOLS / "browser.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    if found.returncode:
        sys.exit(found.returncode)  # browser.py has said what to do
    os.environ["CHROME"] = found.stdout.strip()
    print(f"    {os.environ['CHROME']}")


def check(reports: Path) -> list[str]:
    """Run all parts; the names of those that failed."""
    on_all_cores = "-n", str(os.cpu_count() or 1)
    book = Part("book", [PYTHON, TOOLS / "book.py"])
    pages = tests("pages and figures", "book or browser", reports, *on_all_cores)
    figures = tests("figures without the book", "browser and not book", reports, *on_all_cores)
    first = [
        Part("lint", [BIN / "ruff", "check", "."]),
        Part("format", [BIN / "ruff", "format", "--check", "."]),
        Part("code cells of the chapters", [PYTHON, TOOLS / "cells.py"]),
        book,
        pages,
    ]
    aside = [
        tests("kernels as plain Python", "kernel", reports, NUMBA_DISABLE_JIT="1"),
        tests(
            "all that needs neither book nor browser",
            "not (book or browser)",
            reports,
            *on_all_cores,
        ),
    ]
    say(f"Checking aside, shown at the end: {', '.join(part.name for part in aside)}")
    thread = threading.Thread(target=lambda: [part.run(aside=True) for part in aside], daemon=True)
    thread.start()
    for part in first:
        if part is pages and not book.passed:
            say("The tests of the book's pages are left out, for there is no book")
            first[-1] = part = figures
        say(f"Checking: {part.name}")
        if not part.run():
            print(f"    ({part.name} failed; going on)", flush=True)
    thread.join()
    for part in aside:
        say(f"Checked aside: {part.name}")
        print(part.said, end="", flush=True)

    say("Wall time of each part; those of the two groups ran at the same time")
    for group in (first, aside):
        for part in group:
            print(f"    {part.seconds:7.1f} s  {part.name}")
        print(f"    {sum(part.seconds for part in group):7.1f} s  together")
    say(f"The {N_SLOWEST} slowest tests")
    for seconds, name, test in slowest_tests(reports)[:N_SLOWEST]:
        print(f"    {seconds:7.1f} s  {test} ({name})")
    return [part.name for part in (*first, *aside) if not part.passed]


def main() -> None:
    look_for_a_browser()
    with tempfile.TemporaryDirectory() as reports:
        failed = check(Path(reports))
    if failed:
        sys.exit(f"error: Failed: {', '.join(failed)}; each is explained where it ran, above.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
