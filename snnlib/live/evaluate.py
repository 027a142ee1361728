"""Any figure of the book, by its name, computed natively."""

import contextlib
import io
import linecache
import os
import re
import warnings
from pathlib import Path

from snnlib.live.build.mode import natively
from snnlib.live.figure import FIGURES
from snnlib.live.myst import cells

#: How far chapters have run, by path: their cells, their names, and how many cells are done.
_RUN = {}


def evaluate(name: str, controls: dict | None = None) -> tuple[dict, dict]:
    """Compute a live figure of the book by native numba: its arrays and read-outs.

    Parameters
    ----------
    name : str
        The figure's name.
    controls : dict, optional
        Values of some controls; the others keep their defaults.  Numbers are brought to the
        control's range and step.

    Returns
    -------
    arrays : dict of str to ndarray
    readouts : dict of str to float

    Raises
    ------
    ValueError
        If there is no such figure or control, or a value is not one.

    Notes
    -----
    A figure that this process has not made yet is looked for in the chapters below the current
    folder's ``book``; the chapter's cells then run up to the one that makes it.
    """
    if name not in FIGURES:
        _run_chapter_with(name)
    return FIGURES[name].evaluate(**(controls or {}))


def chapter_cells(path: str | Path) -> list[tuple[str, str]]:
    """Return ``(source, options)`` of each code cell of a MyST notebook, both as text."""
    lines = Path(path).read_text("utf-8").splitlines(keepends=True)
    return [
        ("".join(lines[cell.code : cell.end]), "".join(lines[cell.start : cell.code]))
        for cell in cells(lines)
    ]


def _run_chapter_with(name):
    mention = re.compile(rf"""\bFigure\(\s*["']{re.escape(name)}["']""")
    for path in sorted(Path("book").rglob("*.md")):
        found = chapter_cells(path)
        places = [number for number, (source, _) in enumerate(found) if mention.search(source)]
        if places:
            _run_cells(path.resolve(), found, places[0], name)
            if name in FIGURES:
                return
    raise ValueError(
        f"no live figure is called {name!r} in the chapters below {Path('book').resolve()}; "
        "run this from the top of the book's repository"
    )


def _run_cells(path, cells, place, name):
    """Run a chapter's cells, in its own folder and without their output, until ``name`` exists.

    They go on from where an earlier call left the chapter, unless the figure's ``place`` is passed.
    """
    before, namespace, done = _RUN.pop(path, (cells, {"__name__": "__main__"}, 0))
    if before != cells or done > place:
        namespace, done = {"__name__": "__main__"}, 0
    here = Path.cwd()
    os.environ.setdefault("MPLBACKEND", "agg")
    try:
        os.chdir(path.parent)
        quiet = contextlib.redirect_stdout(io.StringIO())
        with natively(), quiet, warnings.catch_warnings():
            # IPython, which glue wakes, complains if another environment is active in the shell
            warnings.filterwarnings("ignore", message="Attempting to work in a virtualenv")
            while done < len(cells) and name not in FIGURES:
                _run_cell(f"<{path}, cell {done + 1}>", *cells[done], namespace)
                done += 1
        _RUN[path] = cells, namespace, done  # not if a cell failed, which leaves a half-done one
    finally:
        os.chdir(here)


def _run_cell(title, source, options, namespace):
    if "skip-execution" in options:
        return
    # so that the chapter can ask for the source of what it defined, as in Jupyter
    linecache.cache[title] = (len(source), None, source.splitlines(True), title)
    expected = Exception if "raises-exception" in options else ()
    with contextlib.suppress(expected):
        exec(compile(source, title, "exec"), namespace)
