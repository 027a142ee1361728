// Marks: how each finds its extent, draws itself and answers to the pointer.

import { cellsOf } from "./colormap.js";
import { drawLine, drawPoints } from "./lines.js";
import { extentOf, nearestIndex } from "./scales.js";

export const STRIP = 14; // height of the strip for the spikes of a trace, px

/** How many of an array's entries are valid in frame `f`. */
function valid(mark, f, array) {
  return Math.min(mark.count ? f.readouts[mark.count] : array.length, array.length);
}

/** Where evenly spaced samples begin; on a logarithmic axis, the first that has a place there. */
function firstOf(m, above) {
  return m.start > above ? m.start : m.start + Math.max(1, Math.floor(-m.start / m.step) + 1) * m.step;
}

/** The last of `n` points that has a place. */
function lastOf(n, x, y) {
  let i = n - 1;
  while (i >= 0 && !Number.isFinite(x(i) + y(i))) i -= 1;
  return i < 0 ? [NaN, NaN] : [x(i), y(i)];
}

/** The sample of evenly spaced `y` that is next to `at`. */
function probeEven(m, y, at) {
  const i = Math.min(Math.max(Math.round((at - m.start) / m.step), 0), y.length - 1);
  return [m.start + i * m.step, y[i]];
}

/**
 * By a mark's name.  `p` is the Plot, `m` the mark's description, `f` the frame.  `extentX`, `extentY`
 * give `[low, high]` of what lies `above` a bound, for logarithmic axes; `probe` gives the data point `[x, y]` that is next to the pointer, or null;
 * `end(m, f)` the last point of a line, where its name may stand.
 */
