"""What is checked of `book/citations.yml`: which sentence a citation carries, and what was read."""

import re

import yaml
from pybtex.database import parse_file

from tests.book import checks

#: Parts of the book (folders, or single pages) in which every citation has to stand in the file.
PARTS = ("encoding", "hardware", "learning", "neurons", "spikes")
PARTS += ("appendix/hardware-of-the-day",)
READ = ("paper", "abstract", "program", "secondary")
FIELDS = {"key", "page", "sentence", "read"}


def blocks(text):
    """A page's paragraphs and rows of tables, each with single spaces."""
    rows = re.sub(r"^\|", "\n|", checks.prose(text), flags=re.M)
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", rows)]


def keys_of(block):
    """The keys that a paragraph or row cites."""
    return {key.strip() for keys in checks.CITE.findall(block) for key in keys.split(",")}


def citation_faults(book, parts=PARTS):
    """Return what is wrong: fields, keys, sentences that are gone, citations that are missing."""
    entries = yaml.safe_load((book / "citations.yml").read_text("utf-8"))
    works = set(parse_file(book / "references.bib").entries)
    pages = {
        path.relative_to(book).with_suffix("").as_posix(): blocks(path.read_text("utf-8"))
        for path in checks.chapters(book)
    }
    faults, told = [], set()
    for entry in entries:
        name = f"{entry.get('page')}: {entry.get('key')}"
        if set(entry) != FIELDS or not all(isinstance(value, str) for value in entry.values()):
            faults.append(f"{name}: an entry has {', '.join(sorted(FIELDS))}, all of them text")
            continue
        if entry["read"] not in READ:
            faults.append(f"{name}: read is {entry['read']!r}, not one of {', '.join(READ)}")
        if entry["key"] not in works:
            faults.append(f"{name} is not in references.bib")
        if entry["page"] not in pages:
            faults.append(f"{name}: there is no such page")
            continue
        words = " ".join(entry["sentence"].split())
        there = [block for block in pages[entry["page"]] if words and words in block]
        if not there:
            faults.append(f"{name}: {words!r} does not stand on the page")
        elif not any(entry["key"] in keys_of(block) for block in there):
            faults.append(f"{name} is not cited in the paragraph of {words!r}")
        told.add((entry["page"], entry["key"]))
    for page, found in pages.items():
        if page in parts or page.split("/")[0] in parts:
            cited = set().union(*map(keys_of, found))
            faults += [
                f"{page}: {key} has no entry" for key in sorted(cited) if (page, key) not in told
            ]
    return faults


def cell_faults(text, label):
    """Return the cells of a table, the first column aside, that name no source.

    A source is a citation, or the words "not verified" or "not published".
    """
    table = re.search(rf"^\({label}\)=\n```{{table}}.*?\n```", text, re.M | re.S)
    rows = [line for line in table[0].splitlines() if line.startswith("|")][2:]
    return [
        cell.strip()
        for row in rows
        for cell in row.strip("|").split("|")[1:]
        if not re.search(r"\{cite\}|not verified|not published", cell)
    ]
