"""The front end's pure functions, imported as ES modules in the browser."""

import gzip
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from snnlib.live import Checkbox, DrawnCurve, Select, Slider, front
from snnlib.live.controls import snap
from snnlib.live.kernel import checksum
from snnlib.live.static_page import first_sentence
from tests.browser import site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def run(browser, origin, made):
    """``run(module, body, argument)``: the value of a function body; ``m`` is the module."""
    (made / "empty.html").write_text("<!doctype html><title>empty</title>", "utf-8")
    context = browser.new_context()
    context.set_default_timeout(site.PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{origin}/made/empty.html")

    def run(module, body, argument=None):
        return page.evaluate(
            f'async (arg) => {{ const m = await import("/front/{module}.js"); {body} }}', argument
        )

    yield run
    context.close()


def triples(n, seed=3):
    """Ranges with steps that fit and steps that do not, and values in, at and around them."""
    rng = np.random.default_rng(seed)
    for k in range(n):
        low = rng.choice([0.0, -80.0, 1.0, rng.uniform(-100, 100), round(rng.uniform(-9, 9), 1)])
        step = rng.choice(
            [0.1, 0.5, 1.0, 0.05, 0.3, rng.uniform(1e-3, 2), 10.0 ** rng.integers(-5, 2)]
        )
        count = rng.integers(1, 1000)
        high = low + count * step + (rng.uniform(0, step) if k % 3 == 0 else 0.0)
        high = round(high, 5) if k % 3 == 1 else high  # 0.3, and not 3 * 0.1
        if not low < high or step > high - low:
            continue
        inside = low + rng.integers(0, count + 1) * step
        value = [rng.uniform(low - 2 * step, high + 2 * step), inside, inside + step / 2, high][
            k % 4
        ]
        yield float(value), float(low), float(high), float(step)


def test_snap_is_pythons_snap(run):
    cases = list(triples(6000))
    assert len(cases) > 4000
    theirs = run("controls", "return arg.map((c) => m.snap(...c))", cases)
    ours = [snap(*case) for case in cases]
    assert [c for c, a, b in zip(cases, ours, theirs, strict=True) if a != b] == []


def test_symbols_are_set_as_in_the_formulas(run):
    latex = [r"v_\mathrm{th}", r"\tau_m", "A_-", "g", r"\Delta t", r"\tau_\theta"]
    html = run("inputs", "return arg.map((text) => m.plainSymbol(text).innerHTML)", latex)
    assert html == [
        "<i>v</i><sub><span>th</span></sub>",
        "<i>τ</i><sub><i>m</i></sub>",
        "<i>A</i><sub><span>−</span></sub>",
        "<i>g</i>",
        "<i>Δ t</i>",
        "<i>τ</i><sub><i>θ</i></sub>",
    ]


def test_a_first_sentence_is_pythons(run):
    texts = ["Draw. Then look.", "Is it? At 0.5 nA, yes! So.", "no end", "A.b. c", "", "One.\nTwo."]
    theirs = run("dom", "return arg.map((text) => m.firstSentence(text))", texts)
    assert theirs == [list(first_sentence(text)) for text in texts]


def test_snapping_twice_changes_nothing(run):
    cases = [list(c) for c in triples(2000, seed=4)]
    once = run("controls", "return arg.map((c) => m.snap(...c))", cases)
    again = [[value, *case[1:]] for value, case in zip(once, cases, strict=True)]
    assert run("controls", "return arg.map((c) => m.snap(...c))", again) == once


def axes(n=3000, seed=5):
    rng = np.random.default_rng(seed)
    for _ in range(n):
        low = rng.choice([0.0, rng.normal() * 10.0 ** rng.integers(-4, 6)])
        yield float(low), float(low + rng.uniform(0.1, 10) * 10.0 ** rng.integers(-4, 6))


def test_ticks_are_few_round_and_told_apart(run):
    cases = [[low, high, most] for low, high in axes() for most in (2, 6)]
    answers = run(
        "scales",
        """return arg.map((axis) => {
          const pairs = m.axisTicks(...axis);
          return [pairs.map((pair) => pair[0]), pairs.map((pair) => pair[1])];
        })""",
        cases,
    )
    for (low, high, most), (marks, texts) in zip(cases, answers, strict=True):
        where = f"{low} … {high}, {most}: {texts}"
        assert 1 <= len(marks) <= most, where
        assert len(set(texts)) == len(texts), where
        room = 1e-6 * (high - low)
        assert all(low - room <= mark <= high + room for mark in marks), where
        steps = np.diff(marks)
        if len(steps):
            assert np.allclose(steps, steps[0], rtol=1e-6), where
            leading = steps[0] / 10.0 ** math.floor(math.log10(steps[0]) + 1e-9)
            assert min(abs(leading - f) for f in (1, 2, 5, 10)) < 1e-4, where
        for mark, text in zip(marks, texts, strict=True):
            shown = float(text.replace("−", "-"))
            assert abs(shown - mark) <= (steps[0] if len(steps) else high - low) / 2, where


def test_ticks_whose_texts_would_touch_are_thinned(run):
    cases = list(axes(1500, seed=6))
    answers = run(
        "scales",
        """return arg.map(([low, high]) => {
          const scale = m.linearScale([low, high], [0, 300]);
          const gap = ([a, b]) =>
            scale(b[0]) - scale(a[0]) - 3.5 * (a[1].length + b[1].length); // 7 px a letter
          const gaps = (pairs) => pairs.slice(1).map((pair, i) => gap([pairs[i], pair]));
          const pairs = m.axisTicks(low, high, 6, (some) => gaps(some).every((g) => g >= 8));
          return [pairs.length, m.ticks(low, high, 6).length, Math.min(1e9, ...gaps(pairs))];
        })""",
        cases,
    )
    assert all(gap >= 8 for _, _, gap in answers)
    assert all(n >= 1 for n, _, _ in answers)
    assert sum(n < most for n, most, _ in answers) > 10  # so that the test has seen some


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (25.0, 3, "25"),
        (24.96, 3, "25.0"),
        (0.012345, 3, "0.0123"),
        (-3.14159, 3, "−3.14"),
        (12345.6, 3, "12346"),
        (1.5e9, 3, "1.50e9"),
        (-2.5e-7, 3, "−2.50e−7"),
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
    ],
)
def test_a_readout_is_written_with_its_digits(run, value, digits, text):
    assert run("scales", "return m.readoutText(arg[0], arg[1])", [value, digits]) == text


