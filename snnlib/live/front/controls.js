// Values of controls: the same rules as snnlib/live/controls.py, operation for operation.

import { endsOf, pack, unpack, unpackLink } from "./kernel/codec.js";

/** The number `minimum + k * step` (k whole, not beyond `maximum`) that is next to `value`. */
export function snap(value, minimum, maximum, step) {
  const last = Math.floor((maximum - minimum) / step + 1e-9);
  const k = Math.floor((Math.min(Math.max(value, minimum), maximum) - minimum) / step + 0.5);
  return Math.min(minimum + Math.min(Math.max(k, 0), last) * step, maximum); // 3 * 0.1 is above 0.3
}

function finite(control, value) {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw new TypeError(`control "${control.name}": its value must be a finite number, got ${value}`);
  }
  return number;
}

/** The control's own value for what somebody asked it to be; throws a TypeError if there is none. */
export function normalise(control, value, present) {
  switch (control.kind) {
    case "range":
      return snap(finite(control, value), control.min, control.max, control.step);
    case "select": {
      const option = control.options.find((o) => o.value === finite(control, value));
      if (!option) throw new TypeError(`control "${control.name}": no option ${value}`);
      return option.value;
    }
    case "checkbox":
      if (typeof value !== "boolean") {
        throw new TypeError(`control "${control.name}": its value is true or false, got ${value}`);
      }
      return value;
    case "button": // any value is a click
      return (present ?? 0) + 1;
    default: {
      const points = Float64Array.from(flat(value), (v) => finite(control, v));
      const most = control.shape.reduce((a, b) => a * b);
      if (control.kind === "spikes" ? points.length > most : points.length !== most) {
        throw new TypeError(control.kind === "spikes"
          ? `control "${control.name}": at most ${most} spikes fit in`
          : `control "${control.name}": its value must be ${most} numbers`);
      }
      const snapped = points.map((v, i) => snap(v, ...endsOf(control, i), control.step));
      return control.kind === "spikes" ? snapped.sort() : snapped;
    }
  }
}

/** The numbers of an array, or of an array of rows. */
function flat(value) {
  if (!Array.isArray(value)) return value ?? [];
  return value.flatMap((row) => (ArrayBuffer.isView(row) ? Array.from(row) : row));
}

/** A private copy of a value that may be an array. */
export function copyOf(value) {
  return value instanceof Float64Array ? value.slice() : value;
}

/** Whether a control's value is an array that the reader draws. */
export function isDrawn(control) {
  return "shape" in control;
}

/** A control as the page holds it, with its start written out. */
export function unpacked(control) {
  if (typeof control.default !== "string") return control;
  return { ...control, default: Array.from(unpack(control, control.default)) };
}

/** The control's value at the start and after a reset. */
export function startOf(control) {
  return isDrawn(control) ? Float64Array.from(control.default) : control.default;
}

export function sameValue(a, b) {
  if (!(a instanceof Float64Array)) return a === b;
  return b instanceof Float64Array && a.length === b.length && a.every((v, i) => v === b[i]);
}

/** How many decimals a number needs to be told from its neighbours one `step` away. */
export function decimalsOf(control) {
  const decimals = (x) => {
    const [mantissa, exponent = "0"] = String(x).split("e");
    return Math.max(0, (mantissa.split(".")[1] ?? "").length - Number(exponent));
  };
  return Math.min(12, Math.max(decimals(control.step), decimals(control.min)));
}

/** A value in the words of the page: "20.0 ms", "on", "42 clicks". */
export function inWords(control, value) {
  switch (control.kind) {
    case "range": {
      const text = value.toFixed(decimalsOf(control)).replace("-", "−");
      return control.unit ? `${text} ${control.unit}` : text;
    }
    case "select":
      return control.options.find((o) => o.value === value).label;
    case "checkbox":
      return value ? "on" : "off";
    case "button":
      return String(value);
    case "spikes":
      return `${value.length} spikes`;
    default:
      return `${value.length} ${control.kind === "image" ? "pixels" : "points"}`;
  }
}

/** A value as Python writes it; `exact` gives every bit, otherwise the control's own decimals. */
export function inPython(control, value, exact) {
  if (control.kind === "checkbox") return value ? "True" : "False";
  if (isDrawn(control)) {
    const texts = Array.from(value, (v) => String(exact ? v : Number(v.toFixed(decimalsOf(control)))));
    const [, columns] = control.shape;
    if (!columns) return `[${texts.join(", ")}]`;
    const rows = Array.from({ length: control.shape[0] }, (_, i) =>
      `[${texts.slice(i * columns, (i + 1) * columns).join(", ")}]`);
    return `[${rows.join(", ")}]`;
  }
  if (control.kind !== "range") return String(value);
  const text = exact ? String(value) : value.toFixed(decimalsOf(control));
  return control.dtype === "int64" || text.includes(".") || text.includes("e") ? text : `${text}.0`;
}

/** A value as it stands in a link; whole steps for what is drawn, two bytes a point. */
export function toLink(control, value) {
  if (control.kind === "checkbox") return value ? "1" : "0";
  if (!isDrawn(control)) return String(value);
  return pack(control, value);
}

/** The value that `toLink` wrote; throws if the text is none. */
export function fromLink(control, text) {
  if (control.kind === "checkbox") return normalise(control, { 0: false, 1: true }[text]);
  if (control.kind === "button") return Math.max(0, Math.trunc(finite(control, text)));
  if (!isDrawn(control)) return normalise(control, finite(control, text));
  return normalise(control, unpackLink(control, text));
}
