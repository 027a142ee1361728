// What a figure is made of: its title and numbers, views, controls and tools.

import { el, firstSentence } from "./dom.js";
import { makeInput } from "./inputs.js";
import { Picture } from "./picture.js";
import { Plot } from "./plot.js";
import { Table } from "./table.js";
import { makeToolbar, readLink } from "./toolbar.js";

const BEFORE_FOLD = 5; // controls that are always in sight
const STAND_OUT = 3; // read-outs that do
const VIEWS = { plot: Plot, picture: Picture, table: Table };

/** The parts of a figure by their names: `body` holds them, `problem` goes below it, the others are
 *  for what changes. */
export function makeLayout(figure) {
  const { spec } = figure;
  figure.inputs = makeInputs(figure); // the views take the tools for what is drawn on them
  const numbers = new Map(spec.readouts.map(({ name }) => [name, el("dd")]));
  const list = (kind, some) => (some.length ? [el("dl", { class: kind }, ...some.map(({ name, label }) =>
    el("div", {}, el("dt", {}, label), numbers.get(name))))] : []);
  const standing = spec.readouts.filter(({ aside }) => !aside).slice(0, STAND_OUT);
  const homes = new Map(standing.map(({ name }) => [name, homeOf(name, spec.views)]));
  figure.numbersOf = (view) => list("live-near", standing.filter(({ name }) => homes.get(name) === view.marks));
  const spoken = el("div", { class: "live-hidden", "aria-live": "polite", role: "status" });
  const problem = el("p", { class: "live-problem", role: "alert", hidden: true });
  const progress = el("progress", { max: 1, value: 1, class: "live-idle", "aria-label": "computing" });
  const { elements, plots } = makeViews(spec.views, figure);
  const toolbar = makeToolbar(figure);
  const more = list("live-rest", spec.readouts.filter((one) => !standing.includes(one)))
    .map((node) => el("details", { class: "live-more" }, el("summary", {}, "More numbers"), node));
  const [ask] = firstSentence(spec.caption);
  const title = el("p", { class: "live-title", id: `${spec.name}-${figure.unique}`, role: "heading",
    "aria-level": levelOf(figure.root) }, spec.title);
  const body = el("div", { class: "live-body" },
    el("div", { class: "live-title-row" }, title, toolbar.tools),
    el("div", { class: "live-head" }, el("p", { class: "live-ask" }, ask),
      ...list("live-readouts", standing.filter(({ name }) => !homes.get(name)))),
    spoken, ...elements, ...spec.worker ? [progress] : [], ...more, ...panelOf(figure, plots), toolbar.foot);
  return { body, numbers, plots, problem, progress, spoken, title, toolbar };
}

/** The marks of the plot in whose head a read-out stands: the one that asks for it, or draws by it;
 *  none for the first view, above which it stands anyway. */
function homeOf(name, views) {
  const plots = views.flatMap((view) => view.items ?? [view]);
  const draws = ({ marks }) => marks?.some((mark) => [mark.x, mark.y, mark.count].includes(name));
  const home = plots.find(({ readouts }) => readouts?.includes(name)) ?? plots.find(draws);
  return home === plots[0] ? undefined : home?.marks;
}

/** One below the heading of the section that holds the figure. */
function levelOf(root) {
  let level = 1;
  for (let node = root; node; node = node.parentElement) level += node.localName === "section";
  return Math.min(Math.max(level, 2), 6);
}

/** Whether two plots, one above the other, run along the same axis, which then stands below them. */
function sameAxis({ view, x }, next) {
  return view === "plot" && next?.view === "plot" && Boolean(x.range)
    && JSON.stringify(x) === JSON.stringify(next.x);
}

/** `{elements, plots}`: what goes into the page, and the views that draw themselves. */
function makeViews(specs, figure, side = false) {
  const plots = [];
  const elements = specs.map((spec, i) => {
    spec = { ...spec, side, above: !side && sameAxis(spec, specs[i + 1]) };
    if (spec.view === "row") {
      const row = makeViews(spec.items, figure, true);
      plots.push(...row.plots);
      const small = spec.items.every(({ view }) => view === "picture") ? " live-row-small" : "";
      const widths = spec.widths.map((width) => `minmax(0,${width}fr)`).join(" ");
      return el("div", { class: `live-row${small}`, style: `--widths:${widths}` }, ...row.elements);
    }
    const plot = new (VIEWS[spec.view] ?? LateView)(spec, figure);
    plots.push(plot);
    return plot.element;
  });
  return { elements, plots };
}

