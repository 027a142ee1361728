// What moves a slider where the quantity is: a dashed line across a plot, or a dot on it.

import { el } from "../dom.js";
import { inWords } from "../controls.js";
import { onDrag } from "./drag.js";
import { makeSlider } from "./slider.js";

const GRAB = { mouse: 9, touch: 18 }; // how near to a line a pointer must be to drag it, px

/** `[[axis, name], …]`: the sliders that a mark moves when it is dragged along an axis. */
export function heldBy(mark, figure) {
  if (mark.mark === "level") return [[mark.axis, mark.control]];
  if (mark.mark !== "marker") return [];
  return ["x", "y"].map((axis) => [axis, mark[axis]]).filter(([, name]) => figure.controls.get(name)?.kind === "range");
}

/** A level or a marker that can be dragged, and moved with the arrow keys; a level has its name and
 *  value beside it. */
export class Handle {
  constructor(plot, mark, moves) {
    const { figure } = plot;
    this.plot = plot;
    this.mark = mark;
    this.moves = moves;
    this.axis = mark.mark === "level" ? mark.axis : "dot";
    this.element = el("div", { class: `live-grip live-grip-${this.axis}`, style: `--key:var(--live-${mark.color})` });
    // the keys move what is dragged sideways, or else up and down
    const control = figure.control(moves[0][1]);
    const down = plot.rows && moves[1] && figure.control(moves[1][1]); // in a picture rows go downwards
    this.tell = makeSlider(this.element, figure, control, `${(plot.rows && mark.label) || control.label}, on the plot`, down);
    if (plot.rows) this.element.dataset.key = mark.label;
    if (plot.handles.some((one) => one.moves[0][1] === control.name)) this.element.tabIndex = -1;
    plot.area.append(this.element);
    this.drags = [this.follow(this.element, () => true)];
    if (this.axis === "dot") return;
    this.drags.push(this.follow(plot.overlay, (event) => this.near(event)));
    plot.overlay.addEventListener("pointermove", (event) => {
      const on = plot.handles.find((one) => one.near(event));
      for (const axis of ["x", "y"]) plot.overlay.classList.toggle(`live-on-${axis}`, on?.axis === axis);
    });
  }

  get held() {
    return this.drags.some(({ held }) => held);
  }

  /** Where a level stands, in pixels from the plot's left or top. */
  get place() {
    return this.plot[this.axis](this.plot.figure.values[this.mark.control]);
  }

  near(event) {
    const { plot, axis } = this;
    if (!plot.y || plot.editor || axis === "dot") return false;
    const box = plot.area.getBoundingClientRect();
    const at = axis === "y" ? event.clientY - box.top : event.clientX - box.left;
    return Math.abs(this.place - at) < (event.pointerType === "mouse" ? GRAB.mouse : GRAB.touch);
  }

  /** While a pointer that `wanted` agreed to is down on `target`, the handle follows it. */
  follow(target, wanted) {
    const { plot } = this;
    const at = { x: "clientX", y: "clientY" };
    let apart; // pixels between the pointer and the handle, so that nothing jumps
    return onDrag(target, {
      firm: wanted, // along the line a finger moves it, and nothing scrolls
      down: (event) => {
        if (!plot.y || !wanted(event)) return false;
        apart = this.moves.map(([axis, name]) => plot[axis](plot.figure.values[name]) - event[at[axis]]);
        plot.clearOverlay();
        return true;
      },
      move: (event) => this.moves.forEach(([axis, name], i) =>
        plot.figure.set(name, plot[axis].invert(event[at[axis]] + apart[i]))),
    });
  }

  draw(frame) {
    const { plot, mark, axis } = this;
    const { left, right, top, bottom } = plot.box;
    const inside = (value, low, high) => Math.min(Math.max(value, low), high);
    const value = (name) => frame.readouts[name] ?? frame.values[name];
    this.tell();
    if (axis === "dot") {
      const [x, y] = [plot.x(value(mark.x)), plot.y(value(mark.y))];
      this.element.hidden = !Number.isFinite(x + y);
      this.element.style.transform = `translate(${inside(x, left, right)}px,${inside(y, top, bottom)}px)`;
      return;
    }
    const at = plot[axis](value(mark.control));
    this.element.hidden = Number.isNaN(at);
    this.label = null;
    if (this.element.hidden) return;
    this.element.style.transform = axis === "y" ? `translate(${right}px,${inside(at, top, bottom)}px)`
      : `translate(${inside(at, left, right)}px,${bottom}px)`;
    const words = `${mark.label} ${inWords(plot.figure.control(mark.control), value(mark.control))}`;
    this.label = this.findRoom(frame, Math.round(at), plot.context.measureText(words).width + 6);
    plot.write(words, this.label.left + 3, (this.label.top + this.label.bottom) / 2, mark.color);
  }

  /** A box for the name beside the line, where the fewest samples pass. */
  findRoom(frame, at, width) {
    const { box, dataTop } = this.plot;
    const place = (left, top) => ({ left, right: left + width, top, bottom: top + 14 });
    const places = [];
    for (const before of [true, false]) {
      for (const share of [0, 1, 0.5]) {
        const [left, top] = this.axis === "y"
          ? [box.left + 3 + share * (box.right - box.left - width - 16), before ? at - 17 : at + 3]
          : [before ? at + 2 : at - width - 2, dataTop + 2 + share * (box.bottom - dataTop - 20)];
        if (left >= box.left && left + width <= box.right && top >= Math.min(dataTop, box.bottom - 32)
          && top + 14 <= box.bottom) places.push(place(left, top));
      }
    }
    if (!places.length) { // the line is off the plot: stay at its edge
      return place(box.left + 3, at < (box.top + box.bottom) / 2 ? dataTop : box.bottom - 16);
    }
    let best = null;
    for (const one of places) {
      const crossed = this.plot.crossings(frame, one);
      if (!best || crossed < best.crossed) best = { ...one, crossed };
      if (!crossed) break;
    }
    return best;
  }
}
