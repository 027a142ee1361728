// An element that is a control's slider: its role, its value in words, its keys.

import { inWords } from "../controls.js";

/** Make `node` a slider of a figure's control; returns what brings it up to date.  Arrows up and down
 *  move the control `down` instead, if there is one. */
export function makeSlider(node, figure, control, name = control.label, down = null) {
  const attributes = { role: "slider", tabindex: "0", "aria-label": name,
    "aria-valuemin": control.min, "aria-valuemax": control.max, "data-control": control.name };
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
    const ends = { Home: control.min, End: control.max };
    if (down && /Up|Down/.test(event.key)) {
      figure.set(down.name, figure.values[down.name] - steps[event.key] * down.step);
    } else if (event.key in steps) {
      figure.set(control.name, figure.values[control.name] + steps[event.key] * control.step);
    } else if (event.key in ends) figure.set(control.name, ends[event.key]);
    else return;
    event.preventDefault();
  });
  return () => {
    const value = figure.values[control.name];
    const words = [control, down].filter(Boolean).map((one) => inWords(one, figure.values[one.name])).join(", ");
    node.setAttribute("aria-valuenow", value);
    node.setAttribute("aria-valuetext", words);
    return words;
  };
}
