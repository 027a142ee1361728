// What a figure is made of: its title and numbers, views, controls and tools.

import { el } from "./dom.js";
import { makeInput } from "./inputs.js";
import { makeTools, readLink } from "./tools.js";
import { makeViews } from "./views.js";

const BEFORE_FOLD = 5; // controls that are always in sight

/** Give a figure its elements, and put them into its root. */
export function buildBody(figure) {
  const { spec } = figure;
  figure.numbers = new Map(spec.readouts.map(({ name }) => [name, el("dd")]));
  figure.spoken = el("div", { class: "live-hidden", "aria-live": "polite", role: "status" });
  figure.problem = el("p", { class: "live-problem", role: "alert", hidden: true });
  figure.progress = el("progress", { max: 1, value: 1, class: "live-idle", "aria-label": "computing" });
  const { elements, plots } = makeViews(spec.views, figure);
  figure.plots = plots;
  const unique = Math.random().toString(36).slice(2, 8); // one figure may stand in a page twice
  figure.inputs = new Map(spec.controls.map((c) => [c.name, makeInput(c,
    `live-${spec.name}-${c.name}-${unique}`, (value) => figure.set(c.name, value),
    () => figure.done < figure.wanted)]));
  for (const [name, input] of figure.inputs) {
    input.show(figure.values[name]);
    if (input.close) figure.cleanups.push(input.close);
  }
  figure.tools = makeTools(figure);
  figure.tools.update();
  figure.body = el("div", { class: "live-body" },
    el("div", { class: "live-head" }, el("p", { class: "live-title" }, spec.title),
      el("dl", { class: "live-readouts" }, ...spec.readouts.map(({ name, label }) =>
        el("div", {}, el("dt", {}, label), figure.numbers.get(name))))),
    figure.spoken, ...elements, ...spec.worker ? [figure.progress] : [], panelOf(figure),
    figure.tools.element);
  figure.root.classList.add("live-figure", "is-live");
  figure.root.prepend(figure.body, figure.problem);
}

/** The controls, all but the first few behind a fold. */
function panelOf(figure) {
  const elements = [...figure.inputs.values()].map((input) => input.element);
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
