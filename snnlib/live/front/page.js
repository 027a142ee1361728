// Where a static page's figures come from: its elements.

import { el } from "./dom.js";
import { LiveFigure } from "./figure.js";
import { checksum } from "./kernel/checksum.js";
import { pageData } from "./kernel/data.js";
import { enliven } from "./text_links.js";
import { makeCheck, readLink } from "./toolbar.js";

const script = document.currentScript; // is known only now

/** Bring every live figure of the page to life, each once, and then the text that speaks of them. */
export function mountAll() {
  const mount = () => {
    const roots = [...document.querySelectorAll("figure[data-live-figure]")];
    const figures = new Map(roots.map((root) => [root.dataset.liveFigure, mountElement(root)]));
    const alive = [...figures.values()].filter(Boolean);
    if (!alive.length) return;
    enliven(document, (name) => figures.get(name));
    alive.at(-1).toolbar.foot.append(makeCheck(alive));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mount);
  else mount();
}

const ACTS = ["wheel", "touchstart", "pointerdown", "keydown"];

/** Scroll to an element, again while what stands above it grows, until the reader does something. */
function keepInSight(root) {
  const size = new ResizeObserver(() => root.scrollIntoView());
  const stop = () => {
    size.disconnect();
    ACTS.forEach((type) => removeEventListener(type, stop, true));
  };
  ACTS.forEach((type) => addEventListener(type, stop, { capture: true, passive: true }));
  size.observe(document.body); // says at once how large it is
  const later = () => setTimeout(stop, 5000);
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}

/** Bring one element to life and return its figure; what goes wrong is said in it, the others go on. */
export function mountElement(root) {
  if (root.live) return null; // the theme may load the scripts of a page twice
  try {
    const state = JSON.parse(root.querySelector("script.live-state").textContent);
    const module = Uint8Array.from(atob(state.module), (c) => c.charCodeAt(0));
    // a wrong byte may lie in a table of numbers, and then the module runs and nothing else tells
    if (checksum([module]) !== state.moduleSum) throw new Error("its kernel is damaged");
    const figure = new LiveFigure(root, { ...state, module,
      data: () => pageData(root, state.spec, script?.src) });
    if (readLink(figure)) keepInSight(root);
    return figure;
  } catch (error) {
    root.live ??= { error, settled: async () => {} };
    root.prepend(el("p", { class: "live-problem", role: "alert" },
      `This figure cannot be brought to life here: ${error.message}.`));
    return null;
  }
}
