// A live figure: controls, the kernel, the plots, and what a page or a test can ask of them.

import { copyOf, fromLink, inPython, normalise, sameValue, toLink } from "./controls.js";
import { KernelHost, PythonHost, WorkerHost } from "./kernel_host.js";
import { checksum } from "./checksum.js";
import { readoutText } from "./scales.js";
import { el, Plot } from "./plot.js";
import { makeInput } from "./inputs.js";

const BEFORE_FOLD = 5; // controls that are always in sight
const ANNOUNCE_MS = 500; // a screen reader hears new numbers no more often than this

export class LiveFigure {
  /**
   * @param {HTMLElement} root where the figure goes; it gets the property `live`
   * @param source `{spec, module, values?, model?, pythonChecksum?, changed?(name, value)}`
   */
  constructor(root, source) {
    this.root = root;
    this.source = source;
    this.spec = source.spec;
    this.controls = new Map(this.spec.controls.map((c) => [c.name, c]));
    this.values = {};
    for (const c of this.spec.controls) {
      this.values[c.name] = c.kind === "curve" ? Float64Array.from(c.default) : c.default;
    }
    Object.assign(this.values, source.values ?? {});
    this.wanted = 0;
    this.done = 0;
    this.waiters = [];
    this.timing = { simulate_ms: 0, draw_ms: 0, blocked_ms: 0 };
    this.cleanups = [];
    this.build();
    root.live = this.publicFace();
    this.ready = this.start();
  }

  /** The contract of every live figure. */
  publicFace() {
    const figure = this;
    return {
      describe: () => structuredClone({ controls: this.spec.controls,
        arrays: this.spec.arrays, readouts: this.spec.readouts }),
      set: (name, value) => this.set(name, value),
      get: (name) => copyOf(this.values[this.control(name).name]),
      settled: () => this.settled(),
      read: (name) => {
        if (!this.spec.arrays.some((a) => a.name === name)) throw new Error(`no array "${name}"`);
        return this.frame.arrays[name].slice();
      },
      readouts: () => ({ ...this.frame.readouts }),
      get timing() { return { ...figure.timing }; },
      get error() { return figure.error ?? null; },
    };
  }

  control(name) {
    const control = this.controls.get(name);
    if (!control) {
      throw new Error(`figure "${this.spec.name}" has no control "${name}"; it has ${
        [...this.controls.keys()].join(", ")}`);
    }
    return control;
  }

  /** Give a control a value as if the reader had done it. */
  set(name, value) {
    const control = this.control(name);
    this.assign(name, normalise(control, value, this.values[name]));
  }

  assign(name, value, tell = true) {
    if (!sameValue(this.values[name], value)) {
      this.values[name] = value;
      if (tell) this.source.changed?.(name, value);
    }
    this.inputs.get(name).show(value);
    this.showCall();
    this.request();
  }

  settled() {
    if (this.done >= this.wanted) return Promise.resolve();
    return new Promise((resolve) => { this.waiters.push([this.wanted, resolve]); });
  }

  // ── computing and drawing ──────────────────────────────────────────────

  async start() {
    try {
      const { module, model } = this.source;
      if (!module.length) this.host = new PythonHost(model, this.spec);
      else if (this.spec.slices > 1) {
        this.host = await WorkerHost.create(module, this.spec, (share) => this.showProgress(share));
      } else this.host = await KernelHost.create(module, this.spec);
      if (this.closed) this.host.close();
    } catch (error) {
      this.broken = true;
      this.fail(error);
    }
    this.wanted += 1;
    await this.makeFrame();
  }

  /** Ask for a new frame; many requests before the next repaint make one. */
  request() {
    this.wanted += 1;
    if (this.broken) this.done = this.wanted; // there is nothing to wait for
    if (this.scheduled || !this.host || this.broken) return;
    this.scheduled = true;
    let run = () => {
      run = () => {};
      this.scheduled = false;
      this.makeFrame();
    };
    // a page in the background gets no animation frames, but its figures settle all the same
    if (!document.hidden) requestAnimationFrame(() => run());
    setTimeout(() => run(), document.hidden ? 0 : 100);
  }

  async makeFrame() {
    const ticket = this.wanted;
    try {
      if (!this.broken && !await this.compute(ticket)) return;
    } catch (error) {
      this.fail(error);
    }
    if (this.done < ticket) this.done = ticket;
    this.waiters = this.waiters.filter(([wanted, resolve]) => {
      if (wanted <= this.done) resolve();
      return wanted > this.done;
    });
  }

