"""The book without a network: one zip to take away, and a service worker that keeps its pages.

Both are made last, of what the build has written.  The zip has the same bytes for the same pages;
its copies of the pages do not offer it again.  The service worker gets the digest of every file
that a page may ask for, so that a new build is seen, and only what has changed is fetched.
"""

import hashlib
import json
import re
import zipfile
from pathlib import Path

WORKER = "service-worker.js"
_SOURCE = Path(__file__).parent / WORKER
_OFFER = re.compile(r'<div class="take-book">.*?</div>\n?', re.S)
_SIZE = re.compile(r'(<span class="take-size">)[^<]*(</span>)')
_TO_KEEP = re.compile(r'(<p class="offline"[^>]* data-size=")[^"]*(")')
# what no page of the book loads or leads to; and what one reads without
_UNUSED = (
    r"\.|_static/(?:share|styles|vendor|webpack|sbt-|locales|images/logo_)|sitemap\.xml"
    r"|searchindex\.js|.*\.(?:map|zip)$"
)
_NOT_IN_ZIP = re.compile(_UNUSED)
_NOT_KEPT = re.compile(rf"{_UNUSED}|_sources/|_static/notebooks/|objects\.inv|.*LICENSE")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can name


def zip_name(book):
    """The zip's file for a book of this title."""
    return f"{re.sub(r'[^a-z0-9]+', '-', book.lower()).strip('-')}.zip"


def _files(site, left_out):
    """``{name: path}`` of a site's files, in the order of their names."""
    paths = (path for path in site.rglob("*") if path.is_file())
    named = {path.relative_to(site).as_posix(): path for path in paths}
    return {name: named[name] for name in sorted(named) if not left_out.match(name)}


def without_offer(page):
    """A page's text without what leads to the zip and to the service worker."""
    return _OFFER.sub("", page)


def _told(n_bytes):
    megabytes = n_bytes / 1e6
    return f"{megabytes:.0f} MB" if megabytes >= 10 else f"{max(megabytes, 0.1):.1f} MB"


def write_zip(site, name):
    """Write the site into one zip, in a folder of its name; returns its size in bytes."""
    target = site / name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for inside, path in _files(site, _NOT_IN_ZIP).items():
            if inside == WORKER:
                continue
            content = path.read_bytes()
            if path.suffix == ".html":
                content = without_offer(content.decode("utf-8")).encode("utf-8")
            entry = zipfile.ZipInfo(f"{target.stem}/{inside}", _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=9)
    return target.stat().st_size


def write_worker(site):
    """Write the service worker of a site."""
    files = {
        name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for name, path in _files(site, _NOT_KEPT).items()
        if name != WORKER
    }
    listed = json.dumps(files, separators=(",", ":"), ensure_ascii=False)
    source = _SOURCE.read_text("utf-8")
    build = hashlib.sha256(f"{listed}{source}".encode()).hexdigest()[:12]
    head = f"const BUILD = {json.dumps(build)};\nconst FILES = {listed};\n"
    (site / WORKER).write_text(head + source, "utf-8")


def finish(app, error):
    """Write both, and the zip's size into the pages that offer it."""
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    size = _told(write_zip(site, zip_name(app.config.html_title or app.config.project)))
    kept = _told(sum(path.stat().st_size for path in _files(site, _NOT_KEPT).values()))
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        told = _TO_KEEP.sub(rf"\g<1>{kept}\2", _SIZE.sub(rf"\g<1>{size}\2", page))
        if told != page:
            path.write_text(told, "utf-8")
    write_worker(site)


def offer(app, pagename, templatename, context, doctree):
    """Tell the template where both are."""
    if doctree is None:
        return
    name = zip_name(app.config.html_title or app.config.project)
    context["take_zip"] = context["pathto"](name, resource=True)
    context["worker"] = context["pathto"](WORKER, resource=True)


def setup(app):
    app.connect("html-page-context", offer, priority=920)
    app.connect("build-finished", finish, priority=950)
