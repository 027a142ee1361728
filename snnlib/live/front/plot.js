// Plots: axes and marks on a canvas, a hover read-out, and lines and curves that can be dragged.

import { linearScale, nearestIndex, readoutText, roomyRange, ticks, tickText } from "./scales.js";
import { decimalsOf, inWords, snap } from "./controls.js";

const MARGIN = { left: 52, right: 14, top: 26, bottom: 40 };
const STRIP = 14; // height of the strip that holds a trace's spikes, px
const GRAB = 9; // how near to a line the pointer must be to drag it, px

/** Make an element: `el("p", { class: "x" }, "text", child)`. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** A path through points (x(i), y(i)), broken at NaN; where many share a pixel column, only the
 *  column's lowest and highest are drawn, which looks the same and costs a hundredth. */
export function tracePath(context, n, x, y) {
  let column = NaN;
  let low = 0;
  let high = 0;
  let last = 0;
  let drawing = false;
  const finish = () => {
    if (drawing && low !== high) {
      context.lineTo(column, low);
      context.lineTo(column, high);
      context.lineTo(column, last);
    }
  };
  for (let i = 0; i < n; i += 1) {
    const value = y(i);
    const pixel = Math.round(x(i) * 2) / 2;
    if (Number.isNaN(value)) {
      finish();
      drawing = false;
      column = NaN;
    } else if (drawing && pixel === column) {
      if (value < low) low = value;
      if (value > high) high = value;
      last = value;
    } else {
      finish();
      if (drawing) context.lineTo(pixel, value);
      else context.moveTo(pixel, value);
      drawing = true;
      column = pixel;
      low = value;
      high = value;
      last = value;
    }
  }
  finish();
}

