"""The book as one PDF: its parts, on a book of three small pages."""

import functools
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools")]  # the scripts import each other by their names

import pdf  # noqa: E402

TOC = {
    "root": "book/index",
    "parts": [
        {
            "caption": "One part",
            "chapters": [
                {"file": "book/a/first", "sections": [{"file": "book/a/second"}]},
            ],
        }
    ],
}
CONFIG = {
    "title": "A small book",
    "author": "Nobody",
    "copyright": "2026",
    "html": {"extra_footer": "All rights given."},
}
PAGES = {
    "index": '<h1>A <small>book</small></h1><a href="a/second.html#deep">deep</a>',
    "a/first": (
        '<h1>First<a href="#top">#</a></h1><h2>Inner</h2><p style="height: 300mm">tall</p>'
        '<h2 id="last">Last</h2><a href="#last">here</a> <a href="second.html">there</a> '
        '<a href="../other.zip">a file</a> <a href="https://example.org/x">out</a>'
    ),
    "a/second": (
        '<h1>The "second"</h1><p style="height: 400mm">tall</p><p id="deep">deep down</p>'
        '<figure id="fig" data-live-figure="f">a figure</figure><script>'
        "document.querySelector('figure').live = { settled: () => Promise.resolve() };</script>"
    ),
}


def written(folder: Path, base: str) -> None:
    for name, body in PAGES.items():
        path = folder / "book" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f'<link rel="canonical" href="{base}/book/{name}.html">' if base else ""
        style = "<style>.only-paper { margin: 0; }</style>"
        html = f"<!doctype html><meta charset=utf-8>{head}{style}<article>{body}</article>"
        path.write_text(html, "utf-8")


@pytest.fixture(
    scope="module", params=["", "https://example.net"], ids=["no address", "an address"]
)
def joined(browser, tmp_path_factory, request):
    """The site's address, and the file that was made, read again."""
    tmp_path = tmp_path_factory.mktemp("site")
    written(tmp_path, request.param)
    config = CONFIG | {"html": CONFIG["html"] | {"baseurl": request.param}}
    handler = functools.partial(pdf.Quiet, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": pdf.WIDTH, "height": 1000})
        origin = f"http://127.0.0.1:{server.server_port}/"
        writer = pdf.make(page, tmp_path, origin, config, pdf.contents(TOC))
        page.close()
        server.shutdown()
    writer.write(tmp_path / "small.pdf")
    return request.param, PdfReader(tmp_path / "small.pdf")


def outline(reader, items, depth=0):
    """``(depth, title, sheet)`` of each bookmark."""
    found = []
    for item in items:
        if isinstance(item, list):
            found += outline(reader, item, depth + 1)
        else:
            found.append((depth, item.title, reader.get_destination_page_number(item)))
    return found


def links(reader):
    """Of each link its sheet, and where it leads: a sheet and a height, an address, or nowhere."""
    found = []
    for n, sheet in enumerate(reader.pages):
        for one in sheet.get("/Annots", []):
            link = one.get_object()
            place = link.get("/Dest")
            if place is not None:
                found.append((n, reader.get_page_number(place[0].get_object()), place[3]))
            else:
                found.append((n, link["/A"]["/URI"] if "/A" in link else None, None))
    return found


def test_the_pages_stand_in_the_order_of_the_contents():
    chapters = pdf.contents(TOC)
    assert chapters == [
        ("book/index", ""), ("book/a/first", "One part"), ("book/a/second", "One part"),
    ]  # fmt: skip


def test_places_are_those_that_other_pages_link_to(tmp_path):
    written(tmp_path, "")
    found = pdf.targets(tmp_path, pdf.contents(TOC))
    assert found == {"book/index": [], "book/a/first": [], "book/a/second": ["deep"]}


@pytest.mark.browser
def test_a_small_book_becomes_one_file(joined):
    base, reader = joined
    texts = [sheet.extract_text() for sheet in reader.pages]
    feet = ["A small book", "A small book", "A book", *["First"] * 2, *['The "second"'] * 2]
    assert [text.splitlines()[0] for text in texts] == [f"{n}{s}" for n, s in enumerate(feet, 1)]
    # a title page, the contents, the front page, two sheets of each chapter
    assert len(texts) == 7
    assert "A small book" in texts[0]
    assert ("example.net" in texts[0]) == bool(base)
    lines = ["Contents", "A book 3", "One part", "1. First 4", '2. The "second" 6']
    assert texts[1].splitlines()[1:] == lines
    assert outline(reader, reader.outline) == [
        (0, "Contents", 1), (0, "A book", 2),
        (0, "One part", 3), (1, "1. First", 3), (2, "Inner", 3), (2, "Last", 4),
        (1, '2. The "second"', 5),
    ]  # fmt: skip
    assert reader.metadata.title == "A small book"
    assert (f"Live in {base}/book/a/second.html" if base else "on its page “The") in texts[6]
    assert "Live in" not in texts[5]


@pytest.mark.browser
def test_links_lead_inside_the_file_or_to_the_books_address(joined):
    base, reader = joined
    found = links(reader)
    inside = [(here, there) for here, there, _ in found if isinstance(there, int)]
    for expected in [(1, 2), (1, 3), (1, 5), (2, 6), (4, 4), (4, 5)]:
        assert expected in inside
    height = float(reader.pages[6].mediabox.height)
    assert all(0 < top < height for here, _, top in found if here == 2)
    outside = {there for _, there, _ in found if not isinstance(there, int)}
    expected = {"https://example.org/x"} | (
        {f"{base}/", f"{base}/book/other.zip", f"{base}/book/a/second.html#fig"} if base else {None}
    )
    assert outside == expected
