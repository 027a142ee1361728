// Whether the page computes what Python does, bit for bit.

import { startOf } from "./controls.js";
import { el } from "./dom.js";
import { checksum } from "./kernel/checksum.js";

/** A button that holds the bits of some figures against Python's; it stands once on a page. */
export function makeCheck(figures) {
  const told = el("div", { class: "live-bits", "aria-live": "polite" });
  const button = el("button", { type: "button", class: "live-check",
    title: "Compare this page's numbers with Python's" }, "check the bits");
  button.addEventListener("click", async () => {
    const lines = [];
    for (const figure of figures) lines.push(await checkBits(figure, figures.length > 1));
    told.replaceChildren(...lines);
  });
  return el("div", { class: "live-bits-check" }, button, told);
}

/** A paragraph with the checksum of what this page computes beside Python's: at the start values,
 *  where the page carries Python's, or at the present ones, where Python can be asked. */
async function checkBits(figure, named) {
  const { spec, source } = figure;
  const values = source.python ? { ...figure.values }
    : Object.fromEntries(spec.controls.map((c) => [c.name, startOf(c)]));
  const sum = ({ arrays, readouts }) => checksum([...spec.arrays.map(({ name }) => arrays[name]),
    Float64Array.from(spec.readouts, ({ name }) => readouts[name])]);
  const place = el("p");
  const title = named ? `${spec.title}: ` : "";
  try {
    const here = sum(await figure.runOnce(values));
    const there = source.python ? sum(await figure.askPython(values)) : source.pythonChecksum;
    place.dataset.same = String(here === there);
    place.textContent = `${title}${here === there ? "The same bits." : "The bits differ."} CRC-32 of all `
      + `numbers at the ${source.python ? "present" : "start"} values: this page ${here}, `
      + `Python ${there}${source.python ? "" : " (when the page was built)"}.`;
  } catch (error) {
    place.dataset.same = "false";
    place.textContent = `${title}The check could not run: ${error.message}`;
  }
  return place;
}
