// The views of a figure: plots, pictures, tables, and rows of them.

import { el } from "./dom.js";
import { Picture } from "./picture.js";
import { Plot } from "./plot.js";
import { Table } from "./table.js";

const KINDS = { plot: Plot, picture: Picture, table: Table };

/** `{elements, plots}`: what goes into the page, and the views that draw themselves. */
export function makeViews(specs, figure) {
  const plots = [];
  const elements = specs.map((spec) => {
    if (spec.view === "row") {
      const row = makeViews(spec.items, figure);
      plots.push(...row.plots);
      const small = spec.items.every(({ view }) => view === "picture") ? " live-row-small" : "";
      const widths = spec.widths.map((width) => `minmax(0,${width}fr)`).join(" ");
      return el("div", { class: `live-row${small}`, style: `--widths:${widths}` }, ...row.elements);
    }
    const plot = new KINDS[spec.view](spec, figure);
    plots.push(plot);
    return plot.element;
  });
  return { elements, plots };
}
