"""The contract of every live figure of every built page."""

import base64
import gzip
import json
import math
import re
import struct
import zlib

import numpy as np
import pytest

from snnlib import live
from tests.browser import site
from tests.browser.conftest import REPORT
from tests.browser.contract import describe, differences, random_moves, random_settings

pytestmark = [pytest.mark.browser, pytest.mark.book]

FIGURES = site.live_figures()
PAGES = sorted({page for page, _ in FIGURES})
each_figure = pytest.mark.parametrize(("where", "name"), FIGURES, ids=[n for _, n in FIGURES])
each_page = pytest.mark.parametrize("where", PAGES)
each_scheme = pytest.mark.parametrize("scheme", ["http", "file"])

# Budgets are goals; machines are noisy, so a test fails at this many times the budget only.
SLACK = 5
FRAME_MS, BLOCKED_MS, PAGE_KB = 8, 16, 150


@pytest.fixture
def opened(open_page, origin):
    """``opened(page, name)``: the figure's locator in its page of the built book."""

    def opened(where, name=None, scheme="http", **options):
        base = f"{origin}{site.FOLDER}" if scheme == "http" else site.SITE.as_uri()
        page = open_page(f"{base}/{where}", **options)
        if name:
            site.ready(page, name)
        return page

    return opened


def of(page, name):
    return page.locator(f'figure[data-live-figure="{name}"]')


def test_the_book_is_built_and_has_live_figures():
    assert (site.SITE / "index.html").exists(), "build the book first: make book"
    assert FIGURES
    names = [name for _, name in FIGURES]
    assert len(set(names)) == len(names)


_OUT_OF_SIGHT = """
  Object.defineProperty(document, "hidden", { get: () => true });
  Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
  window.requestAnimationFrame = () => 0;
"""


@each_figure
def test_the_page_computes_what_numba_computes(opened, where, name):
    page = opened(where, name)
    settings = random_settings(describe(page, name))
    assert len(settings) >= 200
    assert differences(page, name, settings) == []


@each_figure
def test_so_does_a_page_from_disk_that_nobody_sees(opened, where, name):
    """From file://, in a hidden tab that gets no animation frames, the figure out of the window."""
    hide = lambda page: page.add_init_script(_OUT_OF_SIGHT)  # noqa: E731
    page = opened(where, name, "file", before=hide)
    assert page.evaluate("document.hidden")
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    assert differences(page, name, random_settings(describe(page, name))) == []


@each_figure
def test_describe_is_complete(opened, where, name):
    page = opened(where, name)
    described = describe(page, name)
    arrays, readouts = live.evaluate(name)
    assert [c["name"] for c in described["controls"]] == list(live.figure.FIGURES[name].controls)
    assert {a["name"]: (a["dtype"], tuple(a["shape"])) for a in described["arrays"]} == {
        n: (str(a.dtype), a.shape) for n, a in arrays.items()
    }
    assert [r["name"] for r in described["readouts"]] == list(readouts)
    for control in described["controls"]:
        wants = {
            "range": {"min", "max", "step", "default", "unit", "dtype"},
            "select": {"options", "default"},
            "checkbox": {"default"},
            "button": set(),
            "curve": {"min", "max", "step", "default", "shape", "dtype"},
            "spikes": {"min", "max", "step", "default", "shape", "dtype"},
            "image": {"min", "max", "step", "default", "shape", "dtype", "presets"},
            "path": {"min", "max", "step", "default", "shape", "dtype", "x", "y"},
        }[control["kind"]]
        assert wants <= set(control)
        if control["kind"] == "range":
            assert control["min"] <= control["default"] <= control["max"]
    assert all({"name", "unit"} <= set(readout) for readout in described["readouts"])


