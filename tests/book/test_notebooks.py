"""The chapters as notebooks to download."""

import re
import subprocess
import sys

import launch
import nbformat
import pytest
import students

from tests.book import checks
from tests.book.conftest import ROOT

SITE = ROOT / "_build" / "html"
FOLDER = SITE / "_static" / "notebooks"
PAGES = [
    path.relative_to(ROOT / "book").with_suffix("")
    for path in checks.chapters(ROOT / "book")
    if "_extension" not in path.parts and "{code-cell}" in path.read_text("utf-8")
]
# what only the book's own tools read
_OWN = re.compile(r"\{[a-z:]+\}`[^`]*`|^:::.*|^`{3}\{.*|^\([\w-]+\)=|\$\$ \([\w-]+\)$", re.M)

pytestmark = pytest.mark.book


def words(notebook):
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    return "\n\n".join(cell.source for cell in cells)


@pytest.fixture(scope="module")
def notebooks():
    return {name: nbformat.read(FOLDER / f"{name}.ipynb", 4) for name in PAGES}


def test_every_page_has_one_and_leads_to_it(notebooks):
    for name, notebook in notebooks.items():
        nbformat.validate(notebook)
        page = (SITE / "book" / f"{name}.html").read_text("utf-8")
        assert f'_static/notebooks/{name}.ipynb"' in page


def test_its_text_needs_nothing_of_the_book(notebooks):
    assert {
        name: found for name, one in notebooks.items() if (found := _OWN.findall(words(one)))
    } == {}


def test_numbers_citations_chapters_and_solutions_are_words(notebooks):
    text = " ".join(words(notebooks[next(name for name in PAGES if name.name == "lif")]).split())
    assert "“The leaky integrate-and-fire neuron” of “Spikes from Scratch”" in text
    assert "the rheobase is 2.0 nA" in text
    assert "*You need* The membrane: " in text
    assert "[Brunel and van Rossum, 2007]" in text
    assert "- Brunel, van Rossum (2007). Lapicque’s 1907 paper" in text.replace("'", "’")
    assert re.search(r"\\tag\{\d+\.1\} \$\$", text)
    assert "<details><summary><b>Solution 1</b></summary>" in text
    chips = words(notebooks[next(name for name in PAGES if name.name == "chips")])
    assert re.search(r"Table \d+\.1 is what the makers", chips)


def test_its_code_is_the_chapter_s_and_has_not_been_run(notebooks):
    for name, notebook in notebooks.items():
        chapter = (ROOT / "book" / f"{name}.md").read_text("utf-8")
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        code = [cell for cell in code if launch.SETUP not in cell.metadata.get("tags", ())]
        assert len(code) == chapter.count("```{code-cell}")
        assert all(cell.source in chapter and not cell.outputs for cell in code)


def run(path, folder):
    """The notebook as it is after a run in a folder of its own."""
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook"]
    for limit in ("startup_timeout", "iopub_timeout"):  # a slow machine is no fault
        command += [f"--ExecutePreprocessor.{limit}=600"]
    done = subprocess.run(
        [*command, "--output-dir", folder, path], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return nbformat.read(folder / path.name, 4)


def errors(notebook):
    """``(tags, name of the error)`` of the cells that ended in one."""
    return [
        (set(cell.metadata.get("tags", ())), output.ename)
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    ]


def test_it_runs_in_a_folder_of_its_own(tmp_path):
    ran = run(FOLDER / "neurons" / "lif.ipynb", tmp_path)
    assert any(cell.get("outputs") for cell in ran.cells)
    assert errors(ran) == []


# ── for students ───────────────────────────────────────────────────────────────────────────────


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", ())]


@pytest.fixture(scope="module")
def for_students():
    return {
        name: nbformat.read(FOLDER / f"{name}-student.ipynb", 4)
        for name in PAGES
        if "## Exercises" in (ROOT / "book" / f"{name}.md").read_text("utf-8")
    }


def test_students_get_no_solution_and_a_cell_for_each_exercise(for_students):
    n_tests = 0
    assert len(for_students) > 30
    for name, notebook in for_students.items():
        nbformat.validate(notebook)
        chapter = (ROOT / "book" / f"{name}.md").read_text("utf-8")
        exercises = chapter.split("\n## Exercises", 1)[1]
        text = words(notebook)
        assert "Solution 1" not in text
        asked = re.findall(r"^\*\*(\d+)\. ", exercises, re.M)
        cells = [cell.source for cell in tagged(notebook, students.FILL_IN)]
        for number in asked:
            assert [c for c in cells if f"xercise {number}" in c.splitlines()[0]], (name, number)
            assert f"**{number}. " in text
        solutions = re.findall(r"^:{3,}\{admonition\} Solution.*?^:{3,}$", exercises, re.M | re.S)
        for solution in solutions:
            first = max(solution.splitlines()[3:-1], key=len)
            assert first not in text, name
        n_tests += len(tagged(notebook, students.TEST))
        assert f'_static/notebooks/{name}-student.ipynb"' in (
            SITE / "book" / f"{name}.html"
        ).read_text("utf-8")
    assert n_tests >= 20


def test_a_student_s_notebook_runs_and_only_its_tests_fail(tmp_path, for_students):
    name = next(name for name in for_students if name.name == "lif")
    ran = run(FOLDER / f"{name}-student.ipynb", tmp_path)
    found = errors(ran)
    assert len(found) == len(tagged(ran, students.TEST)) > 0
    for tags, error in found:
        assert students.TEST in tags
        assert error == students.NOT_YET


def test_with_the_solutions_filled_in_its_tests_pass(tmp_path, for_students):
    name = next(name for name in for_students if name.name == "neuron-and-synapse")
    notebook = for_students[name]
    complete = nbformat.read(FOLDER / f"{name}.ipynb", 4)
    for cell in tagged(notebook, students.FILL_IN):
        if students.NOT_YET in cell.source:
            function = re.search(r"^def \w+\(", cell.source, re.M)[0]
            (solution,) = [c.source for c in complete.cells if function in c.source]
            cell.source = solution
    path = tmp_path / "filled.ipynb"
    nbformat.write(notebook, path)
    (tmp_path / "out").mkdir()
    ran = run(path, tmp_path / "out")
    assert len(tagged(ran, students.TEST)) == 2
    assert errors(ran) == []
