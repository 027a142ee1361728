"""Short questions with which a reader checks a chapter, before its exercises; no script is needed.

``book/questions/*.yml`` have them, by page.  Each answer that can be chosen is a fold: unfolded, it
tells whether it is right, and why.  In a page they stand in a section of their own; in a notebook
they are ``details`` of HTML.
"""

import html
from pathlib import Path

import yaml
from docutils import nodes
from page_order import Fold
from sphinx.util.docutils import SphinxDirective

FOLDER = Path("book", "questions")
HEADING = "Check yourself"
_BEFORE = "\n## Exercises"
_VERDICT = {"right": "Right.", "wrong": "No."}


def read(root):
    """``{page: questions}`` of the book in a folder; a page is named like ``neurons/lif``."""
    found = {}
    for path in sorted((Path(root) / FOLDER).glob("*.yml")):
        for page, questions in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            found[f"{path.stem}/{page}"] = [_checked(page, one) for one in questions]
    return found


def _checked(page, question):
    """A question as ``(what is asked, [(right or wrong, answer, why)])``."""
    answers = []
    for one in question["answers"]:
        kind, why = [*one, None][:2]
        if kind not in _VERDICT or why != "because" or len(one) != 2:
            raise ValueError(
                f"an answer of {page} must have the keys right or wrong, and because, got {[*one]}"
            )
        answers.append((kind, one[kind], one[why]))
    if sum(kind == "right" for kind, *_ in answers) != 1 or len(answers) < 2:
        raise ValueError(f"a question of {page} must have one right answer of two or more")
    return question["ask"], answers


def as_directives(questions):
    """The questions as text of a chapter."""
    lines = [f"\n## {HEADING}\n", "Choose an answer; it unfolds and says whether it holds.\n"]
    for ask, answers in questions:
        lines += [":::::{question}", ask, ""]
        for kind, answer, why in answers:
            lines += [f"::::{{answer}} {answer}", f":{kind}:", "", why, "::::", ""]
        lines += [":::::", ""]
    return "\n".join(lines)


def as_details(questions):
    """The questions as Markdown that any notebook shows."""
    lines = [f"\n## {HEADING}\n"]
    for number, (ask, answers) in enumerate(questions, start=1):
        lines += [f"**Question {number}.** {ask}\n"]
        for kind, answer, why in answers:
            summary = f"<details><summary>{html.escape(answer)}</summary>"
            lines += [f"{summary}\n\n**{_VERDICT[kind]}** {why}\n\n</details>\n"]
    return "\n".join(lines)


def insert(text, told):
    """A chapter's text with its questions ``told`` before its exercises."""
    return text.replace(_BEFORE, f"{told}{_BEFORE}", 1) if told else text


def _ask(app, docname, content):
    page = docname.removeprefix("book/")
    path = Path(app.srcdir) / FOLDER / f"{page.partition('/')[0]}.yml"
    if path.exists():
        app.env.note_dependency(str(path))
    questions = read(app.srcdir).get(page)
    if questions:
        content[0] = insert(content[0], as_directives(questions))


class Question(SphinxDirective):
    """What is asked, with its answers."""

    has_content = True

    def run(self):
        box = nodes.container(classes=["question"])
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class Answer(SphinxDirective):
    """One answer that can be chosen, which is right or wrong."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec = dict.fromkeys(_VERDICT, lambda _: True)

    def run(self):
        fold = Fold(summary=self.arguments[0], classes=["choice"])
        self.state.nested_parse(self.content, self.content_offset, fold)
        verdict = _VERDICT["right" if "right" in self.options else "wrong"]
        first = fold.next_node(nodes.paragraph)
        first.insert(0, [nodes.strong("", verdict), nodes.Text(" ")])
        return [fold]


def setup(app):
    app.connect("source-read", _ask)
    app.add_directive("question", Question)
    app.add_directive("answer", Answer)
