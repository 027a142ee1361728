"""How live figures answer to hands, keys, links, themes, screens and trouble."""

import io
import re
import time
from pathlib import Path

import axe_playwright_python
import numpy as np
import pytest
from PIL import Image

import snnlib
from snnlib import live
from tests.browser import figures, site
from tests.browser.contract import describe, differences, random_settings, with_module

pytestmark = pytest.mark.browser

each_scheme = pytest.mark.parametrize("scheme", ["http", "file"])


@pytest.fixture(scope="module")
def everything():
    return figures.everything()


@pytest.fixture(scope="module")
def slow():
    return figures.slow()


@pytest.fixture(scope="module")
def heavy():
    return figures.heavy()


@pytest.fixture(scope="module")
def picky():
    return figures.picky()


@pytest.fixture(scope="module")
def bars():
    return figures.bars()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("forced", ["active", "none"])
def test_a_sliders_track_is_seen_also_in_forced_colours(open_figures, everything, forced, scheme):
    page = open_figures(everything, forced_colors=forced, color_scheme=scheme)
    picture = page.locator("input[type=range]").first.screenshot()
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    line, ground = pixels[pixels.shape[0] // 2], pixels[1, -1]
    assert (np.abs(line - ground).max(axis=1) > 20).mean() > 0.9


def ask(page, expression, *arguments):
    """The value of an expression in ``live``, the page's first figure's property, and ``a``."""
    return page.evaluate(
        f"""async (a) => {{
          const root = document.querySelector("figure[data-live-figure]");
          const {{ live }} = root;
          const late = new Promise((_, fail) => {{
            setTimeout(() => fail(new Error("no answer")), {site.PATIENCE_MS});
          }});
          return Promise.race([late, (async () => {expression})()]);
        }}""",
        list(arguments),
    )


def values(page):
    return ask(
        page,
        "Object.fromEntries(live.describe().controls.map(({ name, kind }) =>"
        " [name, kind === 'curve' ? Array.from(live.get(name)) : live.get(name)]))",
    )


def settle(page):
    ask(page, "await live.settled()")


def resize(page, width):
    """Give the window another width, and wait until the figures have drawn for it."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function("(width) => window.innerWidth === width", arg=width)
    site.drawn(page)


def plot(page, number=0):
    """The box of a plot's area on the screen."""
    return page.locator(".live-area").nth(number).bounding_box()


def grip_at(page):
    box = page.locator(".live-grip").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# ── hands ────────────────────────────────────────────────────────────────────


def test_the_threshold_follows_the_mouse_by_its_grip_and_by_its_line(open_figures, everything):
    page = open_figures(everything)
    x, y = grip_at(page)
    page.mouse.move(x, y + 3)  # not quite in the middle: taking hold must not move it
    page.mouse.down()
    page.mouse.move(x + 5, y + 3)
    assert ask(page, "live.get('v_th')") == 1.5
    page.mouse.move(x, y - 30, steps=4)
    page.mouse.up()
    settle(page)
    raised = ask(page, "live.get('v_th')")
    assert raised > 2.0
    assert grip_at(page)[1] == pytest.approx(y - 33, abs=2)
    page.mouse.move(x, y)
    assert ask(page, "live.get('v_th')") == raised  # let go
    box = plot(page, 1)
    line = grip_at(page)[1]
    page.mouse.move(box["x"] + 200, line)
    assert page.locator(".live-overlay").nth(1).evaluate("n => getComputedStyle(n).cursor") == (
        "ns-resize"
    )
    page.mouse.down()
    page.mouse.move(box["x"] + 220, line + 40, steps=3)
    page.mouse.up()
    settle(page)
    assert ask(page, "live.get('v_th')") < raised - 1.0
    there = page.locator('input[name="v_th"]').evaluate("n => n.valueAsNumber")
    assert there == pytest.approx(ask(page, "live.get('v_th')"))


def touch(session, kind, x=None, y=None):
    points = [] if x is None else [{"x": x, "y": y}]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.mark.parametrize("is_mobile", [False, True])
@pytest.mark.parametrize("on_the_grip", [False, True])
def test_the_threshold_follows_a_finger(open_figures, everything, on_the_grip, is_mobile):
    page = open_figures(
        everything, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=is_mobile
    )
    page.locator(".live-grip").scroll_into_view_if_needed()
    session = page.context.new_cdp_session(page)
    grip, line = grip_at(page)
    x, y = (grip, line) if on_the_grip else (150, line + 8)  # anywhere on its line, and near it
    scrolled = page.evaluate("scrollY")
    touch(session, "touchStart", x, y)
    for k in range(1, 7):
        touch(session, "touchMove", x, y - 6 * k)
    touch(session, "touchEnd")
    settle(page)
    assert ask(page, "live.get('v_th')") > 2.0
    assert page.evaluate("scrollY") == scrolled
    assert grip_at(page)[1] == pytest.approx(line - 36, abs=2)


def test_a_finger_scrolls_over_a_curve_and_draws_sideways_or_by_a_tap(open_figures, everything):
    page = open_figures(
        everything, viewport={"width": 390, "height": 600}, has_touch=True, is_mobile=True
    )
    session = page.context.new_cdp_session(page)
    start = values(page)["current"]
    box = plot(page)
    x, y = box["x"] + 150, box["y"] + 120
    for _ in range(20):
        began = time.monotonic()
        touch(session, "touchStart", x, y)
        for k in range(1, 16):
            touch(session, "touchMove", x + k % 2, y - 6 * k)
            if k == 1:
                quick = time.monotonic() - began < 0.2  # less than `HOLD_MS` in `drag.js`
            page.wait_for_timeout(10)
        touch(session, "touchEnd")
        if quick:
            break
        page.get_by_role("button", name="reset", exact=True).click()  # it has rested, and drawn
        page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("scrollY > 40")
    assert values(page)["current"] == start
    page.evaluate("scrollTo(0, 0)")
    touch(session, "touchStart", x, y)
    touch(session, "touchEnd")
    settle(page)
    tapped = values(page)["current"]
    assert np.count_nonzero(np.array(tapped) != start) == 1


def test_a_sliders_label_and_value_stand_above_it_on_a_phone(open_figures, everything):
    page = open_figures(everything, viewport={"width": 390, "height": 800})
    slider = page.locator('input[name="gain"]')
    track = slider.bounding_box()
    assert track["width"] > 300
    for part in ("label", "output"):
        above = page.locator(f'.live-control[data-control="gain"] {part}').bounding_box()
        assert above["y"] + above["height"] <= track["y"] + 1


def drawn_line(page, session=None):
    """Draw from a quarter to three quarters of the plot, upwards; the two data points."""
    page.locator(".live-area").first.scroll_into_view_if_needed()
    box = plot(page)
    left, right = box["x"] + 80, box["x"] + box["width"] - 80
    low, high = box["y"] + 100, box["y"] + 30
    if session:
        touch(session, "touchStart", left, low)
        for k in range(1, 9):
            touch(session, "touchMove", left + (right - left) * k / 8, low + (high - low) * k / 8)
        touch(session, "touchEnd")
    else:
        page.mouse.move(left, low)
        page.mouse.down()
        page.mouse.move(right, high, steps=3)
        page.mouse.up()
    settle(page)


@pytest.mark.parametrize("how", ["mouse", "touch"])
def test_a_curve_is_drawn(open_figures, everything, how):
    page = open_figures(
        everything, has_touch=how == "touch", viewport={"width": 800, "height": 800}
    )
    before = np.array(values(page)["current"])
    drawn_line(page, page.context.new_cdp_session(page) if how == "touch" else None)
    after = np.array(values(page)["current"])
    changed = np.flatnonzero(after != before)
    assert changed.size > 20
    assert np.all(np.diff(after[changed[0] : changed[-1] + 1]) >= 0)  # one rising line, no gap
    assert after[changed[-1]] - after[changed[0]] > 1.0
    assert np.array_equal(everything.controls["current"].snap(after), after)
    numbers = everything.evaluate(**values(page))[1]
    assert ask(page, "live.readouts().n_crossings") == numbers["n_crossings"]
    page.locator('button[name="current"]').click()
    settle(page)
    assert np.array_equal(values(page)["current"], before)


def test_a_curve_is_drawn_with_the_keys(open_figures, everything):
    page = open_figures(everything)
    pen = page.locator(".live-pen")
    pen.focus()
    pen.press("Home")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    settle(page)
    current = np.array(values(page)["current"])
    assert np.flatnonzero(current != everything.defaults["current"]).tolist() == [4]
    assert current[4] == pytest.approx(everything.defaults["current"][4] + 6 * 0.125, abs=0.16)
    assert re.match(r"0\.\d\d nA at 16", pen.get_attribute("aria-valuetext"))
    assert float(pen.get_attribute("aria-valuenow")) == current[4]
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowDown")
    settle(page)
    assert values(page)["current"][0] < 0
    assert "current from −" in page.locator("canvas[role=img]").first.get_attribute(
        "aria-label"
    ).replace("-", "−")


def test_the_values_under_the_pointer_are_told(open_figures, everything):
    page = open_figures(everything)
    page.evaluate("scrollTo(0, 200)")
    box = plot(page, 1)
    tip = page.locator(".live-tip").nth(1)
    assert tip.is_hidden()
    page.mouse.move(box["x"] + 300, box["y"] + 150)
    time, value = re.fullmatch(r"([\d.]+) ms: (−?[\d.]+) mV", tip.inner_text()).groups()
    v = everything.evaluate()[0]["v"]
    assert float(value.replace("−", "-")) == pytest.approx(v[round(float(time))], abs=1e-3)
    page.mouse.move(box["x"] + 300, box["y"] + 400)
    assert tip.is_hidden()


# What the latest drawing has written, and in which sizes all of them have. A figure may draw once
# more at any time: a font has come, or its width has changed.
_WRITTEN = """
  window.written = [];
  window.sizes = [];
  let writing = [];
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
    writing.push(text);
    window.sizes.push(parseFloat(this.font));
    fillText.call(this, text, ...at);
  };
  addEventListener("live-drawn", () => {
    window.written = writing;
    writing = [];
  }, true);
"""


@pytest.mark.parametrize(
    ("names", "width", "all_fit"),
    [
        ("abcdefghij", 400, True),
        ([f"class {k}" for k in range(9)], 1200, True),
        ([f"the class {k}" for k in range(9)], 330, False),
    ],
)
def test_bars_have_names(open_page, origin, made, names, width, all_fit):
    """All of them or, where they would touch, every second or third."""
    figure = figures.votes(names=tuple(names))
    (made / "votes.html").write_text(site.page_of([figure]), "utf-8")
    page = open_page(
        f"{origin}/made/votes.html",
        before=lambda page: page.add_init_script(_WRITTEN),
        viewport={"width": width, "height": 900},
    )
    site.ready(page)
    ask(page, "live.set('chosen', 0)")
    settle(page)
    written = page.evaluate("written")
    seen = [text for text in written if text in figure.views[0].x.names]
    every = names.index(seen[1])
    assert seen == list(names[::every])
    assert (every == 1) == all_fit
    assert "−2" in written  # some bars hang below zero
    box = plot(page)
    page.mouse.move(box["x"] + 0.95 * box["width"], box["y"] + 50)
    assert page.locator(".live-tip").inner_text() == f"{names[-1]}: {len(names) - 3}"
    assert page.evaluate(_CLIPPED) == []


def pixels(page, number=1):
    """What a plot's canvas holds."""
    return page.locator("canvas[role=img]").nth(number).evaluate("c => c.toDataURL()")


_COUNT = """(canvas, [r, g, b]) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let n = 0;
  for (let i = 0; i < data.length; i += 4) {
    n += data[i] === r && data[i + 1] === g && data[i + 2] === b;
  }
  return n;
}"""


def test_a_pinned_curve_stays_until_it_is_let_go(open_figures, everything, bars):
    page = open_figures(everything)
    pin = page.get_by_role("button", name="pin", exact=True)
    assert pin.get_attribute("aria-pressed") == "false"
    ask(page, "live.set('gain', 2)")
    settle(page)
    alone = pixels(page)
    page.get_by_role("button", name="reset", exact=True).click()
    settle(page)
    pin.click()
    assert pin.get_attribute("aria-pressed") == "true"
    ask(page, "live.set('gain', 2)")
    settle(page)
    page.mouse.move(0, 0)
    with_ghost = pixels(page)
    assert with_ghost != alone
    assert differences(page, everything.name, [describe_start(everything) | {"gain": 2.0}]) == []
    pin.click()
    assert pixels(page) == alone


def describe_start(figure):
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in figure.defaults.items()
        if figure.controls[name].kind != "button"
    }


