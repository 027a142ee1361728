"""What holds for each page of the book that has live figures, as a whole."""

import gzip
import itertools
import re

import pytest

from tests.browser import site
from tests.browser.test_behaviour import _CLIPPED, resize, violations

pytestmark = [pytest.mark.browser, pytest.mark.book]

FIGURES = site.live_figures()
PAGES = sorted({page for page, _ in FIGURES})
SLACK = 5  # as in test_contract.py
PAGE_KB = 150
LOOKS = [("http", 1400, "light"), ("file", 390, "dark")]


@pytest.mark.parametrize("where", PAGES)
def test_a_page_weighs_little(where, report):
    html = (site.SITE / where).read_text("utf-8")
    ours = set(re.findall(r'(?:src|href)="([^"?]*/live/live-[^"?]*)', html))
    assert len(ours) == 2
    files = [site.SITE / where, *((site.SITE / where).parent / url for url in ours)]
    weight = sum(len(gzip.compress(path.read_bytes(), 6)) for path in files) / 1000
    report(f"{where}: {weight:.1f} kB of {PAGE_KB} gzipped, still pictures included")
    assert weight <= SLACK * PAGE_KB


@pytest.fixture(
    scope="module",
    params=itertools.product(PAGES, LOOKS),
    ids=lambda param: "-".join(map(str, (param[0], *param[1]))),
)
def page(watched, origin, request):
    """A page of the book as one reader has it, all its figures ready."""
    where, (scheme, width, theme) = request.param
    base = f"{origin}{site.FOLDER}" if scheme == "http" else site.SITE.as_uri()
    size = {"width": width, "height": 900}
    with watched(f"{base}/{where}", viewport=size, color_scheme=theme) as page:
        for name in [name for there, name in FIGURES if there == where]:
            site.ready(page, name)
        page.wait_for_load_state("networkidle")
        yield page


def test_a_page_complains_of_nothing(page):
    assert page.watch.complaints == []  # and once more when the page closes


def test_nothing_is_wider_than_its_place(page):
    assert page.evaluate(_CLIPPED) == []
    if page.viewport_size["width"] == 390:
        resize(page, 320)
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


def test_axe_finds_nothing_wrong(page):
    resize(page, 1280)  # where all that a page has is in sight
    page.wait_for_function(_REACHABLE)
    assert [line for line in violations(page) if not _NOT_OURS.match(line)] == []
