// A figure's tools: reset, pin, a link to this moment, the line for Python, files to save, the bits.

import { fromLink, inPython, startOf, toLink } from "./controls.js";
import { el, tool } from "./dom.js";
import { makeSoundButtons } from "./sound.js";

const SAID_MS = 1500; // how long a button says what it has done

/** `{tools, foot, update()}`: the row at the figure's head, what stands below the figure, and a
 *  function that writes the line for the present values. */
export function makeToolbar(figure) {
  const call = el("code", { tabindex: "0" });
  const line = el("div", { class: "live-call", hidden: true }, el("span", {}, "the same in Python"), call,
    tool("copy", "copy", "Copy this line", (node) => {
      getSelection().selectAllChildren(call);
      say(figure, node, navigator.clipboard?.writeText(call.textContent), "selected");
    }));
  const tools = el("div", { class: "live-tools" },
    tool("reset", "reset", "All controls back to their start", () => {
      figure.reset();
      // a reload would bring the old state back
      if (isLinked(figure)) history.replaceState(history.state, "", location.pathname + location.search);
    }),
    tool("pin", "pin", "Keep the present curves to compare with",
      (node) => node.setAttribute("aria-pressed", String(figure.pin())), { "aria-pressed": "false" }),
    // a widget in a notebook has no page of its own to link to
    ...figure.source.model ? [] : [tool("link", "link to this moment",
      "Put the controls into the page's address", (node) => say(figure, node, link(figure), "in the address bar"))],
    tool("code", "the same in Python", "The call that gives the same numbers in Python", (node) => {
      line.hidden = !line.hidden;
      node.setAttribute("aria-expanded", String(!line.hidden));
    }, { "aria-expanded": "false" }),
    tool("picture", "save the picture", "Save the figure as it stands (PNG)",
      async () => (await figure.source.later()).savePicture(figure)),
    tool("data", "save the data", "Save its numbers (CSV)",
      async () => (await figure.source.later()).saveData(figure)));
  return {
    tools,
    foot: el("div", { class: "live-foot" }, ...makeSoundButtons(figure), line),
    update() { call.textContent = callFor(figure.spec, figure.values); },
  };
}

/** Say on a button whether the clipboard took the text (it does so on secure pages only). */
async function say(figure, node, copying, otherwise) {
  let words = otherwise;
  try {
    if (copying) {
      await copying;
      words = "copied";
    }
  } catch { /* then it is said otherwise */ }
  node.dataset.said = figure.spoken.textContent = words;
  clearTimeout(node.saying);
  node.saying = setTimeout(() => delete node.dataset.said, SAID_MS);
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

/** Whether the page's address speaks of the figure. */
function isLinked({ spec, source }) {
  return !source.model && location.hash.startsWith(`#${spec.name}?`);
}

/** Take the controls' values from the page's address; true if it speaks of this figure. */
export function readLink(figure) {
  if (!isLinked(figure)) return false;
  const query = location.hash.slice(figure.spec.name.length + 2);
  if (!query) return false;
  for (const pair of query.split("&")) {
    const [key, text] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    const control = figure.controls.get(key);
    try {
      if (control) figure.assign(key, fromLink(control, text));
    } catch { /* a damaged link leaves that control where it is */ }
  }
  return true;
}