# ── what stands below the figure ─────────────────────────────────────────────


@each_scheme
def test_a_link_brings_the_moment_back(open_figures, open_page, everything, scheme):
    page = open_figures(everything, scheme=scheme)
    *_, setting = random_settings(describe(page, everything.name), n=60)
    setting["kick"] = 1
    assert differences(page, everything.name, [setting]) == []
    before = values(page)
    numbers = ask(page, "live.readouts()")
    page.get_by_role("button", name="link to this moment").click()
    assert "#test-everything?" in page.url
    for again in (page, open_page(page.url)):
        if again is page:
            again.reload()
        site.ready(again)
        settle(again)
        assert values(again) == before
        assert ask(again, "live.readouts()") == numbers
    page.get_by_role("button", name="reset", exact=True).click()
    assert "#" not in page.url  # nor does a reload bring back what is gone
    page.reload()
    site.ready(page)
    assert values(page)["gain"] == everything.defaults["gain"]
    before = values(page)
    page.evaluate("document.body.style.paddingBottom = '9000px'; scrollTo(0, 8000)")
    page.evaluate("location.hash = '#test-everything?gain=0.5&v_th=oops&nobody=1&broken'")
    page.wait_for_function("document.querySelector('figure').live.get('gain') === 0.5")
    page.wait_for_function("scrollY < 4000")  # a link in the text leads to what it changes
    assert values(page)["v_th"] == before["v_th"]


