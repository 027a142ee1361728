"""Print the built book as one PDF, `_build/spikes-from-scratch.pdf`: `make pdf`.

A headless Chromium prints each page in its style for paper: live figures as pictures of their
first frame, no folded code and no solutions. pypdf joins the pages, with bookmarks, numbers and a
table of contents; links from page to page lead inside the file. Where the book knows its own
address (`html: baseurl` in `_config.yml`), each figure has a link to the one that is live.
"""

import functools
import html
import io
import json
import re
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin

import browser
import yaml
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    Destination,
    DictionaryObject,
    Fit,
    FloatObject,
    NameObject,
    NullObject,
    TextStringObject,
)
from serve import Handler
from steps import ROOT, SITE, say, stop

OUT = ROOT / "_build" / "spikes-from-scratch.pdf"
#: The width of the text on A4 paper, in CSS pixels: figures are drawn for it.
WIDTH = round((210 - 2 * 18) / 25.4 * 96)
PATIENCE_MS = 300_000
PAPER = """
@page { size: A4; margin: 18mm 18mm 20mm;
  @bottom-left { content: %s; font: 9pt "Source Sans 3", sans-serif; color: #545c68; }
  @bottom-right { content: counter(page); font: 9pt "Source Sans 3", sans-serif; } }
html { counter-set: page %d; }
.book-targets { height: 0; font-size: 1px; line-height: 0; overflow: hidden; }
.bd-article h1.book-title { margin: 70mm 0 12mm !important; font-size: 32pt !important; }
.book-contents { break-before: page; }
.book-contents p { display: flex; margin: 0 0 2pt; gap: 6pt; font-size: 11pt; }
.book-contents p::after { content: attr(data-page); order: 3; }
.book-contents p::before { content: ""; order: 2; flex: 1; margin-bottom: 4pt;
  border-bottom: 1px dotted #545c68; }
"""
_SETTLED = """async (patience) => {
  const deadline = performance.now() + patience;
  const there = async (what, get) => {
    while (!get()) {
      if (performance.now() > deadline) throw new Error(`${what} did not come`);
      await new Promise((done) => { setTimeout(done, 50); });
    }
    return get();
  };
  if (window.MathJax) await there("MathJax", () => window.MathJax.startup?.promise);
  for (const figure of document.querySelectorAll("figure[data-live-figure]")) {
    await (await there(figure.dataset.liveFigure, () => figure.live)).settled();
  }
  await document.fonts.ready;
}"""
_TITLE = """() => document.querySelector("article h1").innerText.replace(/[#¶]\\s*$/, "").trim()"""
# below each figure a way to the live one; at the end links to the places that other pages link to,
# for a browser writes down only places that are linked
_PREPARE = """({ title, places }) => {
  const base = document.querySelector('link[rel="canonical"]')?.href;
  for (const figure of document.querySelectorAll("figure[data-live-figure]")) {
    const line = document.createElement("p");
    line.className = "only-paper";
    const address = base && `${base}#${figure.closest("[id]")?.id ?? ""}`;
    line.append("Live in ", base ? Object.assign(document.createElement("a"), { href: address,
      textContent: base }) : `the book, on its page “${title}”`, ".");
    figure.append(line);
  }
  const targets = document.createElement("p");
  targets.className = "book-targets";
  for (const id of places.filter((id) => document.getElementById(id))) {
    const link = { href: `#${id}`, textContent: "." };
    targets.append(Object.assign(document.createElement("a"), link));
  }
  document.querySelector("article").append(targets);
  return base ?? null;
}"""
_FILL = """(content) => { document.querySelector("article").innerHTML = content; }"""


class Chapter(NamedTuple):
    """A page of the book: its file without a suffix, and the part that it is in."""

    file: str
    part: str = ""


class Printed(NamedTuple):
    """A chapter on paper."""

    chapter: Chapter
    title: str
    first: int  # pages before it
    reader: PdfReader


def contents(toc: dict) -> list[Chapter]:
    """The pages in the order of `_toc.yml`."""
    found = [Chapter(toc["root"])]
    for part in toc.get("parts", []):
        waiting = list(part["chapters"])
        while waiting:
            entry = waiting.pop(0)
            found.append(Chapter(entry["file"], part["caption"]))
            waiting = [*entry.get("sections", []), *waiting]
    return found


# ── printing ───────────────────────────────────────────────────────────────────────────────────