@each_figure
def test_each_control_is_a_labelled_native_input(opened, where, name):
    page = opened(where, name)
    figure = of(page, name)
    for fold in figure.locator("details").all():
        fold.locator("summary").click()
    get = (
        f"""(name) => document.querySelector('figure[data-live-figure="{name}"]').live.get(name)"""
    )
    for control in describe(page, name)["controls"]:
        named = figure.locator(f'[name="{control["name"]}"]')
        assert named.count() == 1, control["name"]
        kind = control["kind"]
        tag = {"range": "input", "checkbox": "input", "select": "select"}.get(kind, "button")
        assert named.evaluate("node => node.localName") == tag
        if tag == "button":
            assert named.inner_text().strip()
        else:
            label = figure.locator(f'label[for="{named.get_attribute("id")}"]')
            assert label.inner_text().strip()
        if kind in ("range", "select"):
            output = figure.locator(f'output[for="{named.get_attribute("id")}"]')
            assert output.text_content().strip()
            if control.get("unit"):
                assert output.text_content().endswith(control["unit"])
        before = page.evaluate(get, control["name"])
        if "shape" in control:
            named = figure.locator(f'[role="slider"][data-control="{control["name"]}"]')
        named.focus()
        for key in {
            "range": ["ArrowRight", "ArrowLeft", "ArrowLeft"],
            "select": ["ArrowDown", "ArrowUp", "ArrowUp"],
            "checkbox": ["Space"],
            "button": ["Enter"],
            "curve": ["ArrowUp", "ArrowDown", "ArrowDown"],
            "spikes": ["ArrowRight", "Insert"],
            "image": ["Enter", "Delete"],
            "path": ["ArrowRight", "ArrowLeft", "ArrowDown"],
        }[kind]:
            page.keyboard.press(key)
            if page.evaluate(get, control["name"]) != before:
                break
        else:
            pytest.fail(f"no key moves {control['name']}")
        if kind == "range":
            moved = page.evaluate(get, control["name"]) - before
            assert math.isclose(abs(moved), control["step"], rel_tol=1e-6)
            words = output.text_content()
            page.evaluate(
                f"""([name, value]) => document.querySelector(
                    'figure[data-live-figure="{name}"]').live.set(name, value)""",
                [control["name"], before],
            )
            assert output.text_content() != words


_STRANGERS = """async (name) => {
  const { live } = document.querySelector(`figure[data-live-figure="${name}"]`);
  const thrown = (act) => { try { act(); return null; } catch (error) { return error.message; } };
  return [thrown(() => live.set("no_such_control", 1)), thrown(() => live.get("no_such_control")),
    thrown(() => live.read("no_such_array")), thrown(() => live.set("__proto__", 1)),
    ...live.describe().controls.filter(({ kind }) => kind === "range")
      .flatMap((c) => [NaN, Infinity, "much", null, {}].map((bad) =>
        thrown(() => live.set(c.name, bad))))];
}"""


@each_figure
def test_unknown_names_and_values_throw(opened, where, name):
    page = opened(where, name)
    messages = page.evaluate(_STRANGERS, name)
    assert all(messages), messages
    assert "no_such_control" in messages[0]
    assert "no_such_array" in messages[2]


_SETTLED = """async ([name, pause, moves]) => {
  const { live } = document.querySelector(`figure[data-live-figure="${name}"]`);
  const seen = [];
  const promises = [];
  for (const [control, value] of moves) {
    live.set(control, value);
    promises.push(live.settled().then(() => seen.push(JSON.stringify(live.readouts()))));
    if (pause) await new Promise((resolve) => { setTimeout(resolve, 7); });
  }
  await Promise.all(promises);
  const final = JSON.stringify(live.readouts());
  return { error: live.error, n: seen.length, last: seen.at(-1) === final,
    all: seen.every((text) => text === final) };
}"""


@each_figure
def test_superseded_requests_settle_with_the_latest_one(opened, where, name):
    page = opened(where, name)
    moves = random_moves(describe(page, name), 10)
    at_once = page.evaluate(_SETTLED, [name, False, moves])
    assert at_once == {"error": None, "n": 10, "last": True, "all": True}
    by_and_by = page.evaluate(_SETTLED, [name, True, moves])
    assert by_and_by["n"] == 10
    assert by_and_by["last"]


