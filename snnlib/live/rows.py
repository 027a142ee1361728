"""Views of a live figure side by side."""

from dataclasses import dataclass
from reprlib import repr as short

from snnlib.live.controls import finite
from snnlib.live.pictures import Picture
from snnlib.live.tables import Table
from snnlib.live.views import Plot


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

    def spec(self):
        """Plain data for the browser."""
        items = [item.spec() for item in self.items]
        return {"view": "row", "items": items, "widths": list(self.widths)}

    def views(self):
        """The views that have a place of their own."""
        for item in self.items:
            yield from item.views()
