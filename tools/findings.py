"""Run the findings, one line each: how packages and formats behave where one guesses wrong.

They need the network and packages that the project does not have, so they are no part of the tests.
With names (`make findings ONLY=nest-matrix-is-transposed`): only those.
"""

import os
import subprocess
import sys
import time

from steps import ROOT, say, stop

FOLDER = ROOT / "findings"


def chosen(names: list[str]) -> list[str]:
    """The names of the scripts to run; stops if one of them is unknown."""
    known = sorted(path.stem for path in FOLDER.glob("*.sh"))
    for name in names:
        if name not in known:
            stop(f"ONLY must name findings, got {name!r}; there are {', '.join(known)}.")
    return names or known


def main(names: list[str]) -> None:
    scripts, failed = chosen(names), []
    say(f"Running {len(scripts)} findings: half a minute each, minutes where PyTorch is needed")
    for name in scripts:
        started = time.monotonic()
        done = subprocess.run(
            ["sh", FOLDER / f"{name}.sh"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        last = lines[-1] if lines else "it said nothing"
        verdict = "holds  " if done.returncode == 0 else "FAILED "
        print(f"{verdict} {name} ({time.monotonic() - started:.0f} s): {last}", flush=True)
        if done.returncode:
            failed.append(name)
    if failed:
        stop(
            f"These no longer behave as described: {', '.join(failed)}; "
            f"sh {os.path.relpath(FOLDER)}/NAME.sh shows the whole output of one."
        )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
