// The workbench: a text of equations, its sliders, and what it does.
import { el } from "../dom.js";
import { checksum } from "../kernel/checksum.js";
import { EquationMachine, functionsOfNumbers, MOST_STEPS } from "./machine.js";
import { drawPhasePlane, drawTrace, look } from "./drawn.js";
import { Dimensions, hasUnits } from "./check.js";
import { eventsOf, inputOf } from "./inputs.js";
import { InputPanel, rightSettings, row, shareOf, shownNumber } from "./panel.js";
import { shownUnit } from "./units.js";
import { contractOf } from "./contract.js";
import { makeTools } from "./tools.js";

const NUMBER = /^([A-Za-z_]\w*\s*=\s*)-?\s*(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/;

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

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

export class Workbench {
  /** `source` may have `begin` (text, preset and settings), `changed(state)`, which is told of what
   *  the reader does, and `python(state)`, which resolves with the checksum of the same in Python. */
  constructor(root, { presets, functions, sum }, source = {}) {
    Object.assign(this, { root, presets, source, sum });
    this.functions = functionsOfNumbers(bytesOf(functions));
    this.machine = new EquationMachine(this.functions);
    this.settings = { ...presets[Object.keys(presets)[0]].settings };
    this.error = null;
    Workbench.count = (Workbench.count ?? 0) + 1;
    this.build(`workbench-mistake-${Workbench.count}`);
    if (!this.take(source.begin ?? this.fromLink())) this.choose(Object.keys(presets)[0]);
    root.live = contractOf(this);
    root.dataset.ready = "1";
  }

  build(id) {
    const { presets } = this;
    const groups = Map.groupBy?.(Object.keys(presets), (name) => presets[name].group)
      ?? new Map([["Presets", Object.keys(presets)]]);
    this.preset = el("select", { name: "preset" }, ...[...groups].map(([label, names]) =>
      el("optgroup", { label }, ...names.map((name) => el("option", { value: name }, name)))));
    this.area = el("textarea", { name: "text", rows: 11, spellcheck: "false", autocapitalize: "off",
      autocomplete: "off", "aria-describedby": id });
    this.mistake = el("div", { class: "workbench-mistake", id, role: "status" });
    this.sliders = el("div", { class: "live-controls" });
    this.panel = new InputPanel(this.settings, () => this.run());
    this.canvas = el("canvas", { role: "img", class: "workbench-trace" });
    this.plane = el("canvas", { role: "img", class: "workbench-plane" });
    this.planeTells = el("p", { class: "live-sentence" });
    this.readouts = el("dl", { class: "live-readouts", "aria-live": "polite" });
    this.shown = el("select", { name: "shown" });
    this.root.replaceChildren(
      el("div", { class: "workbench-write" }, row("Begin with", this.preset),
        el("label", { class: "workbench-text" }, el("span", {}, "Equations"), this.area), this.mistake),
      el("div", { class: "workbench-see" }, this.readouts, this.canvas, this.plane, this.planeTells,
        row("Drawn over time", this.shown)),
      el("div", { class: "workbench-parameters" }, el("p", { class: "workbench-head" }, "Parameters"),
        this.sliders),
      this.panel.element, makeTools(this));
    this.preset.addEventListener("change", () => this.choose(this.preset.value));
    this.area.addEventListener("input", () => this.compile());
    this.shown.addEventListener("change", () => this.draw());
    const anew = () => {
      for (const canvas of [this.canvas, this.plane, this.panel.drawing.canvas]) look(canvas);
      this.draw();
      this.panel.drawing.draw();
    };
    this.resized = new ResizeObserver(anew);
    this.resized.observe(this.canvas);
    this.themed = new MutationObserver(anew);
    for (const node of [document.documentElement, document.body]) {
      this.themed.observe(node, { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light"] });
    }
  }

  close() {
    this.resized.disconnect();
    this.themed.disconnect();
    this.root.remove();
  }

  /** Take a preset with its input; what was pinned belongs to another one. */
  choose(name) {
    if (this.pinned) this.root.querySelector(".workbench-tools [aria-pressed]").click();
    this.take({ text: this.presets[name].text, preset: name });
  }

  write(text) {
    this.area.value = text;
    this.compile();
  }

  /** Take a text with its settings; false if there is none. */
  take(state) {
    if (!state) return false;
    const { text, preset, settings } = state;
    this.preset.value = this.presets[preset] ? preset : Object.keys(this.presets)[0];
    Object.assign(this.settings, structuredClone(this.presets[this.preset.value].settings),
      rightSettings(settings ?? {}));
    this.area.rows = Math.min(Math.max(String(text).split("\n").length, 8), 22);
    this.write(String(text).slice(0, 4000));
    return true;
  }

  get state() {
    return { text: this.area.value, preset: this.preset.value, settings: { ...this.settings } };
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
      this.source.changed?.(this.state);
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
      this.parameters = {};
      this.sliders.replaceChildren(...[...text.parameters.keys()].map((name) => {
        const control = el("input", { type: "range", name });
        control.output = el("output");
        control.addEventListener("input", () => this.setParameter(name, Number(control.value)));
        this.parameters[name] = control;
        return row(name, control, control.output);
      }));
    }
    for (const parameter of text.parameters.values()) {
      const control = this.parameters[parameter.name];
      const { low, high, step } = rangeOf(parameter);
      if (document.activeElement !== control) Object.assign(control, { min: low, max: high, step });
      control.value = parameter.number;
      control.output.value = `${shownNumber(parameter.number)} ${parameter.unit}`;
      control.setAttribute("aria-valuetext", control.output.value);
      shareOf(control);
    }
    const variables = [...states.slice(0, text.states.size), ...text.mentioned.has("I") ? ["I"] : []];
    if (variables.join() === this.variables) return;
    this.variables = variables.join();
    this.shown.replaceChildren(...variables.map((name) => el("option", { value: name }, name)));
    // of a synapse the weight has a plot of its own
    if (this.weight) this.shown.value = variables.find((name) => name !== "w");
  }

  /** Whether the text has a weight that spikes change, and other states. */
  get weight() {
    const { text } = this.machine.program;
    return this.synapse && text.states.has("w") && text.states.size > 1;
  }

  get synapse() {
    const { text } = this.machine.program;
    return text.on_pre.length + text.on_post.length > 0;
  }

  /** A slider's number goes into the text, which is all that there is. */
  setParameter(name, value) {
    const parameter = this.machine.program.text.parameters.get(name);
    this.write(withNumber(this.area.value, parameter, value));
  }

  values() {
    const { parameters } = this.machine.program.text;
    return Object.fromEntries([...parameters.values()].map(({ name, number }) => [name, number]));
  }

  run() {
    if (this.error) return;
    const start = performance.now();
    const { settings, machine } = this;
    this.panel.show(machine.program.text, this.presets[this.preset.value].settings.size, this.axis("I"));
    this.input = inputOf(this.functions, settings, MOST_STEPS, settings.dt);
    this.events = this.synapse ? eventsOf(this.functions, settings, MOST_STEPS, settings.dt)
      : new Uint8Array(MOST_STEPS);
    this.frame = machine.run(this.values(), this.input, settings.dt, this.events);
    this.timing = { simulate_ms: performance.now() - start };
    this.summarise();
    this.draw();
    this.source.changed?.(this.state);
  }

  summarise() {
    const { frame, settings } = this;
    const names = this.machine.program.states.slice(0, this.machine.program.text.states.size);
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
    const { threshold } = this.machine.program.text;
    const pairs = this.synapse || threshold ? [["Spikes", String(frame.spikes.length)],
      ["Spikes per second", shownNumber(this.numbers.rate)]] : []; // nothing else can spike
    if (this.synapse) {
      this.numbers.arrivals = this.arrivals().length;
      pairs.unshift(["Arrivals", String(this.numbers.arrivals)]);
    }
    if (frame.states.w && (this.synapse || !threshold)) {
      this.numbers.w = frame.states.w.at(-1);
      pairs.push(["w at the end", shownNumber(this.numbers.w)]);
    }
    if (lost < Infinity) {
      pairs.push(["Diverges", `after ${shownNumber(this.numbers.diverges_at)} ms; take a smaller step`]);
    }
    this.readouts.replaceChildren(...pairs.map(([name, value]) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, value))));
    this.root.classList.remove("live-stale");
  }

  /** The steps in which a spike comes in. */
  arrivals() {
    return [...this.events.keys()].filter((k) => this.events[k] & 1);
  }

  /** Keep the traces of now, to compare with; or forget them.  Returns whether they are kept. */
  pin() {
    this.pinned = this.pinned ? null : { states: { ...this.frame.states, I: this.input }, dt: this.settings.dt };
    this.draw();
    return Boolean(this.pinned);
  }

  trace(name, rows) {
    const values = name === "I" ? this.input : this.frame.states[name];
    const old = this.pinned?.states[name];
    return { values, dt: this.settings.dt, rows, pinned: old && { values: old, dt: this.pinned.dt } };
  }

  /** The traces at once; the phase plane when the page has a moment. */
  draw() {
    if (!this.frame || this.error) return;
    const start = performance.now();
    const names = this.variables.split(",");
    const name = names.includes(this.shown.value) ? this.shown.value : names[0];
    const rows = [["spike", this.frame.spikes]];
    if (this.synapse) rows.push(["input", this.arrivals()]);
    drawTrace(this.canvas, this.trace(name, rows), 240, this.axis(name), name);
    const below = this.weight || names.filter((one) => one !== "I").length > 1;
    if (this.plane.hidden !== !below) {
      this.plane.hidden = !below;
      look(this.plane);
    }
    this.plane.classList.toggle("workbench-weight", this.weight);
    this.planeTells.hidden = !below && !this.synapse;
    if (this.weight) drawTrace(this.plane, this.trace("w"), 200, this.axis("w"), "w");
    this.tellSpikes();
    this.timing.draw_ms = performance.now() - start;
    this.planeDrawn ??= new Promise((resolve) => {
      setTimeout(() => {
        this.planeDrawn = null;
        if (below && !this.weight) this.drawPlane(this.variables.split(",").filter((one) => one !== "I"));
        resolve();
      }, 0);
    });
  }

  tellSpikes() {
    if (this.synapse) {
      this.planeTells.textContent = "Ticks in the upper row: spikes that come in; in the lower row: "
        + `spikes of the neuron.${this.weight ? " Below: the weight w." : ""}`;
    }
  }

  drawPlane(names) {
    if (this.error || names.length < 2) return;
    const [one, two] = names;
    const constant = this.settings.kind === "constant" || !this.variables.split(",").includes("I");
    const labels = [this.axis(one), this.axis(two)];
    const seen = drawPhasePlane(this.plane, this.frame, this.machine, names, this.settings.size, labels);
    const still = (k) => `${names[k]} stands still${seen[k] ? "" : " (nowhere in this plot)"}`;
    this.planeTells.textContent = `Dashed: ${still(0)}. Dotted: ${still(1)}, both under`
      + ` ${constant ? "the input's size" : "a constant input, not the one that is chosen"}`
      + (names.length > 2 ? ", with the other states as after the first step." : ".");
  }

  /** A state's name with its unit. */
  axis(name) {
    const dimension = hasUnits(this.machine.program.text) && this.dimensions.get(name);
    return dimension && !dimension.every((x) => x === 0) ? `${name} (${shownUnit(dimension)})` : name;
  }

  link() {
    const url = new URL(window.location.href);
    const { text, preset, settings } = this.state;
    if (settings.kind !== "drawn") delete settings.drawn;
    url.hash = `workbench=${encodeURIComponent(JSON.stringify({ text, preset, ...settings }))}`;
    window.history.replaceState(null, "", url);
    return url.href;
  }

  fromLink() {
    const [, given] = /^#workbench=(.*)$/.exec(window.location.hash) ?? [];
    if (!given) return null;
    try {
      const { text, preset, ...settings } = JSON.parse(decodeURIComponent(given));
      return { text, preset, settings };
    } catch {
      return null;
    }
  }

  /** The checksum of what the page computes of a text: its states, input, events and spikes. */
  bitsOf({ text, settings }) {
    const machine = new EquationMachine(this.functions);
    machine.compile(text);
    const { text: read, states: names } = machine.program;
    const numbers = [...read.parameters.values()].map(({ name, number }) => [name, number]);
    const input = inputOf(this.functions, settings, MOST_STEPS, settings.dt);
    const synapse = read.on_pre.length + read.on_post.length > 0;
    const events = synapse ? eventsOf(this.functions, settings, MOST_STEPS, settings.dt)
      : new Uint8Array(MOST_STEPS);
    const { states, spikes } = machine.run(Object.fromEntries(numbers), input, settings.dt, events);
    return checksum([...names.map((name) => states[name]), input, Float64Array.from(spikes)]);
  }
}
