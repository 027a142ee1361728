"""One browser and one file server for all browser tests."""

import contextlib
import importlib.util
import itertools

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import site


@pytest.fixture(scope="session")
def chrome():
    """The path of Chrome or Chromium; without one the tests fail, they are never skipped."""
    spec = importlib.util.spec_from_file_location("browser_finder", site.ROOT / "tools/browser.py")
    finder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(finder)
    return finder.find()


@pytest.fixture(scope="session")
def browser(chrome):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chrome, args=["--no-sandbox"], timeout=site.PATIENCE_MS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A served folder for pages that tests make."""
    return tmp_path_factory.mktemp("made")


@pytest.fixture(scope="session")
def origin(made):
    front = site.ROOT / "snnlib" / "live" / "front"
    with site.serving({site.FOLDER: site.SITE, "/front": front, "/made": made}) as origin:
        yield origin


@pytest.fixture(scope="session")
def watched(browser):
    """``with watched(url, **context options) as page``: a page that may not complain of anything.

    At the end a complaint fails the test, unless it took that out of ``page.watch``.
    """

    @contextlib.contextmanager
    def watched(url=None, before=None, **options):
        # each page would begin to keep the whole book: test_offline.py lets it
        context = browser.new_context(**{"service_workers": "block", **options})
        context.set_default_timeout(site.PATIENCE_MS)
        watch = site.Watch(context)
        try:
            page = context.new_page()
            page.watch = watch
            if before:
                before(page)
            if url:
                page.goto(url)
            yield page
        finally:
            context.close()
        assert watch.complaints == []

    return watched


@pytest.fixture
def open_page(watched):
    """``open_page(url, **context options)``: a watched page for one test alone."""
    with contextlib.ExitStack() as stack:
        yield lambda *args, **options: stack.enter_context(watched(*args, **options))


@pytest.fixture
def open_figures(open_page, made, origin):
    """``open_figures(figure, …)``: a small page with these figures, over HTTP or from disk."""
    numbers = itertools.count()

    def open_figures(*figures, scheme="http", script=None, edit=None, wait=True, **options):
        html = site.page_of(figures, script=script)
        path = made / f"{figures[0].name}-{next(numbers)}.html"
        path.write_text(edit(html) if edit else html, "utf-8")
        url = path.as_uri() if scheme == "file" else f"{origin}/made/{path.name}"
        page = open_page(url, **options)
        if wait:
            for figure in figures:
                site.ready(page, figure.name)
        return page

    return open_figures


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch):
    """`evaluate` looks for chapters below the current folder."""
    monkeypatch.chdir(site.ROOT)
