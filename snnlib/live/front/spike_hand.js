// Editing a spike train on its plot: with the mouse, a finger, or the keys.

import { el } from "./dom.js";
import { inWords } from "./controls.js";

const REACH = 8; // how near to a spike the pointer must be to take hold of it, px

/** Click an empty place to add a spike, drag one to move it, Delete (or a double click) removes it. */
export class SpikeHand {
  constructor(plot, mark) {
    this.plot = plot;
    this.mark = mark;
    this.control = plot.figure.control(mark.control);
    this.chosen = 0;
    this.element = el("div", {
      class: "live-pen", tabindex: "0", role: "slider", "data-control": this.control.name,
      "aria-label": `${this.control.label}: left and right arrows move a spike, Page Up and Page Down `
        + "choose one, Insert adds one, Delete removes it",
      "aria-valuemin": this.control.min, "aria-valuemax": this.control.max,
      "aria-valuenow": this.control.min,
    });
    plot.area.append(this.element);
    plot.area.classList.add("live-drawable");
    this.listen();
  }

  get times() {
    return this.plot.figure.values[this.control.name];
  }

  set(times) {
    this.plot.figure.set(this.control.name, times);
  }

  /** The pointer's time, and the index of the spike it is on (-1 if on none). */
  under(event) {
    const { plot } = this;
    const x = event.clientX - plot.area.getBoundingClientRect().left;
    let nearest = -1;
    this.times.forEach((time, i) => {
      const apart = Math.abs(plot.x(time) - x);
      if (apart <= REACH && (nearest < 0 || apart < Math.abs(plot.x(this.times[nearest]) - x))) nearest = i;
    });
    return [plot.x.invert(x), nearest];
  }

  /** Add a spike, if there is room for one; it is the chosen one then. */
  add(time) {
    if (this.times.length >= this.control.shape[0]) return false;
    this.set([...this.times, time]);
    this.choose(time);
    return true;
  }

  move(time) {
    const times = Array.from(this.times);
    times[this.chosen] = time;
    this.set(times);
    this.choose(time);
  }

  remove() {
    if (!this.times.length) return;
    this.set(Array.from(this.times).filter((_, i) => i !== this.chosen));
    this.chosen = Math.max(0, Math.min(this.chosen, this.times.length - 1));
    this.show();
  }

  /** Choose the spike that stands next to `time`. */
  choose(time) {
    let best = 0;
    this.times.forEach((t, i) => {
      if (Math.abs(t - time) < Math.abs(this.times[best] - time)) best = i;
    });
    this.chosen = best;
    this.show();
  }

  listen() {
    const { overlay } = this.plot;
    overlay.addEventListener("pointerdown", (event) => {
      if (!this.plot.x || event.button) return;
      const [time, nearest] = this.under(event);
      if (nearest >= 0) {
        this.chosen = nearest;
        this.show();
      } else if (!this.add(time)) return;
      this.down = true;
      overlay.setPointerCapture(event.pointerId);
      this.element.focus({ preventScroll: true });
      event.preventDefault();
    });
    overlay.addEventListener("pointermove", (event) => {
      if (this.down) this.move(this.under(event)[0]);
    });
    overlay.addEventListener("dblclick", (event) => {
      const [, nearest] = this.under(event);
      if (nearest < 0) return;
      this.chosen = nearest;
      this.remove();
    });
    for (const type of ["pointerup", "pointercancel"]) {
      overlay.addEventListener(type, () => { this.down = false; });
    }
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focus", () => { this.focused = true; this.show(); });
    this.element.addEventListener("blur", () => { this.focused = false; this.plot.clearOverlay(); });
  }

  key(event) {
    const { min, max, step } = this.control;
    const stride = step * (event.shiftKey ? 10 : 1) * Math.max(1, Math.round((max - min) / step / 200));
    const moves = { ArrowLeft: -stride, ArrowRight: stride };
    const turns = { PageUp: 1, PageDown: -1 };
    if (event.key in moves) {
      if (this.times.length) this.move(this.times[this.chosen] + moves[event.key]);
    } else if (event.key in turns) {
      const n = Math.max(this.times.length, 1);
      this.chosen = (this.chosen + turns[event.key] + n) % n;
    } else if (event.key === "Insert" || event.key === "+") {
      this.add(this.times.length ? this.times[this.chosen] + 4 * stride : (min + max) / 2);
    } else if (event.key === "Delete" || event.key === "Backspace") this.remove();
    else return;
    event.preventDefault();
    this.show();
  }

  /** Say which spike is chosen, and show it while the keys have it. */
  show() {
    const time = this.times[this.chosen];
    const words = time === undefined ? "no spikes"
      : `spike ${this.chosen + 1} of ${this.times.length} at ${time} ${this.control.unit}`;
    this.element.setAttribute("aria-valuenow", time ?? this.control.min);
    this.element.setAttribute("aria-valuetext", words);
    const { plot } = this;
    plot.clearOverlay();
    if (!this.focused || time === undefined || !plot.x) return;
    const context = plot.overlay.getContext("2d");
    context.strokeStyle = plot.color("teach");
    context.lineWidth = 2;
    context.strokeRect(plot.x(time) - 5, plot.box.top + 2, 10, plot.box.bottom - plot.box.top - 4);
  }

  inWords() {
    return `${this.control.label}: ${inWords(this.control, this.times)}.`;
  }
}
