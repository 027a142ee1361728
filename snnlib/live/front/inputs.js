// The native input of each control, with its label and its value in words.

import { inWords, startOf } from "./controls.js";
import { el, tool } from "./dom.js";
import { unpack } from "./kernel/codec.js";
import { makePlayer } from "./player.js";

/** `{element, show(value)}` for a control; `change(value)` is called as the reader moves it, and
 *  `busy()` tells whether the figure still computes what came before. */
export function makeInput(control, id, change, busy) {
  const makers = { range: makeRange, select: makeSelect, checkbox: makeCheckbox, button: makeButton,
    curve: makeDrawn, spikes: makeDrawn, image: makeDrawn, path: makeDrawn };
  return makers[control.kind](control, id, change, busy);
}

/** The control's name; its symbol stays on the line of the last word. */
function labelOf(control, id) {
  if (!control.symbol) return el("label", { for: id }, control.label);
  const words = control.label.split(" ");
  const last = words.pop();
  return el("label", { for: id }, words.map((word) => `${word} `).join(""),
    el("span", { class: "live-together" }, `${last} `,
      el("span", { class: "live-symbol", "aria-hidden": "true" }, plainSymbol(control.symbol))));
}

const GREEK = { alpha: "α", beta: "β", gamma: "γ", delta: "δ", Delta: "Δ", eta: "η", theta: "θ",
  lambda: "λ", mu: "μ", nu: "ν", rho: "ρ", sigma: "σ", tau: "τ", phi: "φ", omega: "ω", Omega: "Ω" };

/** A symbol's LaTeX as an element's content: Greek letters and one subscript, which is all we use.
 *  Words and numbers stand upright, as in the formulas. */
export function plainSymbol(latex) {
  const [base, sub] = latex.split("_");
  const plain = (text) => {
    const words = text.replace(/\\(mathrm|text)|[{}]/g, "").replace("-", "−").replace(/\\([A-Za-z]+)/g, (_, name) => GREEK[name] ?? "");
    return el(/\\(mathrm|text)|^[^A-Za-z\\]*$/.test(text) ? "span" : "i", {}, words);
  };
  const node = el("span", {}, plain(base));
  if (sub) node.append(el("sub", {}, plain(sub)));
  return node;
}

function makeRange(control, id, change, busy) {
  const input = el("input", { type: "range", id, name: control.name, min: control.min,
    max: control.max, step: control.step, value: control.default, autocomplete: "off" });
  const output = el("output", { for: id, "aria-live": "off" }); // a slider tells its value itself
  input.addEventListener("input", () => change(input.valueAsNumber));
  const player = control.play && makePlayer(control, change, busy);
  const slider = player ? el("div", { class: "live-player" }, ...player.elements, input) : input;
  return {
    element: el("div", { class: "live-control", "data-control": control.name }, labelOf(control, id),
      output, slider),
    close: player?.stop,
    show(value) {
      player?.show(value);
      input.valueAsNumber = value;
      const words = inWords(control, value);
      output.textContent = words;
      input.setAttribute("aria-valuetext", words);
      const share = (value - control.min) / (control.max - control.min);
      input.style.setProperty("--share", `${100 * share}%`);
    },
  };
}

function makeSelect(control, id, change) {
  const input = el("select", { id, name: control.name, autocomplete: "off" }, ...control.options.map(
    ({ value, label }) => el("option", { value }, label)));
  input.addEventListener("change", () => change(Number(input.value)));
  const output = el("output", { for: id, class: "live-hidden", "aria-live": "off" });
  return {
    element: el("div", { class: "live-control", "data-control": control.name },
      labelOf(control, id), input, output),
    show(value) {
      input.value = String(value);
      output.textContent = inWords(control, value);
    },
  };
}

function makeCheckbox(control, id, change) {
  const input = el("input", { type: "checkbox", id, name: control.name, autocomplete: "off" });
  input.addEventListener("change", () => change(input.checked));
  return {
    element: el("div", { class: "live-control live-control-row", "data-control": control.name },
      input, labelOf(control, id)),
    show(value) { input.checked = value; },
  };
}

function makeButton(control, id, change) {
  const button = el("button", { type: "button", id, name: control.name }, control.label);
  button.addEventListener("click", () => change());
  return {
    element: el("div", { class: "live-control live-control-row", "data-control": control.name }, button),
    show() {},
  };
}

/** What is drawn is drawn on its view, which has these tools on it. */
function makeDrawn(control, id, change) {
  const button = (icon, name, words, action, attributes = {}) => tool(icon, name, words, action,
    { "aria-label": `${words}: ${control.label}`, ...attributes });
  const toggle = (icon, name, words, field) => button(icon, name, words, (node) => {
    input[field] = !input[field];
    node.setAttribute("aria-pressed", String(input[field]));
  }, { "aria-pressed": "false" });
  const input = { show() {}, erasing: false, locked: false };
  const more = [];
  if (control.kind === "image") {
    const blank = new Float64Array(startOf(control).length).fill(control.min);
    if (control.presets.length) more.push(makePresets(control, change, input));
    if (control.brush) more.push(toggle("erase", "erase", "erase", "erasing"));
    more.push(button("clear", "clear", "clear", () => change(blank)));
  }
  if (control.kind === "spikes") {
    more.push(button("clear", "remove", "remove the chosen spike", () => input.editor.remove()));
  }
  // in an image and along a path a finger goes every way; with the pen it never scrolls
  if (navigator.maxTouchPoints && (control.brush || control.kind === "path")) {
    more.unshift(toggle("pen", "pen", "every touch draws", "locked"));
  }
  input.element = el("div", { class: "live-control live-drawn", "data-control": control.name }, ...more,
    button("undo", "undo", "as at the start", () => change(startOf(control)), { id, name: control.name }));
  return input;
}

/** A list of images; choosing one draws it, and drawing on leaves it. */
function makePresets(control, change, input) {
  const list = el("select", { "aria-label": `example for ${control.label}`, autocomplete: "off" },
    el("option", { value: "" }, "examples"), ...control.presets.map(({ label }, i) =>
      el("option", { value: i }, label)));
  const values = control.presets.map(({ value }) => unpack(control, value));
  list.addEventListener("change", () => { if (list.value) change(values[list.value]); });
  input.show = (value) => {
    const index = values.findIndex((preset) => preset.every((v, i) => v === value[i]));
    list.value = index < 0 ? "" : String(index);
  };
  return list;
}
