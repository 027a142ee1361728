"""A function as a chapter defines it, with all that it needs there and nothing else."""

import contextlib
import io
import linecache
from pathlib import Path

from snnlib.live.build.mode import natively
from snnlib.live.statements import Statements, chapter_cells


def definition(path, name: str) -> str:
    """Return the code of a chapter that defines a name, and all that it depends on there.

    Parameters
    ----------
    path : path of a MyST notebook
    name : str
        Of a function, or of anything else that a cell binds.

    Returns
    -------
    source : str
        The statements in the chapter's order.  A name that several statements bind brings all of
        them, as do the parts of an array or a dict that statements fill.

    Raises
    ------
    ValueError
        If no cell binds the name.
    """
    statements = Statements(source for source, _ in chapter_cells(path))
    if not any(name in one.bound for one in statements):
        raise ValueError(f"no cell of {path} defines {name!r}")
    return "\n\n".join(statements[k].text for k in statements.before({name}))


def define(path, name):
    """Run the code of :func:`definition`, and return what it gives the name.

    Figures that it makes compute natively alone.
    """
    source = definition(path, name)
    title = f"<{Path(path).resolve()}: {name}>"
    linecache.cache[title] = (len(source), None, source.splitlines(True), title)
    namespace = {"__name__": "__main__"}
    with natively(), contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, title, "exec"), namespace)
    return namespace[name]
