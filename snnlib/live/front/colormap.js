// Numbers as cells of colour.

import { extentOf } from "./scales.js";

const SIGNED = ["diverging", "signed"]; // scales with zero in their middle

/** A mark's colours, roles of the palette by way of `color`. */
export function stopsOf({ stops }, color) {
  return stops.map((stop) => (stop[0] === "#" ? stop : color(stop)));
}

/** 256 colours from the first of some hex colours to the last, one 32-bit pixel each. */
export function rampOf(stops) {
  const parts = stops.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  return Uint32Array.from({ length: 256 }, (_, k) => {
    const at = (k / 255) * (parts.length - 1);
    const i = Math.min(Math.floor(at), parts.length - 2);
    const [r, g, b] = parts[i].map((from, c) => Math.round(from + (at - i) * (parts[i + 1][c] - from)));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/** The ends of a picture's scale: as given, or fitted to the numbers; around zero if they have signs. */
export function colorEnds({ low, high, colors }, values) {
  let [least, most] = extentOf(values);
  if (least > most) [least, most] = [0, 1]; // nothing but NaN
  if (SIGNED.includes(colors)) {
    const far = Math.max(Math.abs(low ?? high ?? least), Math.abs(high ?? low ?? most));
    [least, most] = [-far, far];
  }
  [least, most] = [low ?? least, high ?? most];
  return least < most ? [least, most] : [least, least + 1];
}

/** Write numbers as pixels of a width; NaN stays clear. */
export function paint(pixels, ramp, [low, high], values, place = (i) => i) {
  const scale = 255 / (high - low);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    const k = Math.min(Math.max(Math.round((value - low) * scale), 0), 255);
    pixels[place(i)] = Number.isNaN(value) ? 0 : ramp[k];
  }
}

/** A canvas with a pixel a cell. */
export function cellsOf(mark, values, rows, columns, color) {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const image = new ImageData(columns, rows);
  paint(new Uint32Array(image.data.buffer), rampOf(stopsOf(mark, color)), colorEnds(mark, values), values);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
