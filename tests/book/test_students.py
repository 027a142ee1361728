"""What is cut out of a chapter for students, and what stays as a test."""

import nbformat
import pytest
import students
from nbformat.v4 import new_code_cell, new_markdown_cell

SOLUTION = """\
import math

def half(x):
    \"\"\"Return the half.\"\"\"
    return x / 2


assert half(3) == 1.5
print(math.pi)"""


def hidden(source):
    return new_code_cell(source, metadata={"tags": ["hide-cell"]})


def exercise(number, more=""):
    return (
        f"**{number}. Now.** Why?\n\n"
        f":::{{admonition}} Solution {number}\n:class: dropdown\n\nSince {number}.\n:::\n{more}"
    )


def sources(cells):
    return [cell.source for cell in cells]


def test_functions_lose_their_bodies_and_what_follows_tests_them():
    given, test = students.to_fill_in(SOLUTION, "3")
    assert "import math" in given
    assert '"""Return the half."""' in given
    assert "x / 2" not in given
    names = {}
    exec(given, names)
    with pytest.raises(NotImplementedError, match="exercise 3"):
        names["half"](1)
    assert test == "# Test of exercise 3\nassert half(3) == 1.5\nprint(math.pi)"


def test_code_without_a_test_of_its_functions_is_no_test():
    assert students.to_fill_in("x = 1\nassert x", "1") is None
    assert students.to_fill_in("def f():\n    return 1\n\nprint(f())", "1") is None
    assert students.to_fill_in("def f():\n    return 1\n\nassert True", "1") is None


def test_solutions_are_cut_and_each_exercise_has_a_cell():
    cells = [
        new_code_cell("before = 1"),
        new_markdown_cell("## Exercises\n\n" + exercise(1)),
        hidden(SOLUTION),
        new_markdown_cell(exercise(2, "\n") + exercise(3)),
        hidden("print('the answer')"),
        new_markdown_cell("## Sources"),
        hidden("stays = 1"),
    ]
    cut = students.cut(cells)
    assert sources(cut)[0] == "before = 1"
    assert sources(cut)[-2:] == ["## Sources", "stays = 1"]
    text = "\n".join(sources(cut))
    assert "Since" not in text
    assert "the answer" not in text
    own = [cell for cell in cut if students.FILL_IN in cell.metadata.get("tags", ())]
    assert [cell.source.splitlines()[0] for cell in own] == [
        "# Exercise 1: fill this in, then run it and the cell below, which tests it",
        "# Your answer to exercise 2",
        "# Your answer to exercise 3",
    ]
    (test,) = [cell for cell in cut if students.TEST in cell.metadata.get("tags", ())]
    assert "raises-exception" in test.metadata["tags"]
    nbformat.validate(nbformat.v4.new_notebook(cells=cut))


def test_a_test_that_needs_what_was_cut_out_is_cut_out_too():
    cells = [
        new_markdown_cell(exercise(1)),
        hidden("helper = 2"),
        new_markdown_cell(exercise(2)),
        hidden("def f():\n    return 1\n\n\nassert f() < helper"),
    ]
    cut = students.cut(cells)
    assert not [cell for cell in cut if students.TEST in cell.metadata.get("tags", ())]
    cells.insert(0, new_code_cell("helper = 3"))
    assert [cell for cell in students.cut(cells) if students.TEST in cell.metadata.get("tags", ())]
