// Where the pointer was: a path that follows the mouse, a finger, or the arrow keys.

import { readoutText } from "../scales.js";
import { makePen, onDrag } from "./drag.js";

const TICK_MS = 20; // between two positions
const REST_MS = 60; // so long after its last move the pointer is at rest, and nothing is kept

/** A path that drops its oldest points for those on the straight way to `target`. */
export function prolong(path, target, steps) {
  const kept = Math.max(0, path.length / 2 - steps);
  const longer = path.slice();
  longer.set(path.subarray(path.length - 2 * kept));
  const [x, y] = path.subarray(-2);
  for (let i = kept; i < path.length / 2; i += 1) {
    const share = 1 - (path.length / 2 - 1 - i) / steps;
    longer[2 * i] = x + share * (target[0] - x);
    longer[2 * i + 1] = y + share * (target[1] - y);
  }
  return longer;
}

/** Moving over the picture keeps the pointer's positions, at a steady rate and only while it moves. */
export class PathEditor {
  constructor(picture, control) {
    this.picture = picture;
    this.control = control;
    this.drag = { held: true }; // the picture tells no numbers under this pointer
    const { overlay, area, figure } = picture;
    const move = (event) => this.moveTo(event);
    onDrag(overlay, { down: move, move, firm: () => picture.locked }); // a finger may then leave the picture
    overlay.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") move(event); });
    overlay.addEventListener("pointerleave", () => {
      if (this.waiting) this.keep(1); // where it went out
      this.rest();
    });
    figure.cleanups.push(() => this.rest());
    this.pen = makePen(control, "arrows move, with Shift by single steps", area, {
      key: (event) => this.key(event),
      focus: () => this.say(),
    }, { "aria-valuenow": control.x[0] });
  }

  get path() {
    return this.picture.figure.values[this.control.name];
  }

  moveTo(event) {
    const box = this.picture.area.getBoundingClientRect();
    const shares = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    this.target = shares.map((share, i) => {
      const [low, high] = [this.control.x, this.control.y][i];
      return low + share * (high - low);
    });
    this.moved = performance.now();
    if (this.waiting) return;
    this.clock = this.moved;
    this.keep(1); // where the pointer comes in, or goes on
    this.follow();
  }

  follow() {
    this.waiting = requestAnimationFrame((now) => {
      const steps = Math.floor((now - this.clock) / TICK_MS);
      this.clock += steps * TICK_MS;
      if (steps > 0) this.keep(steps);
      if (now - this.moved < REST_MS) this.follow();
      else this.rest();
    });
  }

  rest() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
  }

  keep(steps) {
    this.picture.figure.set(this.control.name, prolong(this.path, this.target, steps));
  }

  key(event) {
    const stride = (ends) => (event.shiftKey ? this.control.step
      : Math.max(this.control.step, (ends[1] - ends[0]) / 20));
    const [dx, dy] = [stride(this.control.x), stride(this.control.y)];
    const moves = { ArrowLeft: [-dx, 0], ArrowRight: [dx, 0], ArrowUp: [0, -dy], ArrowDown: [0, dy] };
    if (!(event.key in moves)) return;
    this.target = moves[event.key].map((move, i) => this.path.at(i - 2) + move);
    this.keep(1);
    event.preventDefault();
    this.say();
  }

  say() {
    this.pen.setAttribute("aria-valuenow", this.path.at(-2));
    this.pen.setAttribute("aria-valuetext", this.inWords());
  }

  inWords() {
    const [x, y] = Array.from(this.path.subarray(-2), (v) => readoutText(v, 3));
    const { unit } = this.control;
    return `${this.control.label} at ${x}, ${y}${unit ? ` ${unit}` : ""}.`;
  }

  decorate(context) {
    const { area } = this.picture;
    const place = (i) => ["x", "y"].map((axis, k) => {
      const [low, high] = this.control[axis];
      return ((this.path[2 * i + k] - low) / (high - low)) * [area.clientWidth, area.clientHeight][k];
    });
    const last = this.path.length / 2 - 1;
    context.beginPath();
    for (let i = 0; i <= last; i += 1) context.lineTo(...place(i));
    for (const [role, width] of [["paper", 4], ["input", 2]]) { // seen on light and dark cells
      context.strokeStyle = this.picture.color(role);
      context.lineWidth = width;
      context.stroke();
    }
    context.beginPath();
    context.arc(...place(last), 4.5, 0, 2 * Math.PI);
    context.fillStyle = this.picture.color("teach");
    context.strokeStyle = this.picture.color("paper");
    context.fill();
    context.stroke();
  }
}
