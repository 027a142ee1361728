"""A chapter's notebook for students: without solutions, with cells to fill in and their tests.

It is made of the same source as the complete one.  A solution's text goes, and so does its code.
Where that code defines functions and asserts something about them, the functions stay without
their bodies, and what follows them stays as their test.  A test may fail without stopping a run.
"""

import ast
import re

from nbformat.v4 import new_code_cell, new_markdown_cell

_SOLUTION = re.compile(
    r"^(?P<fence>:{3,})\{admonition\} Solution (?P<number>\d+)\n.*?^(?P=fence)[ ]*$", re.M | re.S
)
NOT_YET = "NotImplementedError"
TEST = "exercise-test"
FILL_IN = "exercise"


def cut(cells):
    """The cells of a chapter without its solutions, with cells for a student's own."""
    kept, number, own = [], None, []
    for cell in cells:
        if cell.cell_type == "code" and number and "hide-cell" in cell.metadata.get("tags", ()):
            own.append(cell.source)
            continue
        if number:
            kept += _answer(number, own, kept)
            number, own = None, []
        if cell.cell_type != "markdown":
            kept.append(cell)
            continue
        place = 0
        for found in _SOLUTION.finditer(cell.source):
            if number:
                kept += _answer(number, [], kept)
            kept += _text(cell.source[place : found.start()])
            number, place = found["number"], found.end()
        rest = cell.source[place:]
        if rest.strip() and number:
            kept += _answer(number, [], kept)
            number = None
        kept += [cell] if not place else _text(rest)
    return kept + (_answer(number, own, kept) if number else [])


def _text(source):
    return [new_markdown_cell(source.strip())] if source.strip() else []


def _answer(number, sources, before):
    """The cells for a student's answer: to fill in and to test, or empty."""
    filled = []
    for source in sources:
        parts = to_fill_in(source, number)
        if parts and _runs_after(parts, [*before, *filled], sources):
            given, test = parts
            filled += [
                new_code_cell(given, metadata={"tags": [FILL_IN]}),
                new_code_cell(test, metadata={"tags": [TEST, "raises-exception"]}),
            ]
    empty = new_code_cell(f"# Your answer to exercise {number}\n", metadata={"tags": [FILL_IN]})
    return filled or [empty]


def to_fill_in(source, number):
    """``(functions without bodies, test)`` of a solution's code, or None if it has no test."""
    body = ast.parse(source).body
    places = [i for i, one in enumerate(body) if isinstance(one, ast.FunctionDef)]
    if not places:
        return None
    given, rest = body[: places[-1] + 1], body[places[-1] + 1 :]
    names = {one.name for one in given if isinstance(one, ast.FunctionDef)}
    asserts = any(isinstance(one, ast.Assert) for part in rest for one in ast.walk(part))
    if not asserts or not names & _loaded(rest):
        return None
    lines = source.splitlines()
    start = given[-1].end_lineno
    test = "\n".join(lines[start:]).strip("\n")
    parts = [
        _without_body(one, number) if isinstance(one, ast.FunctionDef) else _lines(lines, one)
        for one in given
    ]
    head = f"# Exercise {number}: fill this in, then run it and the cell below, which tests it\n"
    return head + "\n\n\n".join(parts), f"# Test of exercise {number}\n{test}"


def _lines(lines, statement):
    return "\n".join(lines[statement.lineno - 1 : statement.end_lineno])


def _without_body(function, number):
    told = ast.get_docstring(function)
    error = ast.parse(f'raise {NOT_YET}("exercise {number}")').body
    body = [ast.Expr(ast.Constant(told)), *error] if told else error
    fields = {name: getattr(function, name) for name in function._fields}
    return ast.unparse(ast.fix_missing_locations(ast.FunctionDef(**{**fields, "body": body})))


def _loaded(statements):
    found = (one for part in statements for one in ast.walk(part) if isinstance(one, ast.Name))
    return {one.id for one in found if isinstance(one.ctx, ast.Load)}


def defined(source):
    """The names that code gives a meaning, inner ones included."""
    names = set()
    for one in ast.walk(ast.parse(source)):
        if isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            names.add(one.name)
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            names.add(one.id)
        elif isinstance(one, ast.alias):
            names.add((one.asname or one.name).partition(".")[0])
        elif isinstance(one, ast.arg):
            names.add(one.arg)
    return names


def _runs_after(parts, before, removed):
    """Whether code needs no name that only a solution that was cut out gives a meaning."""
    known = {name for cell in before if cell.cell_type == "code" for name in defined(cell.source)}
    known |= {name for part in parts for name in defined(part)}
    return not (_loaded(ast.parse("\n".join(parts)).body) - known - _BUILTINS)


_BUILTINS = {*dir(__builtins__)} if not isinstance(__builtins__, dict) else {*__builtins__}
