"""Lint and format the code cells of the chapters with ruff, under the rules of the library.

ruff reads notebooks but not MyST Markdown, so each chapter's cells are handed to it as a notebook,
and what it says is told by the line of the chapter. `--fix` writes the mended cells back.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from steps import BIN, ROOT, stop

SPEC = importlib.util.spec_from_file_location("myst", ROOT / "snnlib" / "live" / "myst.py")
MYST = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MYST)


def code_cells(lines: list[str]) -> list[tuple[int, int]]:
    """The code of each cell, as first line and line after the last, counted from 0."""
    return [(cell.code, cell.end) for cell in MYST.cells(lines) if cell.code < cell.end]


def notebook(sources: list[str]) -> dict:
    """The least notebook that holds these cells."""
    blank = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return {
        "cells": [blank | {"source": source} for source in sources],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }


def ruff(*arguments) -> str:
    """What ruff prints on its standard output; stop if it cannot work at all."""
    command = [BIN / "ruff", *arguments, "--config", ROOT / "pyproject.toml", "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if answer.returncode == 2:
        print(answer.stderr, file=sys.stderr)
        stop("ruff could not read a chapter's cells; what it said stands above.")
    return answer.stdout


def look_at(chapter: Path, copy: Path, fix: bool) -> int:
    """Lint one chapter, by way of a notebook in a scratch folder; count the complaints."""
    name = chapter.relative_to(ROOT)
    lines = chapter.read_text(encoding="utf-8").splitlines()
    places = code_cells(lines)
    sources = ["\n".join(lines[start:end]) for start, end in places]
    if not sources:
        return 0
    copy.write_text(json.dumps(notebook(sources)), encoding="utf-8")
    found = json.loads(
        ruff("check", *(["--fix"] if fix else []), "--exit-zero", "--output-format", "json", copy)
    )
    for item in found:
        line = places[item["cell"] - 1][0] + item["location"]["row"]
        print(f"{name}:{line}: {item['code']} {item['message']}")
    if any(item["code"] in (None, "invalid-syntax") for item in found):
        return len(found)  # such cells cannot be formatted
    ruff("format", copy)
    cells = json.loads(copy.read_text(encoding="utf-8"))["cells"]
    mended = ["".join(cell["source"]).rstrip("\n") for cell in cells]
    changed = [i for i, source in enumerate(sources) if mended[i] != source]
    if fix:
        for i in reversed(changed):
            lines[slice(*places[i])] = mended[i].split("\n")
        if changed:
            chapter.write_text("\n".join(lines) + "\n", encoding="utf-8")
            print(f"{name}: {len(changed)} cells mended")
        return len(found)
    for i in changed:
        print(f"{name}:{places[i][0] + 1}: this cell is not formatted (make format does it)")
    return len(found) + len(changed)


def main(arguments: list[str]) -> None:
    fix = "--fix" in arguments
    chapters = [Path(a).resolve() for a in arguments if a != "--fix"]
    if not chapters:
        found = sorted((ROOT / "book").rglob("*.md"))
        chapters = [p for p in found if "/." not in p.relative_to(ROOT).as_posix()]
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "chapter.ipynb"
        complaints = sum(look_at(chapter, copy, fix) for chapter in chapters)
    if complaints:
        stop(f"The code cells of the chapters have {complaints} faults, listed above.")
    print(f"The code cells of {len(chapters)} chapters are in order.")


if __name__ == "__main__":
    main(sys.argv[1:])
