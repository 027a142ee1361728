"""A function as a chapter defines it, with all that it needs there and nothing else."""

import ast
import contextlib
import io
import linecache
import symtable
from pathlib import Path

from snnlib.live.build.mode import natively
from snnlib.live.evaluate import chapter_cells


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
    statements = [part for source, _ in chapter_cells(path) for part in _statements(source)]
    names = [_names(statement) for statement in statements]
    if not any(name in bound for bound, _ in names):
        raise ValueError(f"no cell of {path} defines {name!r}")
    chosen, wanted = set(), {name}
    while True:
        more = {k for k, (bound, _) in enumerate(names) if bound & wanted} - chosen
        if not more:
            return "\n\n".join(statements[k] for k in sorted(chosen))
        chosen |= more
        wanted = wanted.union(*(names[k][1] for k in more))


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


def _statements(source):
    """Return the statements of a cell, each as its text."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        first = min(part.lineno for part in [node, *getattr(node, "decorator_list", [])])
        yield "\n".join(lines[first - 1 : node.end_lineno])


def _names(statement):
    """Return the names of the chapter that a statement binds, and those that it needs."""
    table = symtable.symtable(statement, "<cell>", "exec")
    symbols = table.get_symbols()
    bound = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    needed = {s.get_name() for s in symbols if s.is_referenced()}
    inside = table.get_children()
    while inside:
        part = inside.pop()
        needed |= {s.get_name() for s in part.get_symbols() if s.is_global()}
        inside += part.get_children()
    return bound | _filled(ast.parse(statement)), needed


def _filled(tree):
    """Return the names whose items or attributes a statement sets outside of functions."""
    found, waiting = set(), list(ast.iter_child_nodes(tree))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            while isinstance(node, ast.Subscript | ast.Attribute):
                node = node.value
            found |= {node.id} if isinstance(node, ast.Name) else set()
    return found