export const MARKS = {
  trace: {
    line: true,
    extentX: (m, f, above) => [firstOf(m, above), m.start + (f.arrays[m.array].length - 1) * m.step],
    extentY: (m, f, above) => extentOf(f.arrays[m.array], undefined, above),
    draw(p, m, f) {
      const y = f.arrays[m.array];
      drawLine(p, m, y.length, (i) => m.start + i * m.step, (i) => y[i]);
    },
    probe: (p, m, f, at) => probeEven(m, f.arrays[m.array], at),
    end: (m, f) => lastOf(f.arrays[m.array].length, (i) => m.start + i * m.step, (i) => f.arrays[m.array][i]),
  },
  curve: {
    line: true,
    extentX: (m, f, above) => extentOf(f.arrays[m.x], valid(m, f, f.arrays[m.x]), above),
    extentY: (m, f, above) => extentOf(f.arrays[m.y], valid(m, f, f.arrays[m.y]), above),
    draw(p, m, f) {
      const [x, y] = [f.arrays[m.x], f.arrays[m.y]];
      if (m.line) drawLine(p, m, valid(m, f, x), (i) => x[i], (i) => y[i]);
      if (m.marker) drawPoints(p, m, valid(m, f, x), x, y);
    },
    probe(p, m, f, at) {
      const x = f.arrays[m.x];
      const i = nearestIndex(x, valid(m, f, x), at);
      return i < 0 ? null : [x[i], f.arrays[m.y][i]];
    },
    end: (m, f) => lastOf(valid(m, f, f.arrays[m.x]), (i) => f.arrays[m.x][i], (i) => f.arrays[m.y][i]),
  },
  spikes: {
    draw(p, m, f) {
      const times = f.arrays[m.times];
      const n = valid(m, f, times);
      p.stroke(m, () => {
        for (let i = 0; i < n; i += 1) {
          const x = Math.round(p.x(times[i])) + 0.5;
          p.context.moveTo(x, p.box.top + 1);
          p.context.lineTo(x, p.box.top + STRIP - 1);
        }
      });
    },
  },
  raster: {
    line: true,
    extentX: (m, f, above) => extentOf(f.arrays[m.times], valid(m, f, f.arrays[m.times]), above),
    extentY: (m, f, above) => extentOf(f.arrays[m.neurons], valid(m, f, f.arrays[m.neurons]), above),
    draw(p, m, f) {
      const [times, rows] = [f.arrays[m.times], f.arrays[m.neurons]];
      const n = valid(m, f, times);
      const height = Math.max(1.5, Math.min(10, Math.abs(p.y(2) - p.y(1)) * 0.8));
      p.context.fillStyle = p.color(m.color);
      for (let i = 0; i < n; i += 1) {
        p.context.fillRect(p.x(times[i]) - 0.75, p.y(rows[i]) - height / 2, 1.5, height);
      }
    },
    probe(p, m, f, at, pixelY) {
      const [times, rows] = [f.arrays[m.times], f.arrays[m.neurons]];
      const n = valid(m, f, times);
      const row = Math.round(p.y.invert(pixelY));
      let best = -1;
      for (let i = 0; i < n; i += 1) {
        if (rows[i] === row && (best < 0 || Math.abs(times[i] - at) < Math.abs(times[best] - at))) {
          best = i;
        }
      }
      return best < 0 ? null : [times[best], rows[best]];
    },
  },
  histogram: {
    line: true,
    extentX: (m, f, above) => [firstOf({ start: m.start, step: m.width }, above),
      m.start + f.arrays[m.counts].length * m.width],
    extentY(m, f, above) {
      const [low, high] = extentOf(f.arrays[m.counts], undefined, above);
      return [above === 0 ? low : Math.min(0, low), Math.max(1, high)];
    },
    draw(p, m, f, ghost) {
      const ground = p.spec.y.scale === "log" ? p.box.bottom : p.y(0);
      const counts = f.arrays[m.counts];
      const { context } = p;
      context.fillStyle = p.color(m.color);
      context.globalAlpha *= 0.75;
      const corners = (k) => [p.x(m.start + k * m.width), p.x(m.start + (k + 1) * m.width)];
      if (ghost) { // an outline, so that the present bars stay readable
        p.stroke({ ...m, ghost }, () => {
          context.moveTo(corners(0)[0], ground);
          counts.forEach((count, k) => {
            for (const x of corners(k)) context.lineTo(x, count > 0 ? p.y(count) : ground);
          });
        });
      } else {
        counts.forEach((count, k) => {
          const [left, right] = corners(k);
          context.fillRect(left, p.y(count), Math.max(right - left - 1, 0.5), ground - p.y(count));
        });
      }
      context.globalAlpha /= 0.75;
    },
    probe(p, m, f, at) {
      const k = Math.floor((at - m.start) / m.width);
      const counts = f.arrays[m.counts];
      return k < 0 || k >= counts.length ? null : [m.start + (k + 0.5) * m.width, counts[k]];
    },
  },
  level: {
    draw(p, m, f, ghost) {
      const at = Math.round(p[m.axis](f.values[m.control])) + 0.5;
      const { left, right, top, bottom } = p.box;
      p.stroke({ ...m, dash: true, width: 1.25, ghost }, () => {
        p.context.moveTo(...m.axis === "y" ? [left, at] : [at, top]);
        p.context.lineTo(...m.axis === "y" ? [right, at] : [at, bottom]);
      });
    },
  },
  marker: {
    draw(p, m, f, ghost) {
      const [x, y] = [m.x, m.y].map((name) => f.readouts[name] ?? f.values[name]);
      if (!Number.isFinite(x) || !Number.isFinite(y)) return;
      const { context } = p;
      context.beginPath();
      context.arc(p.x(x), p.y(y), 5, 0, 2 * Math.PI);
      context.fillStyle = p.color(ghost ? "paper" : m.color);
      context.fill();
      context.strokeStyle = p.color(ghost ? m.color : "paper");
      context.lineWidth = 1.5;
      context.stroke();
    },
  },
  drawing: {
    line: true,
    extentX: (m, f) => [m.start, m.start + (f.values[m.control].length - 1) * m.step],
    draw(p, m, f) {
      const y = f.values[m.control];
      drawLine(p, m, y.length, (i) => m.start + i * m.step, (i) => y[i]);
    },
    probe: (p, m, f, at) => probeEven(m, f.values[m.control], at),
    end: (m, f) => lastOf(f.values[m.control].length, (i) => m.start + i * m.step, (i) => f.values[m.control][i]),
  },
  spikedrawing: {
    draw(p, m, f) {
      const { top, bottom } = p.box;
      p.stroke({ ...m, width: 2 }, () => {
        for (const time of f.values[m.control]) {
          const x = Math.round(p.x(time)) + 0.5;
          p.context.moveTo(x, top + 0.15 * (bottom - top));
          p.context.lineTo(x, top + 0.9 * (bottom - top));
        }
      });
    },
  },
  heatmap: {
    draw(p, m, f) {
      const { left, right, bottom } = p.box;
      const [rows, columns] = p.figure.spec.arrays.find(({ name }) => name === m.array).shape;
      const { context } = p;
      context.save();
      context.imageSmoothingEnabled = false;
      context.translate(left, bottom); // row 0 is the lowest
      context.scale(1, -1);
      context.drawImage(cellsOf(m, f.arrays[m.array], rows, columns, (role) => p.color(role)), 0, 0,
        right - left, bottom - p.dataTop);
      context.restore();
    },
  },
};

/** Whether a mark is to be seen in frame `f`: one with `shown_by` is while that box is ticked. */
export function isShown(mark, f) {
  return !mark.shown_by || f.values[mark.shown_by];
}
