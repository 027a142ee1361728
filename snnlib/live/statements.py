"""A chapter's code, statement by statement: what each binds and what it needs.

So a figure or a function of a chapter can be had without running the whole chapter.  A statement
binds a name if it assigns it, imports it, sets an item or an attribute of it, or calls a method of
what the chapter itself has made under that name and does nothing with the answer (``a.append(1)``).
"""

import ast
import symtable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from snnlib.live.myst import cells


def chapter_cells(path: str | Path) -> list[tuple[str, str]]:
    """Return ``(source, options)`` of each code cell of a MyST notebook, both as text."""
    lines = Path(path).read_text("utf-8").splitlines(keepends=True)
    return [
        ("".join(lines[cell.code : cell.end]), "".join(lines[cell.start : cell.code]))
        for cell in cells(lines)
    ]


class Statement(NamedTuple):
    """One statement of a cell, and the comment behind it."""

    cell: int
    node: ast.stmt
    text: str
    bound: set
    needed: set


class Statements:
    """The statements of a chapter's cells, in order; ``cells`` are their sources."""

    def __init__(self, cells):
        self._cells = list(cells)

    def __iter__(self):
        return iter(self._all)

    def __getitem__(self, place):
        return self._all[place]

    @cached_property
    def _all(self):
        parts = [
            (number, node, text, *_names(text))
            for number, source in enumerate(self._cells)
            for node, text in _parts(source)
        ]
        made = set().union(*(assigned for *_, assigned, _ in parts))
        return [
            Statement(number, node, text, bound | _filled(node, made), needed)
            for number, node, text, bound, _, needed in parts
        ]

    def before(self, wanted, chosen=(), end=None):
        """Return the places, in order, of the statements that bind what is wanted.

        Parameters
        ----------
        wanted : set of str
            Names.
        chosen : places of statements that are needed anyhow
        end : int, optional
            Look at the statements before this one only.
        """
        chosen, wanted = set(chosen), set(wanted)
        while True:
            more = {k for k, one in enumerate(self._all[:end]) if one.bound & wanted} - chosen
            if not more:
                return sorted(chosen)
            chosen |= more
            wanted = wanted.union(*(self._all[k].needed for k in more))


def _parts(source):
    """Return the statements of a cell, each with its text."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        first = min(part.lineno for part in [node, *getattr(node, "decorator_list", [])])
        yield node, "\n".join(lines[first - 1 : node.end_lineno])


def _names(text):
    """Return the names that a statement binds, those of them that it assigns, what it needs."""
    table = symtable.symtable(text, "<cell>", "exec")
    symbols = table.get_symbols()
    assigned = {s.get_name() for s in symbols if s.is_assigned()}
    imported = {s.get_name() for s in symbols if s.is_imported()}
    needed = {s.get_name() for s in symbols if s.is_referenced()}
    inside = table.get_children()
    while inside:
        part = inside.pop()
        needed |= {s.get_name() for s in part.get_symbols() if s.is_global()}
        inside += part.get_children()
    return assigned | imported, assigned - imported, needed


def _filled(tree, made):
    """Return the names whose items or attributes a statement sets, or whose methods it calls.

    Functions that it only defines count for nothing; methods, for names that are ``made`` only.
    """
    found, waiting = set(), [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            found |= _root(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = node.value.func
            found |= _root(called) & made if isinstance(called, ast.Attribute) else set()
    return found


def _root(node):
    """Return the name at the left end of ``name.attribute[item]``; none if there is no name."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()