GROWS = """<style>html, body { overflow-anchor: none; } /* as in Safari */</style>
<style>main { padding-bottom: 900px; }</style><div id="above"></div><script>
for (const k of [1, 2, 3]) setTimeout(() => above.style.height = `${900 * k}px`, 300 * k);
</script>"""


def test_a_link_stays_at_its_figure_while_the_page_above_grows_and_lets_the_reader_go(
    open_figures, open_page, everything
):
    page = open_figures(everything, edit=lambda html: html.replace("<figure", GROWS + "<figure", 1))
    url = f"{page.url}#test-everything?gain=0.5"
    top = "document.querySelector('figure').getBoundingClientRect().top"
    page = open_page(url)
    site.ready(page)
    page.wait_for_function("above.offsetHeight === 2700")
    page.wait_for_function(f"Math.abs({top}) < 5")

    page = open_page(url)
    site.ready(page)
    page.mouse.wheel(0, -50)
    page.wait_for_function("above.offsetHeight === 2700")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("document.body.style.paddingBottom = '900px'")
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == 0


@each_scheme
def test_the_bits_are_checked(open_figures, everything, scheme):
    page = open_figures(everything, scheme=scheme)
    ask(page, "live.set('gain', 0.3)")  # the check is about the start values, wherever one is
    page.get_by_role("button", name="check the bits").click()
    said = page.locator(".live-bits p")
    said.wait_for()
    assert said.inner_text().startswith("✓") or "The same bits." in said.inner_text()
    assert said.get_attribute("data-same") == "true"
    assert said.inner_text().count(everything.kernel.checksum(everything.defaults)) == 2
    settle(page)
    assert ask(page, "live.get('gain')") == 0.3


def test_bits_that_differ_are_told(open_figures, everything):
    true = everything.kernel.checksum(everything.defaults)
    page = open_figures(everything, edit=lambda html: html.replace(true, "00000bad"))
    page.get_by_role("button", name="check the bits").click()
    said = page.locator(".live-bits p")
    said.wait_for()
    assert said.get_attribute("data-same") == "false"
    assert "The bits differ." in said.inner_text()


def test_a_check_of_the_bits_overtakes_no_frame_of_a_worker(open_figures, slow):
    page = open_figures(slow)
    ask(page, "live.set('rounds', 100)")
    page.get_by_role("button", name="check the bits").click()
    settle(page)
    assert differences(page, slow.name, [{"rounds": 100}]) == []
    said = page.locator('.live-bits [data-same="true"]')
    said.wait_for()


def test_the_line_for_python_gives_the_same_numbers(open_figures, everything):
    page = open_figures(everything)
    *_, setting = random_settings(describe(page, everything.name), n=50, seed=5)
    assert differences(page, everything.name, [setting]) == []
    assert page.locator(".live-call").is_hidden()
    page.get_by_role("button", name="the same in Python").click()
    line = page.locator(".live-call code").inner_text()
    arrays, readouts = eval(line, {"snnlib": snnlib, "live": live})
    there = ask(page, "[Array.from(live.read('v')), Object.values(live.readouts())]")
    assert np.array_equal(arrays["v"], there[0])
    assert np.array_equal(list(readouts.values()), np.array(there[1], dtype=float), equal_nan=True)
    page.evaluate(
        """() => {
          const button = document.querySelector(".live-call button");
          window.said = []; // also what it says for a moment only
          new MutationObserver(() => window.said.push(button.dataset.said ?? ""))
            .observe(button, { attributes: true, attributeFilter: ["data-said"] });
        }"""
    )
    page.get_by_role("button", name="copy").click()
    assert page.evaluate("getSelection().toString().trim()") == line.strip()
    page.wait_for_function("said.length === 2")
    assert re.fullmatch("(copied|selected),", page.evaluate("said.join()"))


