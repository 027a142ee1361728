// A grid of digits that the reader types, with the frame's own digits in the empty cells.

import { el } from "../dom.js";
import { makePen } from "./drag.js";

const GRID_KEYS = "arrows move, digits write, Enter counts up, Delete clears";

/** Where a key leads from cell `i` of a grid; undefined for other keys. */
export function cellAfter(key, i, [rows, columns]) {
  const [row, column] = [Math.floor(i / columns), i % columns];
  const to = { ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1], Home: [row, 0], End: [row, columns - 1] }[key];
  if (!to) return undefined;
  const [r, c] = to.map((at, k) => Math.min(Math.max(at, 0), [rows, columns][k] - 1));
  return r * columns + c;
}

/** One text field a cell, for mouse and finger; the Tab key reaches a pen that goes from cell to cell. */
export class DigitGrid {
  constructor(spec, figure, element) {
    this.spec = spec;
    this.figure = figure;
    this.control = figure.control(spec.control);
    const [rows, columns] = this.control.shape;
    this.cells = Array.from({ length: rows * columns }, (_, i) => this.makeCell(i));
    const edge = (k, n) => k % spec.block === 0 && k > 0 && k < n;
    const row = (r) => el("tr", { class: edge(r, rows) && "live-edge-row" }, ...this.cells.slice(r * columns, (r + 1) * columns)
      .map((cell, c) => el("td", { class: edge(c, columns) && "live-edge-column" }, cell)));
    const area = el("div", { class: "live-digits-area", style: `max-width:${spec.height * columns / rows}px` },
      el("table", { class: "live-digits", "aria-label": this.control.label },
        el("tbody", {}, ...Array.from({ length: rows }, (_, r) => row(r)))));
    element.append(area);
    this.at = 0;
    this.pen = makePen(this.control, GRID_KEYS, area, {
      key: (event) => this.key(event),
      focus: () => this.goTo(this.at),
      blur: () => this.cells[this.at].classList.remove("live-at"),
    });
  }

  /** The pen's keys. */
  key(event) {
    const { at, control } = this;
    const to = cellAfter(event.key, at, control.shape);
    const clears = { Delete: 0, Backspace: 0 };
    if (to !== undefined) this.goTo(to);
    else if (/^\d$/.test(event.key)) this.write(at, Number(event.key));
    else if (event.key === "Enter") this.write(at, (this.values[at] + 1) % (control.max + 1));
    else if (event.key in clears) this.write(at, 0);
    else return;
    event.preventDefault();
  }

  goTo(i) {
    this.cells[this.at].classList.remove("live-at");
    this.cells[i].classList.add("live-at");
    this.at = i;
    this.show(i);
  }

  makeCell(i) {
    const cell = el("input", { type: "text", inputmode: "numeric", maxlength: 2, autocomplete: "off",
      tabindex: -1 });
    cell.addEventListener("focus", () => {
      this.at = i; // the pen goes on from here
      cell.select();
    });
    cell.addEventListener("input", () => {
      this.write(i, Number(/\d(?=\D*$)/.exec(cell.value)?.[0] ?? 0));
      cell.select();
    });
    cell.addEventListener("keydown", (event) => {
      const to = cellAfter(event.key, i, this.control.shape);
      if (to !== undefined) this.cells[to].focus();
      else if (event.key === "Delete" || event.key === "Backspace") this.write(i, 0);
      else return;
      event.preventDefault();
    });
    return cell;
  }

  get values() {
    return this.figure.values[this.control.name];
  }

  write(i, digit) {
    const values = this.values.slice();
    values[i] = digit;
    this.figure.set(this.control.name, values);
    this.show(i); // also where it was that digit already
  }

  prepare(frame) {
    this.frame = frame;
    return [0, 0];
  }

  draw() {
    this.cells.forEach((_, i) => this.show(i));
  }

  show(i) {
    const { spec, frame, cells, control } = this;
    const [given, cell] = [this.values[i], cells[i]];
    const own = frame ? frame.arrays[spec.array][i] : 0;
    const wrong = Boolean(frame && frame.arrays[spec.wrong][i] > 0);
    cell.value = given || "";
    cell.placeholder = !given && own > 0 ? own : "";
    cell.classList.toggle("live-wrong", wrong);
    const columns = control.shape[1];
    const words = given ? `${given}, given` : own > 0 ? `empty, the network says ${own}` : "empty";
    cell.setAttribute("aria-label", `row ${Math.floor(i / columns) + 1}, column ${i % columns + 1}: ${words}${wrong ? ", in conflict" : ""}`);
    if (i !== this.at) return;
    this.pen?.setAttribute("aria-valuenow", given);
    this.pen?.setAttribute("aria-valuetext", cell.getAttribute("aria-label"));
  }

  describe() {} // its cells say themselves what they show
}