@each_figure
def test_reset_brings_back_the_start(opened, where, name):
    page = opened(where, name)
    described = describe(page, name)
    start = {c["name"]: c["default"] for c in described["controls"] if c["kind"] != "button"}
    *_, other = random_settings(described)
    assert differences(page, name, [other]) == []
    of(page, name).get_by_role("button", name="reset", exact=True).click()
    now = page.evaluate(
        """(name) => {
          const { live } = document.querySelector(`figure[data-live-figure="${name}"]`);
          return Object.fromEntries(live.describe().controls.map(({ name, shape }) =>
            [name, shape ? Array.from(live.get(name)) : live.get(name)]));
        }""",
        name,
    )
    assert {n: now[n] for n in start} == start
    buttons = [c["name"] for c in described["controls"] if c["kind"] == "button"]
    assert all(now[button] == 0 for button in buttons)
    assert differences(page, name, [start]) == []


# Moves the controls for some seconds, as a hand would, and keeps what changed meanwhile.
_DRAG = """async ([name, seconds, moves]) => {
  const root = document.querySelector(`figure[data-live-figure="${name}"]`);
  const { live } = root;
  const region = root.querySelector('[aria-live="polite"]');
  const spoken = [], said = new Set(), pictures = new Set(), timings = [];
  const watch = new MutationObserver(() => {
    spoken.push(performance.now());
    said.add(region.textContent);
  });
  watch.observe(region, { childList: true, characterData: true, subtree: true });
  const end = performance.now() + 1000 * seconds;
  for (let k = 0; k < moves.length || performance.now() < end; k += 1) {
    live.set(...moves[k % moves.length]);
    await live.settled();
    timings.push({ ...live.timing });
    if (k % 7 === 0) {
      pictures.add(Array.from(root.querySelectorAll("canvas[role=img], tbody"),
        (node) => node.getAttribute("aria-label") ?? node.textContent).join());
    }
  }
  watch.disconnect();
  return { spoken, said: [...said], pictures: [...pictures], timings };
}"""


@each_figure
def test_announcements_pictures_and_timing_under_a_moving_hand(opened, where, name):
    page = opened(where, name)
    region = of(page, name).locator('[aria-live="polite"]').first
    assert region.count() == 1
    answer = page.evaluate(_DRAG, [name, 3.2, random_moves(describe(page, name))])
    # a screen reader hears something, but no more than two announcements in any second
    spoken = answer["spoken"]
    described = describe(page, name)
    if described["readouts"]:
        assert len(spoken) >= 2
    assert all(third - first > 1000 for first, third in zip(spoken, spoken[2:], strict=False))
    # every picture has words, and they tell what it shows now
    canvases = of(page, name).locator('canvas:not([aria-hidden="true"])')
    assert canvases.count() + of(page, name).locator("table").count() >= 1
    for canvas in canvases.all():
        assert canvas.get_attribute("role") == "img"
        assert canvas.get_attribute("aria-label").strip()
    assert len(answer["pictures"]) > 3
    # the budgets
    timings = answer["timings"]
    assert len(timings) >= 200
    assert all(t[k] >= 0 for t in timings for k in ("simulate_ms", "draw_ms", "blocked_ms"))
    frame = np.percentile([t["simulate_ms"] + t["draw_ms"] for t in timings], 95)
    blocked = np.percentile([t["blocked_ms"] for t in timings], 95)
    REPORT.append(
        f"{name}: a frame {frame:.1f} ms of {FRAME_MS}, blocked {blocked:.1f} ms of {BLOCKED_MS} "
        f"(95th percentiles of {len(timings)} moves)"
    )
    in_worker = live.figure.FIGURES[name].spec["worker"]
    assert in_worker or frame <= SLACK * FRAME_MS
    assert blocked <= SLACK * BLOCKED_MS


@each_page
def test_a_page_weighs_little(where):
    html = (site.SITE / where).read_text("utf-8")
    ours = set(re.findall(r'(?:src|href)="([^"?]*/live/live-[^"?]*)', html))
    assert len(ours) == 2
    files = [site.SITE / where, *((site.SITE / where).parent / url for url in ours)]
    weight = sum(len(gzip.compress(path.read_bytes(), 6)) for path in files) / 1000
    REPORT.append(f"{where}: {weight:.1f} kB of {PAGE_KB} gzipped, still pictures included")
    assert weight <= SLACK * PAGE_KB


