// Below the figure: reset, pin, a link to this moment, the check of the bits, and the line for Python.

import { checksum } from "./kernel/checksum.js";
import { fromLink, inPython, startOf, toLink } from "./controls.js";
import { el } from "./dom.js";
import { makeSoundButtons } from "./sound.js";

const SAID_MS = 1500; // how long a button says what it has done

/** The foot of a figure: `{element, update()}`; `update` writes the line for the present values. */
export function makeToolbar(figure) {
  const call = el("code", { tabindex: "0" });
  const bits = el("p", { class: "live-bits", "aria-live": "polite", hidden: true });
  const button = (text, title, action, attributes = {}) => {
    const node = el("button", { type: "button", title, ...attributes }, text);
    node.addEventListener("click", () => action(node));
    return node;
  };
  const tools = el("div", { class: "live-tools" },
    button("reset", "All controls back to their start", () => figure.reset()),
    button("pin", "Keep the present curves to compare with",
      (node) => node.setAttribute("aria-pressed", String(figure.pin())), { "aria-pressed": "false" }),
    // a widget in a notebook has no page of its own to link to
    ...figure.source.model ? [] : [button("link to this moment",
      "Put the controls into the page's address", (node) => say(node, link(figure), "in the address bar"))],
    ...makeSoundButtons(figure),
    button("check the bits", "Compare this page's numbers with Python's",
      () => checkBits(figure, bits)));
  const line = el("div", { class: "live-call" }, el("span", {}, "the same in Python"), call,
    button("copy", "Copy this line", (node) => {
      getSelection().selectAllChildren(call);
      say(node, navigator.clipboard?.writeText(call.textContent), "selected");
    }));
  return {
    element: el("div", { class: "live-foot" }, tools, bits, line),
    update() { call.textContent = callFor(figure.spec, figure.values); },
  };
}

/** Say on a button whether the clipboard took the text (it does so on secure pages only). */
async function say(node, copying, otherwise) {
  node.said ??= node.textContent;
  let words = otherwise;
  try {
    if (copying) {
      await copying;
      words = "copied";
    }
  } catch { /* then it is said otherwise */ }
  node.textContent = words;
  clearTimeout(node.saying);
  node.saying = setTimeout(() => { node.textContent = node.said; }, SAID_MS);
}

/** The Python line; every bit of a value if the call takes it as it is. */
export function callFor(spec, values) {
  const exact = !spec.call.startsWith("snnlib.live.evaluate(");
  const controls = new Map(spec.controls.map((c) => [c.name, c]));
  const constant = (value) => (typeof value === "boolean" ? (value ? "True" : "False") : String(value));
  return spec.call.replace(/\{\{|\}\}|\{(\w+)\}/g, (match, name) => {
    if (!name) return match[0];
    return controls.has(name) ? inPython(controls.get(name), values[name], exact)
      : constant(spec.constants[name]);
  });
}

function link({ spec, values }) {
  const pairs = spec.controls.map((c) => `${c.name}=${toLink(c, values[c.name])}`);
  history.replaceState(history.state, "", `#${spec.name}?${pairs.join("&")}`);
  return navigator.clipboard?.writeText(location.href);
}

/** Take the controls' values from the page's address; true if it speaks of this figure. */
export function readLink(figure) {
  const [name, query] = location.hash.slice(1).split("?");
  if (name !== figure.spec.name || !query) return false;
  for (const pair of query.split("&")) {
    const [key, text] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    const control = figure.controls.get(key);
    try {
      if (control) figure.assign(key, fromLink(control, text));
    } catch { /* a damaged link leaves that control where it is */ }
  }
  return true;
}

/** Show the checksum of what this page computes beside Python's: at the start values, where the
 *  page carries Python's, or at the present ones, where Python can be asked. */
async function checkBits(figure, place) {
  const { spec, source } = figure;
  const values = source.model ? { ...figure.values }
    : Object.fromEntries(spec.controls.map((c) => [c.name, startOf(c)]));
  const sum = ({ arrays, readouts }) => checksum([...spec.arrays.map(({ name }) => arrays[name]),
    Float64Array.from(spec.readouts, ({ name }) => readouts[name])]);
  try {
    const here = sum(await figure.runOnce(values));
    const there = source.model ? sum(await figure.askPython(values)) : source.pythonChecksum;
    place.dataset.same = String(here === there);
    place.textContent = `${here === there ? "The same bits." : "The bits differ."} CRC-32 of all numbers `
      + `at the ${source.model ? "present" : "start"} values: this page ${here}, `
      + `Python ${there}${source.model ? "" : " (when the page was built)"}.`;
  } catch (error) {
    place.dataset.same = "false";
    place.textContent = `The check could not run: ${error.message}`;
  }
  place.hidden = false;
}
