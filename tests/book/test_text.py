"""What the pages say: digits that an error allows, links to pages, symbols that are named."""

from pathlib import Path

import pytest

from tests.book import checks
from tests.book.test_book import BOOK, ROOT, TOC

LISTED = [c for part in TOC["parts"] for c in part["chapters"]]
LISTED += [section for c in LISTED for section in c.get("sections", [])]
PAGES = {TOC["root"], *(c["file"] for c in LISTED)}
#: Those that teach; the front page and the appendix do not.
CHAPTERS = [BOOK.parent / f"{name}.md" for name in sorted(PAGES) if name.count("/") == 2]
CHAPTERS = [path for path in CHAPTERS if path.parent.name != "appendix"]
every_page = pytest.mark.parametrize("path", checks.chapters(BOOK), ids=lambda p: p.stem)


def page_of(path):
    return path.relative_to(ROOT).with_suffix("").as_posix()


@every_page
def test_no_number_has_more_digits_than_its_error(path):
    assert checks.digit_faults(path.read_text("utf-8")) == []


def test_too_many_digits_are_seen(tmp_path):
    right = (
        "0.90 ± 0.02, 12 +- 3.5 and {glue:text}`a:.1f` ± {glue:text}`b:.1f`, f'{x:.2f} ± {y:.2f}'"
    )
    assert checks.digit_faults(right) == []
    assert checks.digit_faults("right are 89.734 ± 0.9") == ["89.734 ± 0.9"]
    assert checks.digit_faults("{glue:text}`a:.3f` ± {glue:text}`b:.1f`") == ["0.000 ± 0.0"]
    assert checks.digit_faults('f"{x.mean():+.2f} +- {s:.1f}"') == ["0.00 +- 0.0"]
    page = tmp_path / "page.html"
    page.write_text("<script>1.11 ± 0.1</script><b>2.22</b>\n ± <i>0.2</i> 3 ± 0.1")
    assert checks.digit_faults(checks.visible(page)) == ["2.22 ± 0.2"]


@every_page
def test_the_plain_word_is_used(path):
    assert checks.not_plain(path.read_text("utf-8")) == []


def test_words_that_are_not_plain_are_seen():
    right = "in the mean square; they share a wire; values crowd together; 3 million\n"
    assert checks.not_plain(right + "```python\ncrowd = 1  # beside the mean\n```") == []
    text = (
        "Its share of them, in the mean, beside whoever is there. A crowd of 2,000 million, "
        "a byte\na pixel."
    )
    assert [found.split(":")[0] for found in checks.not_plain(text)] == [
        "beside", "share of", "in the mean", "whoever", "2,000 million", "crowd",
        "a byte a pixel",
    ]  # fmt: skip


@every_page
def test_no_line_is_lost_as_a_comment(path):
    assert checks.lost_lines(path.read_text("utf-8")) == []


def test_a_line_that_is_lost_is_seen():
    cell = "```python\n% of a cell\n```\n"
    assert checks.lost_lines(f"It reads\n95 % right.\n{cell}") == []
    assert checks.lost_lines("It reads 95\n% right, and\n  % more.\n") == [
        "% right, and", "  % more.",
    ]  # fmt: skip


@every_page
def test_links_lead_to_pages_of_the_book(path):
    assert checks.links_to_no_page(path.read_text("utf-8"), page_of(path), PAGES) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_says_what_one_needs_and_what_to_keep(path):
    assert checks.frame_faults(path.read_text("utf-8")) == []


def test_a_chapter_without_its_frame_is_seen():
    need, keep = "*You need* little.", "## What to keep\n\n- One.\n- Two.\n\n"
    text = f"# A\n\nWhy? {need}\n\n```{{code-cell}}\n```\n\n{keep}## Exercises\n"
    needs, last, few = "no paragraph", "not right before", "1 to 5 lines"
    assert [needs in fault for fault in checks.frame_faults(text)] == [True]
    text = text.replace(need, f"\n\n{need}")
    assert checks.frame_faults(text) == []
    assert last in checks.frame_faults(text.replace("## Exercises", "## More\n\n## Exercises"))[0]
    assert last in checks.frame_faults(text.replace(keep, ""))[0]
    assert few in checks.frame_faults(text.replace("- Two.\n", "- Two.\n" + "- x\n" * 4))[0]


def test_chapters_that_the_library_names_exist():
    named = {}
    for source in Path(ROOT, "snnlib").rglob("*.py"):
        named |= dict.fromkeys(checks.chapters_named(source.read_text("utf-8")), source)
    assert {n: s for n, s in named.items() if f"book/{n}" not in PAGES} == {}
    assert len(named) > 10


def test_links_to_no_page_are_seen():
    pages = {"book/neurons/lif", "book/index"}
    text = "{doc}`lif`, {doc}`LIF <lif>`, [a](lif.md#x), [b](../index.md), [c](x.png)"
    assert checks.links_to_no_page(text, "book/neurons/lif", pages) == []
    text = "{doc}`adex`, {doc}`it <../neurons/adex>`, [a](adex.md), [b](../adex.md#x)"
    found = checks.links_to_no_page(text, "book/neurons/lif", pages)
    assert found == ["adex", "../neurons/adex", "adex", "../adex"]
    assert checks.chapters_named('chapters "a/b" and "c/d-e"; the chapter\n"f/g"') == {
        "a/b", "c/d-e", "f/g",
    }  # fmt: skip


@every_page
def test_every_symbol_of_an_equation_is_named_in_the_text(path):
    assert checks.unnamed_symbols(path.read_text("utf-8")) == []


def test_unnamed_symbols_are_seen():
    equation = r"""
$$
\tau_m \frac{\mathrm{d}v}{\mathrm{d}t} = -(v - v_\mathrm{rest}) + R_{m} I
  + \int_0^t h(t - s)\,\mathrm{d}s + \sum_k \delta(t - t_k)
$$ (eq-a)
"""
    assert checks.unnamed_symbols(equation) == ["I", "R", r"\tau", "h", "v", "v_rest"]
    named = (
        r"With $v$, at rest $v_\mathrm{rest}$, time constant $\tau_m$, $R_m I$ for the drive, $h$"
    )
    assert checks.unnamed_symbols(f"{named}\n{equation}") == []
    assert checks.unnamed_symbols(f"{named}\n{equation.replace('R_{m}', 'g')}") == ["g"]
