"""What the other scripts here share: say what is done, run it, stop with one sentence."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
SITE = ROOT / "_build" / "html"

FULL = re.compile(r"No space left on device|Errno 28|Disk quota exceeded|database or disk is full")
OFFLINE = re.compile(
    r"NewConnectionError|Failed to establish a new connection|Connection refused|"
    r"NameResolutionError|Temporary failure in name resolution|Network is unreachable|"
    r"ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError"
)


def say(message: str) -> None:
    """Tell the reader what happens next."""
    print(f"==> {message}", flush=True)


def stop(sentence: str) -> NoReturn:
    """End with exit code 1 and one sentence that names the cause."""
    sys.stdout.flush()
    sys.exit(f"error: {sentence}")


def need_space(megabytes: int, purpose: str) -> None:
    """Stop early if the disk has no room for what is about to be written."""
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < megabytes:
        stop(
            f"The disk is full: {purpose} takes about {megabytes} MB and {ROOT} has {free} MB free."
        )


def stop_if_full(output: str, doing: str) -> None:
    """Stop with a sentence of its own if a command failed for want of disk space."""
    if FULL.search(output):
        stop(f"The disk became full while {doing}; free some space and run make again.")


def run(command: list, show: Callable[[str], None] | None = None, **options) -> tuple[int, str]:
    """Run a command without input; pass its output on line by line; return exit code and output."""
    show = show or (lambda line: print(line, end="", flush=True))
    lines = []
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    ) as process:
        for line in process.stdout:
            lines.append(line)
            show(line)
    return process.returncode, "".join(lines)
