// The controls of the workbench's input: a current, spikes on either side, and the time step.
import { el } from "../dom.js";
import { DrawnInput } from "./drawing.js";
import { look } from "./drawn.js";
import { DRAWN_POINTS, KINDS, PATTERNS } from "./inputs.js";
import { MOST_STEPS } from "./machine.js";

const STEPS_MS = ["0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"];
/** Settings that are numbers. */
export const NUMBERS = ["size", "spread", "rate", "apart", "pre_rate", "post_rate", "dt"];
const CHOICES = { kind: KINDS, pattern: PATTERNS };

export const shownNumber = (value) => String(Number(value.toPrecision(4))).replace("-", "−");

/** Colour a slider up to its thumb. */
export function shareOf(control) {
  const share = (control.value - control.min) / (control.max - control.min);
  control.style.setProperty("--share", `${100 * share}%`);
}

/** A label, a control and its value in one row. */
export function row(label, control, output = "") {
  return el("label", { class: "live-control" }, el("span", {}, label), output, control);
}

/** What is right of some settings, the rest being left out. */
export function rightSettings(given) {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => {
    if (name in CHOICES) return Object.hasOwn(CHOICES[name], value);
    if (name === "drawn") {
      return Array.isArray(value) && value.length === DRAWN_POINTS && value.every(Number.isFinite);
    }
    const low = name === "dt" || name === "pre_rate" ? 1e-3 : -Infinity;
    return NUMBERS.includes(name) && Number.isFinite(value) && value >= low;
  }));
}

/** The panel; `changed()` is called when one of the `settings` has been set. */
export class InputPanel {
  constructor(settings, changed) {
    this.settings = settings;
    this.changed = changed;
    this.controls = {};
    this.drawing = new DrawnInput((points) => {
      settings.drawn = points;
      changed();
    });
    const head = (text) => el("p", { class: "workbench-head" }, text);
    this.current = el("div", {}, head("Input I"), el("div", { class: "live-controls" },
      this.select("kind", "Kind", Object.entries(KINDS)), this.slider("size", "Size"),
      this.slider("spread", "Spread of the noise"), this.slider("rate", "Pulses per second")),
    this.drawing.element);
    this.spikes = el("div", {}, head("Spikes"), el("div", { class: "live-controls" },
      this.select("pattern", "They come", Object.entries(PATTERNS)),
      this.slider("apart", "From arrival to spike (ms)"),
      this.slider("pre_rate", "Arrivals per second"), this.slider("post_rate", "Spikes per second")));
    this.element = el("div", { class: "workbench-input" }, this.current, this.spikes,
      el("div", { class: "live-controls workbench-step" },
        this.select("dt", "Time step (ms)", STEPS_MS.map((dt) => [dt, dt]))));
  }

  select(name, label, options) {
    const control = el("select", { name }, ...options.map(([value, text]) =>
      el("option", { value }, text)));
    control.addEventListener("change", () => {
      this.settings[name] = name === "dt" ? Number(control.value) : control.value;
      this.changed();
    });
    this.controls[name] = control;
    return row(label, control);
  }

  slider(name, label) {
    const control = el("input", { type: "range", name });
    control.output = el("output");
    control.addEventListener("input", () => {
      this.settings[name] = Number(control.value);
      this.changed();
    });
    this.controls[name] = control;
    return row(label, control, control.output);
  }

  /** Show the settings, as far as the text has use for them; `size` is about that of the input,
   *  `label` its name with the unit, as in "I (nA)". */
  show(text, size, label) {
    const { settings, controls } = this;
    for (const [name, words] of [["size", "Size"], ["spread", "Spread of the noise"]]) {
      controls[name].parentElement.firstChild.textContent = words + label.slice(1);
    }
    const most = 4 * (Math.abs(size) || 1);
    const { kind, pattern, dt } = settings;
    if (kind === "drawn" && !settings.drawn.length) {
      settings.drawn = new Array(DRAWN_POINTS).fill(settings.size);
    }
    Object.assign(controls.size, { min: -most / 4, max: most, step: most / 400 });
    Object.assign(controls.spread, { min: 0, max: most / 2, step: most / 400 });
    Object.assign(controls.rate, { min: 1, max: 1000, step: 1 });
    Object.assign(controls.apart, { min: -100, max: 100, step: 1 });
    Object.assign(controls.pre_rate, { min: 1, max: 100, step: 1 });
    Object.assign(controls.post_rate, { min: 0, max: 100, step: 1 });
    for (const [name, control] of Object.entries(controls)) {
      control.value = String(settings[name]);
      if (!control.output) continue;
      control.output.value = shownNumber(settings[name]);
      shareOf(control);
    }
    const hide = (name, hidden) => { controls[name].parentElement.hidden = hidden; };
    const synapse = text.on_pre.length + text.on_post.length > 0;
    this.current.hidden = synapse && !text.mentioned.has("I");
    this.spikes.hidden = !synapse;
    hide("size", kind === "drawn");
    hide("spread", kind !== "noise");
    hide("rate", kind !== "poisson");
    hide("apart", pattern !== "pairs" || text.threshold !== null);
    hide("post_rate", pattern === "pairs" || text.threshold !== null);
    if (this.drawing.element.hidden !== (kind !== "drawn")) {
      this.drawing.element.hidden = kind !== "drawn";
      look(this.drawing.canvas);
    }
    if (kind === "drawn") this.drawing.show(settings.drawn, [-most / 4, most], MOST_STEPS * dt, label);
  }
}
