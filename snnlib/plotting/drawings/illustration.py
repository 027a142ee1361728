"""A drawing as SVG in the page's own colours, and the few shapes that the drawings are made of."""

import math
from html import escape

import numpy as np

from snnlib.plotting.palette import PALETTE, css

#: Where a drawing has less than this width, in CSS pixels, its labels grow, to stay readable.
NARROW, PHONE = 640, 470


class Illustration:
    """A drawing as SVG that follows the page's theme; the last line of a cell shows it.

    Parameters
    ----------
    alt : str
        What the drawing shows, for those who do not see it.
    size : tuple of int
        Width and height of the drawing's own coordinates, about CSS pixels on a wide screen.
    parts : list of str
        SVG elements, the lowest first; :func:`shape`, :func:`label` and their like make them.
    """

    def __init__(self, alt, size, parts):
        self.alt = alt
        width, height = size
        self.svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'aria-label="{escape(alt)}" class="themed drawing" '
            f'style="--wide:{width}px">{"".join(parts)}</svg>'
        )

    def _repr_html_(self):
        return f'<style>{css()}{_CSS}</style><div class="drawn-by-hand">{self.svg}</div>'


_CSS = (
    ".drawn-by-hand{container-type:inline-size}"
    "svg.drawing{display:block;width:100%;max-width:var(--wide);height:auto;margin:0 auto;"
    "font:15px/1.2 var(--live-font,system-ui,sans-serif);fill:none;stroke-linecap:round;"
    "stroke-linejoin:round}"
    "svg.drawing .narrow{display:none}"
    f"@container (max-width:{NARROW}px){{svg.drawing{{font-size:20px}}"
    "svg.drawing .wide{display:none}svg.drawing .narrow{display:inline}}"
    f"@container (max-width:{PHONE}px){{svg.drawing{{font-size:27px}}}}"
)


def ink(role):
    """The CSS colour of a role of the palette."""
    return f"var(--live-{role},{PALETTE[role][0]})"


def wash(role, percent):
    """A role's colour thinned with the page's ground, which hides what lies below it."""
    return f"color-mix(in srgb,{ink(role)} {percent}%,{ink('paper')})"


def shape(path, *, line="", fill="", width=1.5, extra=""):
    """A path with a line, a ground, or both; the line lies below the ground of all its parts."""
    style = f"paint-order:stroke;fill:{fill or 'none'}"
    if line:
        style += f";stroke:{line};stroke-width:{width}"
    return f'<path d="{path}" style="{style}{extra}"/>'


def circle(x, y, radius):
    """The path of a circle."""
    return (
        f"M{x - radius:.1f} {y:.1f}a{radius:.1f} {radius:.1f} 0 1 0 {2 * radius:.1f} 0"
        f"a{radius:.1f} {radius:.1f} 0 1 0 {-2 * radius:.1f} 0z"
    )


def label(x, y, text, *, role="text", anchor="start", kind="", weight=400):
    """A label; ``kind`` may be "wide" or "narrow", for one that only such a screen shows."""
    lines = text.split("\n")
    spans = "".join(
        f'<tspan x="{x}" dy="{1.15 if k else 0}em">{escape(line)}</tspan>'
        for k, line in enumerate(lines)
    )
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" class="{kind}" '
        f'style="fill:{ink(role)};font-weight:{weight}">{spans}</text>'
    )


def leader(*points, role="axis", kind=""):
    """The thin line from a label to what it names, with a dot at its end."""
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    return (
        f'<g class="{kind}">{shape(path, line=ink(role), width=1)}'
        f"{shape(circle(x, y, 2), fill=ink(role))}</g>"
    )


def arrow(start, end, *, role, width=1.8, head=7.0):
    """A straight arrow."""
    (x0, y0), (x1, y1) = start, end
    angle = math.atan2(y1 - y0, x1 - x0)
    sides = [
        (x1 - head * math.cos(angle + a), y1 - head * math.sin(angle + a)) for a in (-0.45, 0.45)
    ]
    barbs = f"M{sides[0][0]:.1f} {sides[0][1]:.1f}L{x1} {y1}L{sides[1][0]:.1f} {sides[1][1]:.1f}"
    return shape(f"M{x0} {y0}L{x1} {y1}{barbs}", line=ink(role), width=width)


def smooth(points, closed=False):
    """The path of a smooth line near points, which are the corners that it rounds off."""
    p = np.asarray(points, float)
    middle = (p + np.roll(p, -1, axis=0)) / 2
    if closed:
        text = f"M{middle[-1][0]:.1f} {middle[-1][1]:.1f}"
        pairs = zip(p, middle, strict=True)
    else:
        text = f"M{p[0][0]:.1f} {p[0][1]:.1f}"
        pairs = zip(p[1:-1], middle[1:-1], strict=True)
    text += "".join(f"Q{x:.1f} {y:.1f} {u:.1f} {v:.1f}" for (x, y), (u, v) in pairs)
    return text + ("z" if closed else f"L{p[-1][0]:.1f} {p[-1][1]:.1f}")


def through(points, spacing=5.0):
    """Points closely along a Catmull-Rom curve through ``points``: (n, 2)."""
    p = np.asarray(points, float)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    pieces = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        n = max(2, round(np.hypot(*(c - b)) / spacing))
        t = np.arange(n)[:, None] / n
        pieces.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    return np.vstack([*pieces, p[-2:-1]])


def taper(points, start, end, flare=0.0, reach=12.0):
    """The outline of a process along ``points``, from ``start`` to ``end`` px thick.

    It is ``flare`` px thicker where it begins, which ``reach`` px later is a third of that.
    """
    line = through(points)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    half = (start + (end - start) * along / along[-1] + flare * np.exp(-along / reach)) / 2
    tangent = np.gradient(line, axis=0)
    tangent /= np.hypot(*tangent.T)[:, None]
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]]) * half[:, None]
    tip = line[-1] + tangent[-1] * half[-1]
    return smooth(np.vstack([line + normal, tip, (line - normal)[::-1]]), closed=True)
