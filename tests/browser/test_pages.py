"""What holds for each page of the book that has live figures, as a whole.

A page is opened twice, since that is what takes long: as on a laptop, and from a disk as on a phone
in the dark. All tests look at these two.
"""

import contextlib
import functools
import gzip
import re
from typing import NamedTuple

import pytest

from benchmarks.first_frame import serving, transferred
from tests.browser import site
from tests.browser.test_behaviour import _CLIPPED, resize, violations

pytestmark = [pytest.mark.browser, pytest.mark.book]

FIGURES = site.live_figures()
PAGES = sorted({page for page, _ in FIGURES})
SLACK = 5  # as in test_contract.py
PAGE_KB = 150
ALL_KB = 600  # all that is transferred through gzip, fonts included; trained weights are apart
#: kB of such pages before they left out what no page needs (commit 13d6eb1).
BEFORE = "1150 to 1500 kB"

# the lower edges of the opening figure's first plot or table, and of its first control; and the
# empty height at the foot of the figure that has most of it
_EDGES = """() => {
  const figure = document.querySelector("figure[data-live-figure]");
  const bottom = (selector) => {
    const seen = [...figure.querySelectorAll(selector)].find((one) => one.offsetHeight > 0);
    return Math.round(seen.getBoundingClientRect().bottom + scrollY);
  };
  const empty = (body) => body.getBoundingClientRect().bottom
    - Math.max(...[...body.children].filter((one) => one.offsetHeight > 0)
      .map((one) => one.getBoundingClientRect().bottom));
  return { plot: bottom(".live-area, .live-table"),
    empty: Math.max(...[...document.querySelectorAll("figure .live-body")].map(empty)),
    control: bottom(":is(.live-controls, .live-player, .live-drawn) :is(input, select, button)") };
}"""
_ORDER = """() => [...document.querySelectorAll(
  "article > section > :is(h1, p, .figure-first, .aims, section)")].map((one) =>
  one.matches(".figure-first") ? "figure" : one.matches(".aims") ? "aims" : one.localName)"""


class Look(NamedTuple):
    """A page as a reader has it, and what it was like before any test touched it."""

    page: object
    bytes: int  # what was transferred
    edges: dict
    order: list


@pytest.fixture(scope="module")
def origin():
    """A server that compresses."""
    with serving(site.SITE) as origin:
        yield origin


@pytest.fixture(scope="module", params=PAGES)
def where(request):
    """Each page of the book that has live figures."""
    return request.param


