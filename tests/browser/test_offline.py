"""The book after one visit: read without a network, a new build is seen, and nothing is forced."""

import functools
import shutil
import threading

import offline
import pytest

from benchmarks.first_frame import running
from tests.browser import site

pytestmark = [pytest.mark.browser, pytest.mark.book]

PATIENCE = "PATIENCE_MS = 3000;"
KEPT = "All pages are kept on this device"


class _Handler(site._Handler):
    """A server that writes down what it is asked for, and can take its time."""

    def __init__(self, *args, asked, may_answer, **kwargs):
        self.asked, self.may_answer = asked, may_answer
        super().__init__(*args, **kwargs)

    def send_head(self):
        self.asked.append(self.path)
        self.may_answer.wait(site.PATIENCE_MS / 1000)
        return super().send_head()


class Served:
    """A site of three pages, below a folder of a server that can be slow, and be gone."""

    def __init__(self, folder):
        pages = sorted({page for page, _ in site.live_figures() if page.count("/") == 2})
        self.first, self.other = pages[0], pages[-1]
        self.folder, self.asked, self.may_answer = folder, [], threading.Event()
        self.may_answer.set()
        for name in (self.first, self.other, "book/index.html"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(site.SITE / name, folder / name)
        left_out = shutil.ignore_patterns("notebooks", "share", "vendor", "locales", "live-data")
        shutil.copytree(site.SITE / "_static", folder / "_static", ignore=left_out)
        if (site.SITE / "_static" / "live-data").exists():  # only what these pages ask for
            (folder / "_static" / "live-data").mkdir()
            text = "".join((folder / name).read_text("utf-8") for name in (self.first, self.other))
            for path in (site.SITE / "_static" / "live-data").iterdir():
                if f'"{path.name}"' in text:
                    shutil.copy(path, folder / "_static" / "live-data")
        self.build()

    def build(self, patience_ms=site.PATIENCE_MS, before=""):
        """Write the service worker; a busy machine is no slow network, so it has more patience.

        ``before`` are statements that run in front of it.
        """
        offline.write_worker(self.folder)
        path = self.folder / offline.WORKER
        text = path.read_text("utf-8")
        assert text.count(PATIENCE) == 1
        path.write_text(before + text.replace(PATIENCE, f"PATIENCE_MS = {patience_ms};"), "utf-8")

    def change(self, name, **options):
        """A new build, in which a page has another title; options are those of :meth:`build`."""
        path = self.folder / name
        path.write_text(path.read_text("utf-8").replace("</h1>", " anew</h1>"), "utf-8")
        self.build(**options)

    def serve(self):
        handler = functools.partial(
            _Handler,
            mounts={site.FOLDER: self.folder},
            asked=self.asked,
            may_answer=self.may_answer,
        )
        return running(handler)


@pytest.fixture
def served(tmp_path):
    return Served(tmp_path / "site")


@pytest.fixture
def tab(browser):
    """A page of a browser that lets service workers do their work."""
    context = browser.new_context(service_workers="allow")
    context.set_default_timeout(site.PATIENCE_MS)
    yield context.new_page()
    context.close()


def said(page, words):
    page.locator(".offline", has_text=words).wait_for(timeout=site.PATIENCE_MS)


def workers(page):
    return page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")


def caches(page):
    return page.evaluate("caches.keys()")


def test_after_one_visit_every_page_reads_without_a_network(served, tab):
    with served.serve() as origin:
        url = f"{origin}{site.FOLDER}"
        tab.goto(f"{url}/{served.first}")
        said(tab, KEPT)
    # the server is gone
    tab.goto(f"{url}/{served.other}?a=1")
    figure = site.ready(tab)
    told = figure.evaluate(
        """async (root) => {
          const slider = root.live.describe().controls.find((one) => one.kind === "range");
          root.live.set(slider.name, slider.max);
          await root.live.settled();
          return [root.live.error ?? "", root.live.get(slider.name) === slider.max];
        }"""
    )
    assert told == ["", True]
    site.typeset(tab)
    tab.goto(f"{url}/book/index.html")
    tab.locator("article h1").wait_for()
    tab.goto(f"{url}/book/nowhere.html")
    assert "has not been kept" in tab.inner_text("body")


def test_a_browser_that_does_not_tell_a_worker_its_state_keeps_the_book_too(served, tab):
    hidden = 'Object.defineProperty(self, "serviceWorker", { value: undefined });'
    served.build(before=hidden)
    with served.serve() as origin:
        tab.goto(f"{origin}{site.FOLDER}/{served.first}")
        said(tab, KEPT)
        (old,) = caches(tab)
        served.change(served.other, before=hidden)
        tab.goto(f"{origin}{site.FOLDER}/{served.other}")
        site.until(tab, "async (old) => !(await caches.keys()).includes(old)", old)
        assert len(caches(tab)) == 1


_KEPT_ANEW = """async ([old, whole]) => {
  for (const name of await caches.keys()) {
    if (!old.includes(name) && await (await caches.open(name)).match(whole)) return true;
  }
  return false;
}"""


def test_a_new_build_is_seen_at_the_next_load_and_only_its_changes_are_fetched(served, tab):
    with served.serve() as origin:
        url = f"{origin}{site.FOLDER}"
        tab.goto(f"{url}/{served.first}")
        said(tab, KEPT)
        old = caches(tab)
        served.change(served.other)
        del served.asked[:]
        tab.goto(f"{url}/{served.other}")
        assert "anew" in tab.locator("article h1").inner_text()  # at once
        site.until(tab, _KEPT_ANEW, [old, f"{url}/whole-book-is-kept"])
        pages = {name.partition("?")[0] for name in served.asked if name.endswith(".html")}
        assert pages == {f"{site.FOLDER}/{served.other}"}  # the others have not changed
    tab.goto(f"{url}/book/index.html")  # the server is gone
    tab.goto(f"{url}/{served.other}")
    assert "anew" in tab.locator("article h1").inner_text()


def test_a_build_that_comes_while_a_page_is_open_is_kept_as_well(served, tab):
    with served.serve() as origin:
        url = f"{origin}{site.FOLDER}"
        tab.goto(f"{url}/{served.first}")
        said(tab, KEPT)
        tab.goto(f"{url}/{served.first}")
        old = caches(tab)
        served.change(served.other)
        tab.evaluate("navigator.serviceWorker.ready.then((one) => one.update()).then(() => 0)")
        site.until(tab, _KEPT_ANEW, [old, f"{url}/whole-book-is-kept"])
    tab.goto(f"{url}/{served.other}")  # the server is gone
    assert "anew" in tab.locator("article h1").inner_text()


def test_a_slow_network_does_not_keep_a_reader_waiting(served, tab):
    served.build(patience_ms=3000)
    with served.serve() as origin:
        url = f"{origin}{site.FOLDER}"
        tab.goto(f"{url}/{served.first}")
        said(tab, KEPT)
        served.may_answer.clear()
        try:
            tab.goto(f"{url}/{served.other}")
            site.ready(tab)
        finally:
            served.may_answer.set()


def test_a_reader_who_saves_data_keeps_only_what_is_read(served, tab):
    tab.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    with served.serve() as origin:
        tab.goto(f"{origin}{site.FOLDER}/{served.first}")
        said(tab, "as you read it")
        assert not [name for name in served.asked if served.other in name]
        tab.locator(".offline button").click()
        said(tab, KEPT)


def test_a_reader_can_refuse(served, tab):
    with served.serve() as origin:
        url = f"{origin}{site.FOLDER}"
        tab.goto(f"{url}/{served.first}")
        said(tab, KEPT)
        tab.locator(".offline button").click()
        said(tab, "is not kept")
        site.until(tab, "caches.keys().then((names) => names.length === 0)")
        tab.goto(f"{url}/{served.other}")
        said(tab, "is not kept")
        assert (workers(tab), caches(tab)) == (0, [])
        tab.locator(".offline button").click()
        said(tab, KEPT)


def test_from_a_disk_nothing_is_kept(served, tab):
    tab.goto((served.folder / served.first).as_uri())
    site.ready(tab)
    tab.wait_for_load_state("networkidle")
    assert not tab.locator(".offline").is_visible()


def test_where_storage_is_refused_the_page_reads_on(served, tab):
    tab.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })"
    )
    faults = []  # Sphinx' and the theme's scripts say aloud that they were refused
    tab.on("pageerror", lambda error: faults.append(error.stack))
    with served.serve() as origin:
        tab.goto(f"{origin}{site.FOLDER}/{served.first}")
        site.ready(tab)
        site.typeset(tab)
        assert [one for one in faults if "offline.js" in one] == []