def test_lists_boxes_and_buttons_are_controls(open_figures, everything):
    page = open_figures(everything)
    page.locator('select[name="mode"]').select_option("a wave")
    assert ask(page, "live.get('mode')") == 2
    page.locator('input[name="rectify"]').check()
    assert ask(page, "live.get('rectify')") is True
    assert page.locator("details").get_attribute("open") is None
    page.locator("summary").click()
    kick = page.locator('button[name="kick"]')
    kick.click()
    kick.click()
    assert ask(page, "live.get('kick')") == 2
    settle(page)
    now = values(page)
    assert now["kick"] == 2
    assert np.array_equal(
        ask(page, "Array.from(live.read('v'))"), everything.evaluate(**now)[0]["v"]
    )


# ── head, controls and files ─────────────────────────────────────────────────


def many(label):
    """A figure with nine controls, the last two called ``label`` and "unsaid"."""
    names = [f"c{k}" for k in range(8)]
    scope = {}
    exec(
        f"def kernel({', '.join(names)}, last, y, readouts):\n"
        "    y[0] = last\n" + "".join(f"    readouts.r{k} = {k}e-13\n" for k in range(5)),
        scope,
    )
    return live.Figure(
        "test-many",
        kernel=scope["kernel"],
        title="Nine controls",
        caption="Look at the line. Then change what is last, the offset of all.",
        controls=[
            *(live.Slider(name, 0.0, 1.0, 0.0, 0.1, label=f"slider {name}") for name in names),
            live.Slider("last", 0.0, 1.0, 0.0, 0.1, label=label),
        ],
        arrays={"y": live.Array(4, unit="mV")},
        readouts={f"r{k}": live.Readout(label=f"number {k}") for k in range(5)},
        views=[live.Plot([live.Trace("y", 0.5)], live.Axis("time", "ms"), live.Axis("y", "mV"))],
    )  # fmt: skip


def test_a_fold_says_what_is_in_it_and_hides_nothing_that_the_caption_names(open_figures):
    page = open_figures(many("offset of all"))
    folds = page.locator("summary").all_inner_texts()
    assert folds == ["More numbers", "4 more: slider c4, slider c5, …"]
    assert page.locator('input[name="last"]').is_visible()
    assert page.locator('input[name="c3"]').is_visible()
    assert page.locator('input[name="c4"]').is_hidden()


def test_no_fold_hides_a_single_control(open_page, origin, made):
    (made / "fold.html").write_text(
        '<!doctype html><title>fold</title><link rel="icon" href="data:,">', "utf-8"
    )
    page = open_page(f"{origin}/made/fold.html")
    told = page.evaluate(
        """async () => {
          const { folded } = await import("/front/layout.js");
          const controls = (n) => Array.from({ length: n }, (_, k) => ({ label: `c${k}.` }));
          const labels = (...args) => folded(...args).map(({ label }) => label);
          const named = controls(4).map((one, k) => ({ ...one, name: `n${k}` }));
          return [...[5, 6, 7].map((n) => labels(controls(n), "")),
            labels(named, "drag c1.", new Set(["n1", "n2"])), labels(named, "", new Set(["n1"]))];
        }"""
    )
    assert told[:3] == [[], ["c4.", "c5."], ["c5.", "c6."]]
    assert told[3:] == [["c1.", "c2."], []]  # what can be dragged on a plot goes first


def test_three_read_outs_stand_out_and_almost_nothing_is_nothing(open_figures):
    page = open_figures(many("unsaid"))
    assert page.locator(".live-readouts dd").count() == 3
    assert not page.locator(".live-rest dd").first.is_visible()
    page.get_by_text("More numbers").click()
    assert page.locator(".live-rest dd").all_inner_texts() == ["0", "0"]
    sizes = [
        page.locator(f"{where} dd").first.evaluate("n => parseFloat(getComputedStyle(n).fontSize)")
        for where in (".live-readouts", ".live-rest")
    ]
    assert sizes[0] >= 1.3 * sizes[1] >= 1.3 * 13


def test_what_to_do_stands_above_the_plot_and_the_rest_below(open_figures, everything):
    page = open_figures(many("unsaid"))
    ask_ = page.locator(".live-ask")
    assert ask_.inner_text() == "Look at the line."
    assert ask_.bounding_box()["y"] < plot(page)["y"]
    below = page.locator("figcaption")
    assert below.inner_text() == "Then change what is last, the offset of all."
    assert below.bounding_box()["y"] > plot(page)["y"]
    same = "node => getComputedStyle(node).color"
    assert ask_.evaluate(same) == page.locator(".live-title").evaluate(same)


def test_no_letter_is_smaller_than_13_px(open_page, origin, made, everything, bars):
    (made / "small.html").write_text(site.page_of([everything, bars]), "utf-8")
    page = open_page(
        f"{origin}/made/small.html",
        before=lambda page: page.add_init_script(_WRITTEN),
    )
    site.ready(page, bars.name)
    page.locator("summary").click()
    page.get_by_role("button", name="the same in Python").first.click()
    assert min(page.evaluate("sizes")) >= 13
    small = page.evaluate(
        """() => [...document.querySelectorAll("figure *")].filter((node) =>
          [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
          && !node.closest(".live-still, sub, script") && node.checkVisibility()
          && parseFloat(getComputedStyle(node).fontSize) < 13).map((node) => node.outerHTML)"""
    )
    assert small == []


def test_a_menu_and_a_box_stand_on_the_sliders_line(open_figures, everything):
    page = open_figures(everything, viewport={"width": 1280, "height": 900})
    middles = [
        box["y"] + box["height"] / 2
        for box in (page.locator(f'[name="{name}"]').bounding_box() for name in ("gain", "mode"))
    ]
    assert max(middles) - min(middles) <= 1
    menu = page.locator('select[name="mode"]').bounding_box()
    cell = page.locator('.live-control[data-control="mode"]').bounding_box()
    assert menu["x"] >= cell["x"]
    assert menu["x"] + menu["width"] <= cell["x"] + cell["width"] + 1


