"""A figure's data: loaded after the page's text, by a classic script, and checked."""

import base64
import itertools

import pytest

from snnlib.live import data
from tests.browser import figures, site
from tests.browser.contract import describe, differences, random_settings
from tests.browser.test_behaviour import ask, each_scheme, settle
from tests.browser.test_front import run  # noqa: F401

pytestmark = pytest.mark.browser

numbers = itertools.count()


@pytest.fixture(scope="module")
def weighted():
    return figures.weighted()


@pytest.fixture
def open_with_file(open_page, origin, made):
    """``open_with_file(figure)``: a page as the Sphinx extension makes it, data in a file."""

    def open_with_file(figure, scheme="http", change=str, before=None, until="load"):
        folder = made / f"site-{next(numbers)}"
        (folder / "live").mkdir(parents=True)
        (folder / "live-data").mkdir()

        def put_aside(found):
            (folder / "live-data" / found[2]).write_text(change(data.script(*found.groups()[1:])))
            return found[1]

        (folder / "live" / "live.js").write_text(site.front.script(), "utf-8")
        html = data.ELEMENT.sub(put_aside, site.page_of([figure], script=""))
        html = html.replace("<script></script>", '<script defer src="live/live.js"></script>')
        (folder / "page.html").write_text(html, "utf-8")
        base = folder.as_uri() if scheme == "file" else f"{origin}/made/{folder.name}"
        page = open_page(before=before)
        page.goto(f"{base}/page.html", wait_until=until)
        return page

    return open_with_file


@each_scheme
@pytest.mark.parametrize(("slices", "worker"), [(1, False), (1, True), (5, True)])
def test_the_page_computes_with_them_what_numba_computes(open_with_file, scheme, slices, worker):
    figure = figures.weighted(f"test-weighted-{slices}-{worker}".lower(), slices, worker)
    page = open_with_file(figure, scheme)
    site.ready(page)
    settings = random_settings(describe(page, figure.name), n=20)
    assert differences(page, figure.name, settings) == []
    page.get_by_role("button", name="check the bits").click()
    page.locator('.live-bits [data-same="true"]').wait_for()
    assert page.evaluate("document.querySelectorAll('[src*=live-data]').length") == 0  # asked once


def test_a_page_that_holds_them_itself_needs_no_file(open_figures, weighted):
    page = open_figures(weighted)
    settings = random_settings(describe(page, weighted.name), n=10)
    assert differences(page, weighted.name, settings) == []


def test_the_figure_says_that_it_loads_and_is_ready_afterwards(open_with_file, weighted):
    held = []

    def hold(page):
        page.route("**/live-data/*", lambda route: held.append(route))

    page = open_with_file(weighted, before=hold, until="domcontentloaded")
    figure = page.locator("figure[data-live-figure]")
    note = page.locator('.live-note[role="status"]')
    assert note.inner_text() == "Loading 1 kB of numbers …"
    # the text does not wait
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    ask(page, "live.set('gain', 0.25)")  # nor do the controls
    assert figure.get_attribute("data-ready") is None
    while not held:
        page.wait_for_timeout(20)
    (request,) = held
    request.continue_()
    site.ready(page)
    settle(page)
    assert note.count() == 0
    assert differences(page, weighted.name, [{"gain": 0.25}]) == []


def _shorter(script):
    return script.replace('"]="', '"]="0', 1)[:-4] + '";\n'


@each_scheme
@pytest.mark.parametrize("change", [_shorter, lambda script: "", lambda script: script[:-9]])
def test_damaged_data_is_told(open_with_file, weighted, scheme, change):
    page = open_with_file(weighted, scheme, change)
    problem = page.locator('[role="alert"]')
    problem.wait_for()
    assert problem.inner_text() == (
        "This figure cannot be brought to life here: its data is damaged."
    )
    assert page.locator("figure").get_attribute("data-ready") is None
    assert page.locator(".live-still svg").is_visible()
    assert page.locator(".live-note").count() == 0
    settle(page)  # resolves all the same
    assert ask(page, "live.error.message") == "its data is damaged"
    page.watch.complaints.clear()  # of the script that was cut


@each_scheme
def test_missing_data_is_told(open_with_file, weighted, scheme, made):
    def remove(page):
        for file in made.glob("site-*/live-data/*"):
            file.unlink()

    page = open_with_file(weighted, scheme, before=remove)
    problem = page.locator('[role="alert"]')
    problem.wait_for()
    assert problem.inner_text() == (
        "This figure cannot be brought to life here: its data could not be loaded."
    )
    settle(page)
    page.watch.complaints.clear()  # a file that is not there is an error in the console


def test_base_85_is_pythons(run):  # noqa: F811
    for n in (1, 3, 4, 5, 256):
        raw = bytes((7 * i + 255 * (i % 3)) % 256 for i in range(n))
        text = base64.b85encode(raw, pad=True).decode().translate(str.maketrans("<`", ",."))
        there = run("kernel/data", "return Array.from(m.fromBase85(...arg))", [text, n])
        assert bytes(there) == raw