// How each mark finds its extent, draws itself and answers to the pointer.  `p` is the Plot.
const MARKS = {
  trace: {
    extentX: (m, f) => [m.start, m.start + (f.arrays[m.array].length - 1) * m.step],
    extentY: (m, f) => extentOf(f.arrays[m.array]),
    draw(p, m, f) {
      const y = f.arrays[m.array];
      p.stroke(m, () => tracePath(p.context, y.length,
        (i) => p.x(m.start + i * m.step), (i) => p.y(y[i])));
    },
    probe(p, m, f, at) {
      const y = f.arrays[m.array];
      const i = Math.min(Math.max(Math.round((at - m.start) / m.step), 0), y.length - 1);
      return [m.start + i * m.step, y[i]];
    },
  },
  curve: {
    extentX: (m, f) => extentOf(f.arrays[m.x], f.readouts[m.count]),
    extentY: (m, f) => extentOf(f.arrays[m.y], f.readouts[m.count]),
    draw(p, m, f) {
      const [x, y] = [f.arrays[m.x], f.arrays[m.y]];
      const n = Math.min(f.readouts[m.count] ?? x.length, x.length);
      p.stroke(m, () => tracePath(p.context, n, (i) => p.x(x[i]), (i) => p.y(y[i])));
    },
    probe(p, m, f, at) {
      const x = f.arrays[m.x];
      const i = nearestIndex(x, Math.min(f.readouts[m.count] ?? x.length, x.length), at);
      return i < 0 ? null : [x[i], f.arrays[m.y][i]];
    },
  },
  spikes: {
    draw(p, m, f) {
      const times = f.arrays[m.times];
      const n = Math.min(f.readouts[m.count], times.length);
      p.stroke(m, () => {
        for (let i = 0; i < n; i += 1) {
          const x = Math.round(p.x(times[i])) + 0.5;
          p.context.moveTo(x, p.box.top + 2);
          p.context.lineTo(x, p.box.top + STRIP);
        }
      });
    },
  },
  raster: {
    extentX: (m, f) => extentOf(f.arrays[m.times], f.readouts[m.count]),
    extentY: (m, f) => extentOf(f.arrays[m.neurons], f.readouts[m.count]),
    draw(p, m, f) {
      const [times, rows] = [f.arrays[m.times], f.arrays[m.neurons]];
      const n = Math.min(f.readouts[m.count], times.length);
      const height = Math.max(1.5, Math.min(10, Math.abs(p.y(1) - p.y(0)) * 0.8));
      p.context.fillStyle = p.color(m.color);
      for (let i = 0; i < n; i += 1) {
        p.context.fillRect(p.x(times[i]) - 0.75, p.y(rows[i]) - height / 2, 1.5, height);
      }
    },
    probe(p, m, f, at, pixelY) {
      const [times, rows] = [f.arrays[m.times], f.arrays[m.neurons]];
      const n = Math.min(f.readouts[m.count], times.length);
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
    extentX: (m, f) => [m.start, m.start + f.arrays[m.counts].length * m.width],
    extentY: (m, f) => [0, extentOf(f.arrays[m.counts])[1]],
    draw(p, m, f) {
      const counts = f.arrays[m.counts];
      p.context.fillStyle = p.color(m.color);
      p.context.globalAlpha *= 0.75;
      counts.forEach((count, k) => {
        const left = p.x(m.start + k * m.width);
        const right = p.x(m.start + (k + 1) * m.width);
        p.context.fillRect(left, p.y(count), Math.max(right - left - 1, 0.5), p.y(0) - p.y(count));
      });
      p.context.globalAlpha /= 0.75;
    },
    probe(p, m, f, at) {
      const k = Math.floor((at - m.start) / m.width);
      const counts = f.arrays[m.counts];
      return k < 0 || k >= counts.length ? null : [m.start + (k + 0.5) * m.width, counts[k]];
    },
  },
  threshold: {
    draw(p, m, f) {
      const y = Math.round(p.y(f.values[m.control])) + 0.5;
      p.stroke({ ...m, dash: true }, () => {
        p.context.moveTo(p.box.left, y);
        p.context.lineTo(p.box.right, y);
      });
      p.context.fillStyle = p.color(m.color);
      p.context.textAlign = "left";
      p.context.textBaseline = "bottom";
      p.context.fillText(m.label, p.box.left + 6, y - 3);
    },
  },
  marker: {
    draw(p, m, f) {
      const [x, y] = [m.x, m.y].map((name) => f.readouts[name] ?? f.values[name]);
      if (!Number.isFinite(x) || !Number.isFinite(y)) return;
      p.context.beginPath();
      p.context.arc(p.x(x), p.y(y), 5, 0, 2 * Math.PI);
      p.context.fillStyle = p.color(m.color);
      p.context.fill();
      p.context.strokeStyle = p.color("paper");
      p.context.lineWidth = 1.5;
      p.context.stroke();
    },
  },
  drawing: {
    extentX: (m, f) => [m.start, m.start + (f.values[m.control].length - 1) * m.step],
    draw(p, m, f) {
      const y = f.values[m.control];
      p.stroke(m, () => tracePath(p.context, y.length,
        (i) => p.x(m.start + i * m.step), (i) => p.y(y[i])));
    },
    probe(p, m, f, at) {
      return MARKS.trace.probe(p, { ...m, array: m.control }, { arrays: f.values }, at);
    },
  },
};

function extentOf(array, count = array.length) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < Math.min(count, array.length); i += 1) {
    if (array[i] < low) low = array[i];
    if (array[i] > high) high = array[i];
  }
  return [low, high];
}

/** One pair of axes.  `figure` gives `control(name)`, `values`, `set(name, value)`, `color(role)`. */
export class Plot {
  constructor(spec, figure) {
    this.spec = spec;
    this.figure = figure;
    this.canvas = el("canvas", { role: "img" });
    this.overlay = el("canvas", { class: "live-overlay", "aria-hidden": "true" });
    this.tip = el("div", { class: "live-tip", "aria-hidden": "true", hidden: true });
    this.area = el("div", { class: "live-area", style: `height:${spec.height}px` },
      this.canvas, this.overlay, this.tip);
    this.element = el("div", { class: "live-plot" }, this.area);
    const legend = this.makeLegend();
    if (legend) this.element.prepend(legend);
    this.drawn = spec.marks.find((m) => m.mark === "drawing");
    this.thresholds = spec.marks.filter((m) => m.mark === "threshold");
    this.grips = this.thresholds.map((mark) => this.makeGrip(mark));
    if (this.drawn) this.makePen();
    this.context = this.canvas.getContext("2d");
    this.listen();
  }

  /** A legend where two or more lines need telling apart. */
  makeLegend() {
    const named = this.spec.marks.filter((m) => m.label && !["threshold"].includes(m.mark));
    const wanted = this.spec.legend ?? named.length > 1;
    if (!wanted) return null;
    return el("ul", { class: "live-legend" }, ...named.map((m) =>
      el("li", {}, el("span", {
        class: `live-key live-key-${m.mark}${m.dash ? " live-key-dash" : ""}`,
        style: `--key:var(--live-${m.color})`,
      }), m.label)));
  }