def saved(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return Path(download.value.path()), download.value.suggested_filename


def test_the_numbers_are_saved_with_every_digit(open_figures, everything):
    page = open_figures(everything)
    ask(page, "live.set('gain', 0.37)")
    settle(page)
    path, name = saved(page, "save the data")
    assert name == "test-everything.csv"
    notes = [line for line in path.read_text("utf-8").splitlines() if line[0] == "#"]
    assert "# gain = 0.37 (gain: 0.37)" in notes
    assert "# v: row k stands at 0 + 1 k ms (time)" in notes
    arrays, readouts = everything.evaluate(gain=0.37)
    assert f"# n_crossings = {readouts['n_crossings']:.0f} (crossings)" in notes
    head, *rows = [line.split(",") for line in path.read_text().splitlines() if line[0] != "#"]
    assert head == ["current (nA)", "v (mV)", "crossings"]
    assert [float(row[1]) for row in rows] == arrays["v"].tolist()
    assert [float(row[0]) for row in rows[:50]] == everything.defaults["current"].tolist()
    assert rows[50][0] == ""


def test_the_picture_is_saved_as_it_stands(open_figures, everything):
    page = open_figures(everything, viewport={"width": 900, "height": 900})
    before = pixels(page)
    path, name = saved(page, "save the picture")
    assert name == "test-everything.png"
    assert pixels(page) == before
    image = np.asarray(Image.open(path).convert("RGB")).astype(int)
    body = page.locator(".live-body").bounding_box()
    assert image.shape[1] == pytest.approx(2 * (body["width"] + 24), abs=4)
    blue = (np.abs(image - [0x00, 0x72, 0xB2]).max(axis=2) < 8).sum()
    assert blue > 1000  # the curve, twice as dense as on the screen
    box = page.locator(".live-title").bounding_box()
    x, y = (int(2 * (box[k] - body[k] + 12)) for k in "xy")
    title = image[y : y + int(2 * box["height"]), x : x + int(2 * box["width"])]
    assert (title.max(axis=2) < 100).mean() > 0.02  # and its title in letters


# ── long work, and trouble ───────────────────────────────────────────────────

_OVERTAKE = """async () => {
  const root = document.querySelector("figure[data-live-figure]");
  const { live } = root;
  const bar = root.querySelector("progress");
  let shown = 0, held = 0, last = performance.now(), over = false;
  const beat = () => {
    const now = performance.now();
    held = Math.max(held, now - last - 4);
    last = now;
    if (!bar.classList.contains("live-idle")) shown += 1;
    if (!over) setTimeout(beat, 0);
  };
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  last = performance.now();
  beat();
  const begun = performance.now();
  live.set("rounds", 100);
  await live.settled();
  const one = performance.now() - begun;
  const started = performance.now();
  const settled = [];
  for (let rounds = 91; rounds <= 100; rounds += 1) {
    live.set("rounds", rounds);
    settled.push(live.settled().then(() => JSON.stringify(live.readouts())));
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
  const seen = new Set(await Promise.all(settled));
  over = true;
  return { one, seen: seen.size, latest: seen.has(JSON.stringify(live.readouts())),
    ten: performance.now() - started, shown, held, timing: live.timing,
    idle: bar.classList.contains("live-idle") };
}"""


@each_scheme
def test_long_work_runs_in_a_worker_and_newer_requests_overtake(open_figures, slow, scheme):
    page = open_figures(slow, scheme=scheme)
    assert len(page.workers) == 1
    # a busy machine holds a page now and then; a kernel in the page's own thread would each time,
    # and as long as it runs
    told = min(
        (page.evaluate(_OVERTAKE) for _ in range(3)), key=lambda told: told["held"] / told["one"]
    )
    assert told["shown"] > 0
    assert told["idle"]
    assert told["one"] > 40  # the kernel is long indeed
    assert told["held"] < told["one"] / 2, told
    assert told["timing"]["blocked_ms"] < told["one"] / 2, told
    assert (told["seen"], told["latest"]) == (1, True)  # overtaken requests share the last answer
    assert told["ten"] < 10 * told["one"], told  # ten requests, but not ten times the work
    assert ask(page, "live.get('rounds')") == 100
    assert differences(page, slow.name, [{"rounds": r} for r in (1, 100, 37)]) == []


_DRAG_HEAVY = """async () => {
  const root = document.querySelector("figure");
  const { live } = root;
  const bar = root.querySelector("progress");
  const shown = new Set();
  let waited = false;
  let held = 0;
  let beat = performance.now();
  const clock = setInterval(() => {
    held = Math.max(held, performance.now() - beat);
    beat = performance.now();
  }, 5);
  for (let k = 0; k < 80 || (shown.size < 2 && k < 3000); k += 1) {
    live.set("rounds", 60 + (k % 2));
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    shown.add(root.querySelector("dd").textContent);
  }
  live.set("rounds", 70);
  await live.settled();
  const last = live.readouts().rounds_done;
  const waiting = new MutationObserver(() => {
    if (!bar.hasAttribute("value") && !bar.classList.contains("live-idle")) waited = true;
  });
  waiting.observe(bar, { attributes: true });
  held = 0;
  live.set("rounds", 1000); // far longer than a reader's patience
  await live.settled();
  clearInterval(clock);
  const long = live.timing.simulate_ms;
  live.set("rounds", 60);
  await live.settled();
  return { held, long, waited, shown: [...shown], last,
    idle: bar.classList.contains("live-idle"), blocked: live.timing.blocked_ms };
}"""


@each_scheme
def test_a_heavy_kernel_in_one_part_holds_nothing_and_shows_frames_on_the_way(
    open_figures, heavy, scheme
):
    page = open_figures(heavy, scheme=scheme)
    assert len(page.workers) == 1
    told = page.evaluate(_DRAG_HEAVY)
    # a kernel in the page's own thread would hold it all the time
    assert told["held"] < told["long"] / 2, told
    assert told["waited"]
    assert told["idle"]
    assert told["last"] == 70
    assert set(told["shown"]) <= {"60", "61", "70"}
    assert len(told["shown"]) >= 2  # while the hand moved
    assert differences(page, heavy.name, [{"rounds": r} for r in (1, 100, 37)]) == []


def _trials(gain, n_trials, y, readouts, slice_index, n_slices):
    for _ in range(n_trials):
        y[slice_index] += gain
    readouts.n += n_trials
    readouts.parts = n_slices


@pytest.mark.parametrize(
    ("coarse", "rough"), [({"n_trials": 7}, "28,4"), ({"n_slices": 1, "n_trials": 3}, "3,1")]
)
def test_a_heavy_figure_runs_on_less_while_a_slider_is_dragged(open_figures, coarse, rough):
    figure = live.Figure(
        "test-coarse",
        kernel=_trials,
        title="Trials",
        controls=[live.Slider("gain", 0.0, 1.0, 0.0, 0.01)],
        constants={"n_trials": 50},
        arrays={"y": live.Array(4)},
        readouts={"n": live.Readout(), "parts": live.Readout()},
        views=[live.Plot([live.Trace("y", 1.0)], live.Axis("part"), live.Axis("sum"))],
        slices=4,
        coarse=coarse,
    )
    page = open_figures(figure)
    shown = "[...document.querySelectorAll('dd')].map((node) => node.textContent).join()"
    assert page.evaluate(shown) == "200,4"
    box = page.locator('input[name="gain"]').bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 20, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, y)
    page.wait_for_function(f"{shown} === '{rough}'")
    page.evaluate(
        """() => {
          const { live } = document.querySelector("figure");
          window.done = 0;
          live.settled().then(() => { window.done = live.readouts().n; });
        }"""
    )
    page.mouse.move(box["x"] + 120, y)
    page.wait_for_timeout(150)
    assert page.evaluate("done") == 0  # a rough frame settles nothing
    page.mouse.up()
    page.wait_for_function("done === 200")
    assert page.evaluate(shown) == "200,4"
    gain = ask(page, "live.get('gain')")
    assert differences(page, figure.name, [{"gain": gain}, {"gain": 0.3}]) == []


