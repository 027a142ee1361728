"""Ticks of what was read, which stay in the browser; and solutions that a link unfolds."""

import pytest

from tests.browser import site

pytestmark = [pytest.mark.browser, pytest.mark.book]

PAGE = "book/neurons/lif.html"
HERE = '.bd-links a[href="#"] .is-read, .bd-links .current.active .is-read'


@pytest.fixture(params=["http", "file"])
def url(request, origin):
    return f"{origin}{site.FOLDER}" if request.param == "http" else site.SITE.as_uri()


def test_a_tick_stays_in_the_browser_and_goes(open_page, url):
    page = open_page(f"{url}/{PAGE}")
    box = page.locator(".mark-read input")
    box.check()
    assert page.locator(HERE).count() == 1
    page.goto(f"{url}/book/appendix/paths.html")
    link = page.locator('.bd-links a[href$="neurons/lif.html"]')
    link.locator(".is-read").wait_for(state="attached")
    assert "read" in link.text_content()
    assert page.locator('.reading-path a[href$="neurons/lif.html"] .is-read').count() > 0
    assert page.locator(".progress-said").text_content().startswith("You have marked 1 of ")
    page.locator(".progress-reset").click()
    assert page.locator(".is-read").count() == 0
    page.goto(f"{url}/{PAGE}")
    page.locator(".mark-read input").wait_for()
    assert not page.locator(".mark-read input").is_checked()


def test_where_storage_is_refused_there_are_no_ticks(browser, origin):
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(site.PATIENCE_MS)
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })"
    )
    faults = []
    page.on("pageerror", lambda error: faults.append(error.stack))
    page.goto(f"{origin}{site.FOLDER}/{PAGE}#solution-1")
    site.ready(page)
    site.typeset(page)
    assert page.locator(".mark-read").count() == 0
    assert page.locator("#solution-1").evaluate("fold => fold.open")
    assert [one for one in faults if "progress.js" in one] == []
    context.close()


def test_something_else_in_the_storage_does_no_harm(open_page, origin):
    page = open_page(f"{origin}{site.FOLDER}/{PAGE}")
    page.locator(".mark-read input").wait_for()
    page.evaluate("localStorage.setItem('book-read', '{\"a\": 1}')")
    page.reload()
    page.locator(".mark-read input").check()
    assert page.evaluate("JSON.parse(localStorage.getItem('book-read'))") == [PAGE]


def test_a_question_unfolds_its_answers_by_keyboard(open_page, origin):
    page = open_page(f"{origin}{site.FOLDER}/{PAGE}")
    site.ready(page)
    choice = page.locator(".question details").first
    choice.locator("summary").focus()
    page.keyboard.press("Enter")
    assert choice.evaluate("fold => fold.open")
    assert choice.locator("strong").first.inner_text() in ("Right.", "No.")
