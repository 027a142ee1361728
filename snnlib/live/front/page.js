// Where a static page's figures come from: its elements.

import { el } from "./dom.js";
import { LiveFigure } from "./figure.js";
import { checksum } from "./kernel/checksum.js";
import { pageData } from "./kernel/data.js";
import { readLink } from "./toolbar.js";

const script = document.currentScript; // is known only now

/** Bring every live figure of the page to life, each once: the first as soon as it has been read, the
 *  others when that has its frame, and then the text that speaks of them. */
export async function mountAll() {
  const figures = new Map();
  const mount = (root) => figures.set(root.dataset.liveFigure, mountElement(root));
  const first = await firstRoot();
  if (first) {
    mount(first);
    await Promise.race([first.live.settled(), sleep(FIRST_MS)]);
  }
  await isRead();
  for (const root of document.querySelectorAll(FIGURE)) {
    if (root === first) continue;
    mount(root);
    await sleep(0); // the reader's hand comes in between
  }
  const alive = [...figures.values()].filter(Boolean);
  if (!alive.length) return;
  const { enliven, guideHand, makeCheck } = await later();
  enliven(document, (name) => figures.get(name));
  guideHand(alive[0]);
  alive.at(-1).toolbar.foot.append(makeCheck(alive));
}

const FIGURE = "figure[data-live-figure]";
const FIRST_MS = 1000; // for the first figure, which may wait for its numbers

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Resolves as soon as `look()` gives something, which it is asked again at each of some events. */
function when(look, target, ...events) {
  return new Promise((resolve) => {
    const ask = () => {
      const found = look();
      if (!found) return;
      for (const type of events) target.removeEventListener(type, ask, true);
      resolve(found);
    };
    for (const type of events) target.addEventListener(type, ask, true);
    ask();
  });
}

const isRead = () => when(() => document.readyState !== "loading", document, "readystatechange");

/** What the second script brings, as soon as it is there. */
const later = () => when(() => window.liveLater, window, "live-later");

/** The page's first figure, as soon as all of it has been read and its style is there; or undefined. */
async function firstRoot() {
  const root = () => document.querySelector(FIGURE);
  const follows = (node) => node && (node.nextSibling || follows(node.parentNode));
  const styled = () => document.readyState === "complete" // one may be lost
    || [...document.querySelectorAll("link[rel=stylesheet]")].every(({ sheet }) => sheet);
  const reading = new MutationObserver(() => document.dispatchEvent(new Event("live-read")));
  reading.observe(document, { childList: true, subtree: true });
  await when(() => (document.readyState !== "loading" || follows(root())) && styled(),
    document, "live-read", "readystatechange", "load", "error");
  reading.disconnect();
  return root();
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
    const figure = new LiveFigure(root, { ...state, module, later,
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
