"""The palette: colours that stand out on both papers, and their CSS variables."""

import re

import pytest

from snnlib.plotting.palette import PALETTE, ROLES, css


def luminance(code):
    channels = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", [0, 1])
def test_every_line_stands_out_and_text_can_be_read(page):
    paper = PALETTE["paper"][page]
    for role, pair in PALETTE.items():
        least = {"text": 7.0, "muted": 4.5, "grid": 1.0, "paper": 1.0}.get(role, 3.0)
        assert contrast(pair[page], paper) >= least, role


def test_the_palette_is_css_variables_for_light_dark_and_print():
    blocks = re.findall(r"([^{}]+)\{((?:--[^{}]+)+)\}", css())
    assert [selector.strip() for selector, _ in blocks] == [
        ":root",
        'html[data-theme="dark"],body[data-jp-theme-light="false"]',
        ":root,html[data-theme]",
    ]
    for (_, body), page in zip(blocks, (0, 1, 0), strict=True):
        given = dict(re.findall(r"--live-(\w+):(#[0-9a-f]{6});", body))
        assert given == {role: pair[page] for role, pair in PALETTE.items()}


def test_every_colour_has_a_meaning():
    assert set(ROLES) == set(PALETTE)
    assert all(ROLES.values())