def _growing(amount, rounds, y, readouts, slice_index, n_slices):
    x = amount
    for _ in range(rounds):
        x = snnlib.math.exp(-x * x)
    y[slice_index] = 1.0 + 1e-9 * x
    readouts.n += 1


@pytest.mark.parametrize("fills_in", [True, False])
def test_a_figure_fills_in_while_its_kernel_runs(open_figures, fills_in):
    figure = live.Figure(
        "test-growing",
        kernel=_growing,
        title="Parts",
        controls=[live.Slider("amount", 0.0, 1.0, 0.0, 0.01)],
        constants={"rounds": 300_000},
        arrays={"y": live.Array(40)},
        readouts={"n": live.Readout()},
        views=[live.Plot([live.Trace("y", 1.0)], live.Axis("part"), live.Axis("sum"))],
        slices=40,
        fills_in=fills_in,
    )
    page = open_figures(figure)
    shown = page.evaluate(
        """async () => {
          const root = document.querySelector("figure");
          const shown = [];
          const note = () => shown.push(root.dataset.drawn && root.live.readouts().n);
          delete root.dataset.drawn; // by this a page sees that something is drawn
          root.addEventListener("live-drawn", note);
          root.live.set("amount", 0.5);
          await root.live.settled();
          return shown;
        }"""
    )
    assert shown[-1] == 40
    while len(shown) > 1 and shown[0] == 40:
        shown.pop(0)  # the older run, whole, may be drawn again until the new one has a part
    assert shown == sorted(shown)  # after that, nothing of the older run
    assert (len([n for n in shown if 0 < n < 40]) >= 2) == fills_in
    assert differences(page, figure.name, [{"amount": 0.3}]) == []


@pytest.mark.parametrize("slices", [1, 3])
def test_a_status_is_told_in_its_sentence_and_passes(open_figures, slices):
    source = figures.picky(f"test-picky-{slices}", slices)
    page = open_figures(source)
    problem = page.locator('[role="alert"]')
    assert problem.is_hidden()
    ask(page, "live.set('x', 0.9)")
    settle(page)
    assert problem.inner_text() == "The value is too large: keep it at or below 0.5."
    assert ask(page, "live.error.message") == problem.inner_text()
    assert differences(page, source.name, [{"x": 0.6}, {"x": 0.2}, {"x": 1.0}]) == []
    ask(page, "live.set('x', 0.1)")
    settle(page)
    assert problem.is_hidden()
    assert ask(page, "live.error") is None


@pytest.mark.parametrize(("slices", "worker"), [(1, False), (1, True), (3, True)])
def test_a_kernel_makes_arrays_until_the_memory_is_full(open_figures, slices, worker):
    source = figures.allocating(f"test-allocating-{slices}", slices, worker)
    page = open_figures(source)
    settings = [{"megabytes": size, "shift": size - 2.0} for size in (0.5, 3.0, 2.0)]
    assert differences(page, source.name, [*settings, {"megabytes": 60.0, "shift": 0.0}]) == []
    ask(page, "live.set('megabytes', 390)")
    settle(page)
    said = page.locator('[role="alert"]').inner_text()
    assert said == "The kernel's own arrays take more memory than there is."
    assert differences(page, source.name, settings) == []


def test_a_page_with_a_damaged_figure_shows_the_others(open_figures, everything, picky):
    def cut(html):  # the first figure's state is no JSON any more
        return html.replace('"spec"', "spec", 1)

    page = open_figures(everything, picky, edit=cut, wait=False)
    site.ready(page, picky.name)
    alert = page.locator('figure[data-live-figure="test-everything"] [role="alert"]')
    assert re.fullmatch(r"This figure cannot be brought to life here: .+\.", alert.inner_text())
    assert page.locator('figure[data-live-figure="test-everything"] .live-still').is_visible()


