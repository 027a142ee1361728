// An image that the reader draws pixel by pixel: with the mouse, a finger, or the keys.

import { makePen, onDrag, passedBy } from "./drag.js";

const PEN_KEYS = "arrows move the pen, Enter draws, Delete erases";

/** How much of its colour a soft brush of a `radius` leaves at a distance, all in pixels. */
export function brushAt(distance, radius) {
  return Math.min(Math.max(radius + 0.5 - distance, 0), 1);
}

/** An image with a dab of the brush; the eraser brings pixels back to the lowest value. */
export function dab(values, control, row, column, erasing) {
  const [rows, columns] = control.shape;
  const { min, max, brush } = control;
  const reach = Math.ceil(brush + 0.5);
  for (let r = Math.max(0, Math.floor(row) - reach); r <= Math.min(rows - 1, row + reach); r += 1) {
    for (let c = Math.max(0, Math.floor(column) - reach); c <= Math.min(columns - 1, column + reach); c += 1) {
      const share = brushAt(Math.hypot(r + 0.5 - row, c + 0.5 - column), brush) * (max - min);
      const i = r * columns + c;
      values[i] = erasing ? Math.min(values[i], max - share) : Math.max(values[i], min + share);
    }
  }
}

/** Press and move to draw; arrows move a cursor, Enter or Space draws there, Delete erases. */
export class ImageEditor {
  constructor(picture, control) {
    this.picture = picture;
    this.cursor = control.shape.map((n) => Math.floor(n / 2));
    this.grain = control.shape.map((n, i) => [picture.rows, picture.columns][i] / n); // shown cells a pixel
    this.drag = onDrag(picture.overlay, {
      firm: () => picture.locked,
      down: (event) => {
        this.last = null;
        this.stroke([event]);
      },
      move: (event) => this.stroke(passedBy(event)),
    });
    this.pens = picture.drawn.map((name) => makePen(picture.figure.control(name), PEN_KEYS, picture.area, {
      key: (event) => this.key(event),
      focus: () => { picture.choose(name); this.focused = true; this.say(); },
      blur: () => { this.focused = false; picture.clearOverlay(); },
    }));
    this.choose();
  }

  get control() {
    return this.picture.figure.control(this.picture.chosen);
  }

  get values() {
    return this.picture.figure.values[this.control.name];
  }

  /** Each image has a pen of its own; the keyboard stops at that of the image that is drawn. */
  choose() {
    this.pen = this.pens.find((pen) => pen.dataset.control === this.control.name);
    for (const pen of this.pens) pen.tabIndex = pen === this.pen ? 0 : -1;
  }

  get erasing() {
    return this.picture.figure.inputs.get(this.control.name).erasing;
  }

  /** Dabs from the last place of the pointer along all places it has passed. */
  stroke(events) {
    const values = this.values.slice();
    for (const event of events) {
      const to = this.picture.under(event).map((at, i) => at / this.grain[i]);
      const from = this.last ?? to;
      const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) * 2) || 1;
      for (let k = 1; k <= steps; k += 1) {
        const [row, column] = from.map((start, i) => start + (k / steps) * (to[i] - start));
        dab(values, this.control, row, column, this.erasing);
      }
      this.last = to;
    }
    this.picture.figure.set(this.control.name, values);
  }

  key(event) {
    const stride = event.shiftKey ? 5 : 1;
    const moves = { ArrowUp: [-stride, 0], ArrowDown: [stride, 0], ArrowLeft: [0, -stride],
      ArrowRight: [0, stride] };
    const draws = { Enter: this.erasing || event.shiftKey, " ": this.erasing || event.shiftKey,
      Delete: true, Backspace: true };
    if (event.key in moves) {
      this.cursor = this.cursor.map((at, i) =>
        Math.min(Math.max(at + moves[event.key][i], 0), this.control.shape[i] - 1));
    } else if (event.key in draws) {
      const values = this.values.slice();
      const [row, column] = this.cursor;
      dab(values, this.control, row + 0.5, column + 0.5, draws[event.key]);
      this.picture.figure.set(this.control.name, values);
    } else return;
    event.preventDefault();
    this.say();
  }

  /** Say where the pen is, and show it. */
  say() {
    const [row, column] = this.cursor;
    const value = this.values[row * this.control.shape[1] + column];
    this.pen.setAttribute("aria-valuenow", value);
    this.pen.setAttribute("aria-valuetext", `row ${row}, column ${column}: ${this.picture.inUnits(value)}`);
    this.picture.clearOverlay();
  }

  decorate(context, cell) {
    if (!this.focused) return;
    const [w, h] = [cell[0] * this.grain[1], cell[1] * this.grain[0]];
    const [row, column] = this.cursor;
    context.lineWidth = 2;
    context.strokeStyle = this.picture.color("teach");
    context.strokeRect(column * w - 1, row * h - 1, w + 2, h + 2);
  }
}
