"""What ties text to figures, and what a reader does to spikes: by hand, by keys, by ear."""

import numpy as np
import pytest
from text_links import mark_symbols

from snnlib import live
from tests.browser import site
from tests.browser.contract import describe, differences, random_settings

pytestmark = pytest.mark.browser

_TEXT = """
<p>From <span class="live-scrub" data-figure="test-touches" data-control="gain">1.0 nA</span>,
and nowhere else at <span class="live-scrub" data-figure="no-such" data-control="gain">5</span>.</p>
<p id="formula"><i class="live-symbol-gain">g</i> times <i class="live-symbol-other">x</i></p>"""


def _kernel(spikes, gain, reveal, other, out, ears, readouts):
    n = 0
    while n < spikes.size and not np.isnan(spikes[n]):
        n += 1
    for i in range(out.size):
        out[i] = gain * i + other
        ears[i % 2, i // 2] = i % 2
    readouts.n = n
    readouts.seen = gain if reveal else np.nan


@pytest.fixture(scope="module")
def figure():
    return live.Figure(
        "test-touches",
        kernel=_kernel,
        title="Spikes by hand",
        controls=[
            live.DrawnSpikes("spikes", 6, 0.0, 100.0, 1.0, [20, 60], unit="ms", label="train"),
            live.Slider("gain", -2.0, 4.0, 1.0, 0.5, unit="nA", label="gain", symbol="g"),
            live.Checkbox("reveal", label="reveal"),
            live.Slider("other", 0.0, 1.0, 0.0, 0.5, label="offset", symbol="x"),
        ],
        arrays={"out": live.Array(100), "ears": live.Array((2, 50))},
        readouts={"n": live.Readout(label="spikes"), "seen": live.Readout(label="seen")},
        views=[
            live.Plot(
                [live.SpikeDrawing("spikes")],
                live.Axis("time", "ms", (0, 100)),
                live.Axis("spikes", "", (0, 1)),
                height=120,
            ),
            live.Plot(
                [live.Trace("out", 1.0, label="answer", color="teach", shown_by="reveal")],
                live.Axis("time", "ms", (0, 100)),
                live.Axis("answer", "", (-50, 50)),
            ),
        ],
        sound=[
            live.Sound("spikes", 100.0),
            live.Waveform("out", 10000, "answer", full_scale=200.0),
            live.Waveform("ears", 4000, "right ear"),
        ],
    )


@pytest.fixture
def page(open_figures, figure):
    return open_figures(figure, edit=lambda html: html.replace("</main>", f"{_TEXT}</main>"))


def ask(page, expression):
    return page.evaluate(
        f"""async () => {{
          const {{ live }} = document.querySelector("figure[data-live-figure]");
          return {expression};
        }}"""
    )


def spikes(page):
    return ask(page, "Array.from(live.get('spikes'))")


def plot(page, number=0):
    return page.locator(".live-overlay").nth(number).bounding_box()


def at_time(page, time):
    """Where a time stands on the screen (the axis goes from the canvas's data box)."""
    box = plot(page)
    left, right = box["x"] + 42, box["x"] + box["width"] - 12
    return left + time / 100.0 * (right - left), box["y"] + box["height"] / 3


def test_the_page_and_numba_agree_on_spike_trains_of_every_length(page, figure):
    settings = random_settings(describe(page, figure.name), n=60)
    assert {len(s["spikes"]) for s in settings} >= {0, 3, 6}
    assert differences(page, figure.name, settings) == []


def test_set_sorts_snaps_and_refuses_too_many_spikes(page):
    ask(page, "live.set('spikes', [70.4, -5, 30])")
    assert spikes(page) == [0, 30, 70]
    for wrong in ("[1,2,3,4,5,6,7]", "[NaN]", "'x'"):
        attempt = f"try {{ live.set('spikes', {wrong}); }} catch (e) {{ return e.message; }}"
        assert "spikes" in ask(page, f"(() => {{ {attempt} }})()")
    assert spikes(page) == [0, 30, 70]


def test_a_click_adds_a_spike_a_drag_moves_it_and_delete_removes_it(page):
    page.mouse.click(*at_time(page, 40))
    assert spikes(page) == pytest.approx([20, 40, 60], abs=1)
    page.mouse.move(*at_time(page, 60))
    page.mouse.down()
    page.mouse.move(*at_time(page, 10), steps=6)  # past the others: it stays the one in hand
    page.mouse.up()
    assert spikes(page) == pytest.approx([10, 20, 40], abs=1)
    page.keyboard.press("Delete")
    assert spikes(page) == pytest.approx([20, 40], abs=1)
    page.mouse.dblclick(*at_time(page, 20))
    assert len(spikes(page)) == 1
    ask(page, "live.settled()")
    assert ask(page, "live.readouts().n") == 1


def test_no_more_spikes_than_there_is_room_for(page):
    for time in (5, 30, 45, 75, 90, 97):
        page.mouse.click(*at_time(page, time))
    assert len(spikes(page)) == 6


def test_keys_edit_spikes(page):
    pen = page.locator('[role="slider"][data-control="spikes"]')
    pen.focus()
    assert "spike 1 of 2 at 20 ms" in pen.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    assert spikes(page) == [21, 60]
    page.keyboard.press("PageUp")
    page.keyboard.press("Shift+ArrowLeft")
    assert spikes(page) == [21, 50]
    page.keyboard.press("Insert")
    assert len(spikes(page)) == 3
    for _ in range(4):
        page.keyboard.press("Delete")
    assert spikes(page) == []
    assert pen.get_attribute("aria-valuetext") == "no spikes"
    page.keyboard.press("Insert")
    assert spikes(page) == [50]


def test_an_empty_train_travels_in_a_link(page):
    ask(page, "live.set('spikes', [])")
    page.get_by_role("button", name="link to this moment").click()
    page.reload()
    page.wait_for_selector("figure[data-ready='1']")
    assert spikes(page) == []


def painted(page, number):
    """How many pixels of a plot have the colour of what is revealed."""
    return (
        page.locator(".live-area canvas[role=img]")
        .nth(number)
        .evaluate(
            """(canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let n = 0;
          for (let i = 0; i < data.length; i += 4) {
            n += data[i + 3] > 200 && data[i] > 150 && data[i + 1] < 140 && data[i + 2] < 60;
          }
          return n;
        }"""
        )
    )


def test_what_is_to_be_guessed_is_hidden_until_it_is_revealed(page):
    assert painted(page, 1) == 0
    assert page.locator("dd").nth(1).inner_text() == "—"
    page.get_by_label("reveal").check()
    ask(page, "live.settled()")
    assert painted(page, 1) > 100
    assert ask(page, "live.readouts().seen") == 1.0


def test_a_number_in_the_text_is_the_slider(page):
    number = page.locator(".live-scrub").first
    assert number.get_attribute("role") == "slider"
    number.scroll_into_view_if_needed()
    box = number.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=5)  # a fifth of the way from end to end
    page.mouse.up()
    assert ask(page, "live.get('gain')") == pytest.approx(1.0 + 0.2 * 6.0, abs=0.5)
    ask(page, "live.set('gain', -1.5)")
    assert number.inner_text() == "−1.5 nA"
    number.focus()
    page.keyboard.press("ArrowUp")
    assert ask(page, "live.get('gain')") == -1.0
    page.keyboard.press("End")
    assert ask(page, "live.get('gain')") == 4.0
    assert number.get_attribute("aria-valuetext") == "4.0 nA"