  /** Compute and draw; false if a newer request, which will answer for this one, overtook it. */
  async compute(ticket) {
    const began = performance.now();
    const values = Object.fromEntries(Object.entries(this.values).map(([k, v]) => [k, copyOf(v)]));
    let frame = this.host.run(values);
    const waited = frame instanceof Promise;
    if (waited) frame = await frame;
    if (!frame || this.closed || ticket < this.done) return false;
    const drawing = performance.now();
    this.error = null;
    this.problem.hidden = true;
    this.progress.hidden = true;
    this.frame = { ...frame, values };
    this.draw();
    const now = performance.now();
    this.timing = { simulate_ms: frame.simulateMs, draw_ms: now - drawing,
      blocked_ms: waited ? now - drawing : now - began };
    this.root.dataset.ready = "1";
    return true;
  }

  draw() {
    if (!this.frame) return;
    for (const plot of this.plots) plot.draw(this.frame, this.ghost);
    for (const { name, digits, unit } of this.spec.readouts) {
      const text = readoutText(this.frame.readouts[name], digits);
      this.numbers.get(name).textContent = unit && text !== "—" ? `${text} ${unit}` : text;
    }
    if (!this.announcing) this.announce();
    else this.announceAgain = true;
  }

  /** Tell a screen reader the read-outs, at most twice a second. */
  announce() {
    const words = this.spec.readouts.map(({ name, label }) =>
      `${label} ${this.numbers.get(name).textContent}`).join(", ");
    this.spoken.textContent = words;
    for (const plot of this.plots) plot.describe(words);
    this.announceAgain = false;
    this.announcing = setTimeout(() => {
      this.announcing = null;
      if (this.announceAgain) this.announce();
    }, ANNOUNCE_MS);
  }

  /** Show an error as a sentence; the page goes on. */
  fail(error) {
    this.error = error;
    this.progress.hidden = true;
    this.problem.hidden = false;
    this.problem.textContent = `This figure stopped: ${error.message}`;
  }

  showProgress(share) {
    this.progress.hidden = share >= 1;
    this.progress.value = share;
  }

  color(role) {
    if (!this.colors) {
      const style = getComputedStyle(this.root);
      this.colors = (name) => style.getPropertyValue(`--live-${name}`).trim() || "#777";
      this.known = new Map();
    }
    if (!this.known.has(role)) this.known.set(role, this.colors(role));
    return this.known.get(role);
  }

  // ── building ───────────────────────────────────────────────────────────

  build() {
    const { spec } = this;
    this.numbers = new Map(spec.readouts.map(({ name }) => [name, el("dd")]));
    this.spoken = el("div", { class: "live-hidden", "aria-live": "polite", role: "status" });
    this.problem = el("p", { class: "live-problem", role: "alert", hidden: true });
    this.progress = el("progress", { max: 1, hidden: true, "aria-label": "computing" });
    this.plots = spec.views.map((view) => new Plot(view, this));
    const id = (name) => `live-${spec.name}-${name}-${this.serial()}`;
    this.inputs = new Map(spec.controls.map((c) =>
      [c.name, makeInput(c, id(c.name), (value) => this.set(c.name, value))]));
    for (const [name, input] of this.inputs) input.show(this.values[name]);
    const elements = spec.controls.map((c) => this.inputs.get(c.name).element);
    const panel = el("div", { class: "live-controls" }, ...elements.slice(0, BEFORE_FOLD));
    if (elements.length > BEFORE_FOLD) {
      panel.append(el("details", { class: "live-more" }, el("summary", {}, "more"),
        el("div", { class: "live-controls" }, ...elements.slice(BEFORE_FOLD))));
    }
    this.body = el("div", { class: "live-body" },
      el("div", { class: "live-head" }, el("p", { class: "live-title" }, spec.title),
        el("dl", { class: "live-readouts" }, ...spec.readouts.map(({ name, label }) =>
          el("div", {}, el("dt", {}, label), this.numbers.get(name))))),
      this.spoken, ...this.plots.map((plot) => plot.element), this.progress, this.problem, panel,
      this.makeTools());
    this.root.classList.add("live-figure", "is-live");
    this.root.prepend(this.body);
    this.watch();
  }

  serial() {
    LiveFigure.count = LiveFigure.count ?? 0;
    this.number ??= (LiveFigure.count += 1);
    return this.number;
  }

