"""What a live figure computes in the page, held against what numba computes here, bit for bit."""

import base64
import functools
import hashlib
import json
import math
import pickle
import re
import weakref
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from snnlib import live
from tests.browser import site

# Several figures of a page are asked at the same time, since each of them waits for repaints.
_ASK = """async (text) => {
  const { settings, whole } = JSON.parse(text);
  const base64 = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    let text = "";
    for (let i = 0; i < bytes.length; i += 32768) {
      text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    }
    return btoa(text);
  };
  const oneNan = { Float64Array: [BigUint64Array, 0x7ff8000000000000n],
    Float32Array: [Uint32Array, 0x7fc00000] };
  const digest = async (array) => {
    const [Bits, nan] = oneNan[array.constructor.name] ?? [];
    if (Bits && array.some(Number.isNaN)) {
      const bits = new Bits(array.buffer, array.byteOffset, array.length);
      array.forEach((value, i) => { if (Number.isNaN(value)) bits[i] = nan; });
    }
    return base64(new Uint8Array(await crypto.subtle.digest("SHA-256", array)));
  };
  const ask = async ([name, list]) => {
    const { live } = document.querySelector(`figure[data-live-figure="${name}"]`);
    const { controls, arrays, readouts } = live.describe();
    const answers = [];
    for (const setting of list) {
      for (const [control, value] of Object.entries(setting)) live.set(control, value);
      await Promise.race([live.settled(), new Promise((_, fail) => {
        setTimeout(() => fail(new Error("not settled")), PATIENCE);
      })]);
      const numbers = live.readouts();
      answers.push({
        error: live.error ? String(live.error.message) : null,
        values: Object.fromEntries(controls.map(({ name }) => {
          const value = live.get(name);
          return [name, typeof value === "object" ? base64(value) : value];
        })),
        arrays: arrays.map(({ name }) => [name, live.read(name)]),
        readouts: base64(Float64Array.from(readouts, ({ name }) => numbers[name])),
      });
      const answer = answers.at(-1);
      for (const pair of answer.arrays) pair[1] = whole ? base64(pair[1]) : await digest(pair[1]);
      answer.arrays = Object.fromEntries(answer.arrays);
    }
    return [name, answers];
  };
  return JSON.stringify(Object.fromEntries(await Promise.all(Object.entries(settings).map(ask))));
}""".replace("PATIENCE", str(site.PATIENCE_MS))


def describe(page, name):
    return page.evaluate(
        f"""() => document.querySelector('figure[data-live-figure="{name}"]').live.describe()"""
    )


def random_settings(described, n=200, seed=1):
    """Settings of all controls: each end of each control, all ends at once, then random ones.

    Random numbers lie off the controls' steps, and some outside their range.
    """
    rng = np.random.default_rng(seed)

    def ends(control):
        match control["kind"]:
            case "range":
                return [control["min"], control["max"]]
            case "curve" | "image" | "path":
                size = math.prod(control["shape"])
                return [[control["min"]] * size, [control["max"]] * size]
            case "spikes":
                return [[], [control["max"]] * control["shape"][0]]
            case "select":
                return [option["value"] for option in control["options"]]
            case "checkbox":
                return [False, True]
        return [1]

    def anywhere(control):
        kind = control["kind"]
        if kind not in ("range", "curve", "spikes", "image", "path"):
            choices = ends(control)
            return choices[rng.integers(len(choices))]
        room = 0.05 * (control["max"] - control["min"])
        low, high = control["min"] - room, control["max"] + room
        if kind == "range":
            return rng.uniform(low, high)
        size = [rng.integers(control["shape"][0] + 1)] if kind == "spikes" else control["shape"]
        return rng.uniform(low, high, size).tolist()

    listed = described["controls"]
    buttons = {c["name"] for c in listed if c["kind"] == "button"}
    start = {c["name"]: c["default"] for c in listed if c["name"] not in buttons}
    settings = [start]
    settings += [{**start, c["name"]: end} for c in listed for end in ends(c)]
    settings += [{c["name"]: ends(c)[which] for c in listed} for which in (0, -1)]
    while len(settings) < n:
        setting = {c["name"]: anywhere(c) for c in listed}
        for name in buttons:  # a click now and then
            if rng.random() < 0.5:
                del setting[name]
        settings.append(setting)
    return settings[: max(n, len(listed))]