def test_a_worker_that_cannot_start_says_so_once_and_for_all(open_figures):
    source = figures.allocating("test-no-worker", 1, worker=True)

    def cut(html):  # a module that ends too soon, with its right checksum
        return with_module(html, source.name, lambda module: module[:200], told=True)

    page = open_figures(source, edit=cut, wait=False)
    alert = page.locator('[role="alert"]')
    alert.wait_for()
    said = alert.inner_text()
    assert re.fullmatch(r"This figure cannot be brought to life here: .+\.", said)
    ask(page, "live.set('megabytes', 2)")
    settle(page)
    assert alert.inner_text() == said
    assert ask(page, "live.error.message") in said


def test_a_script_that_comes_twice_mounts_once(open_figures, everything):
    script = site.front.script()
    page = open_figures(everything, script=f"{script}</script><script>{script}")
    assert page.locator(".live-body").count() == 1


def test_answers_to_older_requests_settle_nothing(open_page, origin, made, everything):
    """A host by hand: a frame, then an error, that come while a newer request already waits."""
    html = site.page_of([everything], script="")
    (made / "by-hand.html").write_text(html, "utf-8")
    page = open_page(f"{origin}/made/by-hand.html")
    told = page.evaluate(
        """async () => {
          const { LiveFigure } = await import("/front/figure.js");
          const root = document.querySelector("figure[data-live-figure]");
          const state = JSON.parse(root.querySelector("script.live-state").textContent);
          const module = Uint8Array.from(atob(state.module), (c) => c.charCodeAt(0));
          const figure = new LiveFigure(root, { ...state, module });
          const { live } = root;
          await live.settled();
          const { frame } = figure;
          const asked = [];
          figure.host = { close() {}, run: () => new Promise((resolve, reject) => {
            asked.push({ frame: () => resolve(frame), error: () => reject(new Error("old")) });
          }) };
          const pause = () => new Promise((resolve) => { setTimeout(resolve, 150); });
          const settled = [];
          const move = (gain) => {
            live.set("gain", gain);
            live.settled().then(() => settled.push(gain));
          };
          const log = [];
          move(0.1);
          await pause(); // the first is asked
          move(0.2);
          asked[0].frame();
          await Promise.resolve().then(() => {}).then(() => {}).then(() => {});
          log.push([...settled]);
          await pause(); // the second is asked
          move(0.3);
          asked[1].error();
          await Promise.resolve().then(() => {}).then(() => {}).then(() => {});
          log.push([...settled], live.error);
          await pause();
          asked[2].frame();
          await pause();
          log.push([...settled], live.error, asked.length);
          return log;
        }"""
    )
    assert told == [[], [], None, [0.1, 0.2, 0.3], None, 3]


def test_closing_a_figure_leaves_nothing_behind(open_page, origin, made, everything):
    (made / "bare.html").write_text(
        site.page_of([everything], script="").replace(
            "<script></script>", ""
        ),  # mounted by hand from the modules
        "utf-8",
    )
    page = open_page(f"{origin}/made/bare.html")
    told = page.evaluate(
        """async () => {
          const held = new Map();
          for (const [target, name] of [[window, "window"], [document, "document"]]) {
            const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
            target.addEventListener = function (type, f, o) {
              held.set(f, `${name} ${type}`);
              add.call(this, type, f, o);
            };
            target.removeEventListener = function (type, f, o) {
              held.delete(f);
              remove.call(this, type, f, o);
            };
          }
          const observers = new Set();
          for (const name of ["MutationObserver", "ResizeObserver"]) {
            const Old = window[name];
            window[name] = class extends Old {
              observe(...a) { observers.add(this); super.observe(...a); }
              disconnect() { observers.delete(this); super.disconnect(); }
            };
          }
          const { LiveFigure } = await import("/front/figure.js");
          const root = document.querySelector("figure[data-live-figure]");
          const before = root.innerHTML;
          const state = JSON.parse(root.querySelector("script.live-state").textContent);
          const module = Uint8Array.from(atob(state.module), (c) => c.charCodeAt(0));
          const figure = new LiveFigure(root, { ...state, module });
          await root.live.settled();
          const during = [held.size, observers.size, root.dataset.ready];
          root.live.set("gain", 1.5);
          const pending = root.live.settled();
          figure.close();
          await pending;
          await new Promise((resolve) => { setTimeout(resolve, 200); });
          return { during, after: [held.size, observers.size], same: root.innerHTML === before,
            live: "live" in root, ready: root.dataset.ready ?? null };
        }"""
    )
    assert told["during"] == [1, 2, "1"]
    assert told["after"] == [0, 0]
    assert told["same"]
    assert not told["live"]
    assert told["ready"] is None


# ── looks ────────────────────────────────────────────────────────────────────


