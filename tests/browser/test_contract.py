"""The contract of every live figure of every built page."""

import base64
import contextlib
import functools
import json
import math
import re
import struct

import numpy as np
import pytest

from snnlib import live
from tests.browser import site
from tests.browser.contract import (
    all_differences,
    describe,
    differences,
    random_moves,
    random_settings,
    with_module,
)

pytestmark = [pytest.mark.browser, pytest.mark.book]

FIGURES = site.live_figures()
PAGES = sorted({page for page, _ in FIGURES})
WITH_WORKERS = "book/neurons/networks.html"

# Budgets are goals; machines are noisy, so a test fails at this many times the budget only. Some
# machines are slow: between the frames the page does a piece of work, and the budget grows by as
# much as that takes longer than on the machine which the budgets are made for, an idle AMD EPYC.
SLACK = 5
WORK_MS = 1.2
# At how many settings a figure is compared, and how often it is moved; less where a frame takes
# long. A last bit that is wrong shows at few settings only: 30 are for the longest alone, which
# compute many numbers at each.
N_SETTINGS, N_IN_SLICES = 200, 30
N_MOVES, N_IN_WORKER, DRAG_S = 80, 30, 1.5
FRAME_MS, BLOCKED_MS = 8, 16


def names_of(where):
    """The live figures of a page."""
    return [name for page, name in FIGURES if page == where]


def url_of(where, origin):
    """Where a page of the built book is served; from the disk where there is no ``origin``."""
    return f"{origin}{site.FOLDER}/{where}" if origin else f"{site.SITE.as_uri()}/{where}"


@pytest.fixture
def opened(open_page, origin):
    """``opened(page, name)``: a page of the built book for one test alone, that figure ready."""

    def opened(where, name=None, **options):
        page = open_page(url_of(where, origin), **options)
        if name:
            site.ready(page, name)
        return page

    return opened


# A parameter of the whole module brings a figure's tests together, and a page's figures, too.
# Workers share the tests out by the page at the beginning of the identity (tests/conftest.py).
@pytest.fixture(scope="module", params=FIGURES, ids="-".join)
def figure(request):
    """``(page, name)`` of each live figure."""
    return request.param


@pytest.fixture
def name(figure):
    return figure[1]


# A page is in a hidden tab and gets no animation frames while it is ``unseen``.
_SIGHT = """
  window.unseen = false;
  Object.defineProperty(document, "hidden", { get: () => window.unseen });
  Object.defineProperty(document, "visibilityState",
    { get: () => (window.unseen ? "hidden" : "visible") });
  const { requestAnimationFrame } = window;
  window.requestAnimationFrame = (draw) => (window.unseen ? 0 : requestAnimationFrame(draw));
"""
# Which figures a test has moved: their changes are heard on their way down to them.
_LISTEN = """
  window.moved = new Set();
  addEventListener("live-change", ({ target }) => window.moved.add(target), true);
"""

_AS_NEW = """async () => {
  for (const fold of document.querySelectorAll("figure details[open]")) fold.open = false;
  for (const root of window.moved) {
    for (const button of root.querySelectorAll(".live-tools button")) {
      if (button.textContent === "reset") button.click();
    }
    await root.live.settled();
  }
  window.moved.clear();
  document.activeElement?.blur();
  scrollTo(0, 0);
}"""


def all_ready(page, where):
    for name in names_of(where):
        site.ready(page, name)
    return page


@pytest.fixture(scope="module")
def keep_open(watched, origin):
    """``keep_open(page)``: a page of the built book that tests share; one is open at a time."""
    with contextlib.ExitStack() as stack:
        kept = {}

        def keep_open(where, anew=False):
            if where not in kept or anew:
                kept.clear()
                stack.close()
                listen = lambda page: page.add_init_script(_SIGHT + _LISTEN)  # noqa: E731
                page = stack.enter_context(watched(url_of(where, origin), before=listen))
                kept[where] = all_ready(page, where)
            return kept[where]

        yield keep_open


@pytest.fixture
def page(keep_open, figure):
    """The figure's page, all its figures at their start; no test leaves it a complaint or error."""
    where, _ = figure
    page = keep_open(where)
    page.evaluate(_AS_NEW)
    if page.evaluate("[...document.querySelectorAll('figure')].some((f) => f.live?.error)"):
        page = keep_open(where, anew=True)
    yield page
    complaints, page.watch.complaints[:] = [*page.watch.complaints], []
    assert complaints == []


def of(page, name):
    return page.locator(f'figure[data-live-figure="{name}"]')


def in_worker(page, name):
    """Whether a figure computes in a worker."""
    return bool(of(page, name).locator("progress").count())


