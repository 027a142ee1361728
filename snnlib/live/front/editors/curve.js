// A curve that the reader draws on a plot: with the mouse, a finger, or the keys.

import { decimalsOf, snap } from "../controls.js";
import { extentOf, readoutText } from "../scales.js";
import { makePen, onDrag, passedBy } from "./drag.js";

/** Press and move to draw; left and right arrows move along the curve, up and down bend it. */
export class CurveEditor {
  constructor(plot, mark) {
    this.plot = plot;
    this.mark = mark;
    this.control = plot.figure.control(mark.control);
    this.index = Math.floor(this.control.shape[0] / 2);
    const { overlay, area } = plot;
    this.drag = onDrag(overlay, {
      down: (event) => {
        if (!plot.x) return false;
        plot.clearOverlay(); // nothing lies over the curve while it is drawn
        this.last = null;
        this.strokeTo(event);
        return true;
      },
      move: (event) => passedBy(event).forEach((point) => this.strokeTo(point)),
    });
    this.pen = makePen(this.control, "left and right arrows move the pen, up and down draw", area, {
      key: (event) => this.key(event),
      focus: () => { this.focused = true; this.show(); },
      blur: () => { this.focused = false; plot.clearOverlay(); },
    }, { "aria-valuenow": this.points[this.index], "aria-orientation": "vertical" });
  }

  get points() {
    return this.plot.figure.values[this.control.name];
  }

  /** Left and right move along the curve, up and down bend it. */
  key(event) {
    const n = this.control.shape[0];
    const stride = Math.max(1, Math.round(n / 50)) * (event.shiftKey ? 5 : 1);
    const moves = { ArrowLeft: -stride, ArrowRight: stride, Home: -n, End: n };
    const lifts = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
    if (event.key in moves) {
      this.index = Math.min(Math.max(this.index + moves[event.key], 0), n - 1);
    } else if (event.key in lifts) {
      const { min, max, step } = this.control;
      const rise = Math.max(step, (max - min) / 40) * lifts[event.key];
      this.brush(this.points[this.index] + rise, stride);
    } else return;
    event.preventDefault();
    this.show();
  }

  /** Set a piece of the curve, `width` points around the pen, to `value`. */
  brush(value, width) {
    const first = Math.max(this.index - Math.floor(width / 2), 0);
    this.plot.figure.set(this.control.name, this.points.slice().fill(value, first, first + width));
  }

  /** Draw a straight piece from the last pointer position to this one. */
  strokeTo(event) {
    const { plot, control, mark } = this;
    const box = plot.area.getBoundingClientRect();
    const at = (plot.x.invert(event.clientX - box.left) - mark.start) / mark.step;
    const index = Math.min(Math.max(Math.round(at), 0), control.shape[0] - 1);
    const value = snap(plot.y.invert(event.clientY - box.top), control.min, control.max, control.step);
    const from = this.last ?? { index, value };
    const points = this.points.slice();
    const steps = Math.abs(index - from.index);
    for (let k = 0; k <= steps; k += 1) {
      const share = steps ? k / steps : 1;
      points[from.index + Math.sign(index - from.index) * k] = from.value + (value - from.value) * share;
    }
    this.last = { index, value };
    this.index = index;
    plot.figure.set(control.name, points);
  }

  show() {
    const value = this.points[this.index];
    const at = this.mark.start + this.index * this.mark.step;
    const { unit } = this.control;
    const text = value.toFixed(decimalsOf(this.control));
    this.pen.setAttribute("aria-valuenow", value);
    this.pen.setAttribute("aria-valuetext",
      `${text} ${unit} at ${readoutText(at, 3)} ${this.plot.spec.x.unit}`);
    if (this.plot.x) this.plot.hover(this.plot.x(at), this.plot.y(value));
  }

  inWords() {
    const [low, high] = extentOf(this.points).map((v) => v.toFixed(decimalsOf(this.control)));
    return `${this.control.label} from ${low} to ${high} ${this.control.unit}.`;
  }
}