  /** What a finger or the mouse holds to drag a threshold; the keyboard has the slider. */
  makeGrip(mark) {
    const grip = el("div", { class: "live-grip", "aria-hidden": "true",
      style: `--key:var(--live-${mark.color})` });
    this.area.append(grip);
    const drag = (event) => {
      const y = event.clientY - this.area.getBoundingClientRect().top;
      this.figure.set(mark.control, this.y.invert(y));
      event.preventDefault();
    };
    grip.addEventListener("pointerdown", (event) => {
      grip.setPointerCapture(event.pointerId);
      grip.addEventListener("pointermove", drag);
      drag(event);
    });
    const release = () => grip.removeEventListener("pointermove", drag);
    grip.addEventListener("pointerup", release);
    grip.addEventListener("pointercancel", release);
    return grip;
  }

  /** Keyboard pen for a drawn curve: left and right move along it, up and down bend it. */
  makePen() {
    const control = this.figure.control(this.drawn.control);
    this.pen = Math.floor(control.shape[0] / 2);
    this.penKeys = el("div", {
      class: "live-pen", tabindex: "0", role: "slider", "data-control": control.name,
      "aria-label": `${control.label}: left and right arrows move the pen, up and down draw`,
      "aria-valuemin": control.min, "aria-valuemax": control.max, "aria-orientation": "vertical",
    });
    this.area.append(this.penKeys);
    this.area.classList.add("live-drawable");
    this.penKeys.addEventListener("keydown", (event) => {
      const n = control.shape[0];
      const stride = Math.max(1, Math.round(n / 50)) * (event.shiftKey ? 5 : 1);
      const moves = { ArrowLeft: -stride, ArrowRight: stride, Home: -n, End: n };
      const lifts = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
      if (event.key in moves) {
        this.pen = Math.min(Math.max(this.pen + moves[event.key], 0), n - 1);
      } else if (event.key in lifts) {
        const rise = Math.max(control.step, (control.max - control.min) / 40) * lifts[event.key];
        this.brush(this.pen, this.figure.values[control.name][this.pen] + rise, stride);
      } else return;
      event.preventDefault();
      this.showPen();
    });
    this.penKeys.addEventListener("focus", () => this.showPen());
    this.penKeys.addEventListener("blur", () => this.clearOverlay());
  }

  showPen() {
    const control = this.figure.control(this.drawn.control);
    const value = this.figure.values[control.name][this.pen];
    const at = this.drawn.start + this.pen * this.drawn.step;
    this.penKeys.setAttribute("aria-valuenow", value);
    this.penKeys.setAttribute("aria-valuetext", `${value.toFixed(decimalsOf(control))} ${
      control.unit} at ${readoutText(at, 3)} ${this.spec.x.unit}`);
    this.hover(this.x(at), this.y(value));
  }

  /** Set the drawn curve to `value` around point `index`. */
  brush(index, value, width) {
    const points = this.figure.values[this.drawn.control].slice();
    for (let i = index - Math.floor(width / 2); i <= index + Math.floor(width / 2); i += 1) {
      if (i >= 0 && i < points.length) points[i] = value;
    }
    this.figure.set(this.drawn.control, points);
  }

  /** Draw a straight piece from the last pointer position to this one. */
  strokeTo(event) {
    const box = this.area.getBoundingClientRect();
    const control = this.figure.control(this.drawn.control);
    const at = (this.x.invert(event.clientX - box.left) - this.drawn.start) / this.drawn.step;
    const to = Math.min(Math.max(Math.round(at), 0), control.shape[0] - 1);
    const value = snap(this.y.invert(event.clientY - box.top), control.min, control.max, control.step);
    const from = this.lastPoint ?? { index: to, value };
    const points = this.figure.values[control.name].slice();
    const steps = Math.max(Math.abs(to - from.index), 1);
    for (let k = 0; k <= steps; k += 1) {
      const i = from.index + Math.sign(to - from.index) * Math.min(k, Math.abs(to - from.index));
      points[i] = from.value + ((value - from.value) * k) / steps;
    }
    this.lastPoint = { index: to, value };
    this.pen = to;
    this.figure.set(control.name, points);
  }

