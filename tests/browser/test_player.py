"""Controls that can be played: forward only, on a button only, and never against the reader."""

import pytest

from tests.browser import picture_figures, site
from tests.browser.test_behaviour import _CLIPPED, ask, settle, violations

pytestmark = pytest.mark.browser

_RECORD = """(() => {
  window.seen = [];
  root.addEventListener("live-change", ({ detail: { name, value } }) => {
    window.seen.push([name, value]);
  });
})()"""


@pytest.fixture(scope="module")
def walk():
    return picture_figures.walk()


@pytest.fixture
def page(open_figures, walk):
    page = open_figures(walk)
    ask(page, _RECORD)
    return page


def press(page, words):
    page.get_by_role("button", name=words, exact=True).dispatch_event("click")


def test_nothing_plays_by_itself(page):
    page.wait_for_timeout(300)
    assert page.evaluate("seen") == []
    assert ask(page, "[live.get('k'), live.get('turn')]") == [2, 0]


def test_play_goes_forward_to_the_end_and_stops_there(page):
    said = page.evaluate(
        """() => {
          const button = document.querySelector('[aria-label="play: training step"]');
          button.click();
          return button.getAttribute("aria-label");
        }"""
    )
    assert said == "pause: training step"
    page.wait_for_function("seen.length && seen.at(-1)[1] === 12")
    settle(page)
    values = [value for _, value in page.evaluate("seen")]
    assert values == sorted(values)
    assert ask(page, "live.readouts().now") == 12
    press(page, "one step on: training step")  # there is none
    assert page.evaluate("seen").count(["k", 12]) == 1


def test_play_at_the_end_begins_again(page):
    ask(page, "live.set('k', 12)")
    page.evaluate("seen.length = 0")
    button = page.get_by_role("button", name="play: training step")
    assert button.get_attribute("aria-disabled") is None
    press(page, "play: training step")
    page.wait_for_function("seen.length && seen.at(-1)[1] === 12")
    values = [value for _, value in page.evaluate("seen")]
    assert values[0] == 0
    assert values == sorted(values)


def test_play_goes_round_with_loop_until_it_is_paused(page):
    press(page, "play: turn")
    # a busy machine leaves values out, but round after round each has its turn
    page.wait_for_function(
        "seen.filter(([, value]) => value === 0).length > 1"
        " && new Set(seen.map(([, value]) => value)).size >= 4"
    )
    press(page, "pause: turn")
    n = page.evaluate("seen.length")
    page.wait_for_timeout(200)
    assert page.evaluate("seen.length") == n
    assert {value for _, value in page.evaluate("seen")} == {0, 1, 2, 3}


def test_a_step_at_a_time(page):
    for expected in (3, 4):
        press(page, "one step on: training step")
        assert ask(page, "live.get('k')") == expected
    ask(page, "live.set('turn', 3)")
    press(page, "one step on: turn")
    assert ask(page, "live.get('turn')") == 0
    ask(page, "live.set('k', 12)")
    press(page, "one step on: training step")
    assert ask(page, "live.get('k')") == 12


def test_the_reader_takes_over(page):
    press(page, "play: turn")
    page.wait_for_function("seen.length > 0")
    press(page, "reset")
    page.get_by_role("button", name="play: turn", exact=True).wait_for()
    page.wait_for_timeout(150)
    assert ask(page, "live.get('turn')") == 0
    press(page, "play: training step")
    page.locator('input[name="k"]').focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(150)
    assert ask(page, "live.get('k')") == 0


def test_less_motion_means_fewer_pictures_not_a_slower_pace(open_figures, walk):
    page = open_figures(walk, reduced_motion="reduce")
    ask(page, _RECORD)
    press(page, "play: training step")
    page.wait_for_function("seen.length && seen.at(-1)[1] === 12")
    assert len(page.evaluate("seen")) <= 3


def test_a_closed_figure_plays_no_more(open_page, origin, made, walk):
    html = site.page_of([walk], script="")
    (made / "closing-walk.html").write_text(html, "utf-8")
    page = open_page(f"{origin}/made/closing-walk.html")
    told = page.evaluate(
        """async () => {
          const { mountElement } = await import("/front/page.js");
          const root = document.querySelector("figure");
          const figure = mountElement(root);
          await root.live.settled();
          let n = 0;
          root.addEventListener("live-change", () => { n += 1; });
          root.querySelector('[aria-label="play: turn"]').click();
          const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
          while (!n) await pause(20);
          figure.close();
          const before = n;
          await pause(200);
          return [before, n];
        }"""
    )
    assert told[0] == told[1] > 0


@pytest.mark.parametrize("width", [320, 390, 1400])
def test_it_fits_and_can_be_told(open_figures, walk, width):
    page = open_figures(walk, viewport={"width": width, "height": 800})
    assert page.evaluate(_CLIPPED) == []
    assert page.locator('input[name="k"]').bounding_box()["width"] > 80
    ask(page, "live.set('k', 12)")
    assert violations(page) == []
