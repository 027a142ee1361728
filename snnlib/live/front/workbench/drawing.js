// An input that the reader draws: with the mouse, a finger, or the keys.
import { el } from "../dom.js";
import { makePen, onDrag, passedBy } from "../editors/drag.js";
import { axesIn, colour, traceLine } from "./drawn.js";
import { DRAWN_POINTS } from "./inputs.js";

const HEIGHT = 130;

/** A small plot whose curve is drawn; `changed(points)` is called with a new array. */
export class DrawnInput {
  constructor(changed) {
    this.changed = changed;
    this.index = 0;
    this.canvas = el("canvas", { role: "img", class: "workbench-drawn" });
    this.element = el("div", { class: "live-area workbench-drawing" }, this.canvas);
    this.drag = onDrag(this.element, {
      down: (event) => {
        if (!this.axes) return false;
        this.last = null;
        this.strokeTo(event);
        return true;
      },
      move: (event) => passedBy(event).forEach((point) => this.strokeTo(point)),
    });
    const words = "left and right arrows move along it, up and down bend it";
    this.pen = makePen({ name: "drawn", label: "Drawn input", min: 0, max: 1 }, words, this.element, {
      key: (event) => this.key(event),
      focus: () => { this.focused = true; this.draw(); },
      blur: () => { this.focused = false; this.draw(); },
    }, { "aria-orientation": "vertical" });
  }

  /** Show these points, within these ends, over this many milliseconds. */
  show(points, ends, duration, label) {
    Object.assign(this, { points, ends, duration, label });
    this.draw();
  }

  draw() {
    if (!this.points || this.element.hidden) return;
    const { canvas, points, ends, duration, label, index } = this;
    this.axes = axesIn(canvas, HEIGHT, [[0, duration], ends], ["time (ms)", label]);
    const { context, scales: [x, y] } = this.axes;
    const values = Float64Array.from({ length: 20 * points.length }, (_, k) => points[Math.floor(k / 20)]);
    context.strokeStyle = colour(canvas, "input");
    context.lineWidth = 1.5;
    traceLine(this.axes, values, duration / values.length);
    const at = ((index + 0.5) / points.length) * duration;
    if (this.focused) {
      context.beginPath();
      context.arc(x(at), y(points[index]), 5, 0, 7);
      context.stroke();
    }
    const [low, high] = [Math.min(...points), Math.max(...points)].map((v) => v.toPrecision(3));
    canvas.setAttribute("aria-label", `Drawn input from ${low} to ${high}.`);
    for (const [name, value] of [["valuemin", ends[0]], ["valuemax", ends[1]], ["valuenow", points[index]],
      ["valuetext", `${Number(points[index].toPrecision(3))} at ${Math.round(at)} ms`]]) {
      this.pen.setAttribute(`aria-${name}`, value);
    }
  }

  /** Set the points from one index to another to a straight piece that ends at `value`. */
  put(from, begin, to, value) {
    const points = Array.from(this.points);
    const steps = Math.abs(to - from);
    for (let k = 0; k <= steps; k += 1) {
      const now = steps ? begin + ((value - begin) * k) / steps : value;
      points[from + Math.sign(to - from) * k] = Number(now.toPrecision(3));
    }
    this.index = to;
    this.changed(points);
  }

  strokeTo(event) {
    const { scales: [x, y] } = this.axes;
    const box = this.canvas.getBoundingClientRect();
    const within = (value, low, high) => Math.min(Math.max(value, low), high);
    const part = x.invert(event.clientX - box.left) / this.duration;
    const index = within(Math.floor(part * DRAWN_POINTS), 0, DRAWN_POINTS - 1);
    const value = within(y.invert(event.clientY - box.top), ...this.ends);
    const from = this.last ?? { index, value };
    this.last = { index, value };
    this.put(from.index, from.value, index, value);
  }

  key(event) {
    const move = { ArrowLeft: -1, ArrowRight: 1, Home: -DRAWN_POINTS, End: DRAWN_POINTS }[event.key];
    const lift = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!move && !lift) return;
    event.preventDefault();
    const { ends: [low, high], index, points } = this;
    if (move) {
      this.index = Math.min(Math.max(index + move * (event.shiftKey ? 5 : 1), 0), DRAWN_POINTS - 1);
      this.draw();
      return;
    }
    const value = Math.min(Math.max(points[index] + (lift * (high - low)) / 40, low), high);
    this.put(index, value, index, value);
  }
}
