// A pencil that goes once or twice along the opening drawing, until the reader's own hand comes.

import { el } from "./dom.js";

const PACE = { duration: 3200, delay: 300, iterations: 2, easing: "ease-in-out", fill: "backwards" };
const STOPS = 60;
const WIDTH = 24; // px

/** Show on a figure's drawing, if it has one, that the curve can be drawn. */
export function guideHand({ plots }) {
  const plot = plots.find(({ editor, x }) => x && editor?.mark?.mark === "drawing");
  if (!plot || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const { points, mark: { start, step } } = plot.editor;
  const place = (_, i) => {
    const k = Math.round((i / STOPS) * (points.length - 1));
    const x = Math.max(plot.x(start + k * step), WIDTH); // its body is on the left of its tip
    return { transform: `translate(${x}px, ${plot.y(points[k])}px)` };
  };
  const hand = el("span", { class: "live-hand", "aria-hidden": "true" }, "✎");
  plot.area.append(hand);
  const moving = hand.animate(Array.from({ length: STOPS + 1 }, place), PACE);
  const stop = () => hand.remove();
  moving.finished.then(stop, stop);
  addEventListener("resize", stop, { once: true }); // the curve is elsewhere then
  for (const type of ["pointerenter", "touchstart", "focusin"]) {
    plot.area.addEventListener(type, stop, { once: true, passive: true });
  }
}
