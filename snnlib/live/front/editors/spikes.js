// A spike train that the reader edits on its plot: with the mouse, a finger, or the keys.

import { inWords } from "../controls.js";
import { makePen, onDrag } from "./drag.js";

const REACH = 8; // how near to a spike the pointer must be to take hold of it, px

/** Click an empty place to add a spike, drag one to move it, Delete (or a double click) removes it. */
export class SpikesEditor {
  constructor(plot, mark) {
    this.plot = plot;
    this.mark = mark;
    this.control = plot.figure.control(mark.control);
    this.chosen = 0;
    plot.figure.inputs.get(mark.control).editor = this;
    this.drag = onDrag(plot.overlay, {
      down: (event) => Boolean(plot.x) && this.take(...this.under(event)),
      move: (event) => this.move(this.under(event)[0]),
    });
    plot.overlay.addEventListener("dblclick", (event) => {
      const [, nearest] = this.under(event);
      if (nearest < 0) return;
      this.chosen = nearest;
      this.remove();
    });
    this.pen = makePen(this.control, "left and right arrows move a spike, Page Up and Page Down "
      + "choose one, Insert adds one, Delete removes it", plot.area, {
      key: (event) => this.key(event),
      focus: () => { this.focused = true; this.show(); },
      blur: () => { this.focused = false; plot.clearOverlay(); },
    });
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

  /** Take hold of the spike under the pointer, or of a new one; false if there is no room. */
  take(time, nearest) {
    if (nearest >= 0) {
      this.chosen = nearest;
      this.show();
    } else if (!this.add(time)) return false;
    this.pen.focus({ preventScroll: true });
    return true;
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
    this.pen.setAttribute("aria-valuenow", time ?? this.control.min);
    this.pen.setAttribute("aria-valuetext", words);
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
