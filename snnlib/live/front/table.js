// A table of the frame's numbers, which the reader can sort.

import { withUnit } from "./axes.js";
import { el } from "./dom.js";
import { readoutText } from "./scales.js";

/** Rows in the order of their numbers; NaN comes last, equal ones stay as they are. */
export function sortedRows(keys, direction) {
  const order = keys.map((_, row) => row);
  if (!direction) return order;
  const sign = direction === "ascending" ? 1 : -1;
  return order.sort((a, b) => {
    const [left, right] = [keys[a], keys[b]];
    if (Number.isNaN(left) || Number.isNaN(right)) return Number.isNaN(left) - Number.isNaN(right);
    return sign * (left - right || 0); // two infinities are equal
  });
}

/** The row of a column's lowest or highest number; -1 if it has none. */
export function bestRow(keys, which) {
  const sign = which === "low" ? -1 : 1;
  return keys.reduce((best, key, row) =>
    (!Number.isNaN(key) && (best < 0 || sign * key > sign * keys[best]) ? row : best), -1);
}

/** One table; `figure` is as for a Plot. */
export class Table {
  constructor(spec, figure) {
    this.spec = spec;
    this.figure = figure;
    this.sorting = [-1, ""]; // column and direction; at first the rows stand as they are given
    this.heads = [this.headOf(spec.head || "name", -1, !spec.head),
      ...spec.columns.map(([label, unit], k) => this.headOf(withUnit({ label, unit }), k))];
    this.rows = spec.rows.map((name) => {
      const cells = spec.columns.map(() => el("td"));
      const text = spec.links[name] ? el("a", { href: spec.links[name] }, name) : name;
      return { cells, element: el("tr", {}, el("th", { scope: "row" }, text), ...cells) };
    });
    this.body = el("tbody", {}, ...this.rows.map(({ element }) => element));
    this.order = this.rows.map((_, row) => row);
    this.element = el("div", { class: "live-table", tabindex: "0", role: "region",
      "aria-label": spec.label || `${figure.spec.title}: table` }, el("table", {},
      ...spec.label ? [el("caption", {}, spec.label)] : [],
      el("thead", {}, el("tr", {}, ...this.heads)), this.body));
  }

  /** A column's head; pressing it sorts, pressing it again turns the order round, and a third time
   *  brings back the first order. */
  headOf(words, column, hidden = false) {
    const text = hidden ? el("span", { class: "live-hidden" }, words) : words;
    if (!this.spec.sortable || hidden) return el("th", { scope: "col" }, text);
    const button = el("button", { type: "button" }, text);
    button.addEventListener("click", () => {
      const after = { ascending: "descending", descending: "" };
      const next = this.sorting[0] === column ? after[this.sorting[1]] ?? "ascending" : "ascending";
      this.sorting = column < 0 || !next ? [-1, ""] : [column, next];
      this.sort();
    });
    return el("th", { scope: "col" }, button);
  }

  column(k) {
    const width = this.spec.columns.length;
    return this.spec.rows.map((_, row) => this.values[row * width + k]);
  }

  prepare(frame) {
    this.values = frame.arrays[this.spec.array];
    return [0, 0];
  }

  draw() {
    this.spec.columns.forEach(([head, , digits], k) => {
      const numbers = this.column(k);
      const best = this.spec.best[head] ? bestRow(numbers, this.spec.best[head]) : -1;
      numbers.forEach((value, row) => {
        const cell = this.rows[row].cells[k];
        cell.textContent = readoutText(value, digits);
        cell.classList.toggle("live-best", row === best);
        if (row === best) cell.append(el("span", { class: "live-hidden" }, " (best)"));
        const over = value > this.spec.limits[head];
        cell.classList.toggle("live-over", over);
        if (over) cell.append(el("span", { class: "live-hidden" }, " (too much)"));
      });
    });
    this.sort();
  }

  sort() {
    const [column, direction] = this.sorting;
    this.heads.forEach((head, k) => {
      if (direction && k - 1 === column) head.setAttribute("aria-sort", direction);
      else head.removeAttribute("aria-sort");
    });
    const order = direction ? sortedRows(this.column(column), direction) : this.rows.map((_, row) => row);
    if (order.every((row, i) => row === this.order[i])) return;
    this.order = order;
    this.body.append(...order.map((row) => this.rows[row].element));
  }

  describe() {} // a table says itself what it shows
}
