// What a reader takes home: the figure's picture as it stands, and its numbers.

import { stopsOf } from "./colormap.js";
import { inWords, isDrawn } from "./controls.js";
import { el } from "./dom.js";

const DENSITY = 2; // pixels a CSS pixel in a picture
const AROUND = 12;

/** Offer a file for download. */
function download(name, content) {
  const url = URL.createObjectURL(content);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** The figure's numbers as CSV: what was set and read in lines with #, then a column for each array,
 *  its last axis downwards; the kernel's numbers with every digit. */
export function csvOf({ spec, frame }) {
  const lines = [`# ${spec.title}`];
  const columns = [];
  const add = ({ name, unit, shape }, values) => {
    const length = shape.at(-1);
    for (let k = 0; k < values.length / length || !k; k += 1) {
      const index = shape.slice(0, -1).map((n, i, all) =>
        Math.floor(k / all.slice(i + 1).reduce((a, b) => a * b, 1)) % n);
      const head = `${name}${shape.length > 1 ? `[${index.join(" ")}]` : ""}${unit ? ` (${unit})` : ""}`;
      columns.push([head, ...values.subarray(k * length, (k + 1) * length)]);
    }
  };
  for (const control of spec.controls) {
    const value = frame.values[control.name];
    if (isDrawn(control)) add(control, value);
    else lines.push(`# ${control.name} = ${value} (${control.label}: ${inWords(control, value)})`);
  }
  for (const { name, label, unit } of spec.readouts) {
    lines.push(`# ${name} = ${frame.readouts[name]}${unit && ` ${unit}`} (${label})`);
  }
  const samples = (view) => (view.items ? view.items.forEach(samples) : (view.marks ?? []).forEach((mark) => {
    const name = mark.array ?? mark.counts ?? mark.control;
    const step = mark.step ?? mark.width;
    if (mark.start === undefined || !step) return;
    lines.push(`# ${name}: row k stands at ${mark.start} + ${step} k${view.x.unit && ` ${view.x.unit}`} (${view.x.label})`);
  }));
  spec.views.forEach(samples);
  for (const array of spec.arrays) add(array, frame.arrays[array.name]);
  const rows = Math.max(...columns.map(({ length }) => length));
  for (let i = 0; i < rows; i += 1) lines.push(columns.map((column) => column[i] ?? "").join(","));
  return `${lines.join("\n")}\n`;
}

export function saveData(figure) {
  download(`${figure.spec.name}.csv`, new Blob([csvOf(figure)], { type: "text/csv" }));
}

/** The figure's texts, plots and pictures, painted where they stand; without what can be pressed. */
export function pictureOf(figure) {
  figure.density = DENSITY;
  figure.draw();
  const parts = [...figure.body.querySelectorAll(".live-title, .live-head, .live-plot, .live-table, .live-rest")]
    .filter((part) => part.offsetHeight);
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const [left, top] = ["left", "top"].map((side) => Math.min(...boxes.map((box) => box[side])) - AROUND);
  const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...boxes.map((box) => box[side])) + AROUND);
  const canvas = el("canvas", { width: (right - left) * DENSITY, height: (bottom - top) * DENSITY });
  const context = canvas.getContext("2d");
  context.scale(DENSITY, DENSITY);
  context.translate(-left, -top);
  context.fillStyle = figure.color("paper");
  context.fillRect(left, top, right, bottom);
  context.imageSmoothingEnabled = false;
  for (const part of parts) paintPart(context, part, figure);
  figure.density = undefined;
  figure.draw();
  return canvas;
}

function paintPart(context, part, figure) {
  for (const node of part.querySelectorAll("canvas, .live-key, .live-scale i, .live-picture")) {
    const { left, top, width, height } = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    if (node.localName === "canvas") {
      context.drawImage(node, left, top, width, height);
    } else if (node.localName === "i") {
      const { spec } = figure.plots.find(({ element }) => element.contains(node));
      const colors = stopsOf(spec, (role) => figure.color(role));
      const ramp = context.createLinearGradient(left, 0, left + width, 0);
      colors.forEach((color, i) => ramp.addColorStop(i / (colors.length - 1), color));
      context.fillStyle = ramp;
      context.fillRect(left, top, width, height);
    } else if (node.matches(".live-key")) {
      context.fillStyle = style.getPropertyValue("--key");
      if (height > 3) context.fillRect(left, top, width, height);
      else for (const x of style.borderTopStyle === "dashed" ? [0, 0.4, 0.8] : [0, 0.3, 0.6]) {
        context.fillRect(left + x * width, top, width * (style.borderTopStyle === "dashed" ? 0.2 : 0.4), 2);
      }
    } else {
      context.strokeStyle = figure.color("axis");
      context.strokeRect(left, top, width, height);
    }
  }
  for (const grid of part.querySelectorAll(".live-digits")) paintDigits(context, grid, figure);
  const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) paintText(context, texts.currentNode);
}

/** A grid of digits: what stands in text fields is no text of the page. */
function paintDigits(context, grid, figure) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const cell of grid.querySelectorAll("input")) {
    const { left, top, width, height } = cell.getBoundingClientRect();
    const style = getComputedStyle(cell, cell.value ? null : "::placeholder");
    context.fillStyle = getComputedStyle(cell).backgroundColor; // of a cell in conflict
    context.fillRect(left, top, width, height);
    context.strokeStyle = figure.color("axis");
    context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.fillText(cell.value || cell.placeholder, left + width / 2, top + height / 2);
  }
  const { left, top, width, height } = grid.getBoundingClientRect();
  context.fillStyle = context.strokeStyle = figure.color("muted");
  context.strokeRect(left, top, width, height);
  for (const row of grid.querySelectorAll(".live-edge-row")) context.fillRect(left, row.getBoundingClientRect().top, width, 2);
  for (const cell of grid.querySelectorAll("tr:first-child .live-edge-column")) {
    context.fillRect(cell.getBoundingClientRect().left, top, 2, height);
  }
}

/** A text word by word, as its lines are broken. */
function paintText(context, text) {
  const parent = text.parentElement;
  if (parent.closest("button:not(th *), select, .live-hidden, .live-tip, .live-drawn")) return;
  const style = getComputedStyle(parent);
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  const range = document.createRange();
  for (const { index, 0: word } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const { left, top } = range.getBoundingClientRect();
    context.fillText(word, left, top + context.measureText(word).fontBoundingBoxAscent);
  }
}

export function savePicture(figure) {
  pictureOf(figure).toBlob((blob) => download(`${figure.spec.name}.png`, blob));
}
