"""Each chapter as two notebooks to download, which read well in any Jupyter.

One is complete; the one for students has no solutions, and cells to fill in (``students.py``).

A chapter in MyST has roles and directives that only the book's own tools know.  Here computed
numbers, citations, numbers of equations and links to other chapters become words, folded solutions
``details`` of HTML, and the sources a list.  Code stays what it is; nothing has been run.
"""

import re
from pathlib import Path

import exercises
import jupytext
import launch
import nbformat
import questions
import roles
import students
from docutils import nodes
from numbers_by_chapter import chapter_numbers

FOLDER = "_static/notebooks"
_FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
_LABEL = re.compile(r"^\([\w-]+\)=\n?", re.M)
_ROLE = re.compile(r"\{(glue:text|cite|eq|numref|doc|ref|scrub|control|download)\}`([^`]*)`")
_EQUATION = re.compile(r"\$\$(.*?)\$\$ \(([\w-]+)\)$", re.M | re.S)
_FOLD = re.compile(r"^:::\{admonition\} (.*?)\n:class: [^\n]*\n(.*?)^:::$", re.M | re.S)
_TABLE = re.compile(r"^```\{table\} (.*?)\n((?::\w+:[^\n]*\n)*)(.*?)^```$", re.M | re.S)
_GLOSSARY = re.compile(r"^```\{glossary\}\n(.*?)^```$", re.M | re.S)
_TERM = re.compile(r"^(\S.*)\n +(\S.*(?:\n +\S.*)*)", re.M)
_SOURCES = re.compile(r"^```\{bibliography\}\n.*?^```$", re.M | re.S)


class Plain(roles.Words):
    """What a chapter's Markdown says without the book's roles and directives."""

    def __init__(self, env, docname, executed):
        super().__init__(Path(env.srcdir), Path(f"{docname}.md"), executed)
        self.env, self.docname = env, docname

    def markdown(self, text, cited):
        """Markdown that any notebook shows; ``cited`` are the keys for its list of sources."""
        text = _LABEL.sub("", text)
        text = _SOURCES.sub(lambda _: self._sources(cited), text)
        text = _GLOSSARY.sub(lambda found: _TERM.sub(_term, found[1]), text)
        text = _TABLE.sub(lambda found: f"**{found[1]}**\n\n{found[3].strip()}", text)
        text = _FOLD.sub(r"<details><summary><b>\1</b></summary>\n\n\2\n</details>", text)
        text = _EQUATION.sub(self._tagged, text)
        return _ROLE.sub(lambda role: self._plain(*role.groups()), text)

    def _plain(self, role, target):
        if role == "eq":
            return f"({self._equation(target)})"
        if role == "numref":
            return f"Table {self._table(target)}"
        if role == "doc":
            words, link, _ = target.partition("<")
            return words.strip() if link else self._title(target)
        return self._say(role, target)

    def _tagged(self, found):
        return f"$${found[1].rstrip()} \\tag{{{self._equation(found[2])}}}\n$$"

    def _equation(self, label):
        page, _ = self.env.get_domain("math").equations.get(label, ("", 0))
        return self._number_of(page, "displaymath", f"equation-{label}")

    def _table(self, label):
        page = self.env.get_domain("std").labels.get(label, ("",))[0]
        tables = self.env.get_doctree(page).findall(nodes.table) if page else ()
        names = [table["ids"] for table in tables if label in table["ids"]]
        return self._number_of(page, "table", names[0][0] if names else "")

    def _number_of(self, page, kind, name):
        """A number such as 4.1; of a page that is not built with this one, "…"."""
        number = self.env.toc_fignumbers.get(page, {}).get(kind, {}).get(name)
        return ".".join(map(str, number)) if number else "…"

    def _sources(self, cited):
        return "\n".join(f"- {roles.source(self.root, key)}" for key in cited)


def _term(found):
    return f"- **{found[1]}**: {' '.join(found[2].split())}"


_FOR_STUDENTS = (
    " The exercises' solutions are cut out. A cell to fill in stands after each exercise; where a "
    "test stands below it, it fails until your answer is right."
)


def _how_to(title, book, student):
    return (
        f"*This is the chapter “{title}” of “{book}” as a notebook; its code has not been run."
        f"{_FOR_STUDENTS if student else ''} "
        "It needs the book's project: in a clone of it `make lab` opens every chapter with all "
        "that it needs, and in an environment of your own "
        "`pip install 'PATH/TO/THE/CLONE[book]'` does.*"
    )


def notebook(app, docname, book, student=False):
    """Return the notebook of a page of the ``book``, complete or for students."""
    text = Path(app.env.doc2path(docname)).read_text("utf-8")
    asked = questions.read(app.srcdir).get(docname.removeprefix("book/"))
    text = questions.insert(text, asked and questions.as_details(asked))
    made = jupytext.reads(text, fmt="md:myst")
    words = Plain(app.env, docname, Path(app.outdir).parent / "jupyter_execute")
    keys = re.findall(r"\{cite\}`([^`]*)`", text)
    cited = sorted({key.strip() for group in keys for key in group.split(",")})
    if student:
        made.cells = students.cut(made.cells)
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = words.markdown(cell.source, cited)
        elif _FOLDED & {*cell.metadata.get("tags", ())}:
            cell.metadata["jupyter"] = {"source_hidden": True}
    title = app.env.titles[docname].astext()
    first = [nbformat.v4.new_markdown_cell(_how_to(title, book, student))]
    prepare = launch.setup_code(launch.repository(app.srcdir))
    if prepare:
        tags = {"tags": [launch.SETUP], "jupyter": {"source_hidden": True}}
        first.append(nbformat.v4.new_code_cell(prepare, metadata=tags))
    made.cells[:0] = first
    for n, cell in enumerate(made.cells):  # by itself jupytext draws a name at random
        cell["id"] = f"cell-{n}"
    made.metadata.pop("jupytext", None)
    return made


def _write(app, docname, book, name, student):
    path = Path(app.outdir) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(app, docname, book, student), path)


def offer(app, pagename, templatename, context, doctree):
    """Write a page's notebooks, and put links to them into its head and its foot."""
    suffix = context.get("page_source_suffix")
    if doctree is None or suffix != ".md" or pagename not in chapter_numbers(app.env):
        return
    if "{code-cell}" not in Path(app.env.doc2path(pagename)).read_text("utf-8"):
        return  # there is nothing to run
    page = pagename.removeprefix("book/")
    complete, student = f"{FOLDER}/{page}.ipynb", f"{FOLDER}/{page}-student.ipynb"
    _write(app, pagename, context["docstitle"], complete, False)
    url = context["pathto"](complete, resource=True)
    button = {
        "type": "link",
        "url": url,
        "text": ".ipynb",
        "tooltip": "Download as a notebook",
        "icon": "fas fa-book",
        "label": "download-notebook-button",
    }
    context["header_buttons"].insert(0, button)
    context["run"] = [("complete", url)]
    if exercises.known(app.env).get(pagename):
        _write(app, pagename, context["docstitle"], student, True)
        url = context["pathto"](student, resource=True)
        context["run"].append(("for students, without solutions", url))
    context["launch"] = launch.links(launch.repository(app.srcdir), page)


def setup(app):
    app.connect("html-page-context", offer, priority=905)
