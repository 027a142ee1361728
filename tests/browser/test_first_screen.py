"""What certain pages of the book show: letters, folds, contents, paper, search, first steps."""

import pytest

from tests.browser import site

pytestmark = [pytest.mark.browser, pytest.mark.book]

LAPTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def page(watched, origin):
    """A chapter with formulas, folds and solutions."""
    with watched(f"{origin}{site.FOLDER}/book/neurons/lif.html", viewport=LAPTOP) as page:
        site.ready(page)
        site.typeset(page)
        yield page


def test_formulas_are_no_stops_for_the_keyboard_unless_they_scroll(page):
    page.wait_for_function(
        """() => [...document.querySelectorAll("mjx-container")].every((one) =>
          (one.tabIndex === 0) ===
            (one.matches("[display]") && one.scrollWidth > one.clientWidth))"""
    )
    assert page.locator("p mjx-container").count() > 20
    assert page.locator("p mjx-container[tabindex]").count() == 0


def test_what_goes_on_beyond_its_box_fades_at_that_edge(open_page, origin):
    page = open_page(f"{origin}{site.FOLDER}/book/neurons/lif.html", viewport=PHONE)
    site.typeset(page)
    found = page.evaluate(
        """() => [...document.querySelectorAll("div.math mjx-container, article pre")]
          .filter((one) => one.scrollWidth > one.clientWidth + 1)
          .map((one) => {
            const style = getComputedStyle(one);
            const ground = one.localName === "pre" ? style.backgroundColor
              : getComputedStyle(document.body).backgroundColor;
            const fade = `linear-gradient(to right, ${ground} 30%`;
            return [one.localName, style.backgroundImage.startsWith(fade)];
          })"""
    )
    assert {kind for kind, _ in found} == {"mjx-container", "pre"}
    assert all(fades for _, fades in found)


def test_three_pictures_leave_no_hole_on_a_phone(open_page, origin):
    page = open_page(f"{origin}{site.FOLDER}/book/encoding/rate.html", viewport=PHONE)
    figure = site.ready(page, "rate-image")
    first, second, third = [one.bounding_box() for one in figure.locator(".live-picture").all()]
    tools = figure.locator(".live-drawn").bounding_box()
    assert first["width"] > 1.15 * second["width"]
    assert tools["x"] >= first["x"] + first["width"]  # beside it
    assert tools["y"] < first["y"] + first["height"] / 2
    assert second["y"] == third["y"] >= first["y"] + first["height"]
    assert second["x"] == pytest.approx(first["x"], abs=2)


def test_comments_have_a_colour_of_their_own_in_the_dark(open_page, origin):
    url = f"{origin}{site.FOLDER}/book/neurons/lif.html"
    page = open_page(url, viewport=LAPTOP, color_scheme="dark")
    colours = [
        page.locator(f".highlight .{kind}").first.evaluate("(one) => getComputedStyle(one).color")
        for kind in ("c1", "mi", "nb", "s2", "k")
    ]
    assert len(set(colours)) == len(colours) - 1  # numbers and built-ins share theirs
    assert colours[0] not in colours[1:]


# Holds the pencil still as soon as it is there, so that a test can say how far it goes when.
_HOLD_THE_PENCIL = """new MutationObserver((_, observer) => {
  const hand = document.querySelector(".live-hand");
  if (!hand) return;
  observer.disconnect();
  [window.moving] = hand.getAnimations();
  window.moving.pause();
}).observe(document, { childList: true, subtree: true });"""


def test_a_pencil_shows_that_the_opening_curve_is_drawn_until_a_hand_comes(open_page, origin):
    url = f"{origin}{site.FOLDER}/book/index.html"
    hold = lambda page: page.add_init_script(_HOLD_THE_PENCIL)  # noqa: E731
    page = open_page(url, before=hold, viewport=LAPTOP)
    hand = page.locator(".live-hand")
    hand.wait_for()
    places = []
    for milliseconds in (300, 1100, 1900):
        page.evaluate("(time) => { window.moving.currentTime = time; }", milliseconds)
        places.append(hand.bounding_box()["x"])
    assert places[0] + 5 < places[1] < places[2] - 5
    page.locator(".live-drawable .live-overlay").first.hover()
    assert hand.count() == 0
    still = open_page(url, viewport=LAPTOP, reduced_motion="reduce")
    site.ready(still)
    still.locator(".live-check").wait_for()  # what comes later is there
    assert still.locator(".live-hand").count() == 0


def test_a_fold_is_named_by_what_one_sees(page):
    folds = page.locator("details.fold > summary")
    assert folds.count() > 10
    for fold in folds.all():
        assert fold.inner_text().strip()
        assert fold.get_attribute("aria-label") is None


def test_text_and_figures_have_one_family_that_comes_with_the_site(page):
    families = page.evaluate(
        """() => ["article p", ".live-title", "h1", "nav.bd-links a, .bd-toc-nav a"].map((one) =>
          getComputedStyle(document.querySelector(one)).fontFamily.split(",")[0])"""
    )
    assert set(families) == {'"Source Sans 3"'}
    assert page.evaluate("document.fonts.check('18px \"Source Sans 3\"')")
    loaded = page.evaluate(
        """() => [...document.fonts].filter((one) => one.status === "loaded")
          .map((one) => one.family)"""
    )
    assert any("Source Sans 3" in family for family in loaded)