@pytest.fixture(scope="module")
def opened(watched, origin, where):
    """``opened(screen)``: the page on a ``"laptop"`` or a ``"phone"``, kept for all its tests."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def opened(screen):
            base, size, theme = {
                "laptop": (origin, {"width": 1280, "height": 720}, "light"),
                "phone": (site.SITE.as_uri(), {"width": 390, "height": 844}, "dark"),
            }[screen]
            page = stack.enter_context(watched(viewport=size, color_scheme=theme))
            sizes, _ = transferred(page)
            page.goto(f"{base}/{where}")
            for name in [name for there, name in FIGURES if there == where]:
                site.ready(page, name)
            site.typeset(page)
            page.wait_for_load_state("networkidle")
            return Look(page, sum(sizes), page.evaluate(_EDGES), page.evaluate(_ORDER))

        yield opened


@pytest.fixture(params=["laptop", "phone"])
def look(opened, request):
    """The page on each of the two screens."""
    return opened(request.param)


# ── before a test has touched it ───────────────────────────────────────────────────────────────


def test_a_page_complains_of_nothing(look):
    assert look.page.watch.complaints == []  # and once more when the page closes


def test_the_order_is_question_figure_aims_text(where, look):
    if where.count("/") == 1:  # the front page has an order of its own
        return
    first = look.order.index("figure")
    assert look.order[:first] == ["h1"] + ["p"] * (first - 1)
    assert first - 1 in (1, 2)  # one paragraph asks, the other says what to look at
    assert look.order[first + 1] == "aims"


def test_no_figure_ends_in_a_hole(look):
    assert look.edges["empty"] <= 12


def test_the_opening_figure_is_in_the_first_screen(where, opened, report):
    control, plot = opened("laptop").edges["control"], opened("phone").edges["plot"]
    report(
        f"{where}: first control ends at y = {control} of 720, on a phone the plot at {plot} of 844"
    )
    assert control <= 720
    assert plot <= 844


def test_a_page_weighs_little(where, report):
    html = (site.SITE / where).read_text("utf-8")
    ours = set(re.findall(r'(?:src|href)="([^"?]*/live/live-[^"?]*)', html))
    assert len(ours) == 2
    files = [site.SITE / where, *((site.SITE / where).parent / url for url in ours)]
    weight = sum(len(gzip.compress(path.read_bytes(), 6)) for path in files) / 1000
    report(f"{where}: {weight:.1f} kB of {PAGE_KB} gzipped, still pictures included")
    assert weight <= SLACK * PAGE_KB


def test_a_page_with_all_that_it_loads_weighs_little(where, opened, report):
    look = opened("laptop")
    names = set(re.findall(r'data-file="([^"]+)"', look.page.content()))
    data = [(site.SITE / "_static" / "live-data" / name).read_bytes() for name in names]
    trained = sum(len(gzip.compress(one, 6)) for one in data) / 1000
    weight = look.bytes / 1000 - trained
    report(
        f"{where}: {weight:.0f} kB of {ALL_KB} through gzip, and {trained:.0f} kB of trained "
        f"weights (before: {BEFORE} in all)"
    )
    assert 100 < weight <= ALL_KB


# ── at other widths, and with all that is folded ───────────────────────────────────────────────


@pytest.mark.parametrize(("screen", "another"), [("laptop", 1400), ("phone", 320)])
def test_nothing_is_wider_than_its_place(opened, screen, another):
    page = opened(screen).page
    assert page.evaluate(_CLIPPED) == []
    resize(page, another)
    assert page.evaluate(_CLIPPED) == []


# What is not the book's own: docutils' markup of a list of references, and the theme's logo, which
# lies outside of every landmark.
_NOT_OURS = re.compile(
    r'aria-(allowed|deprecated)-role: <div class="citation"|region: <img [^>]*logo__image'
    r'|aria-required-children: <div role="list" class="citation-list"'
)


# The theme lets the keyboard reach what scrolls, 0.3 s after the page has changed.
_REACHABLE = """() => [...document.querySelectorAll(
  "pre, .nboutput > .output_area, .cell_output > .output, .jp-RenderedHTMLCommon")].every((box) =>
  (box.tabIndex === 0) ===
    (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight))"""


def test_axe_finds_nothing_wrong(look):
    resize(look.page, 1280)  # where all that a page has is in sight
    look.page.wait_for_function(_REACHABLE)
    assert [line for line in violations(look.page) if not _NOT_OURS.match(line)] == []


def test_what_a_cell_shows_has_no_light_ground_in_the_dark(opened):
    light = opened("phone").page.evaluate(
        """() => [...document.querySelectorAll("article .cell_output *")].filter((one) => {
          const { width, height } = one.getBoundingClientRect();
          const ground = getComputedStyle(one).backgroundColor;
          const [r, g, b, a = 1] = ground.match(/[\\d.]+/g).map(Number);
          return width > 60 && height > 30 && a > 0.5 && r + g + b > 450;
        }).map((one) => `${one.localName}.${one.className}`)"""
    )
    assert light == []


def test_no_line_of_code_and_no_equation_is_cut_on_a_laptop(opened):
    page = opened("laptop").page
    resize(page, 1280)
    cut = page.evaluate(
        """() => {
          document.querySelectorAll("article details").forEach((one) => { one.open = true; });
          return [...document.querySelectorAll("article pre, div.math mjx-container")]
            .filter((one) => one.scrollWidth > one.clientWidth + 1)
            .map((one) => one.innerText.slice(0, 60));
        }"""
    )
    assert cut == []


# ── pages without live figures: appendices, lists, search ──────────────────────────────────────

OTHERS = sorted(
    path.relative_to(site.SITE).as_posix()
    for path in site.SITE.rglob("*.html")
    if "_static" not in path.relative_to(site.SITE).parts
    and path.stat().st_size > 1000  # the one that leads on to the front page
    and path.relative_to(site.SITE).as_posix() not in PAGES
)
#: Bytes of a page: axe-core looks at a longer one once, and not at the colours of its thousand
#: links; the longest are of the same make as shorter ones.
LONG, LONGEST = 60_000, 350_000


@pytest.mark.parametrize("name", OTHERS)
def test_pages_without_figures_are_in_order(watched, name):
    path = site.SITE / name
    size = path.stat().st_size
    rules = {"color-contrast": {"enabled": size < LONG}}
    with watched(path.as_uri(), viewport={"width": 1400, "height": 900}) as page:
        page.wait_for_load_state("networkidle")
        for width, theme in ((1400, "light"), (390, "dark"), (320, "dark")):
            page.emulate_media(color_scheme=theme)
            resize(page, width)
            assert page.evaluate("document.documentElement.dataset.theme") == theme
            assert page.evaluate(_CLIPPED) == []
            if (size < LONG and width > 320) or (size < LONGEST and width == 390):
                page.wait_for_function(_REACHABLE)
                found = violations(page, rules)
                assert [line for line in found if not _NOT_OURS.match(line)] == []
