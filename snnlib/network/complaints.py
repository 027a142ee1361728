"""What is wrong with a model that numba cannot compile, in words that name the field."""

import re

# a number's type, or another that a field may not have, as numba writes it
_TYPE = r"(?:(?:u?int|float)\d+|bool(?:ean)?|none|unicode_type|complex\d+)"


def explained(program, complaint):
    """Return what a model of the program did wrong, as a part of a sentence; "" if it is not known.

    ``complaint`` is the text of numba's error.
    """
    models = [*program.models.values(), *map(type, program.arguments())]
    kinds = {kind.__name__: kind for kind in models if hasattr(kind, "_fields")}
    return (
        _unknown_field(kinds, complaint)
        or _mixed_field(kinds, complaint)
        or _no_number(program, complaint)
    )


def _unknown_field(kinds, complaint):
    """Name a field that is asked for and not there."""
    found = re.search(r"Unknown attribute '(\w+)' of type (\w+)", complaint)
    if found is None:
        return ""
    field, kind = found.groups()
    if kind in kinds:
        return f"{kind} has no field {field!r}, only {', '.join(kinds[kind]._fields)}; "
    return f"{kind} was returned where a named tuple with the field {field!r} is wanted; "


def _mixed_field(kinds, complaint):
    """Name the field of a state that is of one type in one return and of another in the next."""
    for name, kind in kinds.items():
        texts = re.findall(rf"\b{name}\(((?:[^()]|\([^()]*\))*)\)", complaint)
        found = dict.fromkeys(filter(None, map(_types, texts)))
        for field, *types in zip(kind._fields, *found, strict=False):
            different = list(dict.fromkeys(types))
            if len(different) > 1:
                return (
                    f"{name}.{field} is {different[0]} in one return and {different[1]} in "
                    "another, so write 0.0 where you wrote 0, or float(...) around it; "
                )
    return ""


def _types(text):
    """Return the types of a named tuple's fields, as numba writes them: ``float32 x 2`` is two."""
    text = re.sub(r"Literal\[int\]\([^()]*\)", "int64", text)
    parts = text.split(", ")
    if not all(re.fullmatch(rf"{_TYPE}(?: x \d+)?", part) for part in parts):
        return ()  # of a line of code, which numba shows as well
    counted = (part.partition(" x ") for part in parts)
    return tuple(kind for kind, _, n in counted for _ in range(int(n or 1)))


def _no_number(program, complaint):
    """Name the field of a state that was to be stored and is no number."""
    place = re.search(r"typing of setitem at <program \w+> \((\d+)\)", complaint)
    kind = re.search(r">>> setitem\(array\(.*?\), int64, (.*)\)", complaint)
    line = program.text.splitlines()[int(place[1]) - 1] if place and kind else ""
    field = re.search(r"(\w+)\[i\] = \w+\.(\w+)", line)
    return f"the field {field[2]!r} of a state is {kind[1]} and no number; " if field else ""