def test_a_readout_with_words_shows_the_one_of_its_number(run):
    body = "return [0, 1, 2, 0.5, NaN].map((v) => m.readoutText(v, 2, ['fails', 'holds']))"
    assert run("scales", body) == ["fails", "holds", "2", "0.50", "—"]


def test_a_readout_that_is_no_number(run):
    body = "return [NaN, Infinity, -Infinity].map((v) => m.readoutText(v, 3))"
    assert run("scales", body) == ["—", "∞", "−∞"]


def test_a_roomy_range_holds_the_data_and_ends_on_round_numbers(run):
    cases = list(axes(1000, seed=7))
    for (low, high), (left, right) in zip(
        cases, run("scales", "return arg.map((r) => m.roomyRange(...r))", cases), strict=True
    ):
        width = high - low
        assert left <= low + 1e-6 * width
        assert right >= high - 1e-6 * width
        assert right - left < 2 * width + 1e-9
    assert run("scales", "return [m.roomyRange(2, 2), m.roomyRange(Infinity, -Infinity)]") == [
        [1.5, 2.5],
        [0, 1],
    ]


def test_a_linear_scale_and_its_inverse(run):
    assert run(
        "scales",
        """const s = m.linearScale([-80, -40], [200, 0]);
        return [s(-80), s(-40), s(-60), s.invert(50), s.range]""",
    ) == [200, 0, 100, -50, [-80, -40]]


def log_axes(n=2000, seed=15):
    rng = np.random.default_rng(seed)
    for _ in range(n):
        low = 10.0 ** rng.uniform(-9, 7)
        yield (
            float(low),
            float(low * 10.0 ** rng.choice([rng.uniform(0.05, 1), rng.uniform(1, 30)])),
        )


def test_ticks_of_a_log_axis_are_few_and_round_and_as_even_as_can_be(run):
    cases = [[low, high, most] for low, high in log_axes() for most in (2, 6)]
    answers = run(
        "scales",
        """return arg.map(([low, high, most]) => {
          const pairs = m.axisTicks(low, high, most, undefined, true);
          return [pairs.map((pair) => pair[0]), pairs.map((pair) => pair[1])];
        })""",
        cases,
    )
    for (low, high, most), (marks, texts) in zip(cases, answers, strict=True):
        where = f"{low} … {high}, {most}: {texts}"
        assert 1 <= len(marks) <= most, where
        assert len(set(texts)) == len(texts), where
        assert all(low * (1 - 1e-6) <= mark <= high * (1 + 1e-6) for mark in marks), where
        assert [float(t.replace("−", "-")) for t in texts] == pytest.approx(marks, rel=1e-9)
        if high >= 100 * low and most == 6:
            assert len(marks) >= 2, where
            leading = {f"{mark:e}"[0] for mark in marks}
            assert leading <= {"1", "2", "5"} or leading <= {"1", "3"}, where


