"""Pictures: drawn by hand and by keys, shown cell by cell, side by side."""

import time

import numpy as np
import pytest

from tests.browser import picture_figures, site
from tests.browser.contract import describe, differences, random_settings
from tests.browser.test_behaviour import _CLIPPED, ask, settle, violations
from tests.browser.test_front import run  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pictures():
    return picture_figures.pictures()


@pytest.fixture
def page(open_figures, pictures):
    return open_figures(pictures)


def ink(page):
    return np.reshape(ask(page, "Array.from(live.get('ink'))"), (10, 8))


def cells(page, number):
    """The colours of a picture's cells, (rows, columns, 4)."""
    width, height, data = (
        page.locator(".live-cells")
        .nth(number)
        .evaluate(
            "(c) => [c.width, c.height, "
            "Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)]"
        )
    )
    return np.reshape(data, (height, width, 4))


def pixel_at(page, row, column, number=0):
    picture = page.locator(".live-picture").nth(number)
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    return box["x"] + (column + 0.5) * box["width"] / 8, box["y"] + (row + 0.5) * box["height"] / 10


def test_the_page_and_numba_agree_on_drawn_images(page, pictures):
    settings = random_settings(describe(page, pictures.name), n=40)
    assert differences(page, pictures.name, settings) == []


def test_an_image_may_come_in_rows_or_flat_but_whole(page):
    for value in ("Array.from({length: 10}, () => new Float64Array(8).fill(1))",
                  "Array.from({length: 10}, () => new Array(8).fill(2))",
                  "new Float32Array(80).fill(1)"):  # fmt: skip
        ask(page, "live.set('ink', new Array(80).fill(0))")
        assert ink(page).sum() == 0
        ask(page, f"live.set('ink', {value})")
        assert ink(page).tolist() == np.ones((10, 8)).tolist()
    for value in ("[]", "new Array(79).fill(0)", "new Array(80).fill(NaN)", "1", "null"):
        refused = (
            f"(() => {{ try {{ live.set('ink', {value}) }} catch (e) {{ return e.message }} }})()"
        )
        message = ask(page, refused)
        assert 'control "ink": its value must be' in message
    assert describe(page, "test-pictures")["controls"][0]["default"] == pytest.approx(
        picture_figures.seven().ravel(), abs=1 / 500
    )


def test_cells_are_as_bright_as_their_numbers(page):
    ask(page, "live.set('gain', 1)")
    settle(page)
    shown = cells(page, 1)  # "seen": grey, fitted
    values = picture_figures.seven()
    assert shown[..., 3].min() == 255
    assert np.abs(shown[..., 0] - 255 * values).max() <= 1
    paper, dark = cells(page, 0)[0, 0], cells(page, 0)[1, 2]  # "ink": the page's own colours
    assert paper[:3].tolist() == [255, 255, 255]
    assert dark[:3].max() < 60
    change = cells(page, 2)[..., :3].sum(axis=2)  # signed: OFF darker than nothing, ON lighter
    sign = np.sign(np.diff(values, axis=1, prepend=0))
    assert change[sign < 0].max() + 100 < change[sign == 0].min()
    assert change[sign > 0].min() - 100 > change[sign == 0].max()
    tiles = cells(page, 3)  # three of 10 x 8, and lines one cell wide between them
    assert tiles.shape == (21, 17, 4)
    assert tiles[10, :, 3].max() == tiles[:, 8, 3].max() == tiles[11:, 9:, 3].max() == 0
    assert tiles[:10, :8, 3].min() == tiles[11:, :8, 3].min() == 255
    spread = cells(page, 4)
    assert spread[1, 2, 3] == 0  # NaN stays clear
    assert (spread[..., 3] == 0).sum() == 1


def test_an_image_is_drawn_and_erased_by_hand(page):
    page.get_by_role("button", name="clear: digit").click()
    assert ink(page).sum() == 0
    page.mouse.move(*pixel_at(page, 5, 1))
    page.mouse.down()
    page.mouse.move(*pixel_at(page, 5, 6), steps=2)
    page.mouse.up()
    settle(page)
    drawn = ink(page)
    assert drawn[5, 1:7].tolist() == [1.0] * 6
    assert drawn[[2, 8]].max() == 0
    assert 0 < drawn[6, 0] < 1  # a soft brush
    page.mouse.move(*pixel_at(page, 9, 4))
    assert ink(page).tolist() == drawn.tolist()  # let go
    erase = page.get_by_role("button", name="erase: digit")
    erase.click()
    assert erase.get_attribute("aria-pressed") == "true"
    page.mouse.move(*pixel_at(page, 5, 3))
    page.mouse.down()
    page.mouse.up()
    assert ink(page)[5, 3] == 0
    assert ink(page)[5, 6] == 1
    page.get_by_role("button", name="as at the start: digit").click()
    assert ink(page) == pytest.approx(picture_figures.seven(), abs=1 / 500)


