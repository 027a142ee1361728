// The workbench: a text of equations, its sliders, and what it does.
import { el } from "../dom.js";
import { EquationMachine, functionsOfNumbers, MOST_STEPS } from "./machine.js";
import { inputOf } from "./inputs.js";
import { drawPhasePlane, drawTrace, look } from "./drawn.js";
import { Dimensions } from "./check.js";
import { shownUnit } from "./units.js";
import { asBrian2, asLatex, asPython, inputInPython } from "./written.js";

const NUMBER = /^([A-Za-z_]\w*\s*=\s*)-?\s*(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/;
const KINDS = { constant: "constant", step: "a step", noise: "noise", poisson: "Poisson pulses" };
const STEPS_MS = ["0.005", "0.01", "0.02", "0.05", "0.1", "0.2"];

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const shownNumber = (value) => String(Number(value.toPrecision(4))).replace("-", "−");

/** The range of a parameter's slider, and its step. */
export function rangeOf({ number, range }) {
  const size = Math.abs(number) || 1;
  const [low, high] = range ?? (number < 0 ? [-2 * size, 0] : [0, 2 * size]);
  return { low: Math.min(low, number), high: Math.max(high, number),
    step: 10 ** Math.floor(Math.log10((high - low) / 100)) };
}

/** A text with another number for one of its parameters. */
export function withNumber(text, { position, offset }, value) {
  const at = offset ?? position;
  return text.slice(0, at) + text.slice(at).replace(NUMBER, (_, head) => head + value);
}

/** Colour a slider up to its thumb. */
function shareOf(control) {
  const share = (control.value - control.min) / (control.max - control.min);
  control.style.setProperty("--share", `${100 * share}%`);
}

/** A label, a control and its value in one row. */
function row(label, control, output = "") {
  return el("label", { class: "live-control" }, el("span", {}, label), output, control);
}

export class Workbench {
  constructor(root, { presets, functions }) {
    this.root = root;
    this.presets = presets;
    this.functions = functionsOfNumbers(bytesOf(functions));
    this.machine = new EquationMachine(this.functions);
    this.settings = { kind: "constant", size: 1, spread: 1, rate: 50, dt: 0.05 };
    this.error = null;
    this.build();
    if (!this.fromLink()) this.choose(Object.keys(presets)[0]);
    root.live = this.contract();
    root.dataset.ready = "1";
  }

  build() {
    const { presets } = this;
    this.preset = el("select", { name: "preset" },
      ...Object.keys(presets).map((name) => el("option", { value: name }, name)));
    this.area = el("textarea", { name: "text", rows: 11, spellcheck: "false", autocapitalize: "off",
      autocomplete: "off", "aria-describedby": "workbench-mistake" });
    this.mistake = el("div", { class: "workbench-mistake", id: "workbench-mistake", role: "status" });
    this.sliders = el("div", { class: "live-controls" });
    this.inputs = el("div", { class: "live-controls" });
    this.canvas = el("canvas", { role: "img", class: "workbench-trace" });
    this.plane = el("canvas", { role: "img", class: "workbench-plane" });
    this.planeTells = el("p", { class: "live-sentence" });
    this.readouts = el("dl", { class: "live-readouts", "aria-live": "polite" });
    this.shown = el("select", { name: "shown" });
    this.said = el("span", { role: "status" });
    const copy = (name, write) => {
      const button = el("button", { type: "button" }, name);
      button.addEventListener("click", () => this.copy(write()));
      return button;
    };
    const { settings } = this;
    const head = (text) => el("p", { class: "workbench-head" }, text);
    this.root.replaceChildren(
      el("div", { class: "workbench-write" }, row("Begin with", this.preset),
        el("label", { class: "workbench-text" }, el("span", {}, "Equations"), this.area), this.mistake),
      el("div", { class: "workbench-see" }, this.readouts, this.canvas, this.plane, this.planeTells,
        row("Drawn over time", this.shown)),
      el("div", { class: "workbench-parameters" }, head("Parameters"), this.sliders),
      el("div", { class: "workbench-input" }, head("Input I"), this.inputs),
      el("div", { class: "workbench-tools" },
        copy("Copy as Python", () => asPython(this.area.value, {},
          inputInPython(settings), settings.dt, MOST_STEPS)),
        copy("as Brian2", () => asBrian2(this.machine.program, this.values(), settings.size)),
        copy("as LaTeX", () => asLatex(this.machine.program)),
        copy("Link to this moment", () => this.link()), this.said),
    );
    this.preset.addEventListener("change", () => this.choose(this.preset.value));
    this.area.addEventListener("input", () => this.compile());
    this.shown.addEventListener("change", () => this.draw());
    const anew = () => {
      look(this.canvas);
      look(this.plane);
      this.draw();
    };
    new ResizeObserver(anew).observe(this.canvas);
    const theme = { attributes: true, attributeFilter: ["data-theme"] };
    new MutationObserver(anew).observe(document.documentElement, theme);
    this.buildInputs();
  }

  buildInputs() {
    const { settings } = this;
    this.controls = {};
    const select = (name, label, options) => {
      const control = el("select", { name }, ...Object.entries(options).map(([value, text]) =>
        el("option", { value }, text)));
      control.addEventListener("change", () => {
        settings[name] = name === "dt" ? Number(control.value) : control.value;
        this.run();
      });
      this.controls[name] = control;
      return row(label, control);
    };
    const slider = (name, label) => {
      const control = el("input", { type: "range", name });
      const output = el("output");
      control.addEventListener("input", () => {
        settings[name] = Number(control.value);
        this.run();
      });
      this.controls[name] = control;
      control.output = output;
      return row(label, control, output);
    };
    this.inputs.append(select("kind", "Kind", KINDS), slider("size", "Size"),
      slider("spread", "Spread of the noise"), slider("rate", "Pulses per second"),
      select("dt", "Time step (ms)", Object.fromEntries(STEPS_MS.map((dt) => [dt, dt]))));
  }

  /** Take a preset with its input. */
  choose(name) {
    const { text, size, dt } = this.presets[name];
    this.preset.value = name;
    Object.assign(this.settings, { kind: "constant", size, spread: size / 2, rate: 50, dt });
    this.area.value = text;
    this.compile();
  }

  /** Read the text anew; where it has a mistake, say so and keep what was there. */
  compile() {
    const start = performance.now();
    this.error = null;
    try {
      this.machine.compile(this.area.value);
    } catch (error) {
      if (error.position === undefined) throw error;
      this.tell(error);
      return;
    }
    this.mistake.replaceChildren();
    this.area.removeAttribute("aria-invalid");
    this.dimensions = new Dimensions(this.machine.program.text).infer().of;
    this.buildSliders();
    this.run();
    this.compileMs = performance.now() - start;
  }

  tell(error) {
    const before = this.area.value.slice(0, error.offset);
    const line = before.split("\n").length;
    const begin = before.lastIndexOf("\n") + 1;
    const words = `Line ${line}: ${error.message}.`;
    this.error = words;
    const text = this.area.value.slice(begin).split("\n")[0];
    this.mistake.replaceChildren(el("p", {}, words),
      el("pre", { "aria-hidden": "true" }, `${text}\n${" ".repeat(error.offset - begin)}^`));
    this.area.setAttribute("aria-invalid", "true");
    this.root.classList.add("live-stale");
  }

  buildSliders() {
    const { text, states } = this.machine.program;
    const names = [...text.parameters.keys()].join();
    if (names !== this.names) {
      this.names = names;
      this.sliders.replaceChildren(...[...text.parameters.keys()].map((name) => {
        const control = el("input", { type: "range", name });
        control.output = el("output");
        control.addEventListener("input", () => this.setParameter(name, Number(control.value)));
        this.controls[`p:${name}`] = control;
        return row(name, control, control.output);
      }));
    }
    for (const parameter of text.parameters.values()) {
      const control = this.controls[`p:${parameter.name}`];
      const { low, high, step } = rangeOf(parameter);
      if (document.activeElement !== control) Object.assign(control, { min: low, max: high, step });
      control.value = parameter.number;
      control.output.value = `${shownNumber(parameter.number)} ${parameter.unit}`;
      control.setAttribute("aria-valuetext", control.output.value);
      shareOf(control);
    }
    const variables = states.slice(0, text.states.size).join();
    if (variables !== this.variables) {
      this.variables = variables;
      this.shown.replaceChildren(...variables.split(",").map((name) =>
        el("option", { value: name }, name)));
    }
  }

  /** A slider's number goes into the text, which is all that there is. */
  setParameter(name, value) {
    const parameter = this.machine.program.text.parameters.get(name);
    this.area.value = withNumber(this.area.value, parameter, value);
    this.compile();
  }

  values() {
    const { parameters } = this.machine.program.text;
    return Object.fromEntries([...parameters.values()].map(({ name, number }) => [name, number]));
  }

  run() {
    if (this.error) return;
    const start = performance.now();
    const { settings, controls } = this;
    const most = 4 * (Math.abs(this.presets[this.preset.value].size) || 1);
    Object.assign(controls.size, { min: -most / 4, max: most, step: most / 400 });
    Object.assign(controls.spread, { min: 0, max: most / 2, step: most / 400 });
    Object.assign(controls.rate, { min: 1, max: 1000, step: 1 });
    for (const [name, value] of Object.entries(settings)) {
      controls[name].value = String(value);
      if (controls[name].output) {
        controls[name].output.value = shownNumber(value);
        shareOf(controls[name]);
      }
    }
    controls.spread.parentElement.hidden = settings.kind !== "noise";
    controls.rate.parentElement.hidden = settings.kind !== "poisson";
    this.input = inputOf(this.functions, settings, MOST_STEPS, settings.dt);
    this.frame = this.machine.run(this.values(), this.input, settings.dt);
    this.timing = { simulate_ms: performance.now() - start };
    this.summarise();
    this.draw();
  }

  summarise() {
    const { frame, settings } = this;
    const names = this.variables.split(",");
    let lost = Infinity;
    for (const name of names) {
      const at = frame.states[name].findIndex((x) => !Number.isFinite(x));
      if (at >= 0) lost = Math.min(lost, at);
    }
    this.numbers = {
      spikes: frame.spikes.length,
      rate: frame.spikes.length / (MOST_STEPS * settings.dt) * 1000,
      diverges_at: lost < Infinity ? (lost + 1) * settings.dt : NaN,
    };
    const pairs = [["Spikes", String(frame.spikes.length)],
      ["Spikes per second", shownNumber(this.numbers.rate)]];
    if (lost < Infinity) {
      pairs.push(["Diverges", `after ${shownNumber(this.numbers.diverges_at)} ms; take a smaller step`]);
    }
    this.readouts.replaceChildren(...pairs.map(([name, value]) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, value))));
    this.root.classList.remove("live-stale");
  }

  /** The trace at once; the phase plane when the page has a moment. */
  draw() {
    if (!this.frame || this.error) return;
    const start = performance.now();
    const names = this.variables.split(",");
    const name = names.includes(this.shown.value) ? this.shown.value : names[0];
    drawTrace(this.canvas, this.frame, this.axis(name), name, this.settings.dt);
    if (this.plane.hidden !== names.length < 2) {
      this.plane.hidden = this.planeTells.hidden = names.length < 2;
      look(this.plane);
    }
    this.timing.draw_ms = performance.now() - start;
    this.planeDrawn ??= new Promise((resolve) => {
      setTimeout(() => {
        this.planeDrawn = null;
        this.drawPlane(this.variables.split(","));
        resolve();
      }, 0);
    });
  }

  drawPlane(names) {
    if (this.error || names.length < 2) return;
    const [one, two] = names;
    this.planeTells.textContent = `Dashed: ${one} stands still. Dotted: ${two} stands still, both under`
      + " the input's size"
      + (names.length > 2 ? ", with the other states as after the first step." : ".");
    const labels = [this.axis(one), this.axis(two)];
    drawPhasePlane(this.plane, this.frame, this.machine, names, this.settings.size, labels);
  }

  /** A state's name with its unit. */
  axis(name) {
    const dimension = this.dimensions.get(name);
    return dimension && !dimension.every((x) => x === 0) ? `${name} (${shownUnit(dimension)})` : name;
  }

  link() {
    const state = JSON.stringify({ text: this.area.value, preset: this.preset.value, ...this.settings });
    const url = new URL(window.location.href);
    url.hash = `workbench=${encodeURIComponent(state)}`;
    window.history.replaceState(null, "", url);
    return url.href;
  }

  fromLink() {
    const [, given] = /^#workbench=(.*)$/.exec(window.location.hash) ?? [];
    if (!given) return false;
    try {
      const { text, preset, ...settings } = JSON.parse(decodeURIComponent(given));
      this.preset.value = this.presets[preset] ? preset : Object.keys(this.presets)[0];
      for (const [name, value] of Object.entries(settings)) {
        const right = name === "kind" ? value in KINDS : Number.isFinite(value);
        if (name in this.settings && right) this.settings[name] = value;
      }
      this.area.value = String(text).slice(0, 4000);
    } catch {
      return false;
    }
    this.compile();
    return true;
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.said.textContent = "Copied.";
    } catch {
      this.said.textContent = "";
      this.mistake.replaceChildren(el("pre", {}, text)); // to be copied by hand
    }
  }

  /** What tests, and the text of a page, move and read. */
  contract() {
    const numbers = { size: 1, spread: 1, rate: 1, dt: 1 };
    const bench = this;
    return {
      describe: () => ({
        controls: [{ name: "text", kind: "text" },
          { name: "preset", kind: "select", options: Object.keys(this.presets) },
          { name: "kind", kind: "select", options: Object.keys(KINDS) },
          ...Object.keys(numbers).map((name) => ({ name, kind: "range" }))],
        arrays: [...this.machine.program.states, "input", "spikes"].map((name) => ({ name })),
        readouts: Object.keys(this.numbers).map((name) => ({ name })),
      }),
      set: (name, value) => {
        if (name === "preset") this.choose(value);
        else if (name === "text") {
          this.area.value = value;
          this.compile();
        } else if (name in this.settings) {
          this.settings[name] = name in numbers ? Number(value) : value;
          this.run();
        } else if (this.machine.program.text.parameters.has(name)) this.setParameter(name, value);
        else throw new Error(`there is no control ${name}`);
      },
      get: (name) => ({ text: this.area.value, preset: this.preset.value, ...this.values(),
        ...this.settings })[name],
      settled: async () => { await this.planeDrawn; },
      read: (name) => ({ ...this.frame.states, input: this.input,
        spikes: Float64Array.from(this.frame.spikes) })[name].slice(),
      readouts: () => ({ ...this.numbers }),
      code: () => ({ brian2: asBrian2(this.machine.program, this.values(), this.settings.size),
        latex: asLatex(this.machine.program),
        python: asPython(this.area.value, {}, inputInPython(this.settings), this.settings.dt, MOST_STEPS) }),
      get error() {
        return bench.error;
      },
      get timing() {
        return { ...bench.timing, compile_ms: bench.compileMs };
      },
    };
  }
}

/** Bring every workbench of the page to life; the style sheet is for it alone. */
export function mountWorkbenches(style) {
  document.head.append(el("style", {}, style));
  for (const root of document.querySelectorAll("[data-workbench]:not([data-ready])")) {
    const given = JSON.parse(root.querySelector("script").textContent);
    root.workbench = new Workbench(root, given);
  }
}