  makeTools() {
    const button = (text, title, action) => {
      const node = el("button", { type: "button", title }, text);
      node.addEventListener("click", () => action(node));
      return node;
    };
    this.call = el("code", { tabindex: "0" });
    this.bits = el("p", { class: "live-bits", "aria-live": "polite", hidden: true });
    const tools = el("div", { class: "live-tools" },
      button("reset", "All controls back to their start", () => this.reset()),
      button("pin", "Keep the present curves to compare with", (node) => this.pin(node)),
      button("link to this moment", "Put the controls into the page's address",
        (node) => this.link(node)),
      button("check the bits", "Compare this page's numbers with Python's", () => this.checkBits()));
    const line = el("div", { class: "live-call" }, el("span", {}, "the same in Python"), this.call,
      button("copy", "Copy this line", (node) => this.copyCall(node)));
    this.showCall();
    return el("div", { class: "live-foot" }, tools, this.bits, line);
  }

  reset() {
    for (const c of this.spec.controls) {
      this.assign(c.name, c.kind === "curve" ? Float64Array.from(c.default) : c.default);
    }
  }

  pin(node) {
    this.ghost = this.ghost ? null : this.frame;
    node.setAttribute("aria-pressed", String(Boolean(this.ghost)));
    node.textContent = this.ghost ? "unpin" : "pin";
    this.draw();
  }

  link(node) {
    const pairs = [...this.controls.values()].map((c) =>
      `${c.name}=${toLink(c, this.values[c.name])}`);
    history.replaceState(history.state, "", `#${this.spec.name}?${pairs.join("&")}`);
    this.say(node, navigator.clipboard?.writeText(location.href), "in the address bar");
  }

  /** Take the controls' values from the page's address, if it speaks of this figure. */
  readLink() {
    const [name, query] = location.hash.slice(1).split("?");
    if (name !== this.spec.name || !query) return false;
    for (const pair of query.split("&")) {
      const [key, text] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      try {
        if (this.controls.has(key)) this.assign(key, fromLink(this.control(key), text));
      } catch { /* a damaged link leaves that control where it is */ }
    }
    return true;
  }

  copyCall(node) {
    const range = document.createRange();
    range.selectNodeContents(this.call);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    this.say(node, navigator.clipboard?.writeText(this.call.textContent), "selected");
  }

  /** Say on a button whether the clipboard took the text (it does so on secure pages only). */
  async say(node, copying, otherwise) {
    const label = node.textContent;
    try {
      if (!copying) throw new Error("no clipboard here");
      await copying;
      node.textContent = "copied";
    } catch {
      node.textContent = otherwise;
    }
    setTimeout(() => { node.textContent = label; }, 1500);
  }

  /** The Python line; every bit of a value if the call takes it as it is. */
  showCall() {
    if (!this.call) return;
    const exact = !this.spec.call.startsWith("snnlib.live.evaluate(");
    this.call.textContent = this.spec.call.replace(/\{\{|\}\}|\{(\w+)\}/g, (match, name) => {
      if (!name) return match[0];
      const control = this.controls.get(name);
      return control ? inPython(control, this.values[name], exact) : String(this.spec.constants[name]);
    });
  }

  async checkBits() {
    const arrays = (frame) => [...this.spec.arrays.map((a) => frame.arrays[a.name]),
      Float64Array.from(this.spec.readouts, (r) => frame.readouts[r.name])];
    const defaults = {};
    for (const c of this.spec.controls) {
      defaults[c.name] = c.kind === "curve" ? Float64Array.from(c.default) : c.default;
    }
    try {
      const here = checksum(arrays(await this.host.run(defaults)));
      const there = this.source.pythonChecksum;
      const verdict = !there ? "" : here === there ? ": the same bits" : ": they differ";
      this.bits.dataset.same = String(!there || here === there);
      this.bits.textContent = `CRC-32 of all numbers at the start values. This page: ${here}${
        there ? `. Python, when the page was built: ${there}` : ""}${verdict}. `
        + `At the present values: ${checksum(arrays(this.frame))}.`;
    } catch (error) {
      this.bits.textContent = `The check could not run: ${error.message}`;
    }
    this.bits.hidden = false;
  }

  // ── watching the page ──────────────────────────────────────────────────

  watch() {
    const redraw = () => { this.colors = null; this.draw(); };
    const on = (target, type, listener) => {
      target.addEventListener(type, listener);
      this.cleanups.push(() => target.removeEventListener(type, listener));
    };
    on(window, "hashchange", () => this.readLink());
    on(matchMedia("(prefers-color-scheme: dark)"), "change", redraw);
    const theme = new MutationObserver(redraw);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
    theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
    const size = new ResizeObserver(() => this.draw());
    size.observe(this.body);
    this.cleanups.push(() => theme.disconnect(), () => size.disconnect());
  }

  /** Remove every listener, stop the worker, leave the root as it was. */
  close() {
    this.closed = true;
    this.cleanups.forEach((clean) => clean());
    clearTimeout(this.announcing);
    this.host?.close();
    this.body.remove();
    this.root.classList.remove("is-live");
  }
}
