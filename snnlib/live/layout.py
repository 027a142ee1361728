"""What stands in a live figure beside plots and pictures: tables, and rows of views."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from reprlib import repr as short

import numpy as np

from snnlib.live.controls import finite
from snnlib.live.marks import Plot
from snnlib.live.pictures import Picture


@dataclass(frozen=True)
class Table:
    """The array (rows, columns) as a table that the reader can sort; NaN is shown as a dash.

    ``rows`` are names, ``columns`` are ``(head, unit, digits)``, ``head`` stands above the names.
    ``links`` maps names of rows to addresses.  ``best`` maps heads to "low" or "high": that
    column's lowest or highest number is then marked.  ``limits`` maps heads to the most that a
    number of that column may be; what is above it stands out.
    """

    array: str
    rows: list
    columns: list
    head: str = ""
    label: str = ""
    sortable: bool = True
    links: dict = field(default_factory=dict)
    best: dict = field(default_factory=dict)
    limits: dict = field(default_factory=dict)
    of_numbers = False

    def __post_init__(self):
        rows = list(self.rows) if isinstance(self.rows, (tuple, list)) else []
        if not rows or not all(isinstance(name, str) and name for name in rows):
            raise ValueError(f"Table: rows must be a list of names, got {short(self.rows)}")
        columns = list(self.columns) if isinstance(self.columns, (tuple, list)) else []
        if not columns or not all(map(_is_column, columns)):
            raise ValueError(
                "Table: columns must be a list of (head, unit, digits), digits from 1 to 17, "
                f"got {short(self.columns)}"
            )
        heads = [head for head, _, _ in columns]
        parts = (("links", rows, "row"), ("best", heads, "column"), ("limits", heads, "column"))
        for name, known, what in parts:
            for key in getattr(self, name):
                if key not in known:
                    raise ValueError(f"Table: {name} refers to no {what} {key!r}")
        if not set(self.best.values()) <= {"low", "high"}:
            raise ValueError(f"Table: best must be 'low' or 'high', got {short(self.best)}")
        limits = {head: finite("Table", "limits", most) for head, most in self.limits.items()}
        object.__setattr__(self, "limits", limits)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "columns", [tuple(column) for column in columns])

    @property
    def height(self) -> int:
        """CSS pixels in the still picture."""
        return 26 * (len(self.rows) + 1)

    @property
    def marks(self) -> list:
        return [self]

    def names(self) -> Iterator[tuple[str, str]]:
        """Return (field, name) of everything that the table refers to."""
        yield "array", self.array

    def spec(self) -> dict:
        """Return plain data for the browser."""
        return {"view": "table", **asdict(self)}

    def views(self) -> Iterator:
        """Return the views that have a place of their own: this one."""
        yield self

    def texts(self, values: np.ndarray) -> list[list[str]]:
        """Return the cells' texts: numbers with their digits, a dash for NaN."""
        digits = [column[2] for column in self.columns]
        return [[_text(v, n) for v, n in zip(row, digits, strict=True)] for row in values.tolist()]


def _is_column(column):
    if not isinstance(column, (tuple, list)) or len(column) != 3:
        return False
    head, unit, digits = column
    texts = isinstance(head, str) and head and isinstance(unit, str)
    return bool(texts and type(digits) is int and 1 <= digits <= 17)


def _text(value, digits):
    if value != value:
        return "—"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "−∞"
    if abs(value) < 1e-12:
        return "0"
    rounded = f"{value:.{digits - 1}e}"
    power = int(rounded.split("e")[1])
    text = f"{value:.{max(0, digits - 1 - power)}f}" if -4 <= power < 7 else rounded
    whole = value == int(value) and abs(value) < 1e7
    return (str(int(value)) if whole else text).replace("-", "−")


@dataclass(frozen=True)
class Row:
    """Views side by side, as wide as ``widths`` tell (one number each; None: all alike).

    On a phone pictures stand two in a row, plots and tables one below the other.
    """

    items: list
    widths: tuple | None = None

    def __post_init__(self):
        items = list(self.items) if isinstance(self.items, (tuple, list)) else []
        if not items or not all(isinstance(item, (Plot, Picture, Table)) for item in items):
            raise ValueError(f"a row's views must be a list of views, got {short(self.items)}")
        widths = self.widths if self.widths is not None else (1,) * len(items)
        fits = isinstance(widths, (tuple, list)) and len(widths) == len(items)
        if not fits or not all(finite("a row", "its width", w) > 0 for w in widths):
            raise ValueError(f"a row's widths must be one number above 0 a view, got {widths!r}")
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "widths", tuple(widths))

    def spec(self) -> dict:
        """Return plain data for the browser."""
        items = [item.spec() for item in self.items]
        return {"view": "row", "items": items, "widths": list(self.widths)}

    def views(self) -> Iterator:
        """Return the views that have a place of their own."""
        for item in self.items:
            yield from item.views()
