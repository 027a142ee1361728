"""Pictures in a live figure: arrays as cells of colour, and pixel grids to draw."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from snnlib.live.controls import finite
from snnlib.live.marks import Mark, Marker, check_height

#: What a number looks like: colours from the lowest to the highest, roles of the palette or hex.
#: ``signed`` differs in brightness as well: negative is dark, zero grey, positive light.
COLORS = {
    "grey": ("#000000", "#ffffff"),
    "ink": ("paper", "text"),
    "diverging": ("threshold", "paper", "membrane"),
    "signed": ("#08306b", "#7d8590", "#ffe08a"),
}


class Picture:
    """What pictures share: colours, and a shape on the page."""

    array = control = ""
    needs = ("array", "control")  # what it cannot do without, where it has it
    low = high = tiles = None
    aspect = "equal"
    edits = ""  # the kind of control that the reader draws on it
    of_numbers = False

    def __post_init__(self):
        kind = type(self).__name__
        if self.colors not in COLORS:
            raise ValueError(
                f"{kind}: colors must be one of {', '.join(COLORS)}, got {self.colors!r}"
            )
        check_height(kind, self.height)
        for name in ("low", "high"):
            if getattr(self, name) is not None:
                end = finite(kind, name, getattr(self, name))
                object.__setattr__(self, name, end)
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(f"{kind}: low must be below high, got {self.low} and {self.high}")

    def plain(self) -> dict:
        """Return plain data for the browser."""
        stops = list(COLORS[self.colors])
        mark = {"mark": type(self).__name__.lower(), "aspect": self.aspect, "stops": stops}
        return {**asdict(self), **mark}

    def spec(self) -> dict:
        """Return the same, as a view."""
        return {"view": "picture", **self.plain()}

    def views(self) -> Iterator:
        """Return the views that have a place of their own: this one."""
        yield self

    @property
    def marks(self) -> list:
        return [self]

    def names(self) -> Iterator[tuple[str, str]]:
        """Return (field, name) of everything that the picture refers to."""
        for part in ("array", "control", "second", "wrong"):
            if part in self.__dataclass_fields__ and (getattr(self, part) or part in self.needs):
                yield part, getattr(self, part)


@dataclass(frozen=True)
class Heatmap(Picture, Mark):
    """A 2-D array (rows, columns) as cells, row 0 on top; nothing is smoothed.

    As a view it stands alone, ``height`` CSS pixels high where there is room; as a mark of a
    :class:`~snnlib.live.Plot` it fills the axes' ranges, row 0 at the lower end of y.  ``low`` and
    ``high`` are the ends of the scale (None: fitted to the frame; around zero for ``diverging`` and
    ``signed``).  ``tiles=(R, C)`` sets the n parts of an array (n, rows, columns) side by side.
    """

    array: str
    low: float | None = None
    high: float | None = None
    colors: str = "grey"
    label: str = ""
    unit: str = ""
    aspect: str = "equal"
    tiles: tuple | None = None
    height: int = 220
    describes: str = ""
    needs_ranges = True

    def draw(self, axes: Any, frame: Any, style: dict) -> None:
        from snnlib.live.static_svg import draw_cells  # which brings matplotlib

        extent, values = (*axes.get_xlim(), *axes.get_ylim()), frame.arrays[self.array]
        draw_cells(axes, self, values, self.low, self.high, extent=extent, origin="lower")
        axes.set_aspect("auto")
        axes.grid(False)

    def __post_init__(self):
        super().__post_init__()
        if self.aspect not in ("equal", "auto"):
            raise ValueError(f"Heatmap: aspect must be 'equal' or 'auto', got {self.aspect!r}")
        if self.tiles is not None:
            tiles = self.tiles if isinstance(self.tiles, (tuple, list)) else ()
            if len(tiles) != 2 or not all(type(n) is int and n > 0 for n in tiles):
                raise ValueError(f"Heatmap: tiles must be (rows, columns), got {self.tiles!r}")


@dataclass(frozen=True)
class ImageDrawing(Picture):
    """Where the reader draws the :class:`~snnlib.live.DrawnImage` ``control``.

    With ``array`` (rows, columns) it shows that in the drawing's place, as :class:`Heatmap` does.
    ``second`` is another DrawnImage of the same shape, drawn in the same place: the reader chooses
    which of the two to draw, by their labels.  ``markers`` are dots on it, each a
    :class:`~snnlib.live.Marker` whose x and y are sliders of column and row: they can be dragged,
    and have their labels, of one letter, on them.  ``scale=False`` leaves out the scale of colours,
    where they stand for kinds and not for numbers.
    """

    control: str
    label: str = ""
    colors: str = "ink"
    height: int = 220
    describes: str = ""
    array: str = ""
    low: float | None = None
    high: float | None = None
    second: str = ""
    markers: tuple = ()
    scale: bool = True
    needs = ("control",)
    edits = "drawn image"

    def __post_init__(self):
        super().__post_init__()
        markers = self.markers if isinstance(self.markers, (tuple, list)) else (None,)
        if not all(isinstance(mark, Marker) for mark in markers):
            raise ValueError(f"ImageDrawing: markers must be Marker(x, y), got {self.markers!r}")
        object.__setattr__(self, "markers", tuple(markers))

    @property
    def marks(self) -> list:
        return [self, *self.markers]

    def plain(self) -> dict:
        """Return plain data for the browser."""
        return super().plain() | {
            "markers": [{"mark": "marker", **m.plain()} for m in self.markers]
        }


@dataclass(frozen=True)
class DigitGrid(Picture):
    """Where the reader types the :class:`~snnlib.live.DrawnDigits` ``control``.

    In cells that are empty it shows the digits of ``array``; cells in which ``wrong`` is above 0
    are marked.  Both arrays have the control's shape.  ``block`` rows or columns stand together.
    """

    control: str
    array: str
    wrong: str = ""
    block: int = 3
    label: str = ""
    height: int = 360
    describes: str = ""
    colors = "ink"
    needs = ("control", "array", "wrong")
    edits = "drawn digits"

    def __post_init__(self):
        super().__post_init__()
        if type(self.block) is not int or self.block < 1:
            raise ValueError(f"DigitGrid: block must be a whole number above 0, got {self.block!r}")

    def spec(self) -> dict:
        """Return plain data for the browser, where it comes after the first frame."""
        return {"view": "DigitGrid", **asdict(self)}


@dataclass(frozen=True)
class PathDrawing(Picture):
    """Where the reader's pointer draws the :class:`~snnlib.live.DrawnPath` ``control``.

    ``array`` (rows, columns), if any, is the picture that the pointer moves over; ``low``, ``high``
    and ``colors`` are as in :class:`Heatmap`.
    """

    control: str
    array: str = ""
    low: float | None = None
    high: float | None = None
    colors: str = "grey"
    label: str = ""
    unit: str = ""
    height: int = 220
    describes: str = ""
    needs = ("control",)
    edits = "drawn path"
