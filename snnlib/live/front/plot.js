// One pair of axes on a canvas: its frame, its marks, and the values under the pointer.

import { drawAxes, withUnit } from "./axes.js";
import { el, fitCanvas } from "./dom.js";
import { inWords } from "./controls.js";
import { isShown, MARKS, STRIP } from "./marks.js";
import { axisTicks, linearScale, logScale, namedTicks, readoutText, roomyRange } from "./scales.js";
import { CurveEditor } from "./editors/curve.js";
import { SpikesEditor } from "./editors/spikes.js";
import { Handle, heldBy } from "./editors/handle.js";
import { drawEndNames, endNames } from "./labels.js";

const MARGIN = { left: 44, right: 12, top: 6, bottom: 40 };

// what the reader draws with, by the mark that is drawn
const EDITORS = { drawing: CurveEditor, spikedrawing: SpikesEditor };

/** One pair of axes.  `figure` gives `control(name)`, `inputs`, `values`, `set(name, value)`, `color(role)`, `font`. */
export class Plot {
  constructor(spec, figure) {
    this.spec = spec;
    this.figure = figure;
    this.canvas = el("canvas", { role: "img", "aria-label": spec.describes || spec.y.label });
    this.overlay = el("canvas", { class: "live-overlay", "aria-hidden": "true" });
    this.tip = el("div", { class: "live-tip", "aria-hidden": "true", hidden: true });
    this.bottom = spec.above ? 12 : MARGIN.bottom;
    this.area = el("div", { class: "live-area", style: `height:${spec.height - MARGIN.bottom + this.bottom}px` },
      this.canvas, this.overlay, this.tip);
    const drawn = spec.marks.find((m) => m.mark in EDITORS);
    this.named = this.wantNames();
    this.legend = this.named.map((m) => el("li", {}, el("span", {
      class: `live-key live-key-${m.line === false ? "marker" : m.mark}${m.dash ? " live-key-dash" : ""}`,
      style: `--key:var(--live-${m.color})`,
    }), m.label));
    this.element = el("div", { class: "live-plot" },
      el("div", { class: "live-plot-head" }, el("span", {}, withUnit(spec.y)),
        ...this.named.length ? [el("ul", { class: "live-legend" }, ...this.legend)] : [],
        ...figure.numbersOf(spec), ...drawn ? [figure.inputs.get(drawn.control).element] : []),
      this.area);
    this.context = this.canvas.getContext("2d");
    this.handles = [];
    for (const mark of spec.marks) {
      const held = heldBy(mark, figure);
      // what a level moves needs no dot that does so too
      const own = held.filter(([, name]) => mark.mark === "level" || !spec.marks.some((m) => m.mark === "level" && m.control === name));
      if (own.length) this.handles.push(new Handle(this, mark, own));
    }
    this.editor = drawn ? new EDITORS[drawn.mark](this, drawn) : null;
    this.left = MARGIN.left;
    this.listen();
  }

  /** The marks that are named where two or more need telling apart, or where the figure asks for it. */
  wantNames() {
    const named = this.spec.marks.filter((m) => m.label && m.mark !== "level");
    return this.spec.legend ?? named.filter((m) => MARKS[m.mark].line).length > 1 ? named : [];
  }