/** A view whose code comes after the first frame. */
class LateView {
  constructor(spec, figure) {
    this.spec = spec;
    this.element = el("div", { class: "live-plot", style: `min-height:${spec.height}px` },
      el("div", { class: "live-plot-head" }, spec.label), figure.inputs.get(spec.control).element);
    figure.source.later().then((brought) => {
      this.view = new brought[spec.view](spec, figure, this.element);
      figure.draw();
    });
  }

  prepare(frame) {
    this.view?.prepare(frame);
    return [0, 0];
  }

  draw() { this.view?.draw(); }

  describe() {}
}

/** The inputs by their controls' names, at the figure's values. */
function makeInputs(figure) {
  const { spec, unique } = figure;
  return new Map(spec.controls.map((control) => {
    const { name } = control;
    const input = makeInput(control, `live-${spec.name}-${name}-${unique}`,
      (value) => figure.set(name, value), () => figure.done < figure.wanted);
    input.show(figure.values[name]);
    return [name, input];
  }));
}

/** Which of some controls go behind a fold, but no single one: those that `held` names, which can be
 *  dragged on a plot, and of the others the last ones; none that the caption speaks of. */
export function folded(controls, caption, held = new Set()) {
  const text = caption.toLowerCase();
  const named = ({ name, label }) => !held.has(name) && text.includes(label.toLowerCase());
  const { length } = controls;
  const seen = length > BEFORE_FOLD ? Math.min(BEFORE_FOLD, length - 2) : BEFORE_FOLD;
  let room = Math.max(0, seen - controls.filter(named).length);
  const hidden = controls.filter((control) => {
    if (named(control)) return false;
    if (held.has(control.name)) return true;
    room -= 1;
    return room < 0;
  });
  return hidden.length > 1 ? hidden : [];
}

/** The controls that stand on no view, some of them behind a fold that says what is in it. */
function panelOf({ spec, inputs }, plots) {
  const controls = spec.controls.filter(({ name }) => !inputs.get(name).element.parentNode);
  if (!controls.length) return [];
  const elements = (some) => some.map(({ name }) => inputs.get(name).element);
  const held = plots.flatMap(({ handles = [] }) => handles.flatMap(({ moves }) => moves.map(([, name]) => name)));
  const hidden = folded(controls, spec.caption, new Set(held));
  const panel = el("div", { class: "live-controls" },
    ...elements(controls.filter((control) => !hidden.includes(control))));
  if (hidden.length) {
    const names = hidden.slice(0, 2).map(({ label }) => label).join(", ");
    panel.append(el("details", { class: "live-more" },
      el("summary", {}, `${hidden.length} more: ${names}${hidden.length > 2 ? ", …" : ""}`),
      el("div", { class: "live-controls" }, ...elements(hidden))));
  }
  return [panel];
}

/** Draw again when the page's theme, size or screen changes, and follow its address. */
export function watch(figure) {
  const { spec } = figure;
  const redraw = () => {
    figure.colors = null;
    figure.draw();
  };
  const on = (target, type, listener) => {
    target.addEventListener(type, listener);
    figure.cleanups.push(() => target.removeEventListener(type, listener));
  };
  if (spec.coarse) {
    on(figure.body, "pointerdown", () => figure.hold(true));
    for (const type of ["pointerup", "pointercancel", "blur"]) on(window, type, () => figure.hold(false));
  }
  if (!figure.source.model) {
    on(window, "hashchange", () => readLink(figure) && figure.root.scrollIntoView());
  }
  on(matchMedia("(prefers-color-scheme: dark)"), "change", redraw);
  on(document.fonts, "loadingdone", redraw);
  on(matchMedia(`(resolution: ${devicePixelRatio}dppx)`), "change", redraw); // another screen
  const theme = new MutationObserver(redraw);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const size = new ResizeObserver(() => figure.draw());
  size.observe(figure.body);
  figure.cleanups.push(() => theme.disconnect(), () => size.disconnect());
}
