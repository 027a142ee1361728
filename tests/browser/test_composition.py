"""How a figure is put together: names at lines, numbers at plots, and what can be dragged there."""

import numpy as np
import pytest

from snnlib import live
from tests.browser import site

pytestmark = pytest.mark.browser

TIME = live.Axis("time", "ms", (0, 100))


def _kernel(level, place, x, y, first, second, early, at, readouts):
    for i in range(first.size):
        first[i] = level
        second[i] = level + 0.01
        early[i] = 2.0 if i < 40 else np.nan
        at[i] = x
    readouts.top = level + y
    readouts.area = 100.0 * level
    readouts.spare = place


@pytest.fixture(scope="module")
def figure():
    return live.Figure(
        "test-composition",
        kernel=_kernel,
        title="Lines and levels",
        controls=[
            live.Slider("level", -4.0, 4.0, 1.0, 0.1, unit="mV", label="height"),
            live.Slider("place", 0.0, 100.0, 50.0, 1.0, unit="ms", label="place"),
            live.Slider("x", 0.0, 100.0, 20.0, 1.0, unit="ms", label="dot"),
            live.Slider("y", -1.0, 1.0, 0.0, 0.5, label="plain"),
        ],
        arrays={name: live.Array(101) for name in ("first", "second", "early", "at")},
        readouts={
            "area": live.Readout(label="area"),
            "top": live.Readout("mV", "top"),
            "spare": live.Readout(label="spare", aside=True),
        },
        views=[
            live.Plot(
                [
                    live.Trace("first", 1.0, label="the first line"),
                    live.Trace("second", 1.0, label="the second", color="other", dash=True),
                    live.Trace("early", 1.0, label="ends early", color="input"),
                    live.Level("level", "height"),
                ],
                TIME,
                live.Axis("v", "mV", (-5, 5)),
            ),
            live.Plot(
                [
                    live.Curve("at", "first", color="muted"),
                    live.Level("place", "here", "teach", axis="x"),
                    live.Marker("x", "top"),
                ],
                TIME,
                live.Axis("w", "mV", (-5, 5)),
            ),
        ],
    )


def ask(page, what):
    return page.evaluate(f"document.querySelector('figure').live.{what}")


def drag(page, box, dx, dy):
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()
    ask(page, "settled()")


def test_levels_and_dots_are_dragged_where_the_quantity_is(open_figures, figure):
    page = open_figures(figure)
    height, place, dot = (page.locator(f".live-grip-{kind}") for kind in ("y", "x", "dot"))
    drag(page, height.bounding_box(), 0, -40)
    assert ask(page, "get('level')") > 1.5
    drag(page, place.bounding_box(), 100, 0)
    assert ask(page, "get('place')") > 55
    drag(page, dot.bounding_box(), 60, 30)
    assert ask(page, "get('x')") > 25
    # what can be dragged has its sliders in the fold
    assert page.locator(".live-more summary").all_inner_texts()[-1] == "3 more: height, place, …"
    assert page.locator('input[name="y"]').is_visible()


def test_what_is_dragged_has_keys_and_a_voice(open_figures, figure):
    page = open_figures(figure)
    grip = page.get_by_role("slider", name="place, on the plot")
    grip.focus()
    for key in ("ArrowRight", "PageUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert ask(page, "get('place')") == 60
    ask(page, "settled()")
    assert grip.get_attribute("aria-valuetext") == "60 ms"
    page.keyboard.press("End")
    assert ask(page, "get('place')") == 100


_WRITTEN = """async (y) => {
  const written = [];
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (words, x, y) {
    written.push([words, x, y]);
    fillText.call(this, words, x, y);
  };
  const { live } = document.querySelector("figure");
  live.set("y", y);
  await live.settled();
  CanvasRenderingContext2D.prototype.fillText = fillText;
  return written;
}"""


def test_lines_are_named_at_their_ends_or_in_a_legend(open_figures, figure):
    page = open_figures(figure, viewport={"width": 900, "height": 900})
    legend = page.locator(".live-legend li")
    hidden = "n => n.classList.contains('live-hidden')"
    names = {"the first line", "the second", "ends early"}
    assert [one.evaluate(hidden) for one in legend.all()] == [True] * 3  # and still read aloud
    assert names <= {words for words, _, _ in page.evaluate(_WRITTEN, 0.5)}
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("!document.querySelector('.live-legend li.live-hidden')")
    assert not names & {words for words, _, _ in page.evaluate(_WRITTEN, 1.0)}
    assert page.locator(".live-legend").is_visible()


def test_names_at_ends_do_not_touch(open_figures, figure):
    page = open_figures(figure, viewport={"width": 900, "height": 900})
    places = {words: (x, y) for words, x, y in page.evaluate(_WRITTEN, 0.5)}
    width = page.locator(".live-area").first.bounding_box()["width"]
    first, second, early = (places[n] for n in ("the first line", "the second", "ends early"))
    assert first[1] - second[1] >= 14  # the higher line has the higher name
    assert first[0] == second[0] > 0.7 * width
    assert early[0] < 0.5 * width  # where the line ends


def test_a_number_stands_at_the_plot_that_shows_it(open_figures, figure):
    page = open_figures(figure)
    assert page.locator(".live-readouts dt").all_inner_texts() == ["area"]
    assert page.locator(".live-plot").nth(1).locator(".live-near dt").inner_text() == "top"
    assert page.locator(".live-rest dt").all_text_contents() == ["spare"]


def test_a_name_in_the_text_leads_to_a_control_and_opens_its_fold(open_figures, figure):
    text = (
        '<p style="height:200vh">x</p><p>Set the <button class="live-name" '
        'data-figure="test-composition" data-control="place">place</button>.</p>'
    )
    page = open_figures(figure, edit=lambda html: html.replace("</main>", f"{text}</main>"))
    assert page.locator('input[name="place"]').is_hidden()
    page.locator(".live-name").click()
    assert page.locator('input[name="place"]').is_visible()
    assert page.evaluate("document.activeElement.name") == "place"
    site.ready(page)
