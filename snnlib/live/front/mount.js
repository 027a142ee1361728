// Where figures come from: the elements of a static page, or a widget's model in Jupyter.

import { el } from "./plot.js";
import { normalise } from "./controls.js";
import { LiveFigure } from "./figure.js";

/** Bring every live figure of the page to life, each once. */
export function mountAll() {
  const mount = () => document.querySelectorAll("figure[data-live-figure]").forEach(mountElement);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mount);
  else mount();
}

function mountElement(root) {
  if (root.live) return; // the theme may load a page's scripts twice
  const state = JSON.parse(root.querySelector("script.live-state").textContent);
  const module = Uint8Array.from(atob(state.module), (c) => c.charCodeAt(0));
  const figure = new LiveFigure(root, { ...state, module });
  if (figure.readLink()) root.scrollIntoView();
}

/** anywidget's render: the same figure, its controls tied to the widget's traits. */
export function renderInJupyter({ model, el: host }) {
  const spec = model.get("_spec");
  const bytes = model.get("_module");
  const module = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fromModel = (control) => {
    const value = model.get(control.name);
    if (control.kind !== "curve") return value;
    if (Array.isArray(value)) return Float64Array.from(value);
    return new Float64Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
  };
  let timer = null;
  const push = () => { timer = null; model.save_changes(); };
  const root = el("figure", { "data-live-figure": spec.name });
  if (spec.caption) root.append(el("figcaption", {}, spec.caption));
  host.append(root);
  const figure = new LiveFigure(root, {
    spec,
    module,
    model,
    values: Object.fromEntries(spec.controls.map((c) => [c.name, fromModel(c)])),
    changed(name, value) {
      model.set(name, value instanceof Float64Array ? new DataView(value.slice().buffer) : value);
      timer ??= setTimeout(push, spec.pushMs);
    },
  });
  const note = model.get("_no_browser");
  if (note) root.append(el("p", { class: "live-problem" }, `Computed in Python: ${note}.`));
  const listeners = spec.controls.map((control) => {
    const listen = () => {
      const value = fromModel(control);
      const own = control.kind === "range" ? normalise(control, value) : value;
      figure.assign(control.name, own, false);
    };
    model.on(`change:${control.name}`, listen);
    return () => model.off(`change:${control.name}`, listen);
  });
  return () => {
    listeners.forEach((remove) => remove());
    clearTimeout(timer);
    figure.close();
  };
}
