// The names of a plot's lines at their right ends, where there is room for them.

import { isShown, MARKS } from "./marks.js";

const LEAD = 12; // from the end of a line to its name, px
const LINE = 15; // height of a line of a name
const WRAP = 110; // a name that is longer takes two lines
const MOST = 0.26; // of the width of a plot may go to names
const LEAST_WIDTH = 480; // of a plot that has room for them

/** A name in one or two lines. */
function wrapped(context, text) {
  const words = text.split(" ");
  if (context.measureText(text).width <= WRAP || words.length < 2) return [text];
  const width = (k) => Math.max(...[words.slice(0, k), words.slice(k)].map((part) =>
    context.measureText(part.join(" ")).width));
  let best = 1;
  for (let k = 2; k < words.length; k += 1) if (width(k) < width(best)) best = k;
  return [words.slice(0, best).join(" "), words.slice(best).join(" ")];
}

/** Whether a line ends at the plot's right edge, beside which its name then stands. */
function atEdge(mark, plot) {
  const place = plot.spec.x.scale === "log" ? Math.log : Number;
  const [low, high] = plot.rangeX.map(place);
  return !(place(MARKS[mark.mark].end(mark, plot.frame)[0]) < low + 0.96 * (high - low));
}

/** `{names, room}`: the marks whose names stand at their ends, each with its lines, and the pixels
 *  that those beside the plot take; none where they do not fit. */
export function endNames(plot, named) {
  const names = named.filter((mark) => MARKS[mark.mark].end && mark.line !== false)
    .map((mark) => ({ mark, lines: wrapped(plot.context, mark.label), edge: atEdge(mark, plot) }));
  const beside = names.filter(({ edge }) => edge);
  const widest = Math.max(0, ...beside.flatMap(({ lines }) => lines.map((text) => plot.context.measureText(text).width)));
  const high = beside.reduce((sum, { lines }) => sum + lines.length * LINE, 0);
  const room = widest && Math.ceil(widest) + LEAD + 4;
  const fits = plot.size.width >= LEAST_WIDTH && room < MOST * plot.size.width
    && high <= plot.box.bottom - plot.box.top;
  return names.length && fits ? { names, room } : { names: [], room: 0 };
}

/** Write the names, each as near to its line's end as the others let it. */
export function drawEndNames(plot, names, frame) {
  const { context, box } = plot;
  const ends = [];
  for (const { mark, lines, edge } of names) {
    const [x, y] = isShown(mark, frame) ? MARKS[mark.mark].end(mark, frame) : [NaN, NaN];
    const at = Math.min(Math.max(plot.y(y), plot.dataTop), box.bottom);
    if (!Number.isFinite(at)) continue;
    if (!edge) { // on the plot, beside the end of its line
      const width = context.measureText(mark.label).width + 6;
      const left = plot.x(x) + (plot.x(x) + width <= box.right ? 6 : -width);
      plot.write(mark.label, left, Math.max(at, plot.dataTop + 7), mark.color);
    } else ends.push({ mark, lines, x: Math.min(plot.x(x), box.right), at, half: lines.length * LINE / 2 });
  }
  ends.sort((a, b) => a.at - b.at);
  let low = box.top - 4;
  for (const end of ends) {
    end.place = Math.max(end.at, low + end.half);
    low = end.place + end.half;
  }
  let high = box.bottom + 8;
  for (const end of ends.toReversed()) {
    end.place = Math.min(end.place, high - end.half);
    high = end.place - end.half;
  }
  for (const { mark, lines, x, at, place } of ends) {
    plot.stroke({ ...mark, width: 1.25 }, () => {
      context.moveTo(x, at);
      context.lineTo(Math.max(x, box.right + 2), at);
      context.lineTo(box.right + LEAD, place);
    });
    const color = mark.color === "axis" ? "muted" : mark.color;
    lines.forEach((text, i) =>
      plot.write(text, box.right + LEAD + 3, place + (i - (lines.length - 1) / 2) * LINE, color));
  }
}
