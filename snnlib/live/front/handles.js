// What a hand can take hold of in a plot: a threshold's line, and the pen that draws a curve.

import { el } from "./dom.js";
import { decimalsOf, snap } from "./controls.js";
import { isShown, MARKS } from "./marks.js";
import { extentOf, readoutText } from "./scales.js";

const GRAB = 9; // how near to a line the mouse must be to drag it, px

/** A dashed line that can be dragged, with its name.  The keyboard has the slider. */
export class ThresholdGrip {
  constructor(plot, mark) {
    this.plot = plot;
    this.mark = mark;
    this.element = el("div", { class: "live-grip", "aria-hidden": "true",
      style: `--key:var(--live-${mark.color})` });
    plot.area.append(this.element);
    // a finger takes the grip, so that it can still scroll the page; the mouse also takes the line
    this.follow(this.element, () => true);
    this.follow(plot.overlay, (event) => event.pointerType === "mouse" && this.near(event));
    plot.overlay.addEventListener("pointermove", (event) => {
      plot.overlay.classList.toggle("live-on-line", plot.grips.some((grip) => grip.near(event)));
    });
  }

  /** Where the line stands, in pixels from the plot's top. */
  get height() {
    return this.plot.y(this.plot.figure.values[this.mark.control]);
  }

  near(event) {
    if (!this.plot.y || this.plot.pen) return false;
    const y = event.clientY - this.plot.area.getBoundingClientRect().top;
    return Math.abs(this.height - y) < GRAB;
  }

  /** While a pointer that `wanted` agreed to is down on `target`, the line follows it. */
  follow(target, wanted) {
    let apart = null; // pixels between the pointer and the line, so that nothing jumps
    target.addEventListener("pointerdown", (event) => {
      if (!this.plot.y || event.button || !wanted(event)) return;
      apart = this.height - event.clientY;
      this.held = true;
      this.plot.clearOverlay();
      target.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    target.addEventListener("pointermove", (event) => {
      if (apart !== null) {
        this.plot.figure.set(this.mark.control, this.plot.y.invert(event.clientY + apart));
      }
    });
    for (const type of ["pointerup", "pointercancel"]) {
      target.addEventListener(type, () => {
        apart = null;
        this.held = false;
      });
    }
  }

  draw(frame) {
    const { plot, mark } = this;
    const y = plot.y(frame.values[mark.control]);
    const { top, bottom } = plot.box;
    this.element.style.transform = `translateY(${Math.min(Math.max(y, top), bottom)}px)`;
    this.label = this.findRoom(frame, Math.round(y));
    const { context } = plot;
    context.fillStyle = plot.color(mark.color);
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(mark.label, this.label.left + 3, (this.label.top + this.label.bottom) / 2);
  }

  /** A box for the name beside the line, where the fewest samples pass. */
  findRoom(frame, y) {
    const { plot } = this;
    const width = plot.context.measureText(this.mark.label).width + 6;
    const { box, dataTop } = plot;
    const places = [];
    for (const above of [true, false]) {
      const top = above ? y - 17 : y + 3;
      if (top < Math.min(dataTop, box.bottom - 32) || top + 14 > box.bottom) continue;
      for (const share of [0, 1, 0.5]) {
        const left = box.left + 3 + share * (box.right - box.left - width - 16);
        places.push({ left, right: left + width, top, bottom: top + 14 });
      }
    }
    if (!places.length) { // the line is off the plot: stay at its edge
      const top = y < (box.top + box.bottom) / 2 ? dataTop : box.bottom - 16;
      return { left: box.left + 3, right: box.left + 3 + width, top, bottom: top + 14 };
    }
    let best = null;
    for (const place of places) {
      const crossed = this.crossings(frame, place);
      if (!best || crossed < best.crossed) best = { ...place, crossed };
      if (!crossed) break;
    }
    return best;
  }

  /** How many of some thirty samples of the lines lie in a box. */
  crossings(frame, { left, right, top, bottom }) {
    const { plot } = this;
    let crossed = 0;
    for (const mark of plot.spec.marks) {
      const { probe, line } = MARKS[mark.mark];
      if (!line || mark.mark === "raster" || !isShown(mark, frame)) continue;
      for (let x = left - 2; x <= right + 2; x += (right - left + 4) / 30) {
        const point = probe(plot, mark, frame, plot.x.invert(x));
        const y = point ? plot.y(point[1]) : NaN;
        if (y > top - 2 && y < bottom + 2) crossed += 1;
      }
    }
    return crossed;
  }
}

/** Draws a curve: with the mouse, a finger, or the keys. */
export class DrawingPen {
  constructor(plot, mark) {
    this.plot = plot;
    this.mark = mark;
    this.control = plot.figure.control(mark.control);
    this.index = Math.floor(this.control.shape[0] / 2);
    this.down = false;
    this.element = el("div", {
      class: "live-pen", tabindex: "0", role: "slider", "data-control": this.control.name,
      "aria-label": `${this.control.label}: left and right arrows move the pen, up and down draw`,
      "aria-valuemin": this.control.min, "aria-valuemax": this.control.max,
      "aria-valuenow": this.points[this.index], "aria-orientation": "vertical",
    });
    plot.area.append(this.element);
    plot.area.classList.add("live-drawable");
    this.listen();
  }

  get points() {
    return this.plot.figure.values[this.control.name];
  }

  listen() {
    const { overlay } = this.plot;
    overlay.addEventListener("pointerdown", (event) => {
      if (!this.plot.x || event.button) return;
      overlay.setPointerCapture(event.pointerId);
      this.down = true;
      this.last = null;
      this.strokeTo(event);
      event.preventDefault();
    });
    overlay.addEventListener("pointermove", (event) => {
      if (!this.down) return;
      // every point the hand passed since the last frame, so that quick strokes stay smooth
      const passed = event.getCoalescedEvents?.() ?? [];
      for (const point of passed.length ? passed : [event]) this.strokeTo(point);
    });
    for (const type of ["pointerup", "pointercancel"]) {
      overlay.addEventListener(type, () => { this.down = false; });
    }
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focus", () => { this.focused = true; this.show(); });
    this.element.addEventListener("blur", () => { this.focused = false; this.plot.clearOverlay(); });
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
    this.element.setAttribute("aria-valuenow", value);
    this.element.setAttribute("aria-valuetext",
      `${text} ${unit} at ${readoutText(at, 3)} ${this.plot.spec.x.unit}`);
    if (this.plot.x) this.plot.hover(this.plot.x(at), this.plot.y(value));
  }

  inWords() {
    const [low, high] = extentOf(this.points).map((v) => v.toFixed(decimalsOf(this.control)));
    return `${this.control.label} from ${low} to ${high} ${this.control.unit}.`;
  }
}
