// What ties a page's text to its figures: numbers that can be scrubbed, symbols that light controls.

import { el } from "./dom.js";
import { onDrag } from "./editors/drag.js";
import { makeSlider } from "./editors/slider.js";

const SYMBOL = "live-symbol-"; // class of a marked symbol, followed by the name of its control
const PIXELS_PER_RANGE = 300; // how far a hand drags from one end of a control to the other

/** Bring a page's text to life; `figureOf(name)` gives a mounted figure. */
export function enliven(page, figureOf) {
  for (const number of page.querySelectorAll(".live-scrub")) makeScrub(number, figureOf);
  for (const name of page.querySelectorAll(".live-name")) {
    name.addEventListener("click", () => leadTo(figureOf(name.dataset.figure), name.dataset.control));
  }
  linkSymbols(page);
}

/** Open the fold that holds a control, and go there. */
function leadTo(figure, name) {
  const input = figure?.root.querySelector(`.live-control[data-control="${name}"] :is(input, select, button)`);
  if (!input) return;
  const fold = input.closest("details");
  if (fold) fold.open = true;
  input.scrollIntoView({ block: "center" });
  input.focus({ preventScroll: true });
}

/** A number in the text that is a figure's slider: dragged sideways, or moved with the arrow keys. */
function makeScrub(number, figureOf) {
  const { figure: name, control: controlName } = number.dataset;
  const figure = figureOf(name);
  const control = figure?.controls.get(controlName);
  if (!control || control.kind !== "range") return;
  const tell = makeSlider(number, figure, control);
  number.title = "Drag sideways, or use the arrow keys";
  const show = () => { number.textContent = tell(); };
  figure.root.addEventListener("live-change", (event) => {
    if (event.detail.name === controlName) show();
  });
  let began = null;
  floatBeside(number, figure);
  onDrag(number, {
    down: (event) => {
      number.focus({ preventScroll: true });
      figure.hold(true);
      began = { x: event.clientX, value: figure.values[controlName] };
    },
    move: (event) => {
      const share = (event.clientX - began.x) / PIXELS_PER_RANGE;
      figure.set(controlName, began.value + share * (control.max - control.min));
    },
  });
  show();
}

/** While a number has the focus and its figure is off the screen, a small copy of the figure's first
 *  view and of the read-outs that stand out floats at the edge that is farther from the number. */
function floatBeside(number, figure) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const words = el("p");
  const copy = el("div", { class: "live-mini", "aria-hidden": "true", hidden: true },
    el("p", {}, figure.spec.title), canvas, words);
  figure.root.append(copy); // whose colours it takes
  const paint = () => {
    const view = figure.plots.find((plot) => plot.canvas);
    const box = figure.body.getBoundingClientRect();
    copy.hidden = document.activeElement !== number || !view?.canvas.width
      || (box.bottom > 80 && box.top < innerHeight - 80);
    if (copy.hidden) return;
    const place = number.getBoundingClientRect();
    copy.classList.toggle("live-mini-low", place.top < innerHeight / 2);
    [canvas.width, canvas.height] = [view.canvas.width, view.canvas.height];
    canvas.getContext("2d").drawImage(view.canvas, 0, 0);
    words.textContent = figure.words.split(", ").slice(0, 3).join(", ");
  };
  figure.root.addEventListener("live-drawn", paint);
  for (const type of ["focus", "blur"]) number.addEventListener(type, paint);
}

/** The control that a symbol stands for, if `target` lies in a marked symbol. */
function controlOfSymbol(target) {
  const symbol = target.closest?.(`[class*="${SYMBOL}"]`);
  const own = symbol && [...symbol.classList].find((name) => name.startsWith(SYMBOL));
  return own?.slice(SYMBOL.length);
}

/** The control in whose input, label or scrubbed number `target` lies. */
function controlOfInput(target) {
  return target.closest?.(".live-control[data-control], .live-scrub[role]")?.dataset.control;
}

/** Pointing at a symbol lights its controls; pointing at or tabbing to a control lights its symbols.
 *  Formulas are typeset late, so the page listens and looks for symbols as they are needed. */
function linkSymbols(page) {
  let lit = null;
  const light = (name, open) => {
    if (open && name) {
      page.querySelectorAll(`.live-more .live-control[data-control="${name}"]`).forEach((node) => {
        node.closest("details").open = true;
      });
    }
    if (name === lit) return;
    page.querySelectorAll(".live-lit").forEach((node) => node.classList.remove("live-lit"));
    lit = name;
    if (!name) return;
    page.querySelectorAll(
      `.live-control[data-control="${name}"], .live-scrub[role][data-control="${name}"], .${SYMBOL}${name}`,
    ).forEach((node) => node.classList.add("live-lit"));
  };
  const follow = ({ target, type }) =>
    light(controlOfSymbol(target) ?? controlOfInput(target) ?? null, type !== "pointerover");
  page.addEventListener("pointerover", follow);
  page.addEventListener("focusin", follow);
  // a finger points by tapping; the page stays where it is
  page.addEventListener("click", follow);
}
