// Figures in MyST's directive {anywidget}: a model that can only be read, inside a shadow root.

import { bufferOf } from "./audio.js";
import { makeCheck } from "./bits.js";
import { el, firstSentence } from "./dom.js";
import { DigitGrid } from "./editors/digits.js";
import { LiveFigure } from "./figure.js";
import { checksum } from "./kernel/checksum.js";
import { fromBase85, splitData } from "./kernel/data.js";
import { saveData, savePicture } from "./save.js";

/** Whether the page around is dark: as it says itself, or as the reader's screen is. */
function isDarkPage() {
  const { classList, dataset } = document.documentElement;
  const said = ["light", "dark"].find((name) => dataset.theme === name || classList.contains(name));
  return said ? said === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Follow the page's light and dark; returns what ends that. */
function followPage(look) {
  const screen = matchMedia("(prefers-color-scheme: dark)");
  const theme = new MutationObserver(look);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  screen.addEventListener("change", look);
  look();
  return () => {
    theme.disconnect();
    screen.removeEventListener("change", look);
  };
}

/** anywidget's render with what a module of its own holds: the figure's state and style.  Of the model
 *  it uses `get` and `on` alone; a control's name, where the directive gives it a value, sets its start. */
export function renderInMyst({ model, el: host }, state, style) {
  const { spec } = state;
  const root = el("figure", { class: "live-figure", "data-live-figure": spec.name });
  const [, rest] = firstSentence(spec.caption);
  if (rest) root.append(el("figcaption", {}, rest));
  host.append(el("style", {}, style), root);
  let figure = null;
  const stop = followPage(() => {
    root.classList.toggle("live-dark", isDarkPage());
    if (!figure) return;
    figure.colors = null;
    figure.draw();
  });
  const take = (name) => {
    const value = model.get(name);
    if (value !== undefined && figure && !figure.closed) figure.set(name, value);
  };
  try {
    const module = Uint8Array.from(atob(state.module), (c) => c.charCodeAt(0));
    if (checksum([module]) !== state.moduleSum) throw new Error("its kernel is damaged");
    figure = new LiveFigure(root, { ...state, module, model,
      later: async () => ({ DigitGrid, bufferOf, saveData, savePicture }),
      data: async () => splitData(spec.data, fromBase85(state.data, spec.data.bytes)) });
    figure.toolbar.foot.append(makeCheck([figure]));
    for (const { name, kind } of spec.controls) {
      if (kind !== "button") take(name); // a value would be a click
      model.on(`change:${name}`, () => take(name));
    }
  } catch (error) {
    root.prepend(el("p", { class: "live-problem", role: "alert" },
      `This figure cannot be brought to life here: ${error.message}.`));
  }
  return () => {
    stop();
    figure?.close();
    host.replaceChildren();
  };
}
