"""Run every check of the project: `make test`.

Each step is run even if an earlier one failed, so that one run tells everything; pytest comes
last. The exit code is 0 only if all of them passed.
"""

import os
import subprocess
import sys
from pathlib import Path

from steps import BIN, ROOT, say

PYTHON = BIN / "python"
TOOLS = Path(__file__).parent

STEPS = {
    "lint": ([BIN / "ruff", "check", "."], {}),
    "format": ([BIN / "ruff", "format", "--check", "."], {}),
    "code cells of the chapters": ([PYTHON, TOOLS / "cells.py"], {}),
    "kernels as plain Python": (
        [PYTHON, "-m", "pytest", "-q", "-m", "kernel"],
        {"NUMBA_DISABLE_JIT": "1"},
    ),
    "book": ([PYTHON, TOOLS / "book.py"], {}),
}


def passes(command: list, variables: dict | None = None) -> bool:
    """Run one step, its output passed through; True if it succeeded."""
    environment = os.environ | (variables or {})
    done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    return done.returncode == 0


def main() -> None:
    say("Looking for a browser")
    found = subprocess.run(
        [PYTHON, TOOLS / "browser.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    if found.returncode:
        sys.exit(found.returncode)  # browser.py has said what to do
    os.environ["CHROME"] = found.stdout.strip()
    print(f"    {os.environ['CHROME']}")

    failed = []
    for name, (command, variables) in STEPS.items():
        say(f"Checking: {name}")
        if not passes(command, variables):
            failed.append(name)
    pytest = [PYTHON, "-m", "pytest"]
    if "book" in failed:
        say("Checking: the tests that need no built book, for there is none")
        pytest += ["-m", "not book and not browser"]
    else:
        say("Checking: all tests")
    if failed:
        print(f"    (failed before these: {', '.join(failed)})", flush=True)
    if not passes(pytest):
        failed.append("tests")
    if failed:
        sys.exit(f"error: Failed: {', '.join(failed)}; each is explained where it ran, above.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
