"""Run every check of the project: `make test`.

Each step is run even if an earlier one failed, so that one run tells everything. What needs no
built book runs aside, on another core, and its output is shown at the end. The exit code is 0 only
if all of them passed.
"""

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from steps import BIN, ROOT, say

PYTHON = BIN / "python"
TOOLS = Path(__file__).parent

STEPS = {
    "lint": ([BIN / "ruff", "check", "."], {}),
    "format": ([BIN / "ruff", "format", "--check", "."], {}),
    "code cells of the chapters": ([PYTHON, TOOLS / "cells.py"], {}),
    "book": ([PYTHON, TOOLS / "book.py"], {}),
}
#: One after the other, beside those above.
ASIDE = {
    "kernels as plain Python": (
        [PYTHON, "-m", "pytest", "-q", "-m", "kernel"],
        {"NUMBA_DISABLE_JIT": "1"},
    ),
    "all that needs no built book": ([PYTHON, "-m", "pytest", "-m", "not book"], {}),
}


def passes(command: list, variables: dict | None = None, output=None) -> bool:
    """Run one step, its output passed through or written to a file; True if it succeeded."""
    environment = os.environ | (variables or {})
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )
    return done.returncode == 0


class Aside(threading.Thread):
    """Runs steps in turn; their output waits until all are done, so that two never mix."""

    def __init__(self, steps: dict):
        super().__init__(daemon=True)
        self.steps, self.ended = steps, {}

    def run(self) -> None:
        for name, (command, variables) in self.steps.items():
            with tempfile.TemporaryFile("w+", errors="replace") as output:
                passed = passes(command, variables, output)
                output.seek(0)
                self.ended[name] = passed, output.read()

    def finish(self) -> list[str]:
        """Wait, show what the steps said, and return the names of those that failed."""
        self.join()
        for name in self.steps:
            _, said = self.ended.get(name, (False, ""))
            say(f"Checked aside: {name}")
            print(said, end="", flush=True)
        return [name for name in self.steps if not self.ended.get(name, (False, ""))[0]]


def main() -> None:
    say("Looking for a browser")
    found = subprocess.run(
        [PYTHON, TOOLS / "browser.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    if found.returncode:
        sys.exit(found.returncode)  # browser.py has said what to do
    os.environ["CHROME"] = found.stdout.strip()
    print(f"    {os.environ['CHROME']}")

    say(f"Checking aside, shown at the end: {', '.join(ASIDE)}")
    aside = Aside(ASIDE)
    aside.start()
    failed = []
    for name, (command, variables) in STEPS.items():
        say(f"Checking: {name}")
        if not passes(command, variables):
            failed.append(name)
    if "book" in failed:
        say("The tests of the book's pages are left out, for there is no book")
    else:
        say("Checking: the book's pages and figures")
        if failed:
            print(f"    (failed before these: {', '.join(failed)})", flush=True)
        if not passes([PYTHON, "-m", "pytest", "-m", "book"]):
            failed.append("pages")
    failed += aside.finish()
    if failed:
        sys.exit(f"error: Failed: {', '.join(failed)}; each is explained where it ran, above.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