  listen() {
    const local = (event) => {
      const box = this.area.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.overlay.addEventListener("pointermove", (event) => {
      if (!this.editor?.drag.held && !this.handles.some(({ held }) => held)) this.hover(...local(event));
    });
    this.overlay.addEventListener("pointerleave", () => this.clearOverlay());
  }

  color(role) {
    return this.figure.color(role);
  }

  /** Stroke a path in a mark's colour; what was pinned is thin and dotted. */
  stroke(mark, path) {
    const { context } = this;
    context.beginPath();
    path();
    context.strokeStyle = this.color(mark.color);
    context.lineWidth = mark.ghost || this.ghosting ? 1.25 : mark.width ?? 1.75;
    context.lineJoin = "round";
    context.setLineDash(this.ghosting ? [1.5, 3] : mark.dash ? [5, 4] : []);
    context.stroke();
    context.setLineDash([]);
  }

  /** Write from `x` on, at the height `y`, legible also on lines. */
  write(words, x, y, role) {
    const { context } = this;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = this.color("paper");
    context.strokeText(words, x, y);
    context.fillStyle = this.color(role);
    context.fillText(words, x, y);
  }

  /** Fit both canvases to the element, sharp on any screen. */
  fit() {
    const width = Math.max(this.area.clientWidth, 120);
    const height = this.area.clientHeight || this.spec.height;
    for (const canvas of [this.canvas, this.overlay]) fitCanvas(canvas, width, height, this.figure.density);
    this.size = { width, height };
  }

  /** Both axes' ends: as given, or fitted to the marks of all `frames`. */
  ranges(frames) {
    const [logX, logY] = [this.spec.x, this.spec.y].map(({ scale }) => scale === "log");
    const fitted = (extent, log) => {
      let [low, high] = [Infinity, -Infinity];
      for (const mark of this.spec.marks) {
        for (const frame of frames) {
          const span = MARKS[mark.mark][extent]?.(mark, frame, log ? 0 : -Infinity);
          if (span) [low, high] = [Math.min(low, span[0]), Math.max(high, span[1])];
        }
      }
      return [low, high];
    };
    const [left, right] = this.spec.x.range ?? fitted("extentX", logX);
    return [right > left ? [left, right] : roomyRange(1, 1, logX),
      this.spec.y.range ?? roomyRange(...fitted("extentY", logY), logY)];
  }

  /** Take a frame in; returns how much room the numbers on the y axis need, and the names of lines. */
  prepare(frame, ghost) {
    this.frame = frame;
    this.ghost = ghost;
    this.fit();
    const strip = this.spec.marks.some((m) => m.mark === "spikes") ? STRIP : 0;
    this.box = { left: this.left, right: this.size.width - MARGIN.right,
      top: MARGIN.top, bottom: this.size.height - this.bottom };
    this.dataTop = this.box.top + strip;
    [this.rangeX, this.rangeY] = this.ranges(ghost ? [frame, ghost] : [frame]);
    const rows = Math.max(2, Math.min(6, Math.floor((this.box.bottom - this.dataTop) / 30)));
    const { names: rowNames, scale } = this.spec.y;
    this.rows = rowNames.length ? namedTicks(rowNames, ...this.rangeY)
      : axisTicks(...this.rangeY, rows, undefined, scale === "log");
    this.context.font = this.figure.font;
    const widest = Math.max(...this.rows.map(([, text]) => this.context.measureText(text).width));
    const { names, room } = endNames(this, this.named);
    this.ends = names;
    const ended = new Set(names.map(({ mark }) => mark));
    this.named.forEach((mark, i) => this.legend[i].classList.toggle("live-hidden", ended.has(mark)));
    return [Math.max(MARGIN.left, Math.ceil(widest) + 10), Math.max(MARGIN.right, room)];
  }

  /** Draw the frame, the axes `left` and `right` pixels from the edges (the same for all plots that
   *  stand one below the other). */
  draw(left, right) {
    const { context, box, frame, ghost } = this;
    this.left = left;
    box.left = left;
    box.right = this.size.width - right;
    const scaleOf = (axis) => (axis.scale === "log" ? logScale : linearScale);
    this.x = scaleOf(this.spec.x)(this.rangeX, [box.left, box.right]);
    this.y = scaleOf(this.spec.y)(this.rangeY, [box.bottom, this.dataTop]);
    context.clearRect(0, 0, this.size.width, this.size.height);
    drawAxes(this);
    context.save();
    context.beginPath();
    const room = this.spec.marks.some((m) => m.marker || m.mark === "marker") ? 4 : 1;
    context.rect(box.left - room, box.top - room, box.right - box.left + 2 * room,
      box.bottom - box.top + 2 * room);
    context.clip();
    if (ghost) {
      this.ghosting = true;
      context.globalAlpha = 0.7;
      for (const mark of this.shown(ghost)) MARKS[mark.mark].draw(this, mark, ghost, true);
      context.globalAlpha = 1;
      this.ghosting = false;
    }
    for (const mark of this.shown(frame)) MARKS[mark.mark].draw(this, mark, frame);
    context.restore();
    drawEndNames(this, this.ends, frame);
    for (const handle of this.handles) handle.draw(frame);
    if (this.editor?.focused) this.editor.show();
    else if (this.pointer) this.hover(...this.pointer);
  }

  /** The marks that are to be seen in a frame. */
  shown(frame) {
    return this.spec.marks.filter((mark) => isShown(mark, frame));
  }

  clearOverlay() {
    this.pointer = null;
    this.tip.hidden = true;
    this.overlay.getContext("2d").clearRect(0, 0, this.size?.width ?? 0, this.size?.height ?? 0);
  }

  /** Show the values under the pointer. */
  hover(px, py) {
    if (!this.frame || !this.x) return;
    this.clearOverlay();
    const { box } = this;
    if (px < box.left || px > box.right || py < 0 || py > box.bottom) return;
    const found = [];
    for (const mark of this.shown(this.frame)) {
      const point = MARKS[mark.mark].probe?.(this, mark, this.frame, this.x.invert(px), py);
      if (point && Number.isFinite(point[1])) found.push([mark, point]);
    }
    if (!found.length) return;
    this.pointer = [px, py];
    const at = found[0][1][0];
    this.drawProbe(Math.round(this.x(at)) + 0.5, found);
    const words = found.map(([mark, [, value]]) =>
      `${found.length > 1 && mark.label ? `${mark.label} ` : ""}${quantity(value, this.spec.y)}`);
    this.tip.textContent = `${quantity(at, this.spec.x)}: ${words.join(", ")}`;
    this.tip.hidden = false;
    this.placeTip(px, py);
  }

  drawProbe(x, found) {
    const context = this.overlay.getContext("2d");
    context.strokeStyle = this.color("axis");
    context.beginPath();
    context.moveTo(x, this.dataTop);
    context.lineTo(x, this.box.bottom);
    context.stroke();
    for (const [mark, [dataX, dataY]] of found) {
      context.beginPath();
      context.arc(this.x(dataX), this.y(dataY), 3.5, 0, 2 * Math.PI);
      context.fillStyle = this.color(mark.color);
      context.fill();
    }
  }

  /** How many of some thirty samples of the lines lie in a box. */
  crossings(frame, { left, right, top, bottom }) {
    let crossed = 0;
    for (const mark of this.spec.marks) {
      const { probe, line } = MARKS[mark.mark];
      if (!line || mark.mark === "raster" || !isShown(mark, frame)) continue;
      for (let x = left - 2; x <= right + 2; x += (right - left + 4) / 30) {
        const point = probe(this, mark, frame, this.x.invert(x));
        const y = point ? this.y(point[1]) : NaN;
        if (y > top - 2 && y < bottom + 2) crossed += 1;
      }
    }
    return crossed;
  }

  /** Beside the pointer, inside the plot, not on a level's name, and on as little of the lines as can be. */
  placeTip(px, py) {
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const roomRight = px + 12 + width <= this.size.width;
    const left = roomRight ? px + 12 : Math.max(0, px - 12 - width);
    const rooms = [py - height - 10, py + 14, this.box.top, this.box.bottom - height].map((top) =>
      Math.min(Math.max(top, 0), this.box.bottom - height));
    const crossed = (top) => this.crossings(this.frame, { left, right: left + width, top, bottom: top + height });
    rooms.sort((a, b) => crossed(a) - crossed(b));
    const free = (top) => this.handles.every(({ label }) => !label || left > label.right
      || left + width < label.left || top > label.bottom || top + height < label.top);
    this.tip.style.transform = `translate(${left}px, ${rooms.find(free) ?? rooms[0]}px)`;
  }

  /** What the plot shows now, in words. */
  describe(readouts) {
    const what = this.spec.describes || `${this.spec.y.label} against ${this.spec.x.label}`;
    const where = this.spec.marks.filter(({ mark }) => mark === "level").map(({ control, label }) =>
      ` ${label} at ${inWords(this.figure.control(control), this.frame.values[control])}.`);
    const drawn = this.editor ? ` ${this.editor.inWords()}` : "";
    this.canvas.setAttribute("aria-label",
      `${what}.${where.join("")}${drawn}${readouts ? ` Now: ${readouts}.` : ""}`);
  }
}

function quantity(value, axis) {
  if (axis.names.length) return axis.names[Math.round(value)] ?? "";
  return axis.unit ? `${readoutText(value, 4)} ${axis.unit}` : readoutText(value, 4);
}