def test_names_stand_at_whole_numbers_within_the_axis(run):
    rows = run("scales", "return m.namedTicks(...arg)", [["a", "b", "c"], -1, 1.5])
    assert rows == [[0, "a"], [1, "b"]]


def test_a_roomy_log_range_ends_on_round_numbers(run):
    cases = list(log_axes(500, seed=16))
    ranges = run("scales", "return arg.map((r) => m.roomyRange(...r, true))", cases)
    for (low, high), (left, right) in zip(cases, ranges, strict=True):
        assert left <= low * (1 + 1e-6)
        assert left > 0.39 * low
        assert right >= high * (1 - 1e-6)
        assert right < 2.6 * high
        assert {f"{end:e}"[0] for end in (left, right)} <= {"1", "2", "5"}
    odd = "return [m.roomyRange(30, 30, true), m.roomyRange(Infinity, -Infinity, true)]"
    assert run("scales", odd) == [[10, 100], [1, 10]]


def test_a_log_scale_and_its_inverse(run):
    told = run(
        "scales",
        """const s = m.logScale([0.1, 1000], [0, 400]);
        return [s(0.1), s(1), s(1000), s.invert(200), isNaN(s(0)), isNaN(s(-5)), s.range]""",
    )
    assert told == [0, 100, 400, pytest.approx(10), True, True, [0.1, 1000]]
    assert run("scales", "return m.extentOf([0, -3, 0.5, 7, Infinity, NaN], 6, 0)") == [0.5, 7]


def test_the_nearest_entry_of_a_sorted_array(run):
    rng = np.random.default_rng(8)
    entries = np.sort(rng.uniform(0, 10, 50).round(1))
    values = rng.uniform(-1, 11, 300)
    found = run(
        "scales", "return arg[1].map((v) => m.nearestIndex(arg[0], arg[0].length, v))",
        [entries.tolist(), values.tolist()],
    )  # fmt: skip
    for value, index in zip(values, found, strict=True):
        assert abs(entries[index] - value) == np.abs(entries - value).min()
    assert run("scales", "return m.nearestIndex([], 0, 1)") == -1
    assert run("scales", "return m.nearestIndex([1, 2, 3], 1, 9)") == 0


_PATH = """
  const path = [];
  const keep = (kind) => (x, y) => path.push([kind, x, y]);
  const context = { moveTo: keep("M"), lineTo: keep("L") };
  m.tracePath(context, arg.length, (i) => i / 100, (i) => arg[i] ?? NaN);
  return path;
"""


def test_a_long_trace_keeps_every_peak_with_few_points(run):
    rng = np.random.default_rng(9)
    y = rng.normal(size=10_000)
    path = run("lines", _PATH, y.tolist())
    assert len(path) < 4.5 * 200  # two hundred half-pixel columns
    columns = np.floor(np.arange(y.size) / 100 * 2 + 0.5) / 2
    for column in np.unique(columns):
        here = y[columns == column]
        drawn = [py for _, px, py in path if px == column]
        assert min(drawn) == here.min()
        assert max(drawn) == here.max()


def test_a_trace_breaks_at_nan_and_nowhere_else(run):
    y = np.sin(np.arange(4000) / 300)
    y[1000:1500] = np.nan
    path = run("lines", _PATH, [None if np.isnan(v) else v for v in y])
    starts = [px for kind, px, _ in path if kind == "M"]
    assert starts == [0, 15]
    assert not any(10 < px < 15 for _, px, _ in path)


def test_an_extent_leaves_out_what_is_no_number(run):
    assert run(
        "scales", "return m.extentOf([3, NaN, -1, Infinity, -Infinity, 9], 5)"
    ) == [-1, 3]  # fmt: skip


def test_the_checksum_is_pythons(run):
    rng = np.random.default_rng(10)
    floats = rng.normal(size=257)
    floats[[3, 50]] = np.nan
    arrays = [
        floats,
        rng.normal(size=31).astype(np.float32),
        rng.integers(-9, 9, 40).astype(np.int32),
        rng.integers(0, 255, 17).astype(np.uint8),
    ]
    body = """
      const types = { float64: Float64Array, float32: Float32Array, int32: Int32Array,
        uint8: Uint8Array };
      const arrays = arg.map((a) => new types[a.dtype](Uint8Array.from(a.bytes).buffer));
      return m.checksum(arrays);
    """
    sent = [{"dtype": str(a.dtype), "bytes": list(a.tobytes())} for a in arrays]
    assert run("kernel/checksum", body, sent) == checksum(arrays)
    odd = floats.copy()
    odd.view(np.uint64)[3] = 0xFFF8_0000_0000_1234  # another NaN
    sent[0]["bytes"] = list(odd.tobytes())
    assert run("kernel/checksum", body, sent) == checksum(arrays)
    sent[0]["bytes"][0] ^= 1
    assert run("kernel/checksum", body, sent) != checksum(arrays)


