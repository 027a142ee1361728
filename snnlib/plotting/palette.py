"""The book's colours, one for each role, in light and in dark surroundings.

They start from Okabe & Ito's palette, which people with any kind of colour vision tell apart
(Okabe & Ito 2008, "Color Universal Design"); the dark set is lighter, so that every line
keeps a contrast of at least 3:1 with its background.  Live figures get them as CSS variables, still
figures as matplotlib colours.
"""

#: What a colour means, in live figures, still ones and drawings.
ROLES = {
    "membrane": "what a figure is about: a membrane potential, an answer, what was measured",
    "threshold": "thresholds and limits, and what went beyond them",
    "spike": "spikes",
    "input": "what goes in: drawn signals, input spikes, and the truth that is to be found",
    "teach": "what the reader sets, such as a dot, and what teaches: a reward, a loss, a slope",
    "other": "the second of two things that are compared",
    "text": "words, and the third of three things",
    "muted": "what one compares with: a theory, a bound, a chance level; as a line mostly dashed",
    "axis": "axes, and thin helping lines",
    "grid": "the grid",
    "paper": "the ground",
}

PALETTE = {
    # role: (on a light page, on a dark page)
    "membrane": ("#0072b2", "#56b4e9"),
    "threshold": ("#a3480a", "#f0a06a"),
    "spike": ("#222222", "#e8e8e8"),
    "input": ("#00795a", "#2fc79a"),
    "teach": ("#b36b00", "#f0b429"),
    "other": ("#a6407f", "#e59ac4"),
    "text": ("#222222", "#e3e3e3"),
    "muted": ("#5c6470", "#a4adba"),
    "axis": ("#8b929c", "#7d8590"),
    "grid": ("#e6e8eb", "#333a44"),
    "paper": ("#ffffff", "#14181e"),
}


def variables(dark: bool = False) -> str:
    """Return the palette as declarations of CSS variables ``--live-ROLE``."""
    return "".join(f"--live-{role}:{pair[dark]};" for role, pair in PALETTE.items())


def css() -> str:
    """Return the palette as CSS variables for light, dark and printed pages."""
    light, dark = variables(), variables(dark=True)
    return (
        f":root{{{light}}}\n"
        f'html[data-theme="dark"],body[data-jp-theme-light="false"]{{{dark}}}\n'
        f"@media print{{:root,html[data-theme]{{{light}}}}}\n"
    )
