"""Make `.venv` and install the pinned requirements and snnlib into it, if that is not done yet.

Run by `make` with the Python that tools/find_python.sh chose. A stamp in `.venv` holds what it was
made from, so that a second run finds nothing to do and needs no network.
"""

import hashlib
import os
import platform
import re
import subprocess
import sys

from steps import BIN, OFFLINE, ROOT, need_space, run, say, stop, stop_if_full

VENV = ROOT / ".venv"
STAMP = VENV / "made-from.txt"
SPACE_MB = 2000  # the environment (1.3 GB) and what pip unpacks on the way


def fingerprint() -> str:
    """What the environment follows from; its first line is its place, which it cannot leave."""
    sources = [(ROOT / name).read_bytes() for name in ("requirements.txt", "pyproject.toml")]
    return f"{ROOT}\n{hashlib.sha256(b''.join(sources)).hexdigest()}\n"


def version_inside() -> str | None:
    """The version of the Python in `.venv`, or None if it does not run or lacks pip."""
    show = "import platform, pip; print(platform.python_version())"
    try:
        answer = subprocess.run([BIN / "python", "-c", show], capture_output=True, text=True)
    except OSError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def make_venv() -> None:
    """Make `.venv` from nothing, with the Python that runs this script."""
    say(f"Making .venv with Python {platform.python_version()}")
    python = getattr(sys, "_base_executable", sys.executable)  # not the one about to be replaced
    status, output = run([python, "-m", "venv", "--clear", VENV])
    if status:
        stop_if_full(output, "making .venv")
        stop(f"Python's venv module could not make {VENV}; what it said stands above.")


def pip_install(arguments: list, show=None) -> None:
    """Run pip, and name the cause in one sentence if it fails."""
    pip = [BIN / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    environment = os.environ | {"PIP_USER": "0"}
    status, output = run([*pip, *arguments], show, env=environment)
    if status == 0:
        return
    print("".join(line for line in output.splitlines(keepends=True)[-12:]), end="", flush=True)
    stop_if_full(output, "pip was installing the requirements")
    if OFFLINE.search(output):
        stop("No network: pip cannot reach its package index; connect and run make again.")
    if missing := re.search(r"No matching distribution found for (\S+)", output):
        python = version_inside()
        stop(f"The package index has no {missing[1]} for Python {python} on this machine.")
    stop("pip could not install the requirements; what it said stands above.")


def progress(total: int):
    """A function that shows how far pip has come, in place of its many lines."""
    count = 0

    def show(line: str) -> None:
        nonlocal count
        if line.startswith(("Collecting ", "Processing ")):
            count += 1
            if sys.stdout.isatty():
                package = line.split()[1].rpartition("/")[2]
                print(f"\r\033[K    {count} of {total}: {package[:60]}", end="", flush=True)
            elif count % 40 == 0:
                print(f"    {count} of {total} collected", flush=True)
        elif line.startswith("Installing collected"):
            print("\r\033[K" if sys.stdout.isatty() else "", end="")
            print("    unpacking them", flush=True)
        elif "Retrying" in line:
            print(f"    {line.strip()[:110]}", flush=True)

    return show


def main() -> None:
    try:
        made_from = STAMP.read_text()
    except OSError:
        made_from = ""
    inside = version_inside()
    asked = os.environ.get("PYTHON") and platform.python_version()
    fits = inside and (not asked or inside == asked)
    moved = made_from and made_from.splitlines()[0] != str(ROOT)
    if fits and made_from == fingerprint():
        return

    if VENV.is_symlink():  # to another checkout's: what it leads to is not for us to change
        stop(f"{VENV} is a link, and what it leads to was made for another place: remove the link.")
    if not fits or moved:
        need_space(SPACE_MB, "the environment in .venv")
        make_venv()
    STAMP.unlink(missing_ok=True)
    pins = len(re.findall(r"^[^#\s]+==", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    say(f"Installing the {pins} packages of requirements.txt (at first some 300 MB to download)")
    pip_install(["-r", "requirements.txt"], progress(pins))
    say("Installing snnlib itself, in place")
    pip_install(["--no-deps", "--no-build-isolation", "--editable", "."], lambda line: None)
    STAMP.write_text(fingerprint())


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        stop_if_full(str(error), "making .venv")
        stop(f"The environment could not be made: {error}.")