CONTROLS = [
    Slider("tau", 0.1, 99.9, 20.0, 0.1, unit="ms"),
    Slider("v", -80.0, -40.0, -50.0, 0.5),
    Slider("n", 0, 1000, 5, 1, integer=True),
    Select("mode", {"one": 1, "two": 2, "minus": -3}, 1),
    Checkbox("on", True),
    DrawnCurve("current", 70, -1.0, 5.0, 0.05),
    DrawnCurve("fine", 9, 0.0, 1.0, 2e-5),
]


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.name)
def test_values_survive_a_link_and_a_line_of_python(run, control):
    """…to the last bit: what a link or the line for Python says is the value itself."""
    rng = np.random.default_rng(11)
    described = control.describe()
    if control.kind == "select":
        values = list(control.options.values())
    elif control.kind == "checkbox":
        values = [True, False]
    else:
        size = described.get("shape", [])
        draws = [rng.uniform(control.minimum, control.maximum, size) for _ in range(50)]
        values = [
            np.asarray(control.snap(draw if size else float(draw))).tolist() for draw in draws
        ]
    body = """
      const [control, values] = arg;
      return values.map((value) => {
        const own = Array.isArray(value) ? Float64Array.from(value) : value;
        const text = m.toLink(control, own);
        return [m.sameValue(own, m.fromLink(control, text)), encodeURI(text) === text,
          m.inPython(control, own, true), m.inPython(control, own, false)];
      });
    """
    for value, (same, plain, exact, short) in zip(
        values, run("controls", body, [described, values]), strict=True
    ):
        assert same, value
        assert plain
        for line in (exact, short):
            assert np.array_equal(control.snap(eval(line)), value)
        assert np.array_equal(eval(exact), value)
        assert type(eval(exact)) is type(value)


def test_damaged_links_are_refused(run):
    described = json.loads(json.dumps([c.describe() for c in CONTROLS]))
    body = """return arg.map((control) => {
      try { return String(m.fromLink(control, "@!")); } catch (error) { return null; }
    })"""
    answers = dict(zip([c.name for c in CONTROLS], run("controls", body, described), strict=True))
    assert answers == dict.fromkeys(answers)


def test_files_that_are_joined_make_one_valid_script(run):
    """They share their top level then, where a name may be given once."""
    problems = run(
        "dom",
        """const problems = [];
        for (const module of arg.modules) {
          const address = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
          problems.push(await import(address).then(() => null, String));
        }
        for (const script of arg.scripts) {
          try { new Function(script); problems.push(null); }
          catch (error) { problems.push(String(error)); }
        }
        return problems;""",
        {
            "modules": [front.module(), front.myst_module("{}"), front.workbench_module()],
            "scripts": [front.script(), front.later_script(), front.workbench_script()],
        },
    )
    assert problems == [None] * 6


def test_the_joined_script_is_small_and_keeps_every_text():
    """Comments and blanks go, and no text does: that needs whole texts on each line."""
    folder = Path(front.__file__).parent
    benches = [*front.WORKBENCH, "workbench/page", "workbench/jupyter"]
    pages = [*front.PARTS, *front.LATER, *benches, "page", "later"]
    whole = front.script() + front.later_script() + front.module() + front.myst_module("{}")
    whole += front.workbench_script() + front.workbench_module()
    for part in [*pages, "jupyter", "myst"]:
        source = (folder / f"{part}.js").read_text("utf-8")
        code = re.sub(r"/\*\*.*?\*/", "", source, flags=re.S)
        code = re.sub(r"(^|\s)//.*|^import.*", "", code, flags=re.M)
        for line in code.splitlines():
            assert line.count("`") % 2 == 0, f"{part}: a text that goes on in the next line: {line}"
            assert '\\"' not in line, f"{part}: {line}"
        for text in re.findall(r'"[^"\n]*"', code):
            assert text in whole, text
    # a fifth of a page's 150 kB, which leaves four fifths to its text, kernels and stills
    assert len(gzip.compress(front.script().encode(), 9)) < 30_000
    parts = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.js")}
    assert parts == {*pages, "jupyter", "myst"}


def test_a_dash_goes_on_from_piece_to_piece(run):
    cells = [[[1, 0], [2, 0]], [[3, 1], [2, 0]], [[0, 0], [1, 0]], [[9, 9], [8, 9]]]
    assert run("workbench/drawn", f"return m.joined({cells})") == [
        [[0, 0], [1, 0], [2, 0], [3, 1]],
        [[9, 9], [8, 9]],
    ]
