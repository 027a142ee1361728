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
  return value.toExponential(digits === undefined ? digits : Math.min(digits, 15)).replace("+", "").replaceAll("-", "−");
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

/** At most `most` of 1, 2, 5, 10, 20, … or of 1, 10, 100, … or of every so many powers of ten. */
export function logTicks(low, high, most) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  for (const [factors, every] of [[[1, 2, 5], 1], [[1, 3], 1], ...[1, 2, 3, 5, 10, 20].map((n) => [[1], n])]) {
    const values = [];
    for (let power = first; power <= last; power += 1) {
      if (power % every === 0) values.push(...factors.map((factor) => Number(`${factor}e${power}`)));
    }
    const inside = values.filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
    if (inside.length > most) continue;
    return inside.length > 1 || high > 20 * low ? inside : ticks(low, high, most);
  }
  return [low, high];
}

/** Ticks with their texts, `[value, text]`: as many of `most` as `fits(pairs)` lets stand. */
export function axisTicks(low, high, most, fits = () => true, log = false) {
  let pairs = [];
  for (let n = most; n >= 2; n -= 1) {
    const values = (log ? logTicks : ticks)(low, high, n);
    const step = values.length > 1 ? values[1] - values[0] : high - low;
    const text = (value) => (value >= 1e6 || value < 1e-4 ? inPowers(value) : String(value));
    pairs = values.map((value) => [value, log ? text(value) : tickText(value, step)]);
    if (fits(pairs)) return pairs;
  }
  return pairs.slice(0, 1);
}

/** Names in the place of ticks, `[value, text]`: name k at k, where the axis goes there. */
export function namedTicks(names, low, high) {
  return names.map((name, k) => [k, name]).filter(([k]) => k >= low && k <= high);
}

/** A read-out's number with `digits` significant digits, or its word; NaN is a dash. */
export function readoutText(value, digits, words = []) {
  if (words[value]) return words[value];
  if (Number.isNaN(value)) return "—";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value).replace("-", "−");
  const magnitude = Math.abs(value);
  if (magnitude < 1e-12) return "0";
  if (magnitude >= 1e7 || magnitude < 1e-4) {
    return inPowers(value, digits - 1);
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)));
  return value.toFixed(Math.min(decimals, 10)).replace("-", "−");
}

/** Ends of an axis that holds `low` to `high` with some room, on round numbers. */
export function roomyRange(low, high, log = false) {
  if (!(high >= low)) return log ? [1, 10] : [0, 1];
  if (log) {
    const round = (value, up) => {
      const power = Math.floor(Math.log10(value));
      const steps = [1, 2, 5, 10].map((factor) => Number(`${factor}e${power}`));
      return up ? steps.find((step) => step >= value * (1 - 1e-9)) ?? 10 * steps[3]
        : steps.findLast((step) => step <= value * (1 + 1e-9)) ?? steps[0];
    };
    return high > low ? [round(low, false), round(high, true)] : [round(low / 2, false), round(high * 2, true)];
  }
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

/** Map from the logarithm of data to pixels, and back; what has no logarithm stands nowhere. */
export function logScale([low, high], pixels) {
  const linear = linearScale([Math.log10(low), Math.log10(high)], pixels);
  const scale = (value) => (value > 0 ? linear(Math.log10(value)) : NaN);
  scale.invert = (pixel) => 10 ** linear.invert(pixel);
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

/** Lowest and highest of the first `count` numbers; NaN, infinity and what is not `above` do not count. */
export function extentOf(array, count = array.length, above = -Infinity) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < Math.min(count, array.length); i += 1) {
    const value = array[i];
    if (value < low && value > above) low = value;
    if (value > high && value < Infinity && value > above) high = value;
  }
  return [low, high];
}
