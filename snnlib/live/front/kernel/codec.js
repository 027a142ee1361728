// What a reader draws, as text: whole steps, in a page's description and in its links.

/** The ends of number `i` of a drawn value; a path's are x and y in turn. */
export function endsOf(control, i) {
  if (control.kind === "path") return i % 2 ? control.y : control.x;
  return [control.min, control.max];
}

/** Whether a number takes one byte: images often have so few levels, other things take two. */
function isByte(control) {
  return control.kind === "image" && (control.max - control.min) / control.step + 1e-9 < 256;
}

/** Base64 that may stand in an address. */
function toText(bytes) {
  return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function toBytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

function fromSteps(control, steps) {
  return Float64Array.from(steps, (k, i) => endsOf(control, i)[0] + k * control.step);
}

/** The numbers whose steps Python packed into base64. */
export function unpack(control, text) {
  const bytes = toBytes(text);
  return fromSteps(control, isByte(control) ? bytes : new Uint16Array(bytes.buffer));
}

/** A drawn value for a link; in images, runs of blank pixels are counted. */
export function pack(control, value) {
  const steps = (isByte(control) ? Uint8Array : Uint16Array).from(value, (v, i) =>
    Math.round((v - endsOf(control, i)[0]) / control.step));
  if (!isByte(control)) return toText(new Uint8Array(steps.buffer));
  const bytes = [];
  for (let i = 0; i < steps.length;) {
    let end = i;
    while (end < steps.length && !steps[end] && end - i < 255) end += 1;
    if (end > i) bytes.push(0, end - i);
    else bytes.push(steps[i]);
    i = Math.max(end, i + 1);
  }
  return toText(bytes);
}

/** The numbers that `pack` wrote. */
export function unpackLink(control, text) {
  const bytes = toBytes(text);
  if (!isByte(control)) return fromSteps(control, new Uint16Array(bytes.buffer));
  const steps = [];
  for (let i = 0; i < bytes.length; i += 1) {
    if (bytes[i]) steps.push(bytes[i]);
    else steps.push(...new Array(bytes[i += 1]).fill(0));
  }
  return fromSteps(control, steps);
}
