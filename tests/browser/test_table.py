"""Tables: numbers of the frame, sorted by the reader."""

import math

import numpy as np
import pytest

from tests.browser import picture_figures
from tests.browser.test_behaviour import _CLIPPED, ask, settle, violations
from tests.browser.test_front import run  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def race():
    return picture_figures.race()


@pytest.fixture
def page(open_figures, race):
    return open_figures(race)


def rows(page):
    return [row.locator("th, td").all_inner_texts() for row in page.locator("tbody tr").all()]


def names(page):
    return page.locator("tbody th").all_inner_texts()


def sort_by(page, head):
    page.get_by_role("button", name=head).click()
    return page.locator("th[aria-sort]").evaluate_all("(n) => n.map((h) => h.ariaSort)")


def test_the_table_shows_the_numbers_of_the_frame(page):
    assert rows(page) == [
        ["rate", "0.500", "0.0019\n(best)", "0"],
        ["latency", "2.50", "0.0037", "—"],
        ["phase", "4.50\n(too much)", "0.0056", "−1000"],
        ["burst", "1.50", "0.0074", "−1500"],
    ]
    assert page.locator("thead th").all_inner_texts()[1:3] == ["spikes", "error (mV)"]
    assert page.get_by_role("link", name="rate").get_attribute("href") == "#here"
    ask(page, "live.set('noise', 0)")
    settle(page)
    assert [row[1] for row in rows(page)] == ["0", "2", "4", "1"]


def test_heads_sort_and_say_so(page):
    assert page.locator("th[aria-sort]").count() == 0
    assert sort_by(page, "spikes") == ["ascending"]
    assert names(page) == ["rate", "burst", "latency", "phase"]
    assert sort_by(page, "spikes") == ["descending"]
    assert names(page) == ["phase", "latency", "burst", "rate"]
    assert sort_by(page, "spikes") == []
    assert names(page) == ["rate", "latency", "phase", "burst"]  # the third time, as given
    assert sort_by(page, "bits per spike") == ["ascending"]
    assert names(page) == ["burst", "phase", "rate", "latency"]  # NaN last
    assert sort_by(page, "bits per spike") == ["descending"]
    assert names(page) == ["rate", "phase", "burst", "latency"]
    ask(page, "live.set('noise', 0)")  # all zeros: as given, and NaN last
    settle(page)
    assert names(page) == ["rate", "phase", "burst", "latency"]
    assert sort_by(page, "code") == []
    assert names(page) == ["rate", "latency", "phase", "burst"]


def test_the_keyboard_sorts_and_keeps_its_place(page):
    page.get_by_role("button", name="error").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert names(page) == ["burst", "phase", "latency", "rate"]
    assert page.evaluate("document.activeElement.textContent") == "error (mV)"


def test_sorting_is_pythons(run):  # noqa: F811
    rng = np.random.default_rng(20)
    cases = [rng.choice([1.0, 2.5, -3.0, math.inf, -math.inf], 8).tolist() for _ in range(100)]
    body = """return arg.map((keys) => [m.sortedRows(keys, "ascending"),
      m.sortedRows(keys, "descending"), m.bestRow(keys, "low"), m.bestRow(keys, "high")])"""
    for keys, (up, down, low, high) in zip(cases, run("table", body, cases), strict=True):
        assert up == np.argsort(keys, kind="stable").tolist()
        assert down == np.argsort(-np.array(keys), kind="stable").tolist()
        assert (low, high) == (int(np.argmin(keys)), int(np.argmax(keys)))
    assert run(
        "table", "return [m.bestRow([NaN], 'low'), m.sortedRows([NaN, 1], 'ascending')]"
    ) == [
        -1,
        [1, 0],
    ]


@pytest.mark.parametrize("width", [320, 390, 1400])
def test_a_wide_table_scrolls_in_its_own_box(open_figures, race, width):
    page = open_figures(race, viewport={"width": width, "height": 800})
    page.evaluate("document.querySelector('td').textContent = 'x'.repeat(300)")
    assert page.evaluate(_CLIPPED) == []
    box = page.locator(".live-table")
    assert box.evaluate("(n) => n.scrollWidth > n.clientWidth")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.live-table').scrollLeft > 0")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_tables(page, theme):
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
    sort_by(page, "spikes")
    page.evaluate("document.querySelector('h1').id = 'here'")
    assert violations(page) == []