def test_a_line_of_text_has_some_66_characters(page):
    found = page.evaluate(
        """() => {
          const p = [...document.querySelectorAll("article > section > section > p")]
            .sort((a, b) => b.textContent.length - a.textContent.length)[0];
          const lines = Math.round(p.getBoundingClientRect().height /
            parseFloat(getComputedStyle(p).lineHeight));
          return p.innerText.length / lines;
        }"""
    )
    assert 58 <= found <= 74


def test_the_contents_are_a_drawer_where_there_is_no_room(page):
    contents = page.locator(".bd-sidebar-secondary")
    assert not contents.is_visible()
    page.locator(".bd-header-article .secondary-toggle").click()
    contents.wait_for(state="visible")
    page.locator("label.overlay-secondary").click(position={"x": 50, "y": 300})
    contents.wait_for(state="hidden")


def test_paper_shows_the_figure_as_set_and_no_solution_that_is_folded(page):
    solutions = page.locator("details.solution")
    assert solutions.count() >= 3
    page.emulate_media(media="print")
    try:
        assert not solutions.first.is_visible()
        assert page.locator(".only-paper").is_visible()
        assert page.locator(".figure-number").first.is_visible()
        assert page.locator("figure .live-area canvas").first.is_visible()
        assert not page.locator(".live-still").first.is_visible()
        title = page.locator("article h1").bounding_box()
        assert title["x"] >= 0
        assert title["x"] + title["width"] <= LAPTOP["width"]
        wraps = page.evaluate(
            "() => getComputedStyle(document.querySelector('article pre')).whiteSpace"
        )
        assert wraps == "pre-wrap"
    finally:
        page.emulate_media(media="screen")


def test_the_front_page_keeps_the_readers_best(open_page, origin):
    page = open_page(f"{origin}{site.FOLDER}/book/index.html")
    site.ready(page)
    said = []
    for milliseconds in (15, 40, 11):  # at 5 nA: 75 pC, 200 pC, 55 pC
        page.evaluate(
            """async (n) => {
              const { live } = document.querySelector('figure[data-live-figure="drawn-current"]');
              live.set("current", Array.from({ length: 300 }, (_, k) => (k < n ? 5 : 0)));
              await live.settled();
              await new Promise(setTimeout); // the page hears of the frame after this script does
            }""",
            milliseconds,
        )
        said.append(page.locator(".best").inner_text())
    assert said == ["Your best so far: 75.0 pC."] * 2 + ["Your best so far: 55.0 pC."]
    page.evaluate(  # a membrane that is ten times as quick takes a tenth of the charge
        """async () => {
          const { live } = document.querySelector('figure[data-live-figure="drawn-current"]');
          live.set("tau_m", 2);
          live.set("current", Array.from({ length: 300 }, (_, k) => (k < 3 ? 5 : 0)));
          await live.settled();
          await new Promise(setTimeout);
        }"""
    )
    assert page.locator(".best").inner_text() == "Your best so far: 55.0 pC."


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_search_leads_to_the_section_that_defines_the_word(scheme, open_page, origin):
    base = f"{origin}{site.FOLDER}" if scheme == "http" else site.SITE.as_uri()
    page = open_page(f"{base}/search.html?q=refractory")
    hits = page.locator("#search-results a")
    hits.first.wait_for()
    assert "neurons/neuron-and-synapse.html#" in hits.first.get_attribute("href")
    excerpts = page.locator("#search-results p").all_inner_texts()
    assert all("refractory" in text.lower() for text in excerpts[:3])
    assert not any("\\class" in text or ".md" in text for text in excerpts)
    hits.first.click()
    page.wait_for_url("**/neurons/neuron-and-synapse.html#*")


@pytest.mark.parametrize(
    ("word", "where"),
    [
        ("refractory", "neurons/neuron-and-synapse.html#"),
        ("f-I curve", "neurons/firing-rate.html"),
        ("STDP", "learning/stdp.html"),
        ("synapse", "neurons/neuron-and-synapse.html#"),
        ("leak", "spikes/membrane.html#"),
        ("rheobase", "neurons/lif.html#"),
        ("Poisson", "spikes/spike-trains.html#"),
        ("homeostasis", "learning/stability.html"),
    ],
)
def test_the_first_hit_is_where_the_book_explains_the_word(search_page, word, where):
    first = search_page.evaluate("(word) => window.searchBook(word)[0].url", word)
    assert f"book/{where}" in first


@pytest.fixture(scope="module")
def search_page(watched, origin):
    with watched(f"{origin}{site.FOLDER}/search.html") as page:
        page.wait_for_function("() => Boolean(window.searchBook)")
        yield page


def test_the_skip_link_leads_to_the_text_and_no_whole_figure_is_a_stop(open_page, origin):
    page = open_page(f"{origin}{site.FOLDER}/book/neurons/lif.html", viewport=LAPTOP)
    site.ready(page)
    site.typeset(page)  # then the theme has its stops
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    stops = []
    while "current" not in stops and len(stops) < 100:
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                """() => {
                  const at = document.activeElement;
                  return at.closest("article") ? at.name || at.localName : "outside";
                }"""
            )
        )
    assert "outside" not in stops
    assert stops.count("div") == 2  # threshold and reset, on the plot
    assert len(stops) <= 13


def test_every_stop_of_the_keyboard_in_the_head_of_a_page_is_seen(page):
    page.evaluate("document.querySelector('nav.bd-links li:last-child a').focus()")
    seen = []
    while len(seen) < 300 and not page.evaluate("document.activeElement.matches('main article *')"):
        page.keyboard.press("Tab")
        seen += page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
              return [ring || style.boxShadow !== "none" || document.activeElement.outerHTML];
            }"""
        )
    assert 4 < len(seen) < 300
    assert set(seen) == {True}