def test_the_book_is_built_and_has_live_figures():
    assert (site.SITE / "index.html").exists(), "build the book first: make book"
    assert FIGURES
    names = [name for _, name in FIGURES]
    assert len(set(names)) == len(names)


def _disagreements(page, where, every=1):
    """What the page and Python do not agree on, by figure; at every so many of its settings."""
    settings = {}
    for name in names_of(where):
        live.evaluate(name)  # makes the figure known
        n = N_IN_SLICES if live.figure.FIGURES[name].kernel.slices > 1 else N_SETTINGS
        settings[name] = random_settings(describe(page, name), n)
        assert len(settings[name]) >= n
    return all_differences(page, {name: each[::every] for name, each in settings.items()})


@pytest.fixture(scope="module")
def in_sight(keep_open):
    return functools.cache(lambda where: _disagreements(keep_open(where), where))


@pytest.fixture(scope="module")
def out_of_sight(keep_open):
    """In a hidden tab that gets no animation frames, figures out of the window."""

    @functools.cache
    def out_of_sight(where):
        page = keep_open(where)
        page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        page.evaluate("window.unseen = true")
        assert page.evaluate("document.hidden")
        try:
            # the kernels are the same, and what they compute has been seen: here it must arrive
            return _disagreements(page, where, every=8)
        finally:
            page.evaluate("window.unseen = false")

    return out_of_sight


def test_the_page_computes_what_numba_computes(in_sight, figure):
    where, name = figure
    assert in_sight(where)[name] == []


def test_so_does_a_page_that_nobody_sees(out_of_sight, figure):
    where, name = figure
    assert out_of_sight(where)[name] == []


# the first page, and one whose figures compute in workers
@pytest.mark.parametrize("where", [PAGES[0], WITH_WORKERS] if FIGURES else [])
def test_so_does_a_page_from_disk_that_is_opened_unseen(watched, where):
    before = lambda page: page.add_init_script(_SIGHT + "window.unseen = true;")  # noqa: E731
    with watched(url_of(where, origin=None), before=before) as page:
        assert page.evaluate("document.hidden")
        found = _disagreements(all_ready(page, where), where, every=8)
    assert found == {name: [] for name in names_of(where)}


def test_describe_is_complete(page, name):
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


_INPUTS = """(root) => root.live.describe().controls.map((control) => {
  const found = root.querySelectorAll(`[name="${control.name}"]`);
  const belongs = (kind) => root.querySelector(`${kind}[for="${found[0].id}"]`);
  return { ...control, found: found.length, tag: found[0]?.localName, own: found[0]?.innerText,
    label: belongs("label")?.innerText, output: belongs("output")?.textContent };
})"""
_FOCUS = """(root, [name, selector]) => {
  root.querySelector(selector).focus();
  return root.live.get(name);
}"""
_BACK = """(root, [name, value]) => {
  const output = root.querySelector(`output[for="${root.querySelector(`[name="${name}"]`).id}"]`);
  const words = output.textContent;
  const moved = root.live.get(name) - value;
  root.live.set(name, value);
  return [moved, output.textContent !== words];
}"""


def test_each_control_is_a_labelled_native_input(page, name):
    figure = of(page, name)
    for fold in figure.locator("details").all():
        fold.locator("summary").click()
    for control in figure.evaluate(_INPUTS):
        name, kind = control["name"], control["kind"]
        assert control["found"] == 1, name
        tag = {"range": "input", "checkbox": "input", "select": "select"}.get(kind, "button")
        assert control["tag"] == tag
        assert (control["own"] if tag == "button" else control["label"]).strip()
        if kind in ("range", "select"):
            assert control["output"].strip()
            assert control["output"].endswith(control.get("unit") or "")
        selector = f'[name="{name}"]'
        if "shape" in control:
            selector = f'[role="slider"][data-control="{name}"]'
        before = figure.evaluate(_FOCUS, [name, selector])
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
            if figure.evaluate("(root, name) => root.live.get(name)", name) != before:
                break
        else:
            pytest.fail(f"no key moves {name}")
        if kind == "range":
            moved, told = figure.evaluate(_BACK, [name, before])
            assert math.isclose(abs(moved), control["step"], rel_tol=1e-6)
            assert told


_STRANGERS = """async (name) => {
  const { live } = document.querySelector(`figure[data-live-figure="${name}"]`);
  const thrown = (act) => { try { act(); return null; } catch (error) { return error.message; } };
  return [thrown(() => live.set("no_such_control", 1)), thrown(() => live.get("no_such_control")),
    thrown(() => live.read("no_such_array")), thrown(() => live.set("__proto__", 1)),
    ...live.describe().controls.filter(({ kind }) => kind === "range")
      .flatMap((c) => [NaN, Infinity, "much", null, {}].map((bad) =>
        thrown(() => live.set(c.name, bad))))];
}"""


