"""matplotlib in the book's hand: colours by role, pictures that follow the page's theme."""

import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from snnlib import plotting
from snnlib.plotting.palette import PALETTE, css
from snnlib.plotting.style import ThemedSVG, color, style


def drawn(values=(0, 1, 4), label="a line"):
    with style():
        figure, axes = plt.subplots()
        axes.plot(values, label=label)
        axes.plot([0, 1, 2], color=color("input"))
        axes.axhline(1.0, color=color("threshold"))
        axes.set(xlabel="time (ms)", ylabel="v & <u>")
        axes.legend()
    return figure


def test_color_knows_the_roles():
    assert color("membrane") == PALETTE["membrane"][0]
    with pytest.raises(ValueError, match=r"role must be one of membrane, .*got 'blue'"):
        color("blue")


def test_style_ends_with_its_block():
    before = mpl.rcParams["axes.edgecolor"]
    with style():
        assert mpl.rcParams["axes.edgecolor"] == PALETTE["axis"][0]
        assert mpl.rcParams["axes.spines.top"] is False
        cycle = list(mpl.rcParams["axes.prop_cycle"])
    assert mpl.rcParams["axes.edgecolor"] == before
    # told apart without colour, too
    assert len({str(entry["linestyle"]) for entry in cycle}) == len(cycle) == 5


def test_a_picture_follows_the_theme():
    svg = ThemedSVG(drawn(), "A line that rises").svg
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == "A line that rises"
    assert "width" not in root.attrib
    assert "viewBox" in root.attrib
    for role in ("membrane", "input", "threshold", "axis", "grid", "muted", "text"):
        assert f"var(--live-{role}, {PALETTE[role][0]})" in svg
    naked = re.sub(r"var\(--live-\w+, #[0-9a-f]{6}\)", "", svg)
    assert re.findall(r"#[0-9a-f]{6}\b", naked) == []  # no colour that stays as it is
    assert "v & <u>" in " ".join(root.itertext())


def test_css_variables_stand_only_where_css_is_read():
    """A presentation attribute such as fill="…" knows no var()."""
    svg = ThemedSVG(drawn(), "A line").svg
    assert re.findall(r'(?<!style)="[^"]*var\(', svg) == []


def test_the_alternative_text_is_escaped_and_must_be_there():
    picture = ThemedSVG(drawn(), 'v < 3 & "w" > 0')
    assert ET.fromstring(picture.svg).attrib["aria-label"] == 'v < 3 & "w" > 0'
    assert picture.alt == 'v < 3 & "w" > 0'
    for alt in ("", "  ", None, 3):
        figure = drawn()
        with pytest.raises(ValueError, match="alt must be a sentence that tells what the picture"):
            ThemedSVG(figure, alt)
        plt.close(figure)


def test_the_figure_is_closed_and_brings_its_colours_along():
    figure = drawn()
    picture = ThemedSVG(figure, "A line")
    assert not plt.fignum_exists(figure.number)
    shown = picture._repr_html_()
    assert shown.startswith(f"<style>{css()}")
    assert picture.svg in shown
    assert picture.narrow in shown


def test_on_a_phone_plots_of_a_row_stand_in_a_column():
    with style():
        figure, axes = plt.subplots(1, 2, figsize=(7.2, 2.8))
        for one, name in zip(axes, ("left", "right"), strict=True):
            one.plot([0, 1])
            one.set_xlabel(name)
    picture = ThemedSVG(figure, "Two lines")
    (_, _, wide, high), (_, _, narrow, long) = (
        map(float, ET.fromstring(svg).attrib["viewBox"].split())
        for svg in (picture.svg, picture.narrow)
    )
    assert (wide, high) == pytest.approx((518.4, 201.6))
    assert narrow == pytest.approx(270.0)
    assert long == pytest.approx(1.8 * high)
    # 13 px: on a phone with 358 of them, and where the wide one is shown at its least
    with style():
        size = mpl.rcParams["font.size"]
    assert size * 358 / narrow >= 13.0
    assert size * 44 * 16 / wide >= 13.0


def test_the_same_figure_gives_the_same_bytes():
    assert ThemedSVG(drawn(), "A line").svg == ThemedSVG(drawn(), "A line").svg
    assert ThemedSVG(drawn(), "A line").svg != ThemedSVG(drawn([0, 2, 4]), "A line").svg


def test_pictures_of_one_page_do_not_share_their_names():
    """An id must be unique in a page, and a picture's reference must find its own."""
    pages = [ThemedSVG(drawn(values), "A line").svg for values in ([0, 1, 4], [0, 2, 4])]
    pages.append(ThemedSVG(drawn(), "Another").svg)
    names = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in pages]
    assert sum(map(len, names)) == len(set.union(*names)) > 3
    for svg, own in zip(pages, names, strict=True):
        wanted = set(re.findall(r'href="#([^"]+)"|url\(#([^)"]+)\)', svg))
        assert {a or b for a, b in wanted} <= own
        assert len(re.findall(r'\bid="', svg)) == len(own)


def test_the_ticks_of_a_raster_are_one_path():
    times, neurons = np.linspace(1.0, 9.0, 50), np.arange(50) % 5
    with style():
        figure, axes = plt.subplots()
        axes.plot(times, neurons, "|", color=color("input"), markersize=4)
        axes.plot(times, neurons + 0.5, "o", color=color("other"))
        figure.canvas.draw()
        shown = axes.transData.transform(np.column_stack([times, neurons])) / figure.dpi * 72.0
        height = figure.get_figheight() * 72.0
        svg = ThemedSVG(figure, "fifty spikes").svg
    (path,) = re.findall(r'<path d="((?:M[\d.]+ [\d.]+v-?[\d.]+){50})" style="([^"]*)"/>', svg)
    ticks = np.array(re.findall(r"M([\d.]+) ([\d.]+)v(-?[\d.]+)", path[0]), float)
    middles = np.column_stack([ticks[:, 0], height - ticks[:, 1] - ticks[:, 2] / 2.0])
    np.testing.assert_allclose(middles, shown, atol=0.1)
    np.testing.assert_allclose(np.abs(ticks[:, 2]), 4.0)
    assert "--live-input" in path[1]
    assert len(re.findall(r"<use ", svg)) >= 50  # round marks stay what they are


def test_everything_public_is_there():
    assert set(plotting.__all__) >= {"PALETTE", "ThemedSVG", "color", "css", "style"}
    assert all(hasattr(plotting, name) for name in plotting.__all__)


def test_scatter_hatches_and_images_keep_the_theme():
    with style():
        figure, axes = plt.subplots()
        axes.scatter([0, 1], [0, 1], color=color("teach"))
        axes.bar([0, 1], [1, 2], color=color("other"), hatch="//")
        axes.fill_between([0, 1], [0, 1], alpha=0.3, color=color("membrane"))
        axes.errorbar([0, 1], [0, 1], [0.1, 0.1], color=color("spike"))
        axes.imshow(np.eye(3))
    svg = ThemedSVG(figure, "All kinds of things").svg
    ET.fromstring(svg)
    for role in ("teach", "other", "membrane"):
        assert f"var(--live-{role}" in svg
