// What the workbench draws: a trace with its spikes, and the phase plane with its nullclines.
import { fitCanvas } from "../dom.js";
import { axisTicks, extentOf, linearScale, roomyRange } from "../scales.js";

const PLANE = 48; // points of the nullclines' grid in each direction

const looks = new WeakMap(); // of canvases, so that a key needs no layout

/** Look up a canvas's width and colours; to be done again when it has changed. */
export function look(canvas) {
  const style = getComputedStyle(canvas);
  const roles = ["muted", "grid", "text", "membrane", "spike", "threshold", "input"];
  const colours = roles.map((role) => [role, style.getPropertyValue(`--live-${role}`).trim()]);
  looks.set(canvas, { width: canvas.clientWidth || 600, ...Object.fromEntries(colours) });
}

export function colour(canvas, name) {
  if (!looks.has(canvas)) look(canvas);
  return looks.get(canvas)[name];
}

/** Axes in a canvas; the result has scales and draws lines between points. */
export function axesIn(canvas, height, [x, y], labels, top = 30) {
  const width = colour(canvas, "width");
  const context = fitCanvas(canvas, width, height);
  const box = { left: 52, right: width - 8, top, bottom: height - 34 };
  const scales = [linearScale(x, [box.left, box.right]), linearScale(y, [box.bottom, box.top])];
  context.clearRect(0, 0, width, height);
  context.font = "13px system-ui, sans-serif";
  context.fillStyle = colour(canvas, "muted");
  context.strokeStyle = colour(canvas, "grid");
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.beginPath();
  for (const [value, text] of axisTicks(...y, 5)) {
    context.fillText(text, box.left - 6, scales[1](value));
    context.moveTo(box.left, Math.round(scales[1](value)) + 0.5);
    context.lineTo(box.right, Math.round(scales[1](value)) + 0.5);
  }
  context.stroke();
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const [value, text] of axisTicks(...x, Math.max(2, Math.floor(width / 110)))) {
    context.fillText(text, Math.min(scales[0](value), width - 18), box.bottom + 5);
  }
  context.fillStyle = colour(canvas, "text");
  context.textAlign = "right";
  context.fillText(labels[0], box.right, height - 15);
  context.textAlign = "left";
  context.fillText(labels[1], 4, 2);
  return { context, scales, box };
}

/** A line through values at even times, a vertical piece for each pixel column. */
export function traceLine({ context, scales: [x, y], box }, values, dt) {
  const n = values.length;
  const width = x(n * dt) - box.left;
  const columns = Math.max(1, Math.floor(width));
  let open = false;
  context.beginPath();
  for (let column = 0; column < columns && box.left + column < box.right; column += 1) {
    const begin = Math.floor((column * n) / columns);
    const end = Math.max(begin + 1, Math.floor(((column + 1) * n) / columns));
    const [least, most] = extentOf(values.subarray(begin, end));
    if (least > most) {
      open = false;
      continue;
    }
    const place = box.left + column + 0.5;
    const first = values[begin] <= values[end - 1] ? least : most;
    if (open) context.lineTo(place, y(first));
    else context.moveTo(place, y(first));
    context.lineTo(place, y(first === least ? most : least));
    open = true;
  }
  context.stroke();
}

/** A trace over time; `pinned` is one to compare it with, `rows` of spikes stand above it. */
export function drawTrace(canvas, { values, dt, pinned, rows = [] }, height, label, name) {
  const n = values.length;
  const [low, high] = extentOf(values);
  const ends = pinned ? extentOf([low, high, ...extentOf(pinned.values)]) : [low, high];
  const axes = axesIn(canvas, height, [[0, n * dt], roomyRange(...ends)], ["time (ms)", label],
    20 + 10 * Math.max(1, rows.length));
  const { context, scales: [x], box } = axes;
  if (pinned) {
    context.strokeStyle = colour(canvas, "muted");
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    traceLine(axes, pinned.values, pinned.dt);
    context.setLineDash([]);
  }
  context.strokeStyle = colour(canvas, "membrane");
  context.lineWidth = 1.5;
  traceLine(axes, values, dt);
  rows.forEach(([role, steps], row) => {
    context.strokeStyle = colour(canvas, role);
    context.beginPath();
    for (const k of steps) {
      const place = Math.round(x((k + 1) * dt)) + 0.5;
      context.moveTo(place, box.top - 9 - 10 * row);
      context.lineTo(place, box.top - 1 - 10 * row);
    }
    context.stroke();
  });
  const count = (steps) => `${steps.length} spike${steps.length === 1 ? "" : "s"}`;
  const told = rows.map(([, steps], row) => `${row ? " and " : ", with "}${count(steps)}`
    + `${row ? " that come in" : ""}`).join("");
  canvas.setAttribute("aria-label", low <= high
    ? `${name} goes from ${low.toPrecision(4)} to ${high.toPrecision(4)} in ${n * dt} ms${told}.`
    : `${name} has no finite value.`);
}

