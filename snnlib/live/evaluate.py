"""Any figure of the book, by its name, computed natively."""

import ast
import contextlib
import io
import itertools
import linecache
import os
import re
import warnings
from pathlib import Path

from snnlib.live.build.mode import natively
from snnlib.live.figure import FIGURES
from snnlib.live.statements import Statements, chapter_cells

#: What has run of a chapter, by its path: its cells, its names, and the places of statements.
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
    folder's ``book``; of the chapter's code, what it needs then runs, and nothing else.
    """
    if name not in FIGURES:
        _run_chapter_with(name)
    return FIGURES[name].evaluate(**(controls or {}))


def _run_chapter_with(name):
    mention = re.compile(rf"""\bFigure\(\s*["']{re.escape(name)}["']""")
    for path in sorted(Path("book").rglob("*.md")):
        if mention.search(path.read_text("utf-8")):
            cells = chapter_cells(path)
            statements = Statements(source for source, _ in cells)
            for place in _makers(statements, mention):
                _run_for(path.resolve(), cells, statements, place)
                if name in FIGURES:
                    return
    raise ValueError(
        f"no live figure is called {name!r} in the chapters below {Path('book').resolve()}; "
        "run this from the top of the book's repository"
    )


def _makers(statements, mention):
    """Return the places where a figure may be made: its mention, or a use of what mentions it."""
    for place, statement in enumerate(statements):
        if mention.search(statement.text):
            yield place
            for later, other in enumerate(statements):
                if later > place and other.needed & statement.bound:
                    yield later


def _run_for(path, cells, statements, place):
    """Run one statement of a chapter and what it needs, in the chapter's folder, without output.

    What an earlier call ran does not run again, unless that was this statement, or one that is
    later in the chapter and gave another value to what is needed now.
    """
    needed = statements.before(statements[place].needed, {place}, place)
    before, namespace, done = _RUN.pop(path, (cells, {"__name__": "__main__"}, set()))
    new = [k for k in needed if k not in done]
    if before != cells or place in done or any(_too_late(statements, k, done) for k in new):
        namespace, done, new = {"__name__": "__main__"}, set(), needed
    here = Path.cwd()
    os.environ.setdefault("MPLBACKEND", "agg")
    try:
        os.chdir(path.parent)
        quiet = contextlib.redirect_stdout(io.StringIO())
        with natively(), quiet, warnings.catch_warnings():
            # IPython, which glue wakes, complains if another environment is active in the shell
            warnings.filterwarnings("ignore", message="Attempting to work in a virtualenv")
            for cell, places in itertools.groupby(new, lambda k: statements[k].cell):
                nodes = [statements[k].node for k in places]
                _run_part(f"<{path}, cell {cell + 1}>", nodes, *cells[cell], namespace)
        _RUN[path] = cells, namespace, done.union(new)  # not if it failed, which leaves it undone
    finally:
        os.chdir(here)


def _too_late(statements, place, done):
    """Return whether a later statement that has run changed what this one needs or binds."""
    one = statements[place]
    return any(statements[k].bound & (one.needed | one.bound) for k in done if k > place)


def _run_part(title, nodes, source, options, namespace):
    """Run some statements of a cell, under the numbers of their lines."""
    if "skip-execution" in options:
        return
    # so that the chapter can ask for the source of what it defined, as in Jupyter
    linecache.cache[title] = (len(source), None, source.splitlines(True), title)
    expected = Exception if "raises-exception" in options else ()
    with contextlib.suppress(expected):
        exec(compile(ast.Module(nodes, []), title, "exec"), namespace)
