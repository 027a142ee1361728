// The workbench's buttons: copy it out, pin, save, link, check the bits.
import { el } from "../dom.js";
import { MOST_STEPS } from "./machine.js";
import { asBrian2, asLatex, asPython } from "./written.js";

/** The row of buttons, with what they say. */
export function makeTools(bench) {
  const said = el("span", { role: "status" });
  const told = el("div", { class: "live-bits", "aria-live": "polite" });
  const say = (words) => { said.textContent = words; };
  const button = (name, act, attributes = {}) => {
    const node = el("button", { type: "button", ...attributes }, name);
    node.addEventListener("click", () => act(node));
    return node;
  };
  const copy = (name, write) => button(name, async () => {
    if (bench.area.hasAttribute("aria-invalid")) {
      say("The text has a mistake; nothing was copied.");
      return;
    }
    const text = write();
    try {
      await navigator.clipboard.writeText(text);
      say("Copied.");
    } catch {
      say("");
      bench.mistake.replaceChildren(el("pre", {}, text)); // to be copied by hand
    }
  });
  return el("div", { class: "workbench-tools" },
    copy("Copy as Python", () => asPython(bench.area.value, bench.machine.program.text, bench.settings,
      MOST_STEPS)),
    copy("as Brian2", () => asBrian2(bench.machine.program, bench.area.value, bench.settings)),
    copy("as LaTeX", () => asLatex(bench.machine.program)),
    // a widget in a notebook has no page of its own to link to
    ...bench.source.changed ? [] : [copy("Link to this moment", () => bench.link())],
    button("Pin the curve", (node) => node.setAttribute("aria-pressed", String(bench.pin())),
      { "aria-pressed": "false", title: "Keep the present curve, dotted, to compare with" }),
    button("Save the picture", () => savePicture(bench), { title: "Save the plots as they stand (PNG)" }),
    button("Check the bits", async () => told.replaceChildren(await checkBits(bench)),
      { title: "Compare this page's numbers with Python's" }),
    said, told);
}

/** A sentence with the checksum of what this page computes beside Python's. */
async function checkBits(bench) {
  const { presets, source, sum } = bench;
  const first = Object.keys(presets)[0];
  const state = source.python ? bench.state : presets[first];
  const place = el("p");
  try {
    const here = bench.bitsOf(state);
    const there = source.python ? await source.python(state) : sum;
    place.dataset.same = String(here === there);
    place.textContent = `${here === there ? "The same bits." : "The bits differ."} CRC-32 of all numbers of `
      + `${source.python ? "the present text" : `the preset ${first}`}: this page ${here}, Python ${there}`
      + `${source.python ? "" : " (when the page was built)"}.`;
  } catch (error) {
    place.dataset.same = "false";
    place.textContent = `The check could not run: ${error.message}`;
  }
  return place;
}

/** The plots, one below the other, as a file. */
function savePicture({ canvas, plane, root }) {
  const shown = [canvas, plane].filter((one) => !one.hidden);
  const whole = el("canvas", { width: canvas.width, height: shown.reduce((sum, one) => sum + one.height, 0) });
  const context = whole.getContext("2d");
  context.fillStyle = getComputedStyle(root).getPropertyValue("--live-paper");
  context.fillRect(0, 0, whole.width, whole.height);
  let top = 0;
  for (const one of shown) {
    context.drawImage(one, 0, top);
    top += one.height;
  }
  whole.toBlob((blob) => {
    const url = URL.createObjectURL(blob);
    el("a", { href: url, download: "workbench.png" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
}
