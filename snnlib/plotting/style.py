"""matplotlib figures that follow the page's light or dark theme.

A figure is written as SVG whose colours are the palette's CSS variables, so that one picture is
right on a light page, on a dark one and on paper.
"""

import hashlib
import io
import re
from contextlib import AbstractContextManager

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from snnlib.plotting.palette import PALETTE, css

_RC = {
    "axes.edgecolor": PALETTE["axis"][0],
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.labelcolor": PALETTE["text"][0],
    "axes.linewidth": 0.8,
    "axes.prop_cycle": mpl.cycler(
        color=[PALETTE[role][0] for role in ("membrane", "threshold", "input", "other", "teach")],
        linestyle=["-", "--", "-.", ":", (0, (5, 1))],
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.facecolor": "none",
    "figure.figsize": (7.2, 2.8),
    "figure.constrained_layout.use": True,
    "font.size": 10.2,
    "grid.color": PALETTE["grid"][0],
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "lines.linewidth": 1.5,
    "path.simplify_threshold": 0.5,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "text.color": PALETTE["text"][0],
    "xtick.color": PALETTE["muted"][0],
    "ytick.color": PALETTE["muted"][0],
}


def style() -> AbstractContextManager:
    """Return a context in which matplotlib draws as the live figures do: ``with style(): ...``."""
    return mpl.rc_context(_RC)


def color(role: str) -> str:
    """Return the palette's colour for a role ("membrane", "spike", "input", …)."""
    if role not in PALETTE:
        raise ValueError(f"role must be one of {', '.join(PALETTE)}, got {role!r}")
    return PALETTE[role][0]


class ThemedSVG:
    """A matplotlib figure as SVG that follows the page's theme; the last line of a cell shows it.

    The figure is drawn inside :func:`style`, and is closed; ``alt`` says what it shows, for those
    who do not see it.  Where a page has no room for it, a second drawing is shown, as wide as a
    phone and with plots that stood side by side below one another, so that its text stays readable.
    """

    def __init__(self, figure: Figure, alt: str):
        if not isinstance(alt, str) or not alt.strip():
            raise ValueError(
                f"alt must be a sentence that tells what the picture shows, got {alt!r}"
            )
        self.alt = alt
        self.svg = _svg_of(figure, alt)
        _make_narrow(figure)
        self.narrow = _svg_of(figure, alt)
        plt.close(figure)

    def _repr_html_(self):
        pair = f'<div class="wide">{self.svg}</div><div class="narrow">{self.narrow}</div>'
        return f'<style>{css()}{_PAIR}</style><div class="themed-pair">{pair}</div>'


_NARROW = 3.75  # inches, which are the 360 CSS pixels of a phone's column
_PAIR = (
    ".themed-pair{container-type:inline-size}.themed-pair svg{display:block;width:100%;height:auto}"
    ".themed-pair .narrow{display:none;max-width:30rem;margin:auto}"
    "@container (max-width:44rem){.themed-pair .wide{display:none}"
    ".themed-pair .narrow{display:block}}"
    "@media print{.themed-pair .wide{display:block!important}"
    ".themed-pair .narrow{display:none!important}}"
)


def _svg_of(figure, alt):
    """The figure, as it is now, as SVG."""
    buffer = io.StringIO()
    # a fixed salt and no date: the same figure gives the same bytes
    with mpl.rc_context({**_RC, "svg.hashsalt": alt}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _themed(buffer.getvalue(), alt)


def _make_narrow(figure):
    """Make a figure as wide as a phone; plots in one row then stand in one column."""
    width, height = figure.get_size_inches()
    specs = [axes.get_subplotspec() for axes in figure.axes]
    grids = {spec.get_gridspec() for spec in specs if spec}
    rows = 1
    if len(grids) == 1 and all(specs):
        (grid,) = grids
        if grid.nrows == 1 < grid.ncols:
            rows = grid.ncols
            column = figure.add_gridspec(rows, 1)
            for axes, spec in zip(figure.axes, specs, strict=True):
                axes.set_subplotspec(column[spec.colspan.start, 0])
    if width > _NARROW:
        figure.set_size_inches(_NARROW, height * rows * (0.9 if rows > 1 else 1.0))


def _themed(svg, alt):
    """Return the <svg> element alone, with CSS variables for the palette's colours."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)
    for role, (light, _) in PALETTE.items():
        if role not in ("text", "spike"):
            svg = svg.replace(light, f"var(--live-{role}, {light})")
    svg = svg.replace(PALETTE["text"][0], f"var(--live-text, {PALETTE['text'][0]})")
    family = "var(--live-font, system-ui, sans-serif)"
    svg = re.sub(r"font: ([^;\"]*?)(px|pt) [^;\"]*", rf"font: \1\2 {family}", svg)
    svg = _own_ids(_ticks_as_one_path(svg))
    alt = alt.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return svg.replace("<svg ", f'<svg role="img" aria-label="{alt}" class="themed" ', 1)


_TICK = re.compile(r'<path id="([^"]+)" d="M 0 (\S+) \nL 0 (\S+) \n" style="([^"]*)"/>')
_TICKS = re.compile(
    r'<use xlink:href="#([^"]+)" x="\S+" y="\S+" style="([^"]*)"/>'
    r'(?:\s*<use xlink:href="#\1" x="\S+" y="\S+" style="\2"/>){7,}'
)


def _ticks_as_one_path(svg):
    """Draw the ticks of a raster as one path: an element for each of thousands opens slowly."""
    ticks = {name: (float(top), float(end), look) for name, top, end, look in _TICK.findall(svg)}

    def joined(match):
        if match[1] not in ticks:  # another kind of marker
            return match[0]
        top, end, look = ticks[match[1]]
        places = re.findall(r'x="(\S+)" y="(\S+)"', match[0])
        path = "".join(f"M{float(x):.1f} {float(y) + top:.1f}v{end - top:g}" for x, y in places)
        return f'<path d="{path}" style="{look}; {match[2]}"/>'

    return _TICKS.sub(joined, svg)


def _own_ids(svg):
    """Keep the ids that the picture refers to, under names that no other picture has."""
    wanted = set(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    prefix = "p" + hashlib.sha256(svg.encode()).hexdigest()[:8]

    def rename(match):
        return f' id="{prefix}{match[1]}"' if match[1] in wanted else ""

    svg = re.sub(r' id="([^"]+)"', rename, svg)
    return re.sub(r'(href="|url\()#', rf"\1#{prefix}", svg)