def test_a_number_of_no_figure_stays_text(page):
    assert page.locator(".live-scrub").nth(1).get_attribute("role") is None


def lit(page):
    return page.evaluate(
        "[...document.querySelectorAll('.live-lit')].map((n) => n.dataset.control ?? n.className)"
    )


def test_a_symbol_lights_its_control_and_the_other_way_round(page):
    page.locator("#formula .live-symbol-gain").hover()
    assert lit(page).count("gain") == 2  # the control, and the number in the text
    page.locator('.live-control[data-control="other"]').hover()
    assert lit(page)[0] == "other"
    assert any("live-symbol-other" in name for name in lit(page))
    page.locator('input[name="gain"]').focus()  # the keyboard lights it, too
    assert any("live-symbol-gain" in name for name in lit(page))
    page.locator("h1").hover()
    assert lit(page) == []


def test_a_click_on_a_symbol_lights_and_moves_nothing(page):
    page.evaluate("document.querySelector('main').style.paddingBottom = '2000px'")
    page.locator("#formula").evaluate("node => { node.style.marginTop = '3000px' }")
    symbol = page.locator("#formula .live-symbol-gain")
    symbol.scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    symbol.click()
    assert lit(page).count("gain") == 2
    assert page.evaluate("scrollY") == scrolled > 1000


def test_a_scrubbed_number_brings_its_figure_along(page):
    number = page.locator(".live-scrub").first
    copy = page.locator(".live-mini").first
    number.focus()
    assert copy.is_hidden()  # the figure itself is there to see
    number.evaluate("node => { node.parentNode.style.marginTop = '3000px' }")
    number.scroll_into_view_if_needed()
    box = number.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    assert copy.is_visible()
    place = copy.bounding_box()
    assert place["y"] >= 0
    assert place["y"] + place["height"] <= page.viewport_size["height"]
    assert place["y"] > y + 20 or place["y"] + place["height"] < y - 20  # and not on the number
    before = copy.locator("canvas").evaluate("c => c.toDataURL()")
    ask(page, "live.set('spikes', [5, 95])")
    ask(page, "live.settled()")
    assert copy.locator("canvas").evaluate("c => c.toDataURL()") != before
    assert "spikes 2" in copy.inner_text()
    page.mouse.up()
    number.evaluate("node => node.blur()")
    assert copy.is_hidden()


