"""Build the book as `jupyter-book build .` does, with every warning an error.

With a chapter's name (`make chapter NAME=neurons/lif`): build that page alone.
"""

import json
import math
import os
import re
import resource
import shutil
import sys
import time
from pathlib import Path

from steps import BIN, ROOT, SITE, need_space, run, say, stop, stop_if_full

SPACE_MB = 200
TIMES = ROOT / "_build" / "chapters.json"
ONE = ROOT / "_build" / "chapter"
#: CPU-seconds that a chapter may take; those of learning train networks.
BUDGET, BUDGET_OF_LEARNING = 15, 30
PROBLEM = re.compile(
    r"^.*\b(?:WARNING|ERROR|CRITICAL): .*$"  # what Sphinx says of a page
    r"|^[\w.]+(?:Error|Exception): \S.*$",  # the end of a traceback
    re.MULTILINE,
)


def run_jupyter_book(arguments: list, doctrees: Path, **variables: str) -> None:
    """Build; if that fails, stop with what Sphinx complained of."""
    finished = False
    try:
        command = [BIN / "jupyter-book", "build", ".", *arguments]
        status, output = run(command, env=os.environ | variables)
        finished = status == 0
    finally:
        if not finished:
            # Sphinx reports a page's warnings only when it reads that page. Without this, the
            # next build would find nothing new to read and pass.
            shutil.rmtree(doctrees, ignore_errors=True)
    if not finished:
        stop_if_full(output, "building the book")
        plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
        problems = dict.fromkeys(PROBLEM.findall(plain))
        problems = [problem[:300] for problem in problems]
        if problems:
            print("\nWhat jupyter-book complained of:", *problems, sep="\n  ", flush=True)
        stop("The book did not build, for the reasons that stand above.")


def cpu_seconds() -> float:
    """Processor time of all that has been run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def budget(name: str) -> float:
    """CPU-seconds that a chapter may take; what several chapters share has no limit."""
    if not name.startswith("book/"):
        return math.inf
    return BUDGET_OF_LEARNING if name.startswith("book/learning/") else BUDGET


def table(times: dict, build: str) -> list[str]:
    """Lines that tell what the chapters that ran in this build took, the longest first."""
    ran = {name: entry for name, entry in times.items() if entry["build"] == build}
    if not ran:
        return ["No chapter had to run."]
    lines = [f"{'CPU-seconds':>11} {'seconds':>8}  chapter"]
    for name, entry in sorted(ran.items(), key=lambda item: -item[1]["cpu_seconds"]):
        over = entry["cpu_seconds"] > budget(name)
        note = f"  (over its budget of {budget(name)})" if over else ""
        lines.append(f"{entry['cpu_seconds']:11.1f} {entry['seconds']:8.1f}  {name}{note}")
    total = sum(entry["cpu_seconds"] for entry in ran.values())
    return [*lines, f"{total:11.1f} {'':8}  all that ran"]


def times_of_chapters() -> dict:
    """What the extension has written down about the chapters' last runs."""
    try:
        return json.loads(TIMES.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def chapter_file(name: str) -> str:
    """The chapter's path without its suffix, from a name such as "neurons/lif"."""
    chapter = name.removesuffix(".md").removeprefix("book/")
    if not (ROOT / "book" / f"{chapter}.md").is_file():
        known = sorted(p.relative_to(ROOT / "book") for p in (ROOT / "book").glob("*/*.md"))
        names = ", ".join(str(path.with_suffix("")) for path in known)
        stop(f"NAME must be a chapter, got {name!r}; there are {names}.")
    return f"book/{chapter}"


def build_chapter(name: str) -> Path:
    """Build one page with a table of contents of its own; returns the page."""
    chapter = chapter_file(name)
    ONE.mkdir(parents=True, exist_ok=True)
    contents = ONE / "_toc.yml"
    contents.write_text(f"format: jb-book\nroot: {chapter}\n")
    run_jupyter_book(
        ["--toc", contents, "--path-output", ONE],
        ONE / "_build" / ".doctrees",
        SNNLIB_ONE_CHAPTER="1",
    )
    return ONE / "_build" / "html" / f"{chapter}.html"


def main(chapter: str = "") -> None:
    need_space(SPACE_MB, "the built site")
    started, build = time.monotonic(), str(time.time())
    os.environ["SNNLIB_BUILD"] = build
    if chapter:
        say(f"Building one page: {chapter}")
        page = build_chapter(chapter)
    else:
        say("Building the book: jupyter-book build . -W -n --keep-going")
        run_jupyter_book(["-W", "-n", "--keep-going"], ROOT / "_build" / ".doctrees")
        page = SITE / "index.html"
    print("", *table(times_of_chapters(), build), sep="\n")
    seconds = time.monotonic() - started
    print(f"\nBuilt in {seconds:.0f} s, with {cpu_seconds():.0f} CPU-seconds in all: {page}")
    if not chapter:
        print("Read it at http://127.0.0.1:8000 with: make serve", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
