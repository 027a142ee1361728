"""Any figure of the book by its name: found in the chapters, computed natively."""

import os
import subprocess
import sys

import numpy as np
import pytest

import snnlib.live
from snnlib.live.build.child import COMPILER
from snnlib.live.evaluate import evaluate
from snnlib.live.figure import FIGURES
from tests.live import example

CHAPTER = """
# A chapter

```{{code-cell}} ipython3
---
tags: [hide-input]
---
from pathlib import Path
SCALE = float(Path("scale.txt").read_text())
print("this is not shown")
```

Words, and code that is no cell:

```python
raise SystemExit
```

````{{code-cell}} ipython3
:tags: [remove-cell]

FENCE = '''
```
'''
````

```{{code-cell}} ipython3
from snnlib import live

def scaled(x, y, readouts):
    y[0] = SCALE * x
    readouts.out = y[0]

def figure(name):
    axis = live.Axis("t")
    return live.{figure}(
        "{name}", kernel=scaled, title="T", controls=[live.Slider("x", 0, 10, 2, 0.5)],
        arrays={{"y": live.Array(1)}}, readouts={{"out": live.Readout()}},
        views=[live.Plot([live.Trace("y", 1)], axis, axis)],
    )
made = figure("{name}")
SCALE = 1000.0
```

```{{code-cell}} ipython3
raise RuntimeError("the cells after the figure do not run")
```
"""


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A folder with a chapter ``book/part/chapter.md`` in which to call evaluate."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "book" / "part"
    folder.mkdir(parents=True)
    (folder / "scale.txt").write_text("3.0")

    def write(name, chapter=CHAPTER):
        FIGURES.pop(name, None)
        text = chapter.format(name=name, figure="Figure") if "{name}" in chapter else chapter
        (folder / "chapter.md").write_text(text, "utf-8")
        return folder / "chapter.md"

    return write


def test_a_figure_is_found_in_the_chapters_and_computed(book, tmp_path, capsys):
    book("found-figure")
    arrays, readouts = evaluate("found-figure")
    assert arrays["y"].tolist() == [6.0]
    assert readouts == {"out": 6.0}
    assert capsys.readouterr().out == ""
    assert os.getcwd() == str(tmp_path)
    arrays, readouts = snnlib.live.evaluate("found-figure", {"x": 4.3})
    assert (arrays["y"].tolist(), readouts) == ([13.5], {"out": 13.5})
    assert evaluate("found-figure", {"x": np.float64(99)})[1] == {"out": 30.0}


def test_a_name_that_is_nowhere_is_told_with_the_place_that_was_searched(book, tmp_path):
    book("other-figure")
    with pytest.raises(ValueError, match="no live figure is called 'no-such-figure'") as told:
        evaluate("no-such-figure")
    assert str(tmp_path / "book") in str(told.value)
    assert "from the top of the book's repository" in str(told.value)


def test_unknown_controls_and_values_are_refused(book):
    book("refusing-figure")
    with pytest.raises(ValueError, match="'refusing-figure' has no control 'y'; it has x"):
        evaluate("refusing-figure", {"y": 1.0})
    with pytest.raises(ValueError, match="control 'x': its value must be a finite number, got nan"):
        evaluate("refusing-figure", {"x": float("nan")})


def test_a_chapter_that_fails_says_where(book, tmp_path):
    path = book("failing-figure")
    path.write_text(path.read_text().replace("SCALE = float(", "SCALE = undefined_name(", 1))
    with pytest.raises(NameError, match="undefined_name") as told:
        evaluate("failing-figure")
    frames = [str(entry.path) for entry in told.traceback]
    assert any("chapter.md, cell 1" in frame for frame in frames)
    assert os.getcwd() == str(tmp_path)


@pytest.mark.parametrize("tags", ["[raises-exception]", "[skip-execution]"])
def test_cells_that_are_meant_to_fail_or_not_to_run(book, tags):
    name = "after-a-failure-" + tags[1:4]
    chapter = CHAPTER.format(name=name, figure="Figure")
    wrong = f"\n```{{code-cell}} ipython3\n:tags: {tags}\n\nraise ValueError('wrong')\n```\n"
    book(name, chapter.replace("\nWords,", wrong + "\nWords,"))
    assert evaluate(name)[1] == {"out": 6.0}


TWO = """
# A chapter

```{code-cell} ipython3
from pathlib import Path
from snnlib import live

def counted(value):
    with Path("runs.txt").open("a") as log:
        log.write("x")
    return value
```

```{code-cell} ipython3
raise RuntimeError("no figure needs this")
```

```{code-cell} ipython3
SHARED, TABLE = counted(3.0), []
TABLE.append(1.0)
UNIT = TABLE[0]

def scaled(x, y, readouts):
    y[0] = SCALE * SHARED * x * UNIT
    readouts.out = y[0]

def figure(name):
    axis = live.Axis("t")
    return live.Figure(
        name, kernel=scaled, title="T", controls=[live.Slider("x", 0, 10, 2, 0.5)],
        arrays={"y": live.Array(1)}, readouts={"out": live.Readout()},
        views=[live.Plot([live.Trace("y", 1)], axis, axis)],
    )
```

```{code-cell} ipython3
SCALE = 1.0
figure("first-of-two")  # Figure("first-of-two"
SCALE = 1000.0
```

```{code-cell} ipython3
figure("second-of-two")  # Figure("second-of-two"
```
"""


def test_only_what_a_figure_needs_runs_and_that_once(book):
    """It runs from the top again if the chapter was changed, or has gone on past the figure."""
    path = book("first-of-two", TWO)
    runs = path.with_name("runs.txt")
    FIGURES.pop("second-of-two", None)
    assert evaluate("first-of-two")[1] == {"out": 6.0}
    assert evaluate("second-of-two")[1] == {"out": 6000.0}  # made where SCALE is 1000
    assert runs.read_text() == "x"
    FIGURES.pop("first-of-two")
    assert evaluate("first-of-two")[1] == {"out": 6.0}
    assert runs.read_text() == "xx"
    path.write_text(path.read_text().replace("SCALE = 1000.0", "SCALE = 10.0"))
    FIGURES.pop("second-of-two")
    assert evaluate("second-of-two")[1] == {"out": 60.0}
    assert runs.read_text() == "xxx"


def test_nothing_is_compiled_for_a_browser(book, monkeypatch):
    def refuse(*_):
        raise AssertionError("the compiler was asked")

    monkeypatch.setattr(COMPILER, "compile", refuse)
    book("native-figure")
    assert evaluate("native-figure")[1] == {"out": 6.0}
    assert FIGURES["native-figure"]._no_browser == "the figure was made for its numbers alone"
    book("failing-again", CHAPTER.replace("return live", "raise KeyError; return live"))
    with pytest.raises(KeyError):
        evaluate("failing-again")
    monkeypatch.undo()
    assert example.figure().module  # and others are, as before


def test_the_line_below_a_figure_works_after_importing_the_library_alone():
    code = "import sys, snnlib; assert 'anywidget' not in sys.modules; print(snnlib.live.evaluate)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "evaluate" in done.stdout