_NO_LOUDSPEAKER = """<script>window.played = [];
window.AudioContext = class {
  sampleRate = 1000; destination = {};
  createBuffer(ears, n, rate) {
    const d = Array.from({ length: ears }, () => new Float32Array(n));
    return { getChannelData: (k) => d[k], d, rate };
  }
  createBufferSource() {
    return { connect() {}, start() {
      window.played.push([this.buffer.rate, ...this.buffer.d.map((ear) => Array.from(ear))]);
      window.end = () => this.onended();
    } };
  }
  close() { window.silenced = (window.silenced ?? 0) + 1; }
};</script><main>"""


@pytest.fixture
def silent(open_figures, figure):
    return open_figures(figure, edit=lambda html: html.replace("<main>", _NO_LOUDSPEAKER))


def played(page, k):
    """The rate and the samples of the sound number k, as soon as it plays."""
    page.wait_for_function("k => window.played.length > k", arg=k)
    return page.evaluate("k => played[k]", k)


def test_spikes_sound_on_a_button_and_not_by_themselves(silent):
    assert silent.evaluate("played.length") == 0
    silent.get_by_role("button", name="listen", exact=True).click()
    rate, samples = played(silent, 0)
    assert (rate, len(samples)) == (1000, 101)
    loud = np.flatnonzero(np.abs(samples) > 0.5)
    assert loud.tolist() == [20, 60]  # a sample a millisecond: a click at each spike
    silent.get_by_role("button", name="stop").click()
    assert silent.evaluate("window.silenced") == 1
    assert silent.evaluate("played.length") == 1


def test_an_array_sounds_faded_and_no_louder_than_it_should(silent):
    silent.get_by_role("button", name="listen", exact=True).click()
    played(silent, 0)
    silent.get_by_role("button", name="listen: answer").click()  # the other one stops
    assert silent.evaluate("window.silenced") == 1
    assert silent.get_by_role("button", name="stop").count() == 1
    rate, samples = played(silent, 1)
    assert (rate, len(samples)) == (10000, 100)
    fade = np.minimum(1, np.minimum(np.arange(100), np.arange(100)[::-1]) / 50)
    np.testing.assert_allclose(samples, 0.5 / 200 * fade * np.arange(100), atol=1e-6)
    silent.evaluate("window.end()")  # it is over
    assert silent.get_by_role("button", name="stop").count() == 0
    ask(silent, "live.set('gain', 4)")  # beyond its full scale: softer as a whole
    ask(silent, "live.settled()")
    silent.get_by_role("button", name="listen: answer").click()
    samples = played(silent, 2)[1]
    np.testing.assert_allclose(samples, 0.5 / 396 * fade * 4 * np.arange(100), atol=1e-6)


def test_two_rows_are_the_left_and_the_right_ear(silent):
    silent.get_by_role("button", name="listen: right ear").click()
    rate, left, right = played(silent, 0)
    fade = np.minimum(1, np.minimum(np.arange(50), np.arange(50)[::-1]) / 20)
    assert (rate, left) == (4000, [0.0] * 50)
    np.testing.assert_allclose(right, 0.5 * fade, atol=1e-6)


def test_symbols_are_marked_where_they_stand_alone():
    symbols = {r"\tau_m": "tau_m", "I": "current", r"v_\mathrm{th}": "v_th", "v": "v"}
    marked = mark_symbols(r"\tau_m \dot{v} = v_\mathrm{th} - v_0 + R_m I \text{ if } I_k", symbols)
    assert marked == (
        r"{\class{live-symbol-tau_m}{\tau_m}} \dot{{\class{live-symbol-v}{v}}} = "
        r"{\class{live-symbol-v_th}{v_\mathrm{th}}} - v_0 + R_m {\class{live-symbol-current}{I}} "
        r"\text{ if } I_k"
    )
    assert mark_symbols(r"\frac1v", symbols) == r"\frac1{\class{live-symbol-v}{v}}"


@pytest.mark.book
def test_a_formula_of_the_book_lights_a_slider(open_page, origin):
    page = open_page(f"{origin}{site.FOLDER}/book/neurons/lif.html")
    site.ready(page, "lif-neuron")
    symbol = page.locator("mjx-container .live-symbol-tau_m").first
    symbol.wait_for(state="attached")
    assert page.locator("mjx-merror").count() == 0
    symbol.scroll_into_view_if_needed()
    symbol.hover()
    assert "tau_m" in lit(page)
