"""The reference of the library: a directive that writes a package's names, and links to them.

``.. api:: snnlib.neurons`` (in an ``eval-rst`` block) becomes what Sphinx's Python domain shows of
all that :mod:`api_source` finds.  A name of the library in a chapter, such as
``snnlib.hardware.solve_sudoku``, becomes a link to its place there.
"""

from pathlib import Path

import api_source
from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.ext.napoleon import Config, NumpyDocstring
from sphinx.util.nodes import make_refnode

_PAGES = "book/appendix/api"  # what lies there may name what is not public
_LIBRARY = Path(api_source.__file__).resolve().parents[2] / "snnlib"
_NAPOLEON = Config(napoleon_use_param=False, napoleon_use_rtype=False)


def _indented(text):
    return ["   " + line if line else "" for line in text.splitlines()]


def _described(entry, module=""):
    """Return the lines of reStructuredText that show an entry, within its module."""
    own = entry.name.removeprefix(f"{module}.")
    lines = [f".. py:{entry.kind}:: {own}{entry.signature}"]
    lines += [f"   {option}" for option in entry.options]
    lines += ["", *_indented(str(NumpyDocstring(entry.text, _NAPOLEON))), ""]
    lines += _indented("\n".join(f"- **{name}**: {words}" for name, words in entry.fields))
    lines.append("")
    for member in entry.members:
        lines += _indented("\n".join(_described(member)))
    return [*lines, ""]


def lines_of(module):
    """Return the lines of reStructuredText that show a module and what it has."""
    lines = [f".. py:module:: {module.name}", ""]
    lines += [*str(NumpyDocstring(module.text, _NAPOLEON)).splitlines(), ""]
    for entry in module.entries:
        lines += _described(entry, module.name)
    return lines


class _Api(Directive):
    required_arguments = 1

    def run(self):
        environment = self.state.document.settings.env
        place = _LIBRARY.parent.joinpath(*self.arguments[0].split("."))
        for path in sorted(place.rglob("*.py*")) or [place.with_suffix(".py")]:
            environment.note_dependency(str(path))
        first, *others = api_source.modules(_LIBRARY, self.arguments[0])
        section = self.section_of(first)
        section.extend(map(self.section_of, others))
        return [section]

    def section_of(self, module):
        section = nodes.section(ids=[f"api-{module.name.replace('.', '-')}"])
        section += nodes.title("", "", nodes.literal("", module.name))
        self.state.nested_parse(StringList(lines_of(module), source=module.name), 0, section)
        return section


def _say_plainly(app, env, node, shown):
    """Show a name as it is where the reference speaks of what is no part of it."""
    return shown if node.get("refdomain") == "py" and node["refdoc"].startswith(_PAGES) else None


def _link_names(app, doctree, page):
    """Make links of the library's names that stand in a chapter as code."""
    if app.builder.format != "html" or page.startswith(_PAGES):
        return
    known = app.env.get_domain("py").objects
    for node in list(doctree.findall(nodes.literal)):
        name = node.astext().removesuffix("()")
        entry = known.get(name)
        if not entry or not name.startswith("snnlib.") or _is_link(node):
            continue
        link = make_refnode(app.builder, page, entry.docname, entry.node_id, node.deepcopy(), name)
        node.parent.replace(node, link)


def _is_link(node):
    while node is not None:
        if isinstance(node, (nodes.reference, nodes.title)):
            return True
        node = node.parent
    return False


def setup(app):
    app.add_directive("api", _Api)
    app.connect("missing-reference", _say_plainly)
    app.connect("doctree-resolved", _link_names)