  listen() {
    const local = (event) => {
      const box = this.area.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const nearThreshold = (event) => {
      const [, y] = local(event);
      return this.y && this.thresholds.find((m) =>
        Math.abs(this.y(this.figure.values[m.control]) - y) < GRAB);
    };
    this.overlay.addEventListener("pointerdown", (event) => {
      const mark = event.pointerType === "mouse" ? nearThreshold(event) : null;
      if (!mark && !this.drawn) return;
      this.overlay.setPointerCapture(event.pointerId);
      this.dragged = mark ?? this.drawn;
      this.lastPoint = null;
      if (this.dragged === this.drawn) this.strokeTo(event);
      event.preventDefault();
    });
    this.overlay.addEventListener("pointermove", (event) => {
      if (this.dragged === this.drawn && this.drawn) this.strokeTo(event);
      else if (this.dragged) this.figure.set(this.dragged.control, this.y.invert(local(event)[1]));
      else {
        this.overlay.style.cursor = this.drawn ? "crosshair" : nearThreshold(event) ? "ns-resize" : "";
        this.hover(...local(event));
      }
    });
    const release = () => { this.dragged = null; this.lastPoint = null; };
    this.overlay.addEventListener("pointerup", release);
    this.overlay.addEventListener("pointercancel", release);
    this.overlay.addEventListener("pointerleave", () => { if (!this.dragged) this.clearOverlay(); });
  }

  color(role) {
    return this.figure.color(role);
  }

  stroke(mark, path) {
    const { context } = this;
    context.beginPath();
    path();
    context.strokeStyle = this.color(mark.color);
    context.lineWidth = mark.mark === "threshold" ? 1.25 : 1.75;
    context.lineJoin = "round";
    context.setLineDash(mark.dash ? [5, 4] : []);
    context.stroke();
    context.setLineDash([]);
  }

  /** Fit both canvases to the element, sharp on any screen. */
  fit() {
    const width = Math.max(this.area.clientWidth, 120);
    const height = this.area.clientHeight || this.spec.height;
    const density = window.devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.overlay]) {
      const [w, h] = [Math.round(width * density), Math.round(height * density)];
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
      }
      canvas.getContext("2d").setTransform(density, 0, 0, density, 0, 0);
    }
    const strip = this.spec.marks.some((m) => m.mark === "spikes") ? STRIP : 0;
    this.size = { width, height };
    this.box = { left: MARGIN.left, right: width - MARGIN.right,
      top: MARGIN.top, bottom: height - MARGIN.bottom };
    this.dataTop = this.box.top + strip;
  }

  /** Both axes' ends: as given, or fitted to the marks. */
  ranges(frame) {
    const fitted = (extent) => {
      let [low, high] = [Infinity, -Infinity];
      for (const mark of this.spec.marks) {
        const span = MARKS[mark.mark][extent]?.(mark, frame);
        if (span) [low, high] = [Math.min(low, span[0]), Math.max(high, span[1])];
      }
      return [low, high];
    };
    const [left, right] = this.spec.x.range ?? fitted("extentX");
    return [right > left ? [left, right] : [0, 1], this.spec.y.range ?? roomyRange(...fitted("extentY"))];
  }

  draw(frame, ghost) {
    this.frame = frame;
    this.fit();
    const { context, box } = this;
    const [x, y] = this.ranges(frame);
    this.x = linearScale(x, [box.left, box.right]);
    this.y = linearScale(y, [box.bottom, this.dataTop]);
    context.clearRect(0, 0, this.size.width, this.size.height);
    context.font = "12px system-ui, sans-serif";
    this.drawAxes();
    context.save();
    context.beginPath();
    context.rect(box.left - 1, box.top - 1, box.right - box.left + 2, box.bottom - box.top + 2);
    context.clip();
    if (ghost) {
      context.globalAlpha = 0.35;
      for (const mark of this.spec.marks) {
        if (mark.mark !== "threshold") MARKS[mark.mark].draw(this, mark, ghost);
      }
      context.globalAlpha = 1;
    }
    for (const mark of this.spec.marks) MARKS[mark.mark].draw(this, mark, frame);
    context.restore();
    this.thresholds.forEach((mark, i) => {
      const at = Math.min(Math.max(this.y(frame.values[mark.control]), box.top), box.bottom);
      this.grips[i].style.transform = `translateY(${at}px)`;
    });
    if (document.activeElement === this.penKeys && this.penKeys) this.showPen();
    else if (this.pointer) this.hover(...this.pointer);
  }

  drawAxes() {
    const { context, box } = this;
    const most = { x: Math.max(2, Math.min(6, Math.floor((box.right - box.left) / 70))),
      y: Math.max(2, Math.min(6, Math.floor((box.bottom - this.dataTop) / 34))) };
    context.lineWidth = 1;
    context.fillStyle = this.color("muted");
    context.strokeStyle = this.color("grid");
    context.textAlign = "right";
    context.textBaseline = "middle";
    const rows = ticks(...this.y.range, most.y);
    for (const value of rows) {
      const y = Math.round(this.y(value)) + 0.5;
      context.beginPath();
      context.moveTo(box.left, y);
      context.lineTo(box.right, y);
      context.stroke();
      context.fillText(tickText(value, rows[1] - rows[0] || 1), box.left - 7, y);
    }
    context.strokeStyle = this.color("axis");
    context.textBaseline = "top";
    const columns = ticks(...this.x.range, most.x);
    context.beginPath();
    for (const value of columns) {
      const x = Math.round(this.x(value)) + 0.5;
      context.moveTo(x, box.bottom);
      context.lineTo(x, box.bottom + 4);
      const text = tickText(value, columns[1] - columns[0] || 1);
      const half = context.measureText(text).width / 2;
      context.textAlign = "center";
      context.fillText(text, Math.min(x, this.size.width - half - 1), box.bottom + 7);
    }
    context.moveTo(box.left + 0.5, box.top);
    context.lineTo(box.left + 0.5, box.bottom + 0.5);
    context.lineTo(box.right, box.bottom + 0.5);
    context.stroke();
    context.fillStyle = this.color("text");
    context.textAlign = "right";
    context.textBaseline = "bottom";
    context.fillText(withUnit(this.spec.x), box.right, this.size.height - 1);
    context.textAlign = "left";
    context.textBaseline = "top";
    context.fillText(withUnit(this.spec.y), 4, 4);
  }

  clearOverlay() {
    this.pointer = null;
    this.tip.hidden = true;
    this.overlay.getContext("2d").clearRect(0, 0, this.size?.width ?? 0, this.size?.height ?? 0);
  }

  /** Show the values under the pointer. */
  hover(px, py) {
    if (!this.frame || !this.x) return;
    const context = this.overlay.getContext("2d");
    context.clearRect(0, 0, this.size.width, this.size.height);
    const { box } = this;
    const lines = [];
    let at = null;
    if (px >= box.left && px <= box.right && py >= 0 && py <= box.bottom) {
      for (const mark of this.spec.marks) {
        const found = MARKS[mark.mark].probe?.(this, mark, this.frame, this.x.invert(px), py);
        if (!found || !Number.isFinite(found[1])) continue;
        at ??= found[0];
        lines.push([mark, found]);
        context.beginPath();
        context.arc(this.x(found[0]), this.y(found[1]), 3.5, 0, 2 * Math.PI);
        context.fillStyle = this.color(mark.color);
        context.fill();
      }
    }
    this.pointer = lines.length ? [px, py] : null;
    this.tip.hidden = !lines.length;
    if (!lines.length) return;
    const x = Math.round(this.x(at)) + 0.5;
    context.strokeStyle = this.color("axis");
    context.beginPath();
    context.moveTo(x, this.dataTop);
    context.lineTo(x, box.bottom);
    context.stroke();
    const words = lines.map(([mark, [, value]]) =>
      `${lines.length > 1 && mark.label ? `${mark.label} ` : ""}${quantity(value, this.spec.y)}`);
    this.tip.textContent = `${quantity(at, this.spec.x)}: ${words.join(", ")}`;
    const right = px > (box.left + box.right) / 2;
    this.tip.style.left = right ? "" : `${px + 12}px`;
    this.tip.style.right = right ? `${this.size.width - px + 12}px` : "";
  }

  /** What the plot shows now, in words. */
  describe(readouts) {
    const what = this.spec.describes || `${this.spec.y.label} against ${this.spec.x.label}`;
    const where = this.thresholds.map((m) =>
      ` ${m.label} at ${inWords(this.figure.control(m.control), this.figure.values[m.control])}.`);
    this.canvas.setAttribute("aria-label", `${what}.${where.join("")}${readouts ? ` Now: ${readouts}.` : ""}`);
  }
}

function withUnit(axis) {
  return axis.unit ? `${axis.label} (${axis.unit})` : axis.label;
}

function quantity(value, axis) {
  return axis.unit ? `${readoutText(value, 4)} ${axis.unit}` : readoutText(value, 4);
}
