"""What a figure is saved as, and what saving refuses; browsers open it in tests/browser."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from snnlib import live
from snnlib.live import saving
from tests.live.example import figure


@pytest.fixture(scope="module")
def shared():
    return figure(title="A ramp")


@pytest.fixture
def fig(shared):
    for name, value in shared.defaults.items():
        setattr(shared, name, value)
    return shared


def state_of(page):
    return json.loads(re.search(r'class="live-state">(.*?)</script>', page)[1])


def test_the_page_starts_where_the_controls_stand(fig, tmp_path):
    fig.gain, fig.noisy, fig.again, fig.rule = 7.5, True, 2, 5
    fig.drawn, fig.train = [0.0, 0.25, 0.5, 1.0], [7.5]
    path = fig.save(tmp_path / "page.html")
    assert path == tmp_path / "page.html"
    state = state_of(path.read_text("utf-8"))
    start = {control["name"]: control["default"] for control in state["spec"]["controls"]}
    assert (start["gain"], start["noisy"], start["again"], start["rule"]) == (7.5, True, 2, 5)
    assert start["drawn"] == [0.0, 0.25, 0.5, 1.0]
    assert start["train"] == [7.5]
    assert state["pythonChecksum"] == fig.kernel.checksum(fig.values)
    assert fig.defaults["gain"] == 2.0  # the figure itself is as it was
    assert fig.spec["controls"][0]["default"] == 2.0


def test_the_page_asks_for_nothing(fig):
    page = saving.page(saving.standing(fig))
    bare = re.sub(r"(base64,|\"module\":\")[\w+/=\s]*", "", page)
    assert not re.search(r"\b(src|href)\s*=\s*[\"'](?!#|data:)", bare)
    links = re.findall(r"(?:https?:)?//[a-z][^\s\"'<>)]*", bare)
    assert {link for link in links if "w3.org" not in link} == set()


def test_the_same_figure_gives_the_same_page(fig):
    assert saving.page(saving.standing(fig)) == saving.page(saving.standing(fig))


def test_a_page_is_written_again_and_nothing_else_is(fig, tmp_path):
    path = tmp_path / "page.HTML"
    fig.save(str(path))
    first = path.read_bytes()
    fig.gain = 5.0
    assert fig.save(path).read_bytes() != first
    for text in ("", "<p>my thesis</p>", "x" * 3000 + first.decode()):
        path.write_text(text, "utf-8")
        with pytest.raises(FileExistsError, match=r"path: .*page\.HTML.* is there already"):
            fig.save(path)
        assert path.read_text("utf-8") == text


def test_what_is_no_place_for_a_page_is_refused_by_name(fig, tmp_path):
    with pytest.raises(ValueError, match=r"path must end in \.html, got '.*page\.pdf'"):
        fig.save(tmp_path / "page.pdf")
    with pytest.raises(FileNotFoundError, match=r"path: there is no folder '.*nowhere'"):
        fig.save(tmp_path / "nowhere" / "page.html")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(FileExistsError, match=r"folder\.html"):
        fig.save(tmp_path / "folder.html")
    for wrong in (None, 3, "", b"page.html"):
        with pytest.raises(TypeError, match=r"path must be a path such as 'page\.html', got"):
            fig.save(wrong)
        with pytest.raises(TypeError, match=r"folder must be a path such as 'figures', got"):
            fig.save_myst(wrong)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.html"]


def test_the_directive_holds_the_controls_that_have_one_value(fig, tmp_path):
    fig.gain, fig.noisy = 7.5, True
    page = fig.save_myst(tmp_path)
    assert page == tmp_path / "ramp.md"
    mark, body = page.read_text("utf-8").split("\n\n")
    assert mark.startswith("% ")  # a comment in MyST
    lines = body.splitlines()
    assert (lines[0], lines[-1]) == ("```{anywidget} ramp.mjs", "```")
    values = json.loads("\n".join(lines[1:-1]))
    assert values == {"gain": 7.5, "n": 3, "rule": 0, "noisy": True}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ramp.md", "ramp.mjs"]
    assert fig.save_myst(tmp_path) == page  # again


def test_a_foreign_file_stops_both(fig, tmp_path):
    (tmp_path / "ramp.md").write_text("my notes")
    with pytest.raises(FileExistsError, match=r"folder: .*ramp\.md"):
        fig.save_myst(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["ramp.md"]
    with pytest.raises(FileNotFoundError, match="folder: there is no folder"):
        fig.save_myst(tmp_path / "nowhere")


def test_data_of_any_text_leaves_the_scripts_whole(tmp_path):
    def sums(gain, w, y):
        for i in range(y.size):
            y[i] = gain * w[i]

    axis = live.Axis("k")
    hostile = "</script><!--<script>"
    fig = live.Figure(
        "data-saved", kernel=sums, title=hostile, caption=hostile,
        controls=[live.Slider("gain", 0, 2, 1, 1)], arrays={"y": live.Array(9)},
        views=[live.Plot([live.Trace("y", 1)], axis, axis)], data={"w": np.arange(9.0)},
    )  # fmt: skip
    page = fig.save(tmp_path / "page.html").read_text("utf-8")
    assert page.count("</script>") == 4  # state, data, and the two that bring it to life
    assert "<title>&lt;/script&gt;&lt;!--&lt;script&gt;</title>" in page
    module = Path(fig.save_myst(tmp_path)).with_suffix(".mjs").read_text("utf-8")
    assert "</script>" not in module
    assert '"data":"' in module


def test_a_figure_that_no_browser_runs_stays(tmp_path):
    def lists(x, y):
        y[0] = len([str(x)])

    axis = live.Axis("k")
    fig = live.Figure(
        "stays", kernel=lists, title="Stays", controls=[live.Slider("x", 0, 2, 1, 1)],
        arrays={"y": live.Array(1)}, views=[live.Plot([live.Trace("y", 1)], axis, axis)],
    )  # fmt: skip
    for save in (lambda: fig.save(tmp_path / "page.html"), lambda: fig.save_myst(tmp_path)):
        with pytest.raises(live.BrowserError, match="figure 'stays' cannot leave the notebook"):
            save()
    assert list(tmp_path.iterdir()) == []