/** Two states against each other, and where each stands still under a constant input; the result
 *  says of either line whether a piece of it is within the plot. */
export function drawPhasePlane(canvas, { states }, machine, names, current, labels) {
  const [one, two] = names;
  const [xs, ys] = [states[one], states[two]];
  const [low, high] = [roomyRange(...extentOf(xs)), roomyRange(...extentOf(ys))];
  const { context, scales: [x, y] } = axesIn(canvas, 260, [low, high], labels);
  const rest = names.map((name) => states[name][0]);
  const grids = [0, 1].map(() => new Float64Array(PLANE * PLANE));
  const at = ([from, to], k) => from + ((to - from) * k) / (PLANE - 1);
  const hidden = machine.program.states.length - names.length;
  const point = machine.point([0, 0, ...rest.slice(2), ...new Array(hidden).fill(0)]);
  for (let j = 0; j < PLANE; j += 1) {
    for (let i = 0; i < PLANE; i += 1) {
      point.states[0] = at(low, i);
      point.states[1] = at(high, j);
      point.move(current);
      grids[0][j * PLANE + i] = point.slopes[0];
      grids[1][j * PLANE + i] = point.slopes[1];
    }
  }
  const seen = ["threshold", "input"].map((role, k) => {
    context.strokeStyle = colour(canvas, role);
    context.setLineDash(k ? [2, 3] : [7, 4]);
    context.lineWidth = 1.5;
    const lines = joined(contour(grids[k], (i, j) => [x(at(low, i)), y(at(high, j))]));
    for (const line of lines) {
      context.beginPath();
      for (const place of line) context.lineTo(...place);
      context.stroke();
    }
    return lines.length > 0;
  });
  context.setLineDash([]);
  context.strokeStyle = colour(canvas, "membrane");
  context.lineWidth = 1;
  context.beginPath();
  const every = Math.ceil(xs.length / 5000);
  for (let k = 0; k < xs.length; k += every) {
    if (Number.isFinite(xs[k]) && Number.isFinite(ys[k])) context.lineTo(x(xs[k]), y(ys[k]));
  }
  context.stroke();
  canvas.setAttribute("aria-label", `${two} against ${one}; dashed where ${one} stands still, `
    + `dotted where ${two} does, under the input's size.`);
  return seen;
}

/** Pieces as whole lines, so that a dash goes on from one to the next. */
export function joined(pieces) {
  const key = (place) => place.map((one) => one.toFixed(1)).join();
  const near = new Map();
  for (const piece of pieces) {
    for (const end of piece) near.set(key(end), [...near.get(key(end)) ?? [], piece]);
  }
  const left = new Set(pieces);
  return pieces.flatMap((piece) => {
    if (!left.delete(piece)) return [];
    const line = [...piece];
    for (const end of [-1, 0]) {
      for (;;) {
        const here = key(line.at(end));
        const more = near.get(here).find((one) => left.delete(one));
        if (!more) break;
        const place = key(more[0]) === here ? more[1] : more[0];
        if (end) line.push(place);
        else line.unshift(place);
      }
    }
    return [line];
  });
}

/** The line on which a grid of numbers is zero, a piece for each cell. */
function contour(grid, place) {
  const pieces = [];
  const between = (a, b, p, q) => {
    const part = a / (a - b);
    return [p[0] + part * (q[0] - p[0]), p[1] + part * (q[1] - p[1])];
  };
  for (let j = 0; j < PLANE - 1; j += 1) {
    for (let i = 0; i < PLANE - 1; i += 1) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const values = corners.map(([a, b]) => grid[b * PLANE + a]);
      const ends = [];
      for (let k = 0; k < 4; k += 1) {
        const next = (k + 1) % 4;
        if (values[k] < 0 !== values[next] < 0 && Number.isFinite(values[k] + values[next])) {
          ends.push(between(values[k], values[next], place(...corners[k]), place(...corners[next])));
        }
      }
      for (let k = 0; k + 1 < ends.length; k += 2) pieces.push([ends[k], ends[k + 1]]);
    }
  }
  return pieces;
}
