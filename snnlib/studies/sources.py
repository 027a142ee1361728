"""Which code a result depends on, told by digests that comments and docstrings do not change."""

import ast
import hashlib
import importlib
import importlib.util
import io
import sys
import tokenize
from functools import cache
from pathlib import Path

LIBRARY = __name__.partition(".")[0]


def digest(text):
    """Return the first twelve hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def bare(source):
    """Return Python code without its comments, docstrings, blank lines and trailing spaces."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
                for row in range(first.lineno - 1, first.end_lineno):
                    lines[row] = ""
    return "\n".join(line.rstrip() for line in lines if line.strip())


def library_modules(source: str):
    """Return the modules of the library that code uses, directly or through one another.

    Parameters
    ----------
    source : str, Python code

    Returns
    -------
    names : list of str, sorted, such as ``"snnlib.neurons.lif"``
        A name that a package passes on counts for the module that defines it, so that packages
        themselves are not among them.
    """
    found, waiting = set(), set(_used(source))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting |= _used_by(name)
    return sorted(found)


@cache
def module_digest(name):
    """Return the digest of a module's code."""
    return digest(bare(_read(name)))


def _read(module):
    return Path(importlib.util.find_spec(module).origin).read_text("utf-8")


@cache
def _used_by(module):
    return _used(_read(module))


def _used(source):
    """Return the modules of the library from which a piece of code takes something itself."""
    tree, packages, found = ast.parse(source), {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and _is_ours(node.module):
            for alias in node.names:
                package, modules = _taken(node.module, alias.name)
                found |= modules
                if package:
                    packages[alias.asname or alias.name] = package
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if _is_ours(alias.name):
                    packages[alias.asname or LIBRARY] = alias.name if alias.asname else LIBRARY
                    found |= set() if _is_package(alias.name) else {alias.name}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found |= _behind(node, packages)
    return frozenset(found)


def _behind(node, packages):
    """Return the modules behind a dotted name that begins with one of these packages."""
    names, modules = [], frozenset()
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    package = packages.get(node.id) if isinstance(node, ast.Name) else None
    while package and names:
        package, modules = _taken(package, names.pop())
    return modules


@cache
def _taken(place, name):
    """Return the package that ``from place import name`` gives, or the modules behind the name."""
    if not _is_package(place):
        return None, frozenset({place})
    full = f"{place}.{name}"
    if importlib.util.find_spec(full) is not None:
        return (full, frozenset()) if _is_package(full) else (None, frozenset({full}))
    value = getattr(importlib.import_module(place), name)
    home = getattr(value, "__module__", None)
    if hasattr(value, "__name__") and _is_ours(home):
        return None, frozenset({home})
    # a constant, which does not know where it was made
    return None, frozenset(
        module
        for module, content in list(sys.modules.items())
        if _is_ours(module)
        and not hasattr(content, "__path__")
        and vars(content).get(name, sys) is value
    )


def _is_ours(module):
    return module is not None and module.partition(".")[0] == LIBRARY


@cache
def _is_package(module):
    return importlib.util.find_spec(module).submodule_search_locations is not None
