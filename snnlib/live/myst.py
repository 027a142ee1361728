"""The code cells of a chapter in MyST Markdown."""

import re
from typing import NamedTuple

_FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})(.*)")
_OPTION = re.compile(r":[\w-]+:")


class Block(NamedTuple):
    """Lines that are no prose: from ``start``, counted from 0, to the closing fence at ``end``."""

    words: str  # behind the opening fence, such as "{code-cell} ipython3"
    start: int
    end: int


class Cell(NamedTuple):
    """A code cell's lines: options from ``start``, code from ``code`` to the fence at ``end``."""

    start: int
    code: int
    end: int


def blocks(lines):
    """Return the code in fences, also within directives; a directive's own words are prose."""
    open_fences, begun = [], None
    for i, line in enumerate(lines):
        fence = _FENCE.match(line)
        if open_fences and line.rstrip() == open_fences[-1]:
            open_fences.pop()
            if begun:
                yield Block(*begun, i)
            begun = None
        elif fence and not begun:
            open_fences.append(fence[1])
            words = fence[2].strip()
            if not words.startswith("{") or words.startswith("{code"):
                begun = words, i + 1
    if begun:
        yield Block(*begun, len(lines))


def cells(lines):
    """Return the code cells, in order."""
    for words, start, end in blocks(lines):
        if words.startswith("{code-cell}"):
            yield Cell(start, _first_line_of_code(lines, start, end), end)


def _first_line_of_code(lines, start, end):
    if start < end and lines[start].rstrip() == "---":  # options in YAML, up to the next such line
        start = next((i for i in range(start + 1, end) if lines[i].rstrip() == "---"), end - 1) + 1
    while start < end and (_OPTION.match(lines[start]) or not lines[start].strip()):
        start += 1
    return start