def test_a_change_of_theme_draws_in_other_colours(open_figures, everything):
    page = open_figures(everything)
    light = pixels(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    dark = pixels(page)
    assert light != dark
    canvas = page.locator("canvas[role=img]").nth(1)
    colours = [canvas.evaluate(_COUNT, rgb) for rgb in ([0x56, 0xB4, 0xE9], [0x00, 0x72, 0xB2])]
    assert colours[0] > 100
    assert colours[1] == 0
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert pixels(page) == light


_CLIPPED = """() => {
  const wide = [];
  for (const node of document.querySelectorAll("figure[data-live-figure] *")) {
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    if (!box.width || node.closest("code, table, .live-hidden, .live-still, script")) continue;
    if (node.closest("details:not([open]) > :not(summary)")) continue; // shown to nobody
    if (box.right > innerWidth + 0.5 || box.left < -0.5) wide.push(`${node.className} sticks out`);
    const text = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (text && node.scrollWidth > node.clientWidth + 1 && style.display !== "inline") {
      wide.push(`${node.localName}.${node.className} clips "${node.textContent}"`);
    }
    const parent = node.parentElement.getBoundingClientRect();
    if (text && box.right > parent.right + 1) wide.push(`"${node.textContent}" leaves its parent`);
  }
  if (document.documentElement.scrollWidth > innerWidth) wide.push("the page scrolls sideways");
  return wide;
}"""


@pytest.mark.parametrize("width", [320, 390, 768, 1400])
def test_nothing_is_wider_than_its_place(open_figures, everything, bars, width):
    page = open_figures(everything, bars, viewport={"width": width, "height": 900})
    page.locator("summary").click()
    for setting in ({"v_th": -2.0, "offset": -1.0}, {"v_th": 6.0, "gain": 0.0}):
        for name, value in setting.items():
            ask(page, "live.set(...a)", name, value)
        settle(page)
        assert page.evaluate(_CLIPPED) == []


@pytest.mark.parametrize("density", [1, 2, 3])
def test_pictures_are_sharp_on_dense_screens(open_figures, everything, density):
    page = open_figures(everything, device_scale_factor=density)
    for size in ask(
        page,
        "Array.from(root.querySelectorAll('canvas'), (c) => [c.width / c.clientWidth,"
        " c.height / c.clientHeight])",
    ):
        assert size == pytest.approx([density, density], rel=0.01)


def test_a_figure_fits_itself_to_a_new_width(open_figures, everything):
    page = open_figures(everything, viewport={"width": 1200, "height": 900})
    resize(page, 500)
    ratios = ask(
        page, "Array.from(root.querySelectorAll('canvas'), (c) => c.width - c.clientWidth)"
    )
    assert all(abs(ratio) <= 1 for ratio in ratios)


def test_paper_shows_the_still_picture(open_figures, everything):
    page = open_figures(everything)
    assert page.locator(".live-body").is_visible()
    assert page.locator(".live-still").is_hidden()
    page.emulate_media(media="print")
    assert page.locator(".live-body").is_hidden()
    assert page.locator(".live-still svg").is_visible()


def test_without_javascript_the_still_picture_and_a_sentence_stand(open_figures, everything):
    page = open_figures(everything, wait=False, java_script_enabled=False)
    assert page.locator(".live-still svg").is_visible()
    assert "still picture" in page.locator(".live-sentence").inner_text()
    assert page.locator("figcaption").is_visible()


def test_plots_that_share_their_time_have_one_axis(open_page, origin, made, everything):
    (made / "axis.html").write_text(site.page_of([everything]), "utf-8")
    page = open_page(f"{origin}/made/axis.html", before=lambda page: page.add_init_script(_WRITTEN))
    site.ready(page)
    ask(page, "live.set('gain', 0.5)")
    settle(page)
    written = page.evaluate("written")
    assert written.count("time (ms)") == written.count("150") == 1
    low, high = everything.views
    heights = [plot(page, k)["height"] for k in (0, 1)]
    assert heights[0] < low.height - 20  # the numbers' room is saved
    assert heights[1] == high.height


# ── accessibility ────────────────────────────────────────────────────────────

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def violations(page, rules=None):
    """What axe-core objects to, as ``rule: element's HTML`` lines."""
    page.evaluate(AXE)
    options = {"preload": False, "resultTypes": ["violations"], "rules": rules or {}}
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    return [f"{v['id']}: {n['html']}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_figures(open_figures, everything, bars, picky, theme):
    page = open_figures(everything, bars, picky)
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
    page.locator("summary").click()
    ask(page, "live.set('v_th', 3)")
    page.get_by_role("button", name="check the bits").click()
    assert "The same bits." in page.locator(".live-bits p").nth(2).inner_text()
    page.get_by_role("button", name="the same in Python").first.click()
    page.evaluate("document.querySelectorAll('figure')[2].live.set('x', 1)")  # shows a problem
    page.wait_for_timeout(300)
    assert violations(page) == []


def test_a_figure_is_named_by_its_title_and_says_each_change_once(open_figures, everything):
    page = open_figures(everything)
    title = page.get_by_role("heading", name="Everything a figure can have")
    assert title.get_attribute("aria-level") == "2"
    assert page.get_by_role("figure", name="Everything a figure can have").count() == 1
    slider = page.get_by_role("slider", name="gain", exact=True)  # and no symbol in its name
    assert slider.get_attribute("aria-valuetext")
    grip = page.get_by_role("slider", name="threshold, on the plot")
    assert grip.get_attribute("aria-valuetext") == "1.50 mV"
    speaks = page.evaluate(
        """() => [...document.querySelectorAll("figure output, figure [aria-live]")].filter(
          (node) => (node.getAttribute("aria-live") ?? "polite") !== "off"
            && node.textContent).map((node) => node.className)"""
    )
    assert speaks == ["live-hidden"]


def test_the_keyboards_place_is_marked_all_round_a_drawing(open_figures, everything):
    page = open_figures(everything)
    page.keyboard.press("Tab")
    page.locator(".live-pen").focus()
    page.keyboard.press("ArrowLeft")
    box = plot(page)
    shot = page.screenshot(clip={k: box[k] for k in ("x", "y", "width", "height")})
    image = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)
    ring = np.abs(image - [0x00, 0x72, 0xB2]).max(axis=2) < 60
    for edge in (ring[:2].max(0), ring[-2:].max(0), ring[:, :2].max(1), ring[:, -2:].max(1)):
        assert edge.mean() > 0.9


def test_nothing_lies_over_a_curve_while_it_is_drawn(open_figures, everything):
    page = open_figures(everything)
    box = plot(page)
    x, y = box["x"] + 200, box["y"] + 80
    page.mouse.move(x, y)
    tip = page.locator(".live-tip").first
    assert tip.is_visible()
    page.mouse.down()
    page.mouse.move(x + 80, y - 20, steps=3)
    settle(page)
    assert tip.is_hidden()
    page.mouse.up()
