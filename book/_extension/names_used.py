"""Names of the library in a chapter's cells, and what they mean."""

import ast
import importlib
import inspect


def library_names(source, names):
    """Give the library's names that a cell uses; ``names`` keeps what the page has imported."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell with magic commands
        return set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "snnlib":
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            names |= {a.name: a.name for a in node.names if a.name == "snnlib"}
    used = set()
    for node in ast.walk(tree):
        chain = []
        while isinstance(node, ast.Attribute):
            chain.insert(0, node.attr)
            node = node.value
        if isinstance(node, ast.Name) and node.id in names:
            used.add(".".join([names[node.id], *chain]))
    return used


def public(path):
    """Give the function or class that a dotted name of the library means, and its name; or None."""
    found, parts = importlib.import_module("snnlib"), path.split(".")[1:]
    for n, part in enumerate(parts):
        if part.startswith("_"):
            return None
        try:
            found = getattr(found, part)
        except AttributeError:
            return None
        if not inspect.ismodule(found):
            name = ".".join(["snnlib", *parts[: n + 1]])
            return (found, name) if callable(found) else None
    return None
