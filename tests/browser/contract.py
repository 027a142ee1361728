"""What a live figure computes in the page, held against what numba computes here, bit for bit."""

import base64
import math

import numpy as np

from snnlib import live
from snnlib.live import controls as kinds

_ASK = """async ([name, settings]) => {
  const { live } = document.querySelector(`figure[data-live-figure="${name}"]`);
  const { controls, arrays, readouts } = live.describe();
  const base64 = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    let text = "";
    for (let i = 0; i < bytes.length; i += 32768) {
      text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    }
    return btoa(text);
  };
  const answers = [];
  for (const setting of settings) {
    for (const [control, value] of Object.entries(setting)) live.set(control, value);
    await Promise.race([live.settled(), new Promise((_, fail) => {
      setTimeout(() => fail(new Error("not settled within 60 s")), 60000);
    })]);
    const numbers = live.readouts();
    answers.push({
      error: live.error ? String(live.error.message) : null,
      values: Object.fromEntries(controls.map(({ name }) => {
        const value = live.get(name);
        return [name, typeof value === "object" ? base64(value) : value];
      })),
      arrays: Object.fromEntries(arrays.map(({ name }) => [name, base64(live.read(name))])),
      readouts: base64(Float64Array.from(readouts, ({ name }) => numbers[name])),
    });
  }
  return answers;
}"""
_BATCH_BYTES = 8_000_000


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


def from_page(page, name, settings):
    """The page's ``{error, values, arrays, readouts}`` at each setting, arrays as bytes."""
    size = sum(
        np.dtype(a["dtype"]).itemsize * int(np.prod(a["shape"]))
        for a in describe(page, name)["arrays"]
    )
    batch = max(1, _BATCH_BYTES // max(size, 1))
    for at in range(0, len(settings), batch):
        for answer in page.evaluate(_ASK, [name, settings[at : at + batch]]):
            answer["readouts"] = base64.b64decode(answer["readouts"])
            answer["arrays"] = {k: base64.b64decode(v) for k, v in answer["arrays"].items()}
            yield answer


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


def _value_in_python(control, setting, clicks):
    if isinstance(control, kinds.Button):
        clicks[control.name] = clicks.get(control.name, 0) + (control.name in setting)
        return clicks[control.name]
    return control.snap(setting[control.name])


def differences(page, name, settings, evaluate=live.evaluate):
    """Sentences on all that the page and Python do not agree on; none is the pass.

    ``settings`` are complete (each names every control; buttons may be left alone).
    """
    evaluate(name)  # makes the figure known
    controls = live.figure.FIGURES[name].controls
    found, clicks = [], {}
    for number, (setting, answer) in enumerate(
        zip(settings, from_page(page, name, settings), strict=True)
    ):
        values = {n: _value_in_python(c, setting, clicks) for n, c in controls.items()}
        told = []
        for control, value in values.items():
            there = answer["values"][control]
            if isinstance(there, str):
                told.append(_difference(control, np.asarray(value), base64.b64decode(there)))
            elif there != value or isinstance(there, bool) != isinstance(value, bool):
                told.append(f"{control}: {there!r} in the page, {value!r} in Python")
        try:
            arrays, readouts = evaluate(name, values)
        except live.KernelError as error:
            if answer["error"] != str(error):
                told.append(f"error: {answer['error']!r} in the page, {str(error)!r} in Python")
        else:
            if answer["error"]:
                told.append(f"error: {answer['error']!r} in the page, none in Python")
            if list(arrays) != list(answer["arrays"]):
                told.append(f"arrays: {list(answer['arrays'])} in the page, {list(arrays)} here")
            told += [_difference(n, a, answer["arrays"][n]) for n, a in arrays.items()]
            numbers = np.array(list(readouts.values()), dtype=np.float64)
            told.append(_difference(f"readouts {list(readouts)}", numbers, answer["readouts"]))
        found += [f"setting {number}: {line}" for line in told if line]
    return found