def random_moves(described, n=200, seed=2):
    """``[control, value]`` pairs: one control after the other, sliders to and fro as by a hand."""
    listed = described["controls"]
    settings = random_settings(described, n, seed)
    moves = []
    for k in range(n):
        control = listed[k % len(listed)]
        value = settings[-1 - k].get(control["name"], True)
        if control["kind"] == "range":
            phase = 0.5 - 0.5 * np.cos(k / 9)
            value = control["min"] + phase * (control["max"] - control["min"])
        elif control["kind"] == "checkbox":
            value = bool(k // len(listed) % 2)
        moves.append([control["name"], value])
    return moves


def from_page(page, settings, whole=False):
    """``{name: answers}``: each figure's error, values, arrays and read-outs at each setting.

    Read-outs are bytes; arrays are their SHA-256, or bytes if the ``whole`` is asked for.
    """
    # as text, since Playwright wraps every number of a list
    told = json.loads(page.evaluate(_ASK, json.dumps({"settings": settings, "whole": whole})))
    for answer in (answer for answers in told.values() for answer in answers):
        answer["readouts"] = base64.b64decode(answer["readouts"])
        answer["arrays"] = {k: base64.b64decode(v) for k, v in answer["arrays"].items()}
    return told


def with_module(html, name, change, told=False):
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


def _same_nans(array):
    array = np.asarray(array)
    if array.dtype.kind != "f":
        return array
    return np.where(np.isnan(array), array.dtype.type(np.nan), array)


def _difference(what, ours, raw):
    """None, or a sentence, for the numba array ``ours`` against the page's bytes."""
    theirs = np.frombuffer(raw, dtype=ours.dtype)
    if theirs.size != ours.size:
        return f"{what}: {theirs.size} numbers in the page, {ours.size} in Python"
    if _same_nans(ours).tobytes() == _same_nans(theirs).tobytes():
        return None
    unequal = _same_nans(ours).reshape(-1).view("u1").reshape(ours.size, -1)
    unequal = unequal != _same_nans(theirs).view("u1").reshape(ours.size, -1)
    i = int(np.argmax(unequal.any(axis=1)))
    return f"{what}[{i}]: {theirs[i]!r} in the page, {ours.reshape(-1)[i]!r} in Python"


def _values_in_python(name, settings):
    """Every control's value at each setting, by Python's rules; a button's is its clicks so far."""
    controls, clicks = live.figure.FIGURES[name].controls, {}
    for setting in settings:
        for button in [n for n, c in controls.items() if c.kind == "button"]:
            clicks[button] = clicks.get(button, 0) + (button in setting)
        yield {n: clicks[n] if n in clicks else c.snap(setting[n]) for n, c in controls.items()}


_NATIVE = weakref.WeakKeyDictionary()  # what numba computed, by figure and then by values


def _natively(name, values):
    """``(error, digests, readouts)`` of numba at complete values; each is computed once."""
    known = _NATIVE.setdefault(live.figure.FIGURES[name], {})
    key = pickle.dumps(values)
    if key not in known:
        try:
            arrays, readouts = live.evaluate(name, values)
        except live.KernelError as error:
            known[key] = str(error), None, None
        else:
            digests = {n: hashlib.sha256(_same_nans(a)).digest() for n, a in arrays.items()}
            known[key] = None, digests, readouts
    return known[key]


def _compared(page, name, setting, values, answer, ours):
    """Sentences on one setting: what the page answered, and what numba computed at ``values``."""
    error, digests, readouts = ours
    for control, value in values.items():
        there = answer["values"][control]
        if isinstance(there, str):
            yield _difference(control, np.asarray(value), base64.b64decode(there))
        elif there != value or isinstance(there, bool) != isinstance(value, bool):
            yield f"{control}: {there!r} in the page, {value!r} in Python"
    if answer["error"] != error:
        yield f"error: {answer['error']!r} in the page, {error!r} in Python"
    if error is not None:
        return
    if list(digests) != list(answer["arrays"]):
        yield f"arrays: {list(answer['arrays'])} in the page, {list(digests)} here"
    elif digests != answer["arrays"]:
        yield from _differing_arrays(page, name, setting, values, answer, digests)
    numbers = np.array(list(readouts.values()), dtype=np.float64)
    yield _difference(f"readouts {list(readouts)}", numbers, answer["readouts"])


def _differing_arrays(page, name, setting, values, answer, digests):
    """Where the arrays differ: the page is asked for them once more, now for every number."""
    buttons = {n for n, c in live.figure.FIGURES[name].controls.items() if c.kind == "button"}
    setting = {n: value for n, value in setting.items() if n not in buttons}
    (again,) = from_page(page, {name: [setting]}, whole=True)[name]
    values = values | {button: again["values"][button] for button in buttons}
    arrays, _ = live.evaluate(name, values)
    for array in (array for array, digest in digests.items() if digest != answer["arrays"][array]):
        told = _difference(array, arrays[array], again["arrays"][array])
        yield (
            told or f"{array}: another digest in the page than in Python, but not when asked again"
        )


def all_differences(page, settings):
    """``{name: sentences}`` for ``{name: settings}`` on figures of one page, asked all at once.

    The sentences tell of all that the page and Python do not agree on; none is the pass.
    Settings are complete (each names every control; buttons may be left alone).
    """
    for name in settings:
        live.evaluate(name)  # makes the figure known
    values = {name: list(_values_in_python(name, each)) for name, each in settings.items()}
    with ThreadPoolExecutor(1) as pool:  # numba computes while the page does
        ours = {n: pool.map(functools.partial(_natively, n), each) for n, each in values.items()}
        theirs = from_page(page, settings)
        ours = {name: list(each) for name, each in ours.items()}
    return {
        name: [
            f"setting {number}: {line}"
            for number, one in enumerate(
                zip(each, values[name], theirs[name], ours[name], strict=True)
            )
            for line in _compared(page, name, *one)
            if line
        ]
        for name, each in settings.items()
    }


def differences(page, name, settings):
    """As :func:`all_differences`, for one figure: its sentences."""
    return all_differences(page, {name: settings})[name]
