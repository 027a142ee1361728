"""What the library has, read from its text: nothing is imported, which would take time and memory.

A package's public names stand in its ``__init__.pyi``, or in its ``__init__.py``; a module's are
those that do not begin with an underscore.  Signatures, hints and docstrings are those of the text.
"""

import ast
import re
from dataclasses import dataclass, field
from functools import lru_cache

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LONGEST_VALUE = 60


@dataclass
class Entry:
    """A function, class, method, property or constant, by the name under which one reaches it."""

    kind: str  # of Sphinx's Python domain
    name: str
    signature: str = ""
    text: str = ""
    fields: list = field(default_factory=list)  # (name, what it is) of a named tuple
    members: list = field(default_factory=list)  # of a class
    options: tuple = ()


@dataclass
class Module:
    """A module or a package, its docstring and what it has."""

    name: str
    text: str
    entries: list


@lru_cache(maxsize=8)  # their trees are large
def _parsed(path):
    text = path.read_text("utf-8")
    return ast.parse(text), text.splitlines()


def _file(library, name):
    """Return the file of a module or package."""
    place = library.parent.joinpath(*name.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def modules(library, package):
    """Return the package's modules, itself first, as far as they have something to tell."""
    head = _file(library, package)
    if head.name != "__init__.py":
        return [_whole(library, package)]
    stub = head.with_suffix(".pyi")
    tree, _ = _parsed(stub if stub.exists() else head)
    own, inside = [], []
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom):
            continue
        source = ".".join(filter(None, (package if node.level else "", node.module)))
        for alias in node.names:
            name = alias.asname or alias.name
            if node.level and not node.module:
                inside.append(f"{package}.{name}")
            elif source.startswith(f"{package}."):
                own.append((source, alias.name, name))
    entries = [_found(library, source, there, f"{package}.{name}") for source, there, name in own]
    text = ast.get_docstring(ast.parse(head.read_text("utf-8"))) or ""
    first = Module(package, text, list(filter(None, entries)))
    return [first, *(module for name in inside for module in modules(library, name))]


def _found(library, source, name, reached):
    """Return what a module calls ``name``, also where it has that from another module."""
    path = _file(library, source)
    tree, lines = _parsed(path)
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("snnlib"):
            continue
        if name in (alias.asname or alias.name for alias in node.names):
            return _found(library, node.module, name, reached)
    return _entry(tree, lines, name, reached)


def _whole(library, name):
    """Return a module with what its ``__all__`` names, or else all that has no underscore."""
    tree, _ = _parsed(_file(library, name))
    names = [
        node.name
        for node in tree.body
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_")
    ]
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = ast.literal_eval(node.value)
    entries = [_found(library, name, own, f"{name}.{own}") for own in names]
    entries = [entry for entry in entries if entry and entry.text]
    return Module(name, ast.get_docstring(tree) or "", entries)


def _entry(tree, lines, name, reached):
    """Return what is called ``name`` at the top of a module; None if it is only passed on."""
    for node in tree.body:
        if isinstance(node, _FUNCTIONS) and node.name == name:
            return _function(node, "function", reached)
        if isinstance(node, ast.ClassDef) and node.name == name:
            return _class(node, lines, reached)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            value = ast.unparse(node.value) if node.value else ""
            text = _comment_above(lines, node.lineno)
            if 0 < len(value) <= _LONGEST_VALUE:
                text = f"{text}\n\n``{value}``".strip()
            return Entry("data", reached, text=text)
    return None


def _comment_above(lines, number):
    """Return the words of the lines with ``#:`` right above a line, counted from 1."""
    found = []
    for line in reversed(lines[: number - 1]):
        if not line.startswith("#:"):
            break
        found.insert(0, line[2:].strip())
    return " ".join(found)


def _plain(hint):
    """Return a hint's text, without what is declared of it."""
    if isinstance(hint, ast.Subscript) and ast.unparse(hint.value) == "Annotated":
        return ast.unparse(hint.slice.elts[0])
    return ast.unparse(hint)


def _arguments(arguments, skip):
    """Return the text between a signature's brackets."""
    arguments = ast.parse(f"def f({ast.unparse(arguments)}): pass").body[0].args  # a copy
    for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if one.annotation is not None:
            one.annotation = ast.parse(_plain(one.annotation), mode="eval").body
    if skip:
        del arguments.args[0]
    return ast.unparse(arguments)


def _function(node, kind, reached):
    decorators = {ast.unparse(one) for one in node.decorator_list}
    text = ast.get_docstring(node) or ""
    returned = f" -> {_plain(node.returns)}" if node.returns else ""
    if decorators & {"property", "cached_property"}:
        options = (f":type: {_plain(node.returns)}",) if node.returns else ()
        return Entry("property", reached, text=text, options=options)
    method = kind == "method"
    static = "staticmethod" in decorators
    options = [f":{one}:" for one in ("classmethod", "staticmethod") if one in decorators]
    given = _arguments(node.args, skip=method and not static)
    return Entry(kind, reached, f"({given}){returned}", text, options=tuple(options))


def _class(node, lines, reached):
    bases = [ast.unparse(base) for base in node.bases]
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
    starts = [one for one in node.body if isinstance(one, _FUNCTIONS) and one.name == "__init__"]
    given = ""
    if starts:
        given = _arguments(starts[0].args, skip=True)
    elif fields:
        given = ", ".join(
            one.target.id + (f"={ast.unparse(one.value)}" if one.value else "") for one in fields
        )
    entry = Entry("class", reached, f"({given})", ast.get_docstring(node) or "")
    if bases == ["NamedTuple"]:
        entry.fields = [(one.target.id, _field(one, lines)) for one in fields]
    entry.members = [
        _function(one, "method", one.name)
        for one in node.body
        if isinstance(one, _FUNCTIONS) and not one.name.startswith("_") and ast.get_docstring(one)
    ]
    if any("Error" in base or base == "Exception" for base in bases):
        entry.kind, entry.signature = "exception", ""
    return entry


def _field(node, lines):
    """Return what a field is: its range, its unit, and the comment behind it."""
    words = []
    hint = node.annotation
    if isinstance(hint, ast.Subscript) and ast.unparse(hint.value) == "Annotated":
        for rule in hint.slice.elts[1:]:
            if isinstance(rule, ast.Call):
                kind = re.sub(r"(?<!^)([A-Z])", r" \1", ast.unparse(rule.func)).lower()
                given = [str(one.value) for one in rule.args if isinstance(one, ast.Constant)]
                words.append(" ".join(filter(None, (kind.replace("non ", "non-"), *given))))
    else:
        words.append(f"``{ast.unparse(hint)}``")
    comment = re.search(r"  # (.*)", lines[node.end_lineno - 1])
    behind = re.sub(r"([*|_\\])", r"\\\1", comment[1]) if comment else ""
    return "; ".join(filter(None, (", ".join(words), behind)))
