// Where figures come from: the elements of a static page, or a widget's model in Jupyter.

import { isDrawn, normalise, sameValue } from "./controls.js";
import { el } from "./dom.js";
import { LiveFigure } from "./figure.js";
import { readLink } from "./tools.js";
import { enliven } from "./touches.js";

/** Bring every live figure of the page to life, each once, and then the text that speaks of them. */
export function mountAll() {
  const mount = () => {
    const roots = [...document.querySelectorAll("figure[data-live-figure]")];
    const figures = new Map(roots.map((root) => [root.dataset.liveFigure, mountElement(root)]));
    if ([...figures.values()].some(Boolean)) enliven(document, (name) => figures.get(name));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mount);
  else mount();
}

/** Bring one element to life and return its figure; what goes wrong is said in it, the others go on. */
export function mountElement(root) {
  if (root.live) return null; // the theme may load a page's scripts twice
  try {
    const state = JSON.parse(root.querySelector("script.live-state").textContent);
    const module = Uint8Array.from(atob(state.module), (c) => c.charCodeAt(0));
    // a page without a kernel has nothing to run, and nobody to ask
    if (!module.length) throw new Error("its kernel is missing");
    const figure = new LiveFigure(root, { ...state, module });
    if (readLink(figure)) root.scrollIntoView();
    return figure;
  } catch (error) {
    root.live ??= { error, settled: async () => {} };
    root.prepend(el("p", { class: "live-problem", role: "alert" },
      `This figure cannot be brought to life here: ${error.message}.`));
    return null;
  }
}

/** A control's value in a widget's model, where drawn curves travel as bytes. */
function fromModel(model, control) {
  const value = model.get(control.name);
  if (control.kind === "range") return normalise(control, value);
  if (!isDrawn(control)) return value;
  if (Array.isArray(value)) return Float64Array.from(value);
  return new Float64Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
}

/** anywidget's render: the same figure, its controls tied to the widget's traits. */
export function renderInJupyter({ model, el: host }) {
  const spec = model.get("_spec");
  const bytes = model.get("_module");
  const root = el("figure", { "data-live-figure": spec.name });
  if (spec.caption) root.append(el("figcaption", {}, spec.caption));
  host.append(root);
  let timer = null;
  const push = () => {
    timer = null;
    model.save_changes();
  };
  const figure = new LiveFigure(root, {
    spec,
    module: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    model,
    values: Object.fromEntries(spec.controls.map((c) => [c.name, fromModel(model, c)])),
    changed(name, value) {
      model.set(name, value instanceof Float64Array ? new DataView(value.slice().buffer) : value);
      timer ??= setTimeout(push, spec.pushMs);
    },
  });
  const note = model.get("_no_browser");
  if (note) root.append(el("p", { class: "live-note" }, `Computed in Python: ${note}.`));
  const listeners = spec.controls.map((control) => {
    const listen = () => {
      const value = fromModel(model, control);
      if (!sameValue(figure.values[control.name], value)) figure.assign(control.name, value, false);
    };
    model.on(`change:${control.name}`, listen);
    return () => model.off(`change:${control.name}`, listen);
  });
  return () => {
    listeners.forEach((remove) => remove());
    if (timer) {
      clearTimeout(timer);
      push();
    }
    figure.close();
    root.remove();
  };
}
