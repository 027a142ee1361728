"""A grid of digits to type in, and dots that are dragged over a drawn image."""

import numpy as np
import pytest
from PIL import Image

from tests.browser import picture_figures
from tests.browser.contract import describe, differences, random_settings
from tests.browser.test_behaviour import ask, saved, settle, violations
from tests.browser.test_front import run  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def grid():
    return picture_figures.digits()


@pytest.fixture
def page(open_figures, grid):
    page = open_figures(grid)
    page.wait_for_selector(".live-digits input")  # it comes after the first frame
    return page


def given(page):
    return np.reshape(ask(page, "Array.from(live.get('given'))"), (4, 4))


def cell(page, row, column):
    return page.locator(".live-digits input").nth(4 * row + column)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def test_the_page_and_numba_agree_on_digits(page, grid):
    settings = random_settings(describe(page, grid.name), n=20)
    assert differences(page, grid.name, settings) == []


def test_digits_are_typed_and_arrows_move(page):
    cell(page, 0, 1).focus()
    press(page, "7")
    assert given(page)[0, 1] == 7
    press(page, "ArrowRight", "ArrowDown", "3")
    assert given(page)[1, 2] == 3
    assert given(page).sum() == 10
    assert cell(page, 1, 2).input_value() == "3"
    press(page, "x")  # no digit: the cell is empty then
    assert given(page)[1, 2] == 0
    press(page, "5", "Delete")
    assert given(page).sum() == 7
    press(page, "Home", "8", "0")
    assert given(page)[1, 0] == 0
    press(page, "ArrowLeft", "ArrowLeft", "2", "End", "4")
    assert given(page)[1].tolist() == [2, 0, 0, 4]


def test_the_tab_key_reaches_a_pen_that_goes_from_cell_to_cell(page):
    inputs = page.locator(".live-digits input")
    assert {inputs.nth(i).get_attribute("tabindex") for i in range(16)} == {"-1"}
    pen = page.locator('[role="slider"][data-control="given"]')
    pen.focus()
    press(page, "ArrowDown", "ArrowRight", "6")
    assert given(page)[1, 1] == 6
    assert pen.get_attribute("aria-valuetext") == "row 2, column 2: 6, given"
    assert pen.get_attribute("aria-valuenow") == "6"
    press(page, "Enter")
    assert given(page)[1, 1] == 7
    press(page, "Delete")
    assert given(page)[1, 1] == 0
    assert "live-at" in cell(page, 1, 1).get_attribute("class")
    cell(page, 3, 3).focus()  # the pen goes on from there
    pen.focus()
    press(page, "ArrowLeft", "2")
    assert given(page)[3, 2] == 2


def test_every_cell_says_what_it_holds(page):
    assert cell(page, 0, 1).get_attribute("aria-label") == (
        "row 1, column 2: 4, given, in conflict"
    )
    assert cell(page, 2, 0).get_attribute("aria-label") == (
        "row 3, column 1: empty, the network says 3"
    )
    assert cell(page, 2, 0).get_attribute("placeholder") == "3"
    assert cell(page, 2, 0).input_value() == ""
    assert "live-wrong" in cell(page, 0, 1).get_attribute("class")
    assert "live-wrong" not in (cell(page, 2, 0).get_attribute("class") or "")
    assert violations(page) == []


def test_an_example_is_chosen_and_a_link_keeps_digits(page, open_figures, grid):
    page.locator(".live-drawn select").select_option(label="a nine")
    settle(page)
    assert given(page)[0, 1] == 9
    page.get_by_role("button", name="clear").click()
    settle(page)
    assert given(page).sum() == 0
    page.get_by_role("button", name="as at the start").click()
    settle(page)
    assert given(page)[0, 1] == 4


def test_a_saved_picture_has_the_digits(page):
    path, _ = saved(page, "save the picture")
    image = np.asarray(Image.open(path).convert("RGB")).astype(int)
    body = page.locator(".live-body").bounding_box()

    def pixels_of(row, column):
        box = cell(page, row, column).bounding_box()
        x, y = (round(2 * (box[k] - body[k] + 12)) for k in "xy")
        n = int(2 * box["width"])
        return image[y + 4 : y + n - 4, x + 4 : x + n - 4]

    text, membrane = np.array([0x00, 0x00, 0x00]), np.array([0x00, 0x72, 0xB2])
    given, own = pixels_of(0, 1), pixels_of(2, 0)
    assert (np.abs(given - text).max(axis=2) < 60).sum() > 30
    assert (np.abs(own - membrane).max(axis=2) < 30).sum() > 30
    assert given[0, 0, 0] > given[0, 0, 2] + 10  # in conflict: its ground is reddish
    assert np.ptp(own[0, 0]) == 0


def test_a_picture_of_kinds_has_no_scale(map_page):
    assert map_page.locator(".live-scale").count() == 0


def test_keys_of_a_grid(run):  # noqa: F811
    body = "return arg.map(([key, i]) => m.cellAfter(key, i, [2, 3]) ?? null);"
    moves = [["ArrowUp", 1], ["ArrowUp", 4], ["ArrowDown", 4], ["ArrowLeft", 3], ["ArrowRight", 4],
             ["Home", 5], ["End", 3], ["7", 3]]  # fmt: skip
    assert run("editors/digits", body, moves) == [1, 1, 4, 3, 5, 3, 5, None]


@pytest.fixture
def map_page(open_figures):
    return open_figures(picture_figures.dots())


def places(page):
    return [ask(page, f"live.get('{name}')") for name in ("left", "top", "right", "bottom")]


def test_dots_are_dragged_over_an_image(map_page):
    box = map_page.locator(".live-picture").bounding_box()
    place = lambda column, row: (  # noqa: E731
        box["x"] + (column + 0.5) * box["width"] / 10, box["y"] + (row + 0.5) * box["height"] / 6
    )  # fmt: skip
    map_page.mouse.move(*place(1, 2))
    map_page.mouse.down()
    map_page.mouse.move(*place(4, 5), steps=3)
    map_page.mouse.up()
    settle(map_page)
    assert places(map_page) == [4, 5, 8, 4]
    assert ask(map_page, "Array.from(live.get('walls')).filter(Boolean).length") == 0
    map_page.mouse.click(*place(6, 1))  # elsewhere it draws
    settle(map_page)
    assert ask(map_page, "live.get('walls')[16]") == 1


def test_dots_move_by_keys_both_ways(map_page):
    dot = map_page.locator(".live-grip-dot").nth(1)
    assert dot.get_attribute("aria-label") == "G, on the plot"
    dot.focus()
    press(map_page, "ArrowLeft", "ArrowUp", "ArrowUp")
    assert places(map_page) == [1, 2, 7, 2]
    press(map_page, "ArrowDown", "ArrowRight")
    assert places(map_page) == [1, 2, 8, 3]
    assert dot.get_attribute("aria-valuetext") == "8, 3"
    assert violations(map_page) == []
