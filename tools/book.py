"""Build the book as `jupyter-book build .` does, with every warning an error."""

import re
import shutil
import sys
import time

from steps import BIN, ROOT, SITE, need_space, run, say, stop, stop_if_full

SPACE_MB = 200
PROBLEM = re.compile(
    r"^.*\b(?:WARNING|ERROR|CRITICAL): .*$"  # what Sphinx says of a page
    r"|^[\w.]+(?:Error|Exception): \S.*$",  # the end of a traceback
    re.MULTILINE,
)


def main() -> None:
    need_space(SPACE_MB, "the built site")
    started = time.monotonic()
    say("Building the book: jupyter-book build . -W -n --keep-going")
    finished = False
    try:
        status, output = run(
            [BIN / "jupyter-book", "build", ".", "-W", "-n", "--keep-going"],
        )
        finished = status == 0
    finally:
        if not finished:
            # Sphinx reports a page's warnings only when it reads that page. Without this, the
            # next build would find nothing new to read and pass.
            shutil.rmtree(ROOT / "_build" / ".doctrees", ignore_errors=True)
    if not finished:
        stop_if_full(output, "building the book")
        plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
        problems = dict.fromkeys(PROBLEM.findall(plain))
        problems = [problem[:300] for problem in problems]
        if problems:
            print("\nWhat jupyter-book complained of:", *problems, sep="\n  ", flush=True)
        stop("The book did not build, for the reasons that stand above.")
    print(f"\nThe book was built in {time.monotonic() - started:.0f} s: {SITE / 'index.html'}")
    print("Read it at http://127.0.0.1:8000 with: make serve", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
