"""The book's logo: the membrane of a simulated LIF neuron that fires twice, drawn as one line."""

import snnlib

_INK, _SPIKE = "#0072b2", "#d55e00"


def _membrane():
    """Membrane potential of a neuron that charges, fires and charges again; spike steps."""
    params = snnlib.LIFParameters(tau_m=20.0, R_m=10.0, t_ref=3.0)
    run = snnlib.lif(2.6, params, dt=0.5, n_steps=100, spike_times="grid")
    return run.v, [round(t / 0.5) - 1 for t in run.spike_times]


def _path(width, height, top):
    """SVG path of the trace in a box, and of its spikes up to ``top``."""
    v, spikes = _membrane()
    x = [width * i / (len(v) - 1) for i in range(len(v))]
    y = [height - (height - top) * (u + 70.0) / 20.0 for u in v]
    line = "M" + " L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
    ticks = " ".join(f"M{x[i]:.1f} {top:.1f} V2" for i in spikes)
    return line, ticks


def favicon():
    """Square SVG for the browser's tab."""
    line, ticks = _path(64.0, 56.0, 30.0)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 72 68" fill="none" '
        'stroke-width="6" stroke-linejoin="round" stroke-linecap="round">'
        f'<path d="{line}" stroke="{_INK}"/><path d="{ticks}" stroke="{_SPIKE}"/></svg>'
    )


def logo():
    """Wide SVG with the book's name, readable on light and dark pages."""
    line, ticks = _path(96.0, 58.0, 32.0)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -2 330 68" fill="none" '
        'font-family="system-ui, sans-serif">'
        '<g stroke-width="4" stroke-linejoin="round" stroke-linecap="round">'
        f'<path d="{line}" stroke="{_INK}"/><path d="{ticks}" stroke="{_SPIKE}"/></g>'
        f'<text x="110" y="34" font-size="34" font-weight="700" fill="{_INK}">Spikes</text>'
        '<text x="110" y="60" font-size="22" fill="#5a626c">from Scratch</text></svg>'
    )
