// Numbers on axes: where the ticks stand and how numbers are written.

/** At most `most` round numbers (1, 2 or 5 times a power of ten apart) between `low` and `high`. */
export function ticks(low, high, most) {
  if (!(high > low) || most < 2) return [low];
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  for (const factor of [1, 2, 5, 10, 20]) {
    const step = factor * power;
    const first = Math.ceil(low / step - 1e-9);
    const last = Math.floor(high / step + 1e-9);
    if (last - first < most) {
      // whole multiples, so that 0.1 + 0.2 is written 0.3
      const digits = Math.max(0, -Math.floor(Math.log10(step)));
      return Array.from({ length: last - first + 1 }, (_, k) =>
        Number(((first + k) * step).toFixed(Math.min(digits + 1, 20))));
    }
  }
  return [low, high];
}

/** "−1.2e6": a number too large or too small to be written out. */
function inPowers(value, digits) {
  return value.toExponential(Math.min(digits, 15)).replace("+", "").replaceAll("-", "−");
}

/** A tick's number: no more decimals than the ticks need, a real minus sign. */
export function tickText(value, step) {
  const power = Math.floor(Math.log10(step) + 1e-9);
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6 || (magnitude > 0 && magnitude < 1e-4)) {
    const digits = Math.max(0, Math.floor(Math.log10(magnitude) + 1e-9) - power);
    return inPowers(value, digits);
  }
  return value.toFixed(Math.min(Math.max(0, -power), 10)).replace("-", "−");
}

/** Ticks with their texts, `[value, text]`: as many of `most` as `fits(pairs)` lets stand. */
export function axisTicks(low, high, most, fits = () => true) {
  let pairs = [];
  for (let n = most; n >= 2; n -= 1) {
    const values = ticks(low, high, n);
    const step = values.length > 1 ? values[1] - values[0] : high - low;
    pairs = values.map((value) => [value, tickText(value, step)]);
    if (fits(pairs)) return pairs;
  }
  return pairs.slice(0, 1);
}

/** A read-out's number with `digits` significant digits; NaN is a dash. */
export function readoutText(value, digits) {
  if (Number.isNaN(value)) return "—";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value).replace("-", "−");
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e7 || magnitude < 1e-4)) {
    return inPowers(value, digits - 1);
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)));
  return value.toFixed(Math.min(decimals, 10)).replace("-", "−");
}

/** Ends of an axis that holds `low` to `high` with some room, on round numbers. */
export function roomyRange(low, high) {
  if (!(high >= low)) return [0, 1];
  if (high === low) return [low - 0.5, high + 0.5];
  const marks = ticks(low, high, 6);
  const step = marks.length > 1 ? marks[1] - marks[0] : high - low;
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/** Linear map from data to pixels, and back. */
export function linearScale([low, high], [from, to]) {
  const slope = (to - from) / (high - low);
  const scale = (value) => from + (value - low) * slope;
  scale.invert = (pixel) => low + (pixel - from) / slope;
  scale.range = [low, high];
  return scale;
}

/** Index of the entry of a non-decreasing array that is next to `value` (-1 if it is empty). */
export function nearestIndex(sorted, count, value) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  if (low === count) return count - 1;
  return low > 0 && value - sorted[low - 1] <= sorted[low] - value ? low - 1 : low;
}

/** Lowest and highest of the first `count` numbers; NaN and infinity do not count. */
export function extentOf(array, count = array.length) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < Math.min(count, array.length); i += 1) {
    const value = array[i];
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  return [low, high];
}
