"""What a word of the glossary means: shown to the mouse, the keyboard and the finger."""

import pytest

from tests.browser import site

pytestmark = pytest.mark.browser

MEANS = "A cell that takes in signals and sends out spikes."
_PAGE = f"""<!doctype html><html lang="en" data-theme="light">
<link rel="icon" href="data:,"><title>Words</title>
<style>{{style}} body {{{{ margin: 8px; font: 18px sans-serif; }}}}</style>
<main><article class="bd-article" style="margin-top: 200px">
<p style="text-align: right">Here is a <a class="reference internal word" href="#there"
data-means="{MEANS}">neuron</a> and a <a class="word" href="#else" data-means="Two.">spike</a></p>
<p id="plain">Nothing.</p><p style="margin-top: 3000px" id="there">There.</p></article></main>
<script>{{script}}</script>"""


@pytest.fixture(scope="module")
def page_url(made, origin):
    static = site.ROOT / "book" / "_extension" / "static"
    text = _PAGE.format(
        style=(static / "book.css").read_text("utf-8").replace("@font-face", "@media none"),
        script=(static / "words.js").read_text("utf-8"),
    )
    (made / "words.html").write_text(text, "utf-8")
    return f"{origin}/made/words.html"


def shown(page):
    """What stands in the box, or None."""
    box = page.locator("#word-means")
    return box.text_content() if box.is_visible() else None


def in_window(page):
    box, window = page.locator("#word-means").bounding_box(), page.viewport_size
    return (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= window["width"]
        and box["y"] + box["height"] <= window["height"]
    )


@pytest.mark.parametrize("width", [390, 1400])
def test_the_keyboard_and_the_mouse_see_it(page_url, watched, width):
    with watched(page_url, viewport={"width": width, "height": 600}) as page:
        assert shown(page) is None
        word = page.locator("a.word").first
        page.keyboard.press("Tab")
        assert shown(page) == MEANS
        assert in_window(page)
        assert word.get_attribute("aria-describedby") == "word-means"
        assert page.locator("#word-means").get_attribute("role") == "tooltip"
        page.keyboard.press("Escape")
        assert shown(page) is None
        assert word.get_attribute("aria-describedby") is None
        page.keyboard.press("Tab")
        assert shown(page) == "Two."
        word.hover()
        page.wait_for_function(f"document.querySelector('#word-means').textContent === {MEANS!r}")
        page.locator("#word-means").hover()  # it stays while one points at it
        page.wait_for_timeout(500)
        assert shown(page) == MEANS
        page.locator("#plain").hover()
        page.wait_for_function("document.querySelector('#word-means').hidden")
        word.click()  # a mouse follows the link at once
        assert page.url.endswith("#there")


def test_a_finger_sees_it_first_and_follows_the_link_then(page_url, watched):
    with watched(page_url, viewport={"width": 390, "height": 600}, has_touch=True) as page:
        word = page.locator("a.word").first
        word.tap()
        assert shown(page) == MEANS
        assert in_window(page)
        assert not page.url.endswith("#there")
        page.locator("#plain").tap()
        assert shown(page) is None
        word.tap()
        word.tap()
        assert page.url.endswith("#there")


def test_at_the_bottom_of_the_window_it_stands_above(page_url, watched):
    with watched(page_url, viewport={"width": 390, "height": 250}) as page:
        page.keyboard.press("Tab")
        assert in_window(page)
        word = page.locator("a.word").first.bounding_box()
        box = page.locator("#word-means").bounding_box()
        assert box["y"] + box["height"] <= word["y"] + 1
