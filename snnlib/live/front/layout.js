// What a figure is made of: its title and numbers, views, controls and tools.

import { el } from "./dom.js";
import { makeInput } from "./inputs.js";
import { Picture } from "./picture.js";
import { Plot } from "./plot.js";
import { Table } from "./table.js";
import { makeToolbar, readLink } from "./toolbar.js";

const BEFORE_FOLD = 5; // controls that are always in sight
const VIEWS = { plot: Plot, picture: Picture, table: Table };

/** The parts of a figure by their names: `body` holds them, `problem` goes below it, the others are
 *  for what changes. */
export function makeLayout(figure) {
  const { spec } = figure;
  const numbers = new Map(spec.readouts.map(({ name }) => [name, el("dd")]));
  const spoken = el("div", { class: "live-hidden", "aria-live": "polite", role: "status" });
  const problem = el("p", { class: "live-problem", role: "alert", hidden: true });
  const progress = el("progress", { max: 1, value: 1, class: "live-idle", "aria-label": "computing" });
  const { elements, plots } = makeViews(spec.views, figure);
  const inputs = makeInputs(figure);
  const toolbar = makeToolbar(figure);
  const body = el("div", { class: "live-body" },
    el("div", { class: "live-head" }, el("p", { class: "live-title" }, spec.title),
      el("dl", { class: "live-readouts" }, ...spec.readouts.map(({ name, label }) =>
        el("div", {}, el("dt", {}, label), numbers.get(name))))),
    spoken, ...elements, ...spec.worker ? [progress] : [], panelOf(inputs), toolbar.element);
  return { body, inputs, numbers, plots, problem, progress, spoken, toolbar };
}

/** `{elements, plots}`: what goes into the page, and the views that draw themselves. */
function makeViews(specs, figure) {
  const plots = [];
  const elements = specs.map((spec) => {
    if (spec.view === "row") {
      const row = makeViews(spec.items, figure);
      plots.push(...row.plots);
      const small = spec.items.every(({ view }) => view === "picture") ? " live-row-small" : "";
      const widths = spec.widths.map((width) => `minmax(0,${width}fr)`).join(" ");
      return el("div", { class: `live-row${small}`, style: `--widths:${widths}` }, ...row.elements);
    }
    const plot = new VIEWS[spec.view](spec, figure);
    plots.push(plot);
    return plot.element;
  });
  return { elements, plots };
}

/** The inputs by their controls' names, at the figure's values. */
function makeInputs(figure) {
  const { spec } = figure;
  const unique = Math.random().toString(36).slice(2, 8); // one figure may stand in a page twice
  return new Map(spec.controls.map((control) => {
    const { name } = control;
    const input = makeInput(control, `live-${spec.name}-${name}-${unique}`,
      (value) => figure.set(name, value), () => figure.done < figure.wanted);
    input.show(figure.values[name]);
    return [name, input];
  }));
}

/** The controls, all but the first few behind a fold. */
function panelOf(inputs) {
  const elements = [...inputs.values()].map(({ element }) => element);
  const panel = el("div", { class: "live-controls" }, ...elements.slice(0, BEFORE_FOLD));
  if (elements.length > BEFORE_FOLD) {
    panel.append(el("details", { class: "live-more" },
      el("summary", {}, `${elements.length - BEFORE_FOLD} more`),
      el("div", { class: "live-controls" }, ...elements.slice(BEFORE_FOLD))));
  }
  return panel;
}

/** Draw again when the page's theme, size or screen changes, and follow its address. */
export function watch(figure) {
  const redraw = () => {
    figure.colors = null;
    figure.draw();
  };
  const on = (target, type, listener) => {
    target.addEventListener(type, listener);
    figure.cleanups.push(() => target.removeEventListener(type, listener));
  };
  if (!figure.source.model) {
    on(window, "hashchange", () => readLink(figure) && figure.root.scrollIntoView());
  }
  on(matchMedia("(prefers-color-scheme: dark)"), "change", redraw);
  on(matchMedia(`(resolution: ${devicePixelRatio}dppx)`), "change", redraw); // another screen
  const theme = new MutationObserver(redraw);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const size = new ResizeObserver(() => figure.draw());
  size.observe(figure.body);
  figure.cleanups.push(() => theme.disconnect(), () => size.disconnect());
}