def on_paper(page: Page, foot: str, first: int) -> PdfReader:
    """Print what a page shows; the number of its first sheet is ``first + 1``."""
    quoted = json.dumps(foot, ensure_ascii=False)
    page.add_style_tag(content=PAPER % (quoted, first))
    sheets = page.pdf(
        outline=True,
        tagged=True,  # without which there is no outline
        print_background=True,
        prefer_css_page_size=True,
    )
    return PdfReader(io.BytesIO(sheets))


def open_page(page: Page, url: str) -> str:
    """Open a page as it is on paper and wait for its formulas and figures; returns its title."""
    page.goto(url, wait_until="load")
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate(_SETTLED, PATIENCE_MS)
    return page.evaluate(_TITLE)


def print_chapter(page: Page, url: str, chapter: Chapter, first: int, places: list) -> Printed:
    """Print a chapter; ``places`` are the ids to which other pages link."""
    title = open_page(page, url)
    page.evaluate(_PREPARE, {"title": title, "places": places})
    return Printed(chapter, title, first, on_paper(page, title, first))


def front_matter(config: dict, printed: list[Printed], base: str | None) -> str:
    """The title page and the table of contents, as HTML."""
    lines = [
        f'<h1 class="book-title">{html.escape(config["title"])}</h1>',
        f"<p>{html.escape(config['author'])}, {html.escape(str(config['copyright']))}</p>",
        f"<p>{html.escape(config['html']['extra_footer'])}</p>",
        "<p>In a browser every figure of this book is live, and can be changed.</p>",
    ]
    if base:
        lines.append(f'<p>The live book: <a href="{base}">{base}</a></p>')
    lines.append('<section class="book-contents"><h1>Contents</h1>')
    part = ""
    for number, one in enumerate(printed):
        if one.chapter.part != part:
            part = one.chapter.part
            lines.append(f"<h4>{html.escape(part)}</h4>")
        name = f"{number}. {one.title}" if number else one.title
        link = f'<a href="/{one.chapter.file}.html">{html.escape(name)}</a>'
        lines.append(f'<p data-page="{one.first + 1}">{link}</p>')
    return "\n".join([*lines, "</section>"])


def print_front(page: Page, url: str, foot: str, content: str) -> PdfReader:
    """Print the front matter in the style of the page at ``url``."""
    page.route("**/*.js*", lambda route: route.abort())
    page.goto(url, wait_until="load")
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate(_FILL, content)
    reader = on_paper(page, foot, 0)
    page.unroute_all()
    return reader


# ── joining ────────────────────────────────────────────────────────────────────────────────────


def add_outline(writer: PdfWriter, reader: PdfReader, items: list, parent, first: int) -> None:
    """Add the bookmarks of a chapter's headings below ``parent``."""
    last = parent
    for item in items:
        if isinstance(item, list):
            add_outline(writer, reader, item, last, first)
        else:
            place = first + reader.get_destination_page_number(item)
            fit = Fit.xyz(left=0, top=item.top)
            last = writer.add_outline_item(
                title=item.title, page_number=place, parent=parent, fit=fit
            )


def links(writer: PdfWriter, n: int) -> Iterator[tuple[DictionaryObject, str]]:
    """The links of a sheet, with the name of a place in the chapter or an address."""
    for one in writer.pages[n].get("/Annots", []):
        link = one.get_object()
        action = link.get("/A", DictionaryObject())
        place = link.get("/Dest", action.get("/D"))
        if isinstance(place, str):
            yield link, f"#{place.removeprefix('/')}"
        elif "/URI" in action:
            yield link, str(action["/URI"])


def lead(writer: PdfWriter, link: DictionaryObject, n: int, place: Destination | None) -> None:
    """Make a link lead to a sheet, or to a place on it."""
    link.pop("/A", None)
    top = FloatObject(place.top) if place is not None and place.top is not None else NullObject()
    link[NameObject("/Dest")] = ArrayObject(
        [writer.pages[n].indirect_reference, NameObject("/XYZ"), NullObject(), top, NullObject()]
    )


