"""A function of a chapter is run with what it needs there, and with nothing else."""

import textwrap

import numpy as np
import pytest

from snnlib.studies.definitions import define, definition

CHAPTER = """
Some words.

```{code-cell} ipython3
---
tags: [hide-input]
---
import numpy as np
from numba import njit

SCALE, other = 2.0, 1 / 0


@njit
def twice(x):
    w = SCALE * x  # a local name of a later cell
    return w
```

```{code-cell} ipython3
:tags: [remove-cell]

table = {}
for k in range(3):
    table[k] = k * k
```

```{code-cell} ipython3
raise ValueError("never run")
```

```{code-cell} ipython3
w = unknown
OFFSET = 1.0


def shifted(x):
    return [twice(v) + OFFSET + table[2] for v in x]


names = list(table)
```
"""


@pytest.fixture
def chapter(tmp_path):
    path = tmp_path / "chapter.md"
    path.write_text(textwrap.dedent(CHAPTER).replace("2.0, 1 / 0", "2.0, 1"))
    return path


def test_all_that_is_needed_is_taken_in_order_and_nothing_else(chapter):
    source = definition(chapter, "shifted")
    assert source.index("SCALE") < source.index("@njit") < source.index("table = {}")
    assert source.index("table[k] = k * k") < source.index("OFFSET") < source.index("def shifted")
    for left_out in ("raise", "unknown", "names", "import numpy"):
        assert left_out not in source


def test_it_runs(chapter):
    assert define(chapter, "shifted")([1.0, 2.0]) == [7.0, 9.0]
    assert define(chapter, "names") == [0, 1, 2]
    assert isinstance(define(chapter, "np").zeros(1), np.ndarray)


def test_a_name_that_no_cell_binds_is_refused(chapter):
    with pytest.raises(ValueError, match=r"no cell of .*chapter\.md defines 'listen'"):
        define(chapter, "listen")