@each_scheme
@each_page
def test_a_page_complains_of_nothing(opened, where, scheme):
    page = opened(where, scheme=scheme)
    for _, name in [pair for pair in FIGURES if pair[0] == where]:
        site.ready(page, name)
    page.wait_for_load_state("networkidle")
    assert page.watch.complaints == []  # and once more when the page closes


def _with_module(html, name, change, told=False):
    """The page with one figure's WebAssembly module changed by ``change(bytes)``.

    ``told``: its checksum is changed as well, so that the page takes it for the right one.
    """
    figure = re.search(rf'<figure [^>]*data-live-figure="{name}".*?</figure>', html, re.S)
    module = re.search(r'"module":"([^"]+)","moduleSum":"(\w+)"', figure[0])
    changed = change(base64.b64decode(module[1]))
    sum_ = f"{zlib.crc32(changed):08x}" if told else module[2]
    state = f'"module":"{base64.b64encode(changed).decode()}","moduleSum":"{sum_}"'
    start, end = (figure.start() + place for place in module.span())
    return html[:start] + state + html[end:]


def _serving_instead(where, html):
    def before(page):
        page.route(f"**/{where}", lambda route: route.fulfill(body=html, content_type="text/html"))

    return before


def _flip(module):
    middle = len(module) // 2
    return (
        module[:middle]
        + bytes(b ^ 0xFF for b in module[middle : middle + 16])
        + module[middle + 16 :]
    )


@pytest.mark.parametrize("damage", [_flip, lambda m: m[: len(m) // 2], lambda m: b"no module"])
@pytest.mark.parametrize("where", PAGES[:2])
def test_a_corrupted_kernel_fails_in_words_and_alone(opened, where, damage):
    names = [name for page, name in FIGURES if page == where]
    html = (site.SITE / where).read_text("utf-8")
    page = opened(where, before=_serving_instead(where, _with_module(html, names[0], damage)))
    broken = of(page, names[0])
    problem = broken.locator('[role="alert"]')
    problem.wait_for(timeout=10_000)
    assert re.fullmatch(r"[A-Z].{20,}\.", problem.inner_text().strip(), re.S)
    assert broken.get_attribute("data-ready") is None
    assert broken.locator(".live-still svg").is_visible()
    told = page.evaluate(
        """async (name) => {
          const { live } = document.querySelector(`figure[data-live-figure="${name}"]`);
          await live.settled();
          return live.error instanceof Error;
        }""",
        names[0],
    )
    assert told
    for name in names[1:]:
        site.ready(page, name)
        assert differences(page, name, random_settings(describe(page, name))[:3]) == []


def _one_ulp_off(module):
    """Modules that differ from ``module`` in the last bit of one float64 constant."""
    for match in re.finditer(rb"\x44(.{8})", module, re.S):
        value = struct.unpack("<d", match[1])[0]
        if math.isfinite(value) and 1e-3 < abs(value) < 1e6:
            yield module[: match.start(1)] + bytes([match[1][0] ^ 1]) + module[match.start(1) + 1 :]


@pytest.mark.parametrize(("where", "name"), FIGURES[:1])
def test_a_kernel_off_by_one_ulp_is_caught(opened, where, name):
    html = (site.SITE / where).read_text("utf-8")
    state = re.search(rf'data-live-figure="{name}".*?class="live-state">(.*?)</script>', html, re.S)
    module = base64.b64decode(json.loads(state[1])["module"])
    caught = 0
    for changed in _one_ulp_off(module):
        page = opened(
            where,
            name,
            before=_serving_instead(
                where, _with_module(html, name, lambda _, m=changed: m, told=True)
            ),
        )
        settings = random_settings(describe(page, name))[:40]
        caught += bool(differences(page, name, settings))
        if caught:
            break
    assert caught, "no constant of the kernel matters, or the comparison sees nothing"