def join(front: PdfReader, printed: list[Printed], origin: str, base: str | None) -> PdfWriter:
    """Put all in one file: bookmarks by part, chapter and heading; links that lead inside it.

    A link to a page of the site that is not in the file leads to ``base``, or nowhere.
    """
    writer = PdfWriter()
    writer.append(front, import_outline=False)
    writer.add_outline_item(title="Contents", page_number=1)
    part, above = "", None
    for number, one in enumerate(printed):
        writer.append(one.reader, import_outline=False)
        if one.chapter.part != part:
            part = one.chapter.part
            above = writer.add_outline_item(title=part, page_number=one.first)
        name = f"{number}. {one.title}" if number else one.title
        chapter = writer.add_outline_item(title=name, page_number=one.first, parent=above)
        inner = one.reader.outline
        below = inner[1] if len(inner) > 1 and isinstance(inner[1], list) else []
        add_outline(writer, one.reader, below, chapter, one.first)

    by_path = {f"{one.chapter.file}.html": one for one in printed}
    sheets = [None] * len(front.pages) + [one for one in printed for _ in one.reader.pages]
    named = {one.chapter.file: one.reader.named_destinations for one in printed}
    for n, here in enumerate(sheets):
        for link, address in links(writer, n):
            if not address.startswith(("#", origin)):
                continue
            path, fragment = urldefrag(address.removeprefix(origin).lstrip("/"))
            there = by_path.get(unquote(path)) if path else here
            if there is None:
                turn_outward(link, address, origin, base)
                continue
            places = named[there.chapter.file]
            place = places.get(f"/{fragment}") or places.get(unquote(fragment))
            inside = there.reader.get_destination_page_number(place) if place else 0
            lead(writer, link, there.first + inside, place)
    return writer


def turn_outward(link: DictionaryObject, address: str, origin: str, base: str | None) -> None:
    """Make a link to a file of the site lead to the book's own address, or nowhere."""
    if base:
        rest = address.removeprefix(origin).lstrip("/")
        link["/A"][NameObject("/URI")] = TextStringObject(f"{base.rstrip('/')}/{rest}")
    else:
        link.pop("/A", None)


def targets(site: Path, chapters: list[Chapter]) -> dict[str, list[str]]:
    """The ids of each chapter to which other chapters link."""
    found: dict[str, set] = {one.file: set() for one in chapters}
    for one in chapters:
        text = (site / f"{one.file}.html").read_text("utf-8")
        for link in re.findall(r'href="([^":]+#[^"]+)"', text):
            path, fragment = urldefrag(urljoin(f"{one.file}.html", html.unescape(link)))
            file = path.removesuffix(".html")
            if file in found and file != one.file:
                found[file].add(unquote(fragment))
    return {file: sorted(ids) for file, ids in found.items()}


# ── the whole ──────────────────────────────────────────────────────────────────────────────────


def make(page: Page, site: Path, origin: str, config: dict, chapters: list[Chapter]) -> PdfWriter:
    """Print all chapters of a site that is served at ``origin``, and join them."""
    places = targets(site, chapters)
    root = f"{origin}{chapters[0].file}.html"

    def front(printed, base):
        content = front_matter(config, printed, base)
        return print_front(page, root, config["title"], content)

    # first with wrong numbers, to know how many sheets the table of contents takes
    first = len(front([Printed(one, one.file, 0, None) for one in chapters], None).pages)
    base, printed = config["html"].get("baseurl"), []
    for number, one in enumerate(chapters, start=1):
        chapter = print_chapter(page, f"{origin}{one.file}.html", one, first, places[one.file])
        print(f"    {number:3} of {len(chapters)}: {chapter.title}", flush=True)
        printed.append(chapter)
        first += len(chapter.reader.pages)
    writer = join(front(printed, base), printed, origin, base)
    writer.add_metadata({"/Title": config["title"], "/Author": config["author"]})
    writer.compress_identical_objects()
    return writer


def find_browser() -> str:
    """The path of a browser; one is installed if there is none."""
    try:
        return browser.find()
    except browser.BrowserNotFoundError:
        browser.install()
        return browser.find()


class Quiet(Handler):
    """A page that is left early leaves requests behind; that is no fault."""

    def log_message(self, *args) -> None:
        """Say nothing."""


def main() -> None:
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    chapters = contents(yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8")))
    missing = [one.file for one in chapters if not (SITE / f"{one.file}.html").is_file()]
    if missing:
        stop(f"The built book has no {missing[0]}.html; build it first with: make book")
    try:
        path = find_browser()
    except browser.BrowserNotFoundError as error:
        stop(str(error))
    say(f"Printing {len(chapters)} pages with {path}")
    handler = functools.partial(Quiet, directory=SITE)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chrome = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = chrome.new_page(
            viewport={"width": WIDTH, "height": 1000},
            device_scale_factor=2,
            color_scheme="light",
            service_workers="block",
        )
        page.set_default_timeout(PATIENCE_MS)
        origin = f"http://127.0.0.1:{server.server_port}/"
        writer = make(page, SITE, origin, config, chapters)
        chrome.close()
        server.shutdown()
    writer.write(OUT)
    size = OUT.stat().st_size / 1e6
    print(f"\n{len(writer.pages)} pages, {size:.1f} MB: {OUT}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
