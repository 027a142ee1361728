"""Numbers by chapter: equation (4.1), table 4.1, and Figure 4.1 for live figures, with a link.

A chapter's number is its place in the table of contents.  The front page has none, and so its live
figure is called by its title alone.
"""

import copy

from docutils import nodes


def chapter_numbers(env):
    """The place of each page in the table of contents, the front page left out."""
    order, waiting = [], [env.config.root_doc]
    while waiting:
        docname = waiting.pop(0)
        if docname not in order:
            order.append(docname)
            waiting = [*env.toctree_includes.get(docname, []), *waiting]
    return {docname: place for place, docname in enumerate(order)}


def number_by_chapter(app, env):
    """Give equations, tables and figures numbers that begin again with each chapter."""
    env.numbers_through_the_book = copy.deepcopy(env.toc_fignumbers)
    chapters = chapter_numbers(env)
    for docname, kinds in env.toc_fignumbers.items():
        place = chapters.get(docname, 0)
        for numbers in kinds.values():
            for n, name in enumerate(numbers, start=1):
                numbers[name] = (place, n) if place else (n,)
    return []


def put_back(app, env, docnames):
    """Give Sphinx its own numbers again, by which it sees which pages have changed."""
    env.toc_fignumbers = getattr(env, "numbers_through_the_book", env.toc_fignumbers)


def anchor(env, docname, n, name):
    """The visible name of a page's ``n``-th live figure, which is a link to it; or None."""
    place = chapter_numbers(env).get(docname, 0)
    if not place:
        return None
    link = nodes.reference("", f"Figure {place}.{n}", refuri=f"#{name}", internal=True)
    return nodes.inline("", "", link, classes=["figure-number"])


def setup(app):
    app.connect("env-before-read-docs", put_back)
    app.connect("env-get-updated", number_by_chapter, priority=900)  # after Sphinx' own