def test_two_images_are_drawn_in_one_place_by_choice(open_figures):
    page = open_figures(picture_figures.two_in_one())
    box = page.locator(".live-picture").bounding_box()

    def tap(row, column):
        page.mouse.click(
            box["x"] + (column + 0.5) * box["width"] / 6, box["y"] + (row + 0.5) * box["height"] / 6
        )
        settle(page)
        return [
            np.argwhere(np.reshape(ask(page, f"Array.from(live.get({name!r}))"), (6, 6))).tolist()
            for name in ("lamps", "walls")
        ]

    assert tap(5, 5) == [[[2, 2], [5, 5]], []]
    assert page.get_by_role("button", name="clear: walls").count() == 0
    page.get_by_label("what you draw").select_option("draw walls")
    assert tap(0, 0) == [[[2, 2], [5, 5]], [[0, 0]]]
    pen = page.get_by_role("slider", name="walls: arrows move the pen")
    pen.press("Enter")  # the pen stands in the middle
    settle(page)
    assert ask(page, "live.readouts().walls") == 2
    page.get_by_role("button", name="clear: walls").click()
    settle(page)
    assert ask(page, "live.readouts().walls") == 0
    assert ask(page, "live.get('lamps')[35]") == 1


def swipe(page, rows, column=3, rest=0):
    """A finger that goes up or down over the drawing, after ``rest`` ms where it came down.

    True if it set out at once: on a busy machine it may have rested.
    """
    session = page.context.new_cdp_session(page)
    places = [pixel_at(page, row, column) for row in rows]
    began = time.monotonic()
    for k, place in enumerate([*places, None]):
        kind = "touchEnd" if place is None else "touchMove" if k else "touchStart"
        points = [dict(zip("xy", place, strict=True))] if place else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        if k == 1:
            quick = time.monotonic() - began < 0.2  # less than `HOLD_MS` in `drag.js`
        page.wait_for_timeout(rest if k == 0 else 20)
    settle(page)
    return quick


@pytest.fixture
def phone(open_figures, pictures):
    page = open_figures(
        pictures, viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True
    )
    page.get_by_role("button", name="clear: digit").click()
    page.locator(".live-picture").first.scroll_into_view_if_needed()
    return page


def test_a_finger_that_goes_up_scrolls_and_leaves_no_ink(phone):
    for _ in range(20):
        scrolled = phone.evaluate("scrollY")
        if swipe(phone, np.arange(8, 1, -0.5)):
            break
        phone.get_by_role("button", name="clear: digit").click()
        phone.locator(".live-picture").first.scroll_into_view_if_needed()
    assert phone.evaluate("scrollY") > scrolled + 50
    assert ink(phone).sum() == 0


def test_a_finger_that_rested_draws_up_and_does_not_scroll(phone):
    scrolled = phone.evaluate("scrollY")
    swipe(phone, np.arange(8, 1, -0.5), rest=400)
    assert ink(phone)[2:9, 3].min() == 1.0
    assert phone.evaluate("scrollY") == scrolled


def test_with_the_pen_every_touch_draws(phone):
    pen = phone.get_by_role("button", name="every touch draws: digit")
    pen.click()
    assert pen.get_attribute("aria-pressed") == "true"
    scrolled = phone.evaluate("scrollY")
    swipe(phone, np.arange(8, 1, -0.5))
    assert ink(phone)[2:9, 3].min() == 1.0
    assert phone.evaluate("scrollY") == scrolled


def test_the_pen_is_for_fingers(page):
    assert page.get_by_role("button", name="every touch draws: digit").count() == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_what_clears_a_drawing_stands_on_it(open_figures, pictures, width):
    page = open_figures(pictures, viewport={"width": width, "height": 700})
    clear = page.get_by_role("button", name="clear: digit").bounding_box()
    drawing = page.locator(".live-picture").first.bounding_box()
    below = drawing["y"] - clear["y"] - clear["height"]
    assert 0 <= below < 40
    assert drawing["x"] - 5 <= clear["x"] <= drawing["x"] + drawing["width"]


