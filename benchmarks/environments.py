"""A Python environment for each peer, made from its pins and found again while they stay the same.

``benchmarks/peers/NAME/requirements.txt`` becomes ``_build/peers/NAME``; packages in ``alone.txt``
beside it are installed without what they ask for.  None of the peers is needed for the book or its
tests.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "peers"
HOME = ROOT / "_build" / "peers"
# the newest release of a peer may ask for a newer Python than the book's: tried first, in order
WISHES = {"brian2": ("3.14", "3.13")}


class NotAvailableError(Exception):
    """A peer that cannot be had here; the message is one line that says why."""


def _path_of(command: list[str]) -> str | None:
    """The Python that ``command`` runs and that can make environments, or None."""
    show = "import sys, venv, ensurepip; print(getattr(sys, '_base_executable', sys.executable))"
    try:
        answer = subprocess.run([*command, "-c", show], capture_output=True, text=True)
    except OSError:
        return None
    return str(Path(answer.stdout.strip()).resolve()) if answer.returncode == 0 else None


def _from_pyenv(version: str) -> str | None:
    """A Python 3.13, say, that pyenv has but does not offer on the PATH."""
    if not shutil.which("pyenv"):
        return None
    listed = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True)
    fitting = [name for name in listed.stdout.split() if name.startswith(f"{version}.")]
    if not fitting:
        return None
    newest = max(fitting, key=lambda name: [int(n) for n in name.split(".") if n.isdigit()])
    prefix = subprocess.run(["pyenv", "prefix", newest], capture_output=True, text=True)
    return _path_of([str(Path(prefix.stdout.strip()) / "bin" / "python")])


def python_for(name: str) -> str:
    """The Python that the peer's environment is made with."""
    for version in WISHES.get(name, ()):
        if path := _path_of([f"python{version}"]) or _from_pyenv(version):
            return path
    return _path_of([sys.executable])


def _checked(command: list, doing: str) -> None:
    """Run a command, or say in one line why it failed."""
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    environment["PIP_USER"] = "0"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        errors = [line for line in done.stdout.splitlines() if line.startswith("ERROR:")]
        last = (errors or done.stdout.strip().splitlines() or ["no output"])[-1]
        raise NotAvailableError(f"{doing} failed: {last.removeprefix('ERROR: ')}")


def environment(name: str) -> Path:
    """Make the peer's environment if it is not there; give its Python.

    Raises
    ------
    NotAvailableError
        If it cannot be made: no such release for this machine, no network, no space.
    """
    pins = PEERS / name / "requirements.txt"
    base = python_for(name)
    folder = HOME / name
    stamp = folder / "made-from.txt"
    alone = PEERS / name / "alone.txt"
    files = [file.read_bytes() for file in (pins, alone) if file.exists()]
    made_from = f"{base}\n{hashlib.sha256(b''.join(files)).hexdigest()}\n"
    python = folder / "bin" / "python"
    if stamp.exists() and stamp.read_text() == made_from and _path_of([str(python)]):
        return python
    print(f"==> Making the environment of {name} with {base}", flush=True)
    try:
        _checked([base, "-m", "venv", "--clear", folder], f"making {folder}")
        pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        _checked([*pip, "-r", pins], f"installing {name}")
        if alone.exists():
            _checked([*pip, "--no-deps", "-r", alone], f"installing {name}")
    except OSError as error:
        raise NotAvailableError(f"making {folder} failed: {error}") from None
    stamp.write_text(made_from)
    return python


def source_package(requirement: str) -> Path:
    """Download a package's source, such as ``sinabs==3.1.3``, and unpack it; return its folder.

    Raises
    ------
    NotAvailableError
        If it cannot be had: no network, no such release.
    """
    folder = HOME / requirement.replace("==", "-")
    if not (found := [path for path in folder.glob("*") if path.is_dir()]):
        folder.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:"]
        done = subprocess.run([*pip, "--dest", folder, requirement], capture_output=True, text=True)
        if done.returncode:
            raise NotAvailableError(f"{requirement} could not be downloaded: {done.stderr[-200:]}")
        with tarfile.open(next(folder.glob("*.tar.gz"))) as package:
            package.extractall(folder, filter="data")
        found = [path for path in folder.glob("*") if path.is_dir()]
    return found[0]
