// The lines, ticks and numbers around a plot.

import { axisTicks, namedTicks } from "./scales.js";

export function withUnit(axis) {
  return axis.unit ? `${axis.label} (${axis.unit})` : axis.label;
}

/** Draw the axes of a Plot whose scales and box stand. */
export function drawAxes(plot) {
  const { context, box } = plot;
  context.lineWidth = 1;
  context.fillStyle = plot.color("muted");
  context.strokeStyle = plot.color("grid");
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const [value, text] of plot.rows) {
    const y = Math.round(plot.y(value)) + 0.5;
    context.beginPath();
    context.moveTo(box.left, y);
    context.lineTo(box.right, y);
    context.stroke();
    context.fillText(text, box.left - 6, y);
  }
  drawColumns(plot);
  context.moveTo(box.left + 0.5, box.top);
  context.lineTo(box.left + 0.5, box.bottom + 0.5);
  context.lineTo(box.right, box.bottom + 0.5);
  context.stroke();
  if (plot.spec.above) return; // the next plot has the numbers
  context.fillStyle = plot.color("text");
  context.textAlign = "right";
  context.textBaseline = "bottom";
  context.fillText(withUnit(plot.spec.x), box.right, plot.size.height - 1);
}

/** The ticks of the x axis, as many as do not touch. */
function drawColumns(plot) {
  const { context, box } = plot;
  context.strokeStyle = plot.color("axis");
  context.textBaseline = "top";
  context.textAlign = "center";
  const most = Math.max(2, Math.min(6, Math.floor((box.right - box.left) / 60)));
  context.beginPath();
  const span = ([value, text]) => { // where a text begins and ends; the last one stays inside
    const half = context.measureText(text).width / 2;
    const middle = Math.min(Math.round(plot.x(value)) + 0.5, plot.size.width - half - 1);
    return [middle - half, middle + half];
  };
  const apart = (pairs) => pairs.every((pair, i) => !i || span(pair)[0] - span(pairs[i - 1])[1] >= 8);
  const { names, scale } = plot.spec.x;
  let pairs = names.length ? namedTicks(names, ...plot.rangeX)
    : axisTicks(...plot.rangeX, most, apart, scale === "log");
  for (let n = 2; !apart(pairs) && n <= names.length; n += 1) { // every second name, or third …
    pairs = namedTicks(names, ...plot.rangeX).filter((_, i) => i % n === 0);
  }
  for (const pair of pairs) {
    const x = Math.round(plot.x(pair[0])) + 0.5;
    context.moveTo(x, box.bottom);
    context.lineTo(x, box.bottom + 4);
    if (!plot.spec.above) context.fillText(pair[1], (span(pair)[0] + span(pair)[1]) / 2, box.bottom + 7);
  }
}
