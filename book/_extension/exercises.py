"""Exercises have addresses of their own, and one page lists all of them.

In a section "Exercises" a paragraph that begins with "**3. Half an hour.**" is found at
``#exercise-3``, the fold "Solution 3" at ``#solution-3``.  ``all-exercises`` is a directive that
lists those of all chapters, in the book's order, each with a link to it and to its solution.
"""

import hashlib
import re
from pathlib import Path

import numbers_by_chapter as numbers
from docutils import nodes
from docutils.utils import new_document
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

_HEAD = re.compile(r"(\d+)\. (.+?)\.?")
_SOLUTION = re.compile(r"Solution (\d+)")


def head(paragraph):
    """``(number, what it takes)`` of a paragraph that poses an exercise, or None."""
    first = next((child for child in paragraph.children if child.astext()), None)
    found = _HEAD.fullmatch(first.astext()) if isinstance(first, nodes.strong) else None
    return (int(found[1]), found[2]) if found else None


class Addresses(SphinxTransform):
    """Name a chapter's exercises and solutions, and note them for the list of all."""

    default_priority = 500

    def apply(self, **kwargs):
        noted = []
        for section in self.document.findall(nodes.section):
            title = section.next_node(nodes.title)
            if title is not None and title.astext() == "Exercises":
                noted += list(_named(section))
        known(self.env)[self.env.docname] = noted


def _named(section):
    """Name the exercises of a section and their solutions; what is to be noted of each."""
    solutions = set()
    for box in section.findall(nodes.admonition):
        title = box.next_node(nodes.title)
        found = _SOLUTION.fullmatch(title.astext()) if title is not None else None
        if found:
            box["ids"].insert(0, f"solution-{found[1]}")
            solutions.add(int(found[1]))
    for paragraph in section.findall(nodes.paragraph):
        told = head(paragraph)
        if told:
            number, takes = told
            paragraph["ids"].insert(0, f"exercise-{number}")
            asks = paragraph.deepcopy()
            asks.remove(asks.next_node(nodes.strong))
            asks["ids"] = []
            yield number, takes, asks, number in solutions


def known(env):
    """What was noted of each page's exercises: ``(number, what it takes, text, solved)``."""
    if not hasattr(env, "book_exercises"):
        env.book_exercises = {}
    return env.book_exercises


class List(nodes.General, nodes.Element):
    """Where the list of all exercises will stand."""


class AllExercises(SphinxDirective):
    """The directive ``all-exercises``."""

    def run(self):
        return [List()]


def _entry(there, noted, asks):
    number, takes, _, solved = noted
    words = nodes.paragraph()
    words += nodes.reference("", f"Exercise {number}", refuri=f"{there}#exercise-{number}")
    words += [nodes.Text(" "), nodes.emphasis("", f"({takes})"), nodes.Text(" "), *asks]
    if solved:
        words += nodes.Text(" ")
        words += nodes.reference("", "Solution", refuri=f"{there}#solution-{number}")
    return nodes.list_item("", words)


def _resolved(app, settings, page, exercises):
    """What each exercise of a page asks, with numbers of equations and names of chapters.

    What is a link there is words here.
    """
    document = new_document(page, settings)
    document += [asks.deepcopy() for _, _, asks, _ in exercises]
    app.env.apply_post_transforms(document, page)
    for link in list(document.findall(nodes.reference)):
        link.parent.replace(link, nodes.Text(link.astext()))
    asked = [child for child in document.children if isinstance(child, nodes.paragraph)]
    return [paragraph.children for paragraph in asked]


def fill(app, doctree, docname):
    """Write the list where it is asked for."""
    for place in list(doctree.findall(List)):
        lists = []
        for page in numbers.chapter_numbers(app.env):
            noted = known(app.env).get(page)
            if noted:
                there = app.builder.get_relative_uri(docname, page)
                title = nodes.reference("", app.env.titles[page].astext(), refuri=there)
                heading = nodes.paragraph("", "", nodes.strong("", "", title))
                asked = _resolved(app, doctree.settings, page, noted)
                items = [_entry(there, *both) for both in zip(noted, asked, strict=True)]
                lists += [heading, nodes.bullet_list("", *items)]
        app.env.get_domain("math").data["has_equations"][docname] = True  # exercises have some
        place.replace_self(lists or [nodes.paragraph("", "There are none yet.")])


def _forget(app, env, docname):
    known(env).pop(docname, None)


def setup(app):
    # a change of this file reads all chapters again
    digest = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    app.add_config_value("book_exercises_look", digest, "env", [str])
    app.add_transform(Addresses)
    app.add_node(List)
    app.add_directive("all-exercises", AllExercises)
    app.connect("env-purge-doc", _forget)
    app.connect("doctree-resolved", fill, priority=950)
