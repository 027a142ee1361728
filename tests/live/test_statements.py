"""What each statement of a chapter binds and needs, and so which ones a name takes."""

import textwrap

import pytest

from snnlib.live.statements import Statements, chapter_cells

CHAPTER = """
# A chapter

```{code-cell} ipython3
---
tags: [hide-input]
---
from pathlib import Path
```

Words, and code that is no cell:

```python
raise SystemExit
```

````{code-cell} ipython3
:tags: [remove-cell]

FENCE = '''
```
'''
````

```{code-cell} ipython3
raise RuntimeError("the last one")
```
"""


def test_cells_are_read_without_their_options(tmp_path):
    path = tmp_path / "chapter.md"
    path.write_text(CHAPTER, "utf-8")
    cells, options = zip(*chapter_cells(path), strict=True)
    assert options[0] == "---\ntags: [hide-input]\n---\n"
    assert options[1:] == (":tags: [remove-cell]\n\n", "")
    assert cells[0].startswith("from pathlib import Path\n")
    assert cells[1].strip() == "FENCE = '''\n```\n'''"
    assert cells[2] == 'raise RuntimeError("the last one")\n'
    path.write_text(
        textwrap.dedent(
            """
            ```{code-cell}
            a = 1
            ```
            ~~~{code-cell} ipython3
            b = 2
            ~~~
            ```{code-cell}
            ```
            """
        )
    )
    assert [cell.strip() for cell, _ in chapter_cells(path)] == ["a = 1", "b = 2", ""]


MADE = "import numpy as np\na = []\nb = np.zeros(2)\n"


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("a.append(1)", "a"),
        ("for k in range(2):\n    b[k] = k", "b"),
        ("b.flat[0] = 1", "b"),
        ("with np.errstate():\n    b += 1", "b"),
        ("@print\ndef a(): ...", "a"),
        ("import a.c", "a"),
    ],
)
def test_whatever_changes_a_name_belongs_to_it(statement, name):
    statements = Statements([MADE, f"c = 1\n{statement}\nc = {name}"])
    texts = [statements[k].text for k in statements.before({"c"})]
    assert statement in texts
    assert ("b = np.zeros(2)" in texts) == ("import numpy as np" in texts) == ("b" in statement)
    assert statement not in [statements[k].text for k in statements.before({"c"}, end=4)]


@pytest.mark.parametrize(
    "statement",
    ["np.seterr()", "print(a.count(1))", "d = b.sum()", "def f():\n    b[0] = 1", "f(a)"],
)
def test_what_only_reads_a_name_does_not(statement):
    statements = Statements([MADE, f"{statement}\nc = np, a, b"])
    assert statement not in [statements[k].text for k in statements.before({"c"})]


def test_what_a_function_reads_when_it_is_called_is_needed_too():
    statements = Statements(["K = 1\nL = 2\ndef f(x, L):\n    return [K * y for y in x]\nf([])"])
    assert [statements[k].text[:5] for k in statements.before({"f"})] == ["K = 1", "def f"]
    assert statements.before((), {4}, 4) == [4]
