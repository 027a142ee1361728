"""Find the Chrome or Chromium that the tests drive, or install one.

`find()` is for the tests; run as a script it installs a browser where there is none, prints its
path and exits with an error if there is still none. The tests are never skipped for want of one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
PLAYWRIGHT_PATH = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as p: print(p.chromium.executable_path)"
)
# The system's package managers, and how each installs Chromium without asking.
PACKAGES = {
    "apt-get": [["update", "-qq"], ["install", "-y", "--no-install-recommends", "chromium"]],
    "dnf": [["install", "-y", "chromium"]],
    "pacman": [["-Sy", "--noconfirm", "chromium"]],
    "apk": [["add", "chromium"]],
}
ADVICE = (
    "No Chrome or Chromium was found and none could be installed; install one with your system's "
    "package manager, or name one: make test CHROME=/path/to/chrome"
)


class BrowserNotFoundError(RuntimeError):
    """No browser that starts; the message says what to do."""


def starts(path: str) -> bool:
    """Whether the file is a browser that tells its version (a stub does not)."""
    try:
        answer = subprocess.run(
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and "Chrom" in answer.stdout


def candidates() -> Iterator[str]:
    """Where a browser may be, best first."""
    yield from filter(None, map(shutil.which, NAMES))
    yield MAC
    # In a process of its own: Playwright's driver refuses to start inside a running event loop.
    answer = subprocess.run(
        [sys.executable, "-c", PLAYWRIGHT_PATH],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    yield answer.stdout.strip()


def find() -> str:
    """The path of a browser that starts: $CHROME, the system's, or Playwright's own."""
    if named := os.environ.get("CHROME"):
        path = shutil.which(named)
        if path and starts(path):
            return path
        raise BrowserNotFoundError(f"CHROME={named} is not a Chrome or Chromium that starts.")
    for path in candidates():
        if path and Path(path).is_file() and starts(path):
            return path
    raise BrowserNotFoundError(ADVICE)


def attempt(command: list[str]) -> bool:
    """Run one step of an installation, its output on stderr; True if it succeeded."""
    print("    " + " ".join(command), file=sys.stderr, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment, timeout=900
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def root_prefix() -> list[str] | None:
    """What makes a command run as root: nothing, sudo, or None where there is no way."""
    if os.geteuid() == 0:
        return []
    quiet = {"stdin": subprocess.DEVNULL, "capture_output": True}
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], **quiet).returncode == 0:
        return ["sudo", "-n"]
    return None


def install() -> None:
    """Try Playwright's own download, then the system's package."""
    prefix = root_prefix()
    playwright = [sys.executable, "-m", "playwright"]
    print("==> No browser found: trying Playwright's own", file=sys.stderr, flush=True)
    if attempt([*playwright, "install", "chromium"]):
        if prefix is not None:
            attempt([*playwright, "install-deps", "chromium"])
        return
    manager = next(filter(shutil.which, PACKAGES), None)
    if prefix is None or manager is None:
        return
    print("==> Playwright has none to give: trying the system's", file=sys.stderr, flush=True)
    for step in PACKAGES[manager]:
        attempt([*prefix, manager, *step])


def main() -> None:
    try:
        if os.environ.get("CHROME"):
            print(find())
            return
        try:
            print(find())
        except BrowserNotFoundError:
            install()
            print(find())
    except BrowserNotFoundError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
