// A threshold: a dashed line across a plot that moves a slider.

import { el } from "../dom.js";
import { onDrag } from "./drag.js";

const GRAB = { mouse: 9, touch: 18 }; // how near to a line a pointer must be to drag it, px

/** A dashed line that can be dragged, with its name.  The keyboard has the slider. */
export class ThresholdEditor {
  constructor(plot, mark) {
    this.plot = plot;
    this.mark = mark;
    this.element = el("div", { class: "live-grip", "aria-hidden": "true",
      style: `--key:var(--live-${mark.color})` });
    plot.area.append(this.element);
    this.drags = [this.follow(this.element, () => true),
      this.follow(plot.overlay, (event) => this.near(event))];
    plot.overlay.addEventListener("pointermove", (event) => {
      plot.overlay.classList.toggle("live-on-line", plot.thresholds.some((one) => one.near(event)));
    });
  }

  get held() {
    return this.drags.some(({ held }) => held);
  }

  /** Where the line stands, in pixels from the plot's top. */
  get height() {
    return this.plot.y(this.plot.figure.values[this.mark.control]);
  }

  near(event) {
    if (!this.plot.y || this.plot.editor) return false;
    const y = event.clientY - this.plot.area.getBoundingClientRect().top;
    return Math.abs(this.height - y) < (event.pointerType === "mouse" ? GRAB.mouse : GRAB.touch);
  }

  /** While a pointer that `wanted` agreed to is down on `target`, the line follows it. */
  follow(target, wanted) {
    let apart = 0; // pixels between the pointer and the line, so that nothing jumps
    return onDrag(target, {
      firm: wanted, // along the line a finger moves it, and nothing scrolls
      down: (event) => {
        if (!this.plot.y || !wanted(event)) return false;
        apart = this.height - event.clientY;
        this.plot.clearOverlay();
        return true;
      },
      move: (event) => {
        this.plot.figure.set(this.mark.control, this.plot.y.invert(event.clientY + apart));
      },
    });
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
      const crossed = plot.crossings(frame, place);
      if (!best || crossed < best.crossed) best = { ...place, crossed };
      if (!crossed) break;
    }
    return best;
  }
}
