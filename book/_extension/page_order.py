"""The order in which a built page tells things: question, figure, its code, what one learns, text.

A notebook has its cells in the order in which they run, so a figure's kernel stands above it, and a
chapter's aims stand in the sentence after its question.  In the page

* a live figure comes first and its code after it, in two folds: the kernel, then the description
  (the workbench, which has no number, does so, too);
* "At the end of this chapter you can ..." and "You need ..." become a box below the first figure;
* a solution and the cell that computes it are one fold.

All folds are ``details`` of HTML, which need no script and are named by the words one sees.
"""

import html
import re

import numbers_by_chapter as numbers
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

_NAME = re.compile(r'data-live-figure="([^"]+)"')
_BOX = re.compile(r'data-workbench="')
AIMS = "At the end of this chapter"
NEEDS = "You need"


class Fold(nodes.General, nodes.Element):
    """What is folded away under its ``summary``."""


def _visit_fold(writer, node):
    ids = "".join(f' id="{name}"' for name in node["ids"][:1])
    writer.body.append(
        f'<details class="{" ".join(["fold", *node["classes"]])}"{ids}>'
        f"<summary>{html.escape(node['summary'])}</summary>\n"
    )


def _depart_fold(writer, node):
    writer.body.append("</details>\n")


def _is_cell(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _source(cell):
    """The node of a cell's code, or None."""
    first = cell.children[0] if cell.children else None
    return first if first is not None and first.get("nb_element") == "cell_code_source" else None


def _only_hidden_code(node):
    return (
        _is_cell(node)
        and node.get("hide_mode") in ("input", "all")
        and len(node.children) == 1
        and _source(node) is not None
    )


def _live_figure(cell):
    """The name of the live figure that a cell shows, or None."""
    found = (_NAME.search(raw.astext()) for raw in cell.findall(nodes.raw))
    return next((match[1] for match in found if match), None)


def _shows_workbench(cell):
    return any(_BOX.search(raw.astext()) for raw in cell.findall(nodes.raw))


def _fold(summary, children, *classes):
    fold = Fold(summary=summary, classes=list(classes))
    fold += children
    return fold


class FiguresFirst(SphinxPostTransform):
    """Put a figure before its code, and its code into two folds."""

    default_priority = 150  # before MyST-NB makes folds of its own
    formats = ("html",)

    def run(self, **kwargs):
        n = 0
        for cell in list(self.document.findall(_is_cell)):
            name = _live_figure(cell)
            n += bool(name)
            if cell.get("hide_mode") != "input" or not _source(cell):
                continue
            if name or _shows_workbench(cell):
                self._put_code_below(cell)
            if name:
                cell["ids"].insert(0, f"figure-{name}")
                number = numbers.anchor(self.env, self.env.docname, n, f"figure-{name}")
                cell.children[-1].insert(0, number or [])

    def _put_code_below(self, cell):
        kernels, parent = [], cell.parent
        at = parent.index(cell) - 1
        while at >= 0 and (_only_hidden_code(parent[at]) or isinstance(parent[at], nodes.target)):
            if _only_hidden_code(parent[at]):
                kernels.insert(0, _source(parent[at]))
                cell["ids"] += parent[at]["ids"]  # a label in front of the code means the figure
                del parent[at]
            at -= 1
        description = _source(cell)
        cell.remove(description)
        del cell["hide_mode"]
        cell["classes"].append("figure-first")
        folds = nodes.container(classes=["figure-code"])
        if kernels:
            folds += _fold("Code: what is computed", kernels)
        folds += _fold("Code: how it is shown" if kernels else "Code", [description])
        cell += folds


class SolutionsInOneFold(SphinxPostTransform):
    """A folded admonition, with the hidden cells that belong to it."""

    ON_PAPER = "Printed without the solutions, apart from those that were unfolded on the page."

    default_priority = 151
    formats = ("html",)

    def run(self, **kwargs):
        for box in list(self.document.findall(nodes.admonition)):
            if "dropdown" not in box["classes"]:
                continue
            title, *body = box.children
            fold = _fold(title.astext(), body, "answer")
            fold["ids"] = box["ids"]
            parent, after = box.parent, box.parent.index(box) + 1
            is_solution = fold["summary"].startswith("Solution")
            if is_solution:
                fold["classes"].append("solution")
                while after < len(parent) and _is_hidden_whole(parent[after]):
                    cell = parent[after]
                    parent.remove(cell)
                    cell.attributes.pop("hide_mode")
                    fold += cell
            parent.replace(box, fold)
            if is_solution:
                self._say_on_paper(parent)

    def _say_on_paper(self, section):
        """One sentence below the heading of the exercises, on paper alone."""
        if not any("only-paper" in child.get("classes", ()) for child in section.children):
            note = nodes.paragraph("", self.ON_PAPER, classes=["only-paper"])
            section.insert(1, note)


def _is_hidden_whole(node):
    return _is_cell(node) and node.get("hide_mode") == "all"


class OtherFolds(SphinxPostTransform):
    """What is left of hidden code."""

    default_priority = 152
    formats = ("html",)

    def run(self, **kwargs):
        for cell in list(self.document.findall(_is_cell)):
            mode, source = cell.get("hide_mode"), _source(cell)
            if not source or mode not in ("input", "all"):
                continue
            inside = [source] if mode == "input" else list(cell.children)
            del cell["hide_mode"]
            rest = [child for child in cell.children if child not in inside]
            cell.children = []
            cell += [_fold("Show the code", inside, "code"), *rest]


class AimsBelowTheFigure(SphinxPostTransform):
    """Set the aims, which end the first paragraph, and what one needs below the first figure."""

    default_priority = 153
    formats = ("html",)

    def run(self, **kwargs):
        paragraph = next(iter(self.document.findall(nodes.paragraph)), None)
        first = next(
            (n for n in self.document.findall(_is_cell) if "figure-first" in n["classes"]), None
        )
        if paragraph is None or first is None or paragraph.parent is not first.parent:
            return
        siblings = first.parent.children[: first.parent.index(first)]
        needs = [node for node in siblings if _tells_needs(node)]
        aims = _cut(paragraph)
        below = [*([aims] if aims is not None else []), *needs]
        for node in needs:
            first.parent.remove(node)
        if below:
            box = nodes.container(classes=["aims"])
            box += below
            first.parent.insert(first.parent.index(first) + 1, box)


def _tells_needs(node):
    return isinstance(node, nodes.paragraph) and node.astext().startswith(NEEDS)


def _cut(paragraph):
    """Cut a paragraph where the aims begin; they are a paragraph of their own, or None."""
    _join_texts(paragraph)
    for at, node in enumerate(paragraph.children):
        text = node.astext() if isinstance(node, nodes.Text) else ""
        begin = text.replace("\n", " ").find(AIMS)
        if begin < 0:
            continue
        aims = nodes.paragraph()
        aims += [nodes.Text(text[begin:]), *paragraph.children[at + 1 :]]
        paragraph.children = paragraph.children[:at]
        paragraph += nodes.Text(text[:begin].rstrip())
        return aims
    return None


def _join_texts(paragraph):
    """Make one node of neighbouring texts, which end with each line of the source."""
    joined = []
    for node in paragraph.children:
        if isinstance(node, nodes.Text) and joined and isinstance(joined[-1], nodes.Text):
            joined[-1] = nodes.Text(joined[-1].astext() + node.astext())
        else:
            joined.append(node)
    paragraph.children = []
    paragraph += joined


def setup(app):
    app.add_node(Fold, html=(_visit_fold, _depart_fold))
    for transform in (FiguresFirst, SolutionsInOneFold, OtherFolds, AimsBelowTheFigure):
        app.add_post_transform(transform)
