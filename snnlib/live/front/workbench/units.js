// Units: what each is worth in ms, mV, nA and cm, and its exponents of time, voltage, current, length.
import { meantHint, PlacedError } from "./tokens.js";

export const NO_UNIT = [0, 0, 0, 0];
export const OF_TIME = [1, 0, 0, 0];
export const OF_CURRENT = [0, 0, 1, 0];
const DIMENSIONS = {
  ms: OF_TIME, mV: [0, 1, 0, 0], nA: OF_CURRENT, cm: [0, 0, 0, 1], Mohm: [0, 1, -1, 0],
  uS: [0, -1, 1, 0], nF: [1, -1, 1, 0], "1/ms": [-1, 0, 0, 0],
};
const WORTHS = {
  ms: { ms: 1, us: 0.001, second: 1000 },
  mV: { mV: 1, uV: 0.001, volt: 1000 },
  nA: { nA: 1, pA: 0.001, uA: 1000, mA: 1e6, amp: 1e9 },
  cm: { cm: 1, mm: 0.1, um: 0.0001, metre: 100, meter: 100 },
  Mohm: { Mohm: 1, kohm: 0.001, Gohm: 1000, ohm: 1e-6 },
  uS: { uS: 1, nS: 0.001, mS: 1000, siemens: 1e6 },
  nF: { nF: 1, pF: 0.001, uF: 1000, farad: 1e9 },
  "1/ms": { Hz: 0.001, kHz: 1, hertz: 0.001 },
};
/** Unit -> [how much of the library's unit it is, its dimension]. */
export const UNITS = new Map(Object.entries(WORTHS).flatMap(([kind, group]) =>
  Object.entries(group).map(([name, worth]) => [name, [worth, DIMENSIONS[kind]]])));

export const alike = (one, other) => one.every((x, k) => x === other[k]);
export const scaledBy = (one, factor) => one.map((x) => x * factor + 0);
export const plus = (one, other, sign = 1) => one.map((x, k) => x + sign * other[k]);

const short = (x) => (Math.abs(x) < 1000 ? String(Math.floor(x * 100 + 0.5) / 100) : "many");

/** A unit of this dimension as a text. */
export function shownUnit(dimension) {
  if (alike(dimension, NO_UNIT)) return "no unit";
  const all = Object.entries(DIMENSIONS);
  const own = all.find(([, kind]) => alike(kind, dimension));
  if (own) return own[0];
  const rate = all.find(([name, kind]) =>
    name !== "ms" && name !== "1/ms" && alike(plus(kind, OF_TIME, -1), dimension));
  if (rate) return `${rate[0]}/ms`;
  return ["ms", "mV", "nA", "cm"].map((name, k) => [name, dimension[k]]).filter(([, x]) => x)
    .map(([name, x]) => (x === 1 ? name : `${name}**${short(x)}`)).join("*");
}

/** [worth, dimension] of a product of units. */
export function unitOf(expression) {
  const [kind, position, what] = expression;
  if (kind === "name") {
    if (UNITS.has(what)) return UNITS.get(what);
    throw new PlacedError(`\`${what}\` is no unit${meantHint(what, UNITS.keys())}`, position);
  }
  if (kind === "num" && what === 1) return [1, NO_UNIT];
  if (kind === "bin" && (what === "*" || what === "/")) {
    const [worth, dimension] = unitOf(expression[3]);
    const [other, own] = unitOf(expression[4]);
    return what === "*" ? [worth * other, plus(dimension, own)]
      : [worth / other, plus(dimension, own, -1)];
  }
  if (kind === "bin" && what === "**") {
    const [worth, dimension] = unitOf(expression[3]);
    const power = wholePower(expression[4]);
    let product = 1;
    for (let k = 0; k < Math.abs(power); k += 1) product *= worth;
    return [power < 0 ? 1 / product : product, scaledBy(dimension, power)];
  }
  throw new PlacedError("a unit is a product of names such as mV/ms", position);
}

function wholePower(expression) {
  const negative = expression[0] === "neg";
  const number = negative ? expression[2] : expression;
  if (number[0] !== "num" || ![0, 1, 2, 3, 4].includes(number[2])) {
    throw new PlacedError("the power of a unit is a whole number from -4 to 4", expression[1]);
  }
  return negative ? -number[2] : number[2];
}

function isUnit([kind, , what, left, right]) {
  if (kind === "name") return UNITS.has(what);
  if (kind !== "bin") return false;
  if (what === "*" || what === "/") return isUnit(left) && isUnit(right);
  return what === "**" && isUnit(left);
}

/** [number, worth of its unit, dimension or null] of `-70*mV`; null if it is not that. */
export function measured(expression) {
  const [kind, , what] = expression;
  if (kind === "num") return [what, 1, null];
  if (kind === "neg" && what[0] === "num") return [-what[2], 1, null];
  if (kind !== "bin" || (what !== "*" && what !== "/") || !isUnit(expression[4])) return null;
  const inner = measured(expression[3]);
  if (!inner) return null;
  const [number, worth, dimension] = inner;
  const [other, own] = unitOf(expression[4]);
  const before = dimension ?? NO_UNIT;
  return what === "*" ? [number, worth * other, plus(before, own)]
    : [number, worth / other, plus(before, own, -1)];
}

/** The unit of a measured expression as it is written. */
export function unitText(expression) {
  const [kind, , sign, left, right] = expression;
  if (kind === "num" || kind === "neg") return "";
  if (kind === "name") return sign;
  if (sign === "**") return `${unitText(left)}**${wholePower(right)}`;
  let other = unitText(right);
  if (right[0] === "bin" && right[2] !== "**") other = `(${other})`;
  const before = unitText(left);
  if (sign === "*") return before ? `${before}*${other}` : other;
  return `${before || 1}/${other}`;
}