def test_unknown_names_and_values_throw(page, name):
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


def test_superseded_requests_settle_with_the_latest_one(page, name):
    moves = random_moves(describe(page, name), 10)
    at_once = page.evaluate(_SETTLED, [name, False, moves])
    assert at_once == {"error": None, "n": 10, "last": True, "all": True}
    by_and_by = page.evaluate(_SETTLED, [name, True, moves])
    assert by_and_by["n"] == 10
    assert by_and_by["last"]


def test_reset_brings_back_the_start(page, name):
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


# Moves the controls of some figures for some seconds, as a hand would, and keeps what changed
# meanwhile. All of them at once, since each waits for the next repaint after every move.
_DRAG = """async ([seconds, hands]) => {
  let sum = 0;
  const work = () => {
    const began = performance.now();
    for (let i = 0; i < 200000; i += 1) sum = Math.sqrt(sum + i);
    return performance.now() - began;
  };
  const drag = async ([name, moves]) => {
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
      timings.push({ ...live.timing, work_ms: work() });
      if (k < moves.length) { // the same moves on a fast and on a slow machine
        pictures.add(Array.from(root.querySelectorAll("canvas[role=img], tbody"),
          (node) => node.getAttribute("aria-label") ?? node.textContent).join());
      }
    }
    watch.disconnect();
    return [name, { spoken, said: [...said], pictures: [...pictures], timings }];
  };
  return Object.fromEntries(await Promise.all(Object.entries(hands).map(drag)));
}"""


def drag(page, *names):
    """What :data:`_DRAG` tells of these figures, by name."""
    numbers = {name: N_IN_WORKER if in_worker(page, name) else N_MOVES for name in names}
    hands = {name: random_moves(describe(page, name), n) for name, n in numbers.items()}
    return page.evaluate(_DRAG, [DRAG_S, hands])


@pytest.fixture(scope="module")
def dragged(keep_open):
    """``dragged(page)``: what happens while each figure's controls move."""

    @functools.cache
    def dragged(where):
        page, names = keep_open(where), names_of(where)
        # workers would take the processor from the others, whose frames are timed
        heavy = [name for name in names if in_worker(page, name)]
        return drag(page, *(n for n in names if n not in heavy)) | drag(page, *heavy)

    return dragged


def over_budget(timings):
    """How many times its budget a frame takes, and the time for which it holds the page.

    Third, how many times slower the machine is than the one that the budgets are made for.
    """
    frame = np.percentile([t["simulate_ms"] + t["draw_ms"] for t in timings], 95)
    blocked = np.percentile([t["blocked_ms"] for t in timings], 95)
    slower = max(1.0, np.percentile([t["work_ms"] for t in timings], 95) / WORK_MS)
    return frame / FRAME_MS, blocked / BLOCKED_MS, slower


def test_announcements_pictures_and_timing_under_a_moving_hand(page, figure, dragged, report):
    where, name = figure
    region = of(page, name).locator('[aria-live="polite"]').first
    assert region.count() == 1
    answer = dragged(where)[name]
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
    assert len(timings) >= (N_IN_WORKER if in_worker(page, name) else N_MOVES)
    assert all(t[k] >= 0 for t in timings for k in ("simulate_ms", "draw_ms", "blocked_ms"))
    frame, blocked, slower = over_budget(timings)
    report(
        f"{name}: a frame {frame * FRAME_MS:.1f} ms of {FRAME_MS}, "
        f"blocked {blocked * BLOCKED_MS:.1f} ms of {BLOCKED_MS} "
        f"(95th percentiles of {len(timings)} moves on a machine {slower:.1f} times as slow)"
    )
    held = blocked if in_worker(page, name) else max(frame, blocked)
    for _ in range(2):  # other work on the machine can hold a page, but not each time
        if held > SLACK * slower:
            frame, blocked, slower = over_budget(drag(page, name)[name]["timings"])
            held = blocked if in_worker(page, name) else max(frame, blocked)
    assert held <= SLACK * slower


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
    page = opened(where, before=_serving_instead(where, with_module(html, names[0], damage)))
    broken = of(page, names[0])
    problem = broken.locator('[role="alert"]')
    problem.wait_for(timeout=60_000)
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
                where, with_module(html, name, lambda _, m=changed: m, told=True)
            ),
        )
        settings = random_settings(describe(page, name))[:40]
        caught += bool(differences(page, name, settings))
        if caught:
            break
    assert caught, "no constant of the kernel matters, or the comparison sees nothing"
