"""The zip to take away, and the list of what a service worker keeps."""

import hashlib
import json
import re
import zipfile

import offline

from tests.book import checks

PAGES = ("book/index.html", "book/neurons/one.html", "book/neurons/begun.html")


def _listed(site):
    text = (site / offline.WORKER).read_text("utf-8")
    build = re.match(r'const BUILD = "([0-9a-f]{12})";\n', text)[1]
    return build, json.loads(re.search(r"^const FILES = (\{.*\});$", text, re.M)[1])


def test_the_zip_is_a_whole_book(built, tmp_path):
    path = built.site / "spikes-from-scratch.zip"
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        archive.extractall(tmp_path)
    folder = tmp_path / "spikes-from-scratch"
    assert {page.relative_to(folder).as_posix() for page in checks.pages(folder)} >= {*PAGES}
    assert checks.foreign_loads(folder) == []
    assert checks.broken_links(folder) == []
    assert not (folder / offline.WORKER).exists()
    for name in PAGES:
        text = (folder / name).read_text("utf-8")
        assert "take-book" not in text  # it does not hold itself
        assert "take-book" in built.page(name)
        assert 'class="fold cite"' in text


def test_a_page_tells_the_zip_s_size(built):
    size = (built.site / "spikes-from-scratch.zip").stat().st_size / 1e6
    for name in PAGES:
        told = re.search(r'<span class="take-size">([\d.]+) MB</span>', built.page(name))[1]
        assert abs(float(told) - size) <= 0.05
        link = re.search(r'<a href="([^"]+)" download>', built.page(name))[1]
        assert (built.site / name).parent.joinpath(link).resolve().is_file()
        kept = re.search(r'class="offline"[^>]*data-size="([\d.]+) MB"', built.page(name))[1]
        assert float(kept) > size / 2


def test_the_worker_knows_every_file_that_a_page_loads(built):
    _, files = _listed(built.site)
    for name, digest in files.items():
        content = (built.site / name).read_bytes()
        assert digest == hashlib.sha256(content).hexdigest()[:16], name
    assert {*PAGES, "index.html", "search.html"} <= files.keys()
    for name in PAGES:
        text = built.page(name)
        urls = re.findall(r'(?:src|href)="([^"#?]+\.(?:js|css|svg))[^"]*"', text)
        urls += json.loads(re.search(r'id="later">(.*?)</script>', text)[1])
        for url in urls:
            there = (built.site / name).parent.joinpath(url.partition("?")[0]).resolve()
            assert there.relative_to(built.site.resolve()).as_posix() in files, url
    for left_out in ("_sources/", "_static/notebooks/", "_static/share/", "spikes-from-"):
        assert not [name for name in files if name.startswith(left_out)]


def test_another_page_is_another_build(built, built_again, tmp_path):
    (before, files), (again, _) = _listed(built.site), _listed(built_again.site)
    assert before == again
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((built.site / name).read_bytes())
    offline.write_worker(tmp_path)
    assert _listed(tmp_path)[0] == before
    (tmp_path / PAGES[0]).write_text("changed", "utf-8")
    offline.write_worker(tmp_path)
    assert _listed(tmp_path)[0] != before


def test_sizes_are_told_in_few_digits():
    assert [offline._told(n) for n in (10, 440_000, 9_960_000, 23_400_000)] == [
        "0.1 MB", "0.4 MB", "10.0 MB", "23 MB",
    ]  # fmt: skip
    assert offline.zip_name("Spikes from Scratch!") == "spikes-from-scratch.zip"