def test_an_image_is_drawn_with_the_keys(page):
    page.get_by_role("button", name="clear: digit").click()
    pen = page.locator('[role="slider"][data-control="ink"]')
    pen.focus()
    assert pen.get_attribute("aria-valuetext").startswith("row 5, column 4: 0")
    for key in ("ArrowUp", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    assert ink(page)[4, 3] == 1
    assert pen.get_attribute("aria-valuetext").startswith("row 4, column 3: 1")
    assert float(pen.get_attribute("aria-valuenow")) == 1
    page.keyboard.press("Delete")
    assert ink(page)[4, 3] == 0
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Enter")
    assert ink(page)[4, 3] == 0
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    assert pen.get_attribute("aria-valuetext").startswith("row 9, column 7")


def test_an_image_is_drawn_on_a_picture_of_finer_grain(open_figures):
    page = open_figures(picture_figures.scenery())
    assert cells(page, 0).shape == (10, 8, 4)
    page.mouse.click(*pixel_at(page, 6.5, 2.5))
    settle(page)
    assert ask(page, "Array.from(live.get('ink'))") == [*[0.0] * 13, 1.0, *[0.0] * 6]
    shown = cells(page, 0)
    assert (shown[6:8, 2:4] == shown[6, 2]).all()
    assert not (shown == shown[6, 2]).all(axis=2)[:6].any()
    assert page.locator(".live-plot-head").inner_text().startswith("scene")
    pen = page.locator('[role="slider"][data-control="ink"]')
    pen.focus()
    page.keyboard.press("Enter")  # in the middle of the control's own pixels
    assert pen.get_attribute("aria-valuetext").startswith("row 2, column 2: 1")
    assert ask(page, "live.get('ink')[10]") == 1.0


def test_an_example_is_a_way_to_draw(page):
    examples = page.get_by_label("example for digit")
    assert examples.evaluate("n => n.selectedOptions[0].text") == "a 7"
    examples.select_option(label="a 1")
    settle(page)
    assert ink(page).sum() == 8
    page.mouse.click(*pixel_at(page, 5, 1))
    assert examples.evaluate("n => n.selectedOptions[0].text") == "examples"
    page.get_by_role("button", name="reset").click()
    assert examples.evaluate("n => n.selectedOptions[0].text") == "a 7"


def test_a_drawn_image_travels_in_a_link(page):
    page.mouse.click(*pixel_at(page, 8, 6))
    drawn = ink(page)
    page.get_by_role("button", name="link to this moment").click()
    link = page.evaluate("location.hash")
    assert len(link) < 140  # eighty pixels, most of them blank
    page.get_by_role("button", name="reset").click()
    page.evaluate("(hash) => { location.hash = ''; location.hash = hash; }", link)
    settle(page)
    assert ink(page).tolist() == drawn.tolist()


def test_the_number_under_the_pointer_is_told(page):
    tip = page.locator(".live-tip")
    page.mouse.move(*pixel_at(page, 1, 3, 1))
    assert tip.nth(1).inner_text() == "row 1, column 3: 1 Hz"
    pixel_at(page, 0, 0, 3)
    box = page.locator(".live-picture").nth(3).bounding_box()
    page.mouse.move(box["x"] + 12.5 / 17 * box["width"], box["y"] + 2.5 / 21 * box["height"])
    assert tip.nth(3).inner_text() == "tile 1, row 2, column 3: −0.100"
    page.mouse.move(5, 5)
    assert tip.nth(3).is_hidden()


def test_pictures_say_what_they_show(page):
    ask(page, "live.set('gain', 2)")
    settle(page)
    labels = [c.get_attribute("aria-label") for c in page.locator("canvas[role=img]").all()]
    assert labels[1] == (
        "seen: 10 by 8 cells, 0 Hz to 2 Hz, the highest in row 1, column 1. Now: ink 11.2."
    )
    assert labels[3].startswith(
        "weights: 3 tiles of 10 by 8 cells, −1.15 to 0.949, the highest in tile 2, row 8, column 2"
    )


@pytest.mark.parametrize(("width", "columns"), [(320, 2), (390, 2), (1400, 2)])
def test_pictures_stand_side_by_side_and_nothing_sticks_out(open_figures, pictures, width, columns):
    page = open_figures(pictures, viewport={"width": width, "height": 900})
    boxes = [p.bounding_box() for p in page.locator(".live-picture").all()]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 2
    plot, beside = page.locator(".live-row").nth(2).locator(".live-plot").all()
    stacked = beside.bounding_box()["y"] >= plot.bounding_box()["y"] + plot.bounding_box()["height"]
    assert stacked == (width < 500)
    assert page.evaluate(_CLIPPED) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_pictures(page, theme):
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
    page.locator('[role="slider"][data-control="ink"]').focus()
    page.wait_for_timeout(200)
    assert violations(page) == []


# ── logarithmic axes ─────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def powers():
    return picture_figures.powers()


def dots(page):
    """Heights, in pixels, of what has the first curve's colour, one for each of its dots."""
    return page.locator("canvas[role=img]").first.evaluate(
        """(canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const sums = [];
          let last = -9;
          for (let x = 0; x < canvas.width; x += 1) {
            for (let y = 0; y < canvas.height; y += 1) {
              const i = 4 * (y * canvas.width + x);
              const [r, g, b, a] = data.slice(i, i + 4);
              if (a < 250 || r > 40 || g > 130 || b < 160) continue;
              if (x - last > 1) sums.push([0, 0]);
              sums.at(-1)[0] += y;
              sums.at(-1)[1] += 1;
              last = x;
            }
          }
          return sums.map(([sum, n]) => sum / n);
        }"""
    )


def test_a_power_law_is_a_straight_row_of_dots(open_figures, powers):
    page = open_figures(powers)
    heights = dots(page)
    assert len(heights) == 16  # the point at zero has no place
    steps = np.diff(heights)
    assert steps.min() > 3
    assert np.ptp(steps) < 1.5
    overlay = page.locator(".live-overlay").first.bounding_box()
    tip = page.locator(".live-tip").first
    for right in range(20, 300, 5):  # the name of the curve stands to the right of its last dot
        page.mouse.move(overlay["x"] + overlay["width"] - right, overlay["y"] + 50)
        if tip.inner_text():
            break
    assert tip.inner_text().startswith("10000: measured 0.01500 mV")
    ask(page, "live.set('amount', 0)")  # nothing above zero to show: an empty plot, no trouble
    settle(page)
    assert dots(page) == []
    assert ask(page, "live.error") is None
    assert page.evaluate(_CLIPPED) == []


# ── paths ────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def camera():
    return picture_figures.camera()


def gaze(page):
    return np.reshape(ask(page, "Array.from(live.get('gaze'))"), (12, 2))


def test_the_page_and_numba_agree_on_paths(open_figures, camera):
    page = open_figures(camera)
    settings = random_settings(describe(page, camera.name), n=40)
    assert differences(page, camera.name, settings) == []


def at_rest(page):
    """Wait until the path stays as it is."""
    site.until(
        page,
        """async () => {
          const { live } = document.querySelector("figure");
          const before = live.get("gaze").join();
          await new Promise((resolve) => { setTimeout(resolve, 300); });
          return live.get("gaze").join() === before;
        }""",
    )


def test_a_path_follows_the_pointer_and_rests_with_it(open_figures, camera):
    page = open_figures(camera)
    start = gaze(page)
    page.wait_for_timeout(200)
    assert gaze(page).tolist() == start.tolist()
    box = page.locator(".live-picture").first.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for k in range(12):  # no button is needed
        page.mouse.move(middle[0] + 8 * k, middle[1])
        there = 8 + 8 * k / box["width"] * 16
        page.wait_for_function(
            """(there) => {
              const { live } = document.querySelector("figure");
              return Math.abs(live.get("gaze").at(-2) - there) < 0.06;
            }""",
            arg=there,
        )
    path = gaze(page)
    assert path[-1] == pytest.approx([there, 6], abs=0.06)
    assert (np.diff(path[:, 0]) >= 0).all()
    at_rest(page)
    assert gaze(page)[-1].tolist() == path[-1].tolist()
    page.mouse.move(box["x"] + box["width"] + 60, middle[1])
    page.wait_for_timeout(100)
    assert gaze(page)[:, 0].max() <= 16
    page.get_by_role("button", name="as at the start: gaze").click()
    assert gaze(page) == pytest.approx(start)


def test_a_path_follows_a_finger_and_the_keys(open_figures, camera):
    page = open_figures(camera, viewport={"width": 390, "height": 700}, has_touch=True)
    box = page.locator(".live-picture").first.bounding_box()
    session = page.context.new_cdp_session(page)
    for k in range(6):
        point = {"x": box["x"] + 20 + 10 * k, "y": box["y"] + 30}
        kind = "touchMove" if k else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    at_rest(page)
    last = gaze(page)[-1]
    assert last == pytest.approx([70 / box["width"] * 16, 30 / box["height"] * 12], abs=0.3)
    pen = page.locator('[role="slider"][data-control="gaze"]')
    pen.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    path = gaze(page)
    assert path[-3] == pytest.approx(last)
    assert path[-2] == pytest.approx([last[0] - 0.8, last[1]])
    assert path[-1] == pytest.approx([last[0] - 0.8, last[1] + 0.05])
    assert pen.get_attribute("aria-valuetext").startswith("gaze at ")
    assert violations(page) == []


def test_a_path_grows_at_its_end(run):  # noqa: F811
    body = """const path = Float64Array.from([0, 0, 1, 1, 2, 2, 3, 3]);
      return [1, 2, 4, 8].map((n) => Array.from(m.prolong(path, [7, 11], n)))"""
    assert run("editors/path", body) == [
        [1, 1, 2, 2, 3, 3, 7, 11],
        [2, 2, 3, 3, 5, 7, 7, 11],
        [4, 5, 5, 7, 6, 9, 7, 11],
        [5.5, 8, 6, 9, 6.5, 10, 7, 11],
    ]
