// A live figure: controls, the kernel, the plots, and what a page or a test can ask of them.

import { apiOf } from "./api.js";
import { copyOf, isDrawn, normalise, sameValue, startOf, unpacked } from "./controls.js";
import { el } from "./dom.js";
import { KernelHost, WorkerHost } from "./kernel/host.js";
import { makeLayout, watch } from "./layout.js";
import { readoutText } from "./scales.js";

const PATIENCE_MS = 150; // then a reader is told that something is under way
const ANNOUNCE_MS = 600; // a screen reader hears new numbers at most twice in any second

export class LiveFigure {
  /**
   * @param {HTMLElement} root where the figure goes; it gets the property `live`
   * @param source `{spec, module, data?(), values?, model?, pythonChecksum?, changed?(name, value)}`
   */
  constructor(root, source) {
    this.root = root;
    this.source = source;
    this.spec = { ...source.spec, controls: source.spec.controls.map(unpacked) };
    this.controls = new Map(this.spec.controls.map((c) => [c.name, c]));
    this.values = Object.fromEntries(this.spec.controls.map((c) => [c.name, startOf(c)]));
    Object.assign(this.values, source.values ?? {});
    this.wanted = 1; // requests for a frame so far; the first frame is the first of them
    this.done = 0; // the latest of them that was answered
    this.waiters = [];
    this.timing = { simulate_ms: 0, draw_ms: 0, blocked_ms: 0 };
    this.cleanups = [];
    this.unique = Math.random().toString(36).slice(2, 8); // one figure may stand in a page twice
    Object.assign(this, makeLayout(this));
    for (const { close } of this.inputs.values()) if (close) this.cleanups.push(close);
    root.classList.add("live-figure", "is-live");
    root.setAttribute("aria-labelledby", this.title.id);
    root.prepend(this.body, this.problem);
    this.toolbar.update();
    watch(this);
    root.live = apiOf(this);
    this.start();
  }

  control(name) {
    const control = this.controls.get(name);
    if (!control) {
      const known = [...this.controls.keys()].join(", ");
      throw new Error(`figure "${this.spec.name}" has no control "${name}"; it has ${known}`);
    }
    return control;
  }

  /** Give a control a value as if the reader had done it. */
  set(name, value) {
    const control = this.control(name);
    this.assign(name, normalise(control, value, this.values[name]));
  }

  assign(name, value, tell = true) {
    const changed = !sameValue(this.values[name], value);
    this.values[name] = value;
    this.inputs.get(name).show(value);
    if (changed) {
      // what a hand draws is seen at once, also where the answer takes its time
      if (this.spec.worker && this.frame && isDrawn(this.controls.get(name))) {
        this.frame = { ...this.frame, values: { ...this.frame.values, [name]: value } };
        this.draw();
      }
      this.root.dispatchEvent(new CustomEvent("live-change", { detail: { name, value } }));
      this.toolbar.update();
      if (tell) this.source.changed?.(name, value);
    }
    this.request();
  }

  reset() {
    for (const control of this.spec.controls) this.assign(control.name, startOf(control));
  }

  /** Keep the present frame as a ghost, or let it go; whether there is one now. */
  pin() {
    this.ghost = this.ghost ? null : this.frame;
    this.draw();
    return Boolean(this.ghost);
  }

  /** Resolves when the frame for the latest values is drawn, or has failed. */
  settled() {
    if (this.done >= this.wanted) return Promise.resolve();
    return new Promise((resolve) => { this.waiters.push(resolve); });
  }

  // ── computing and drawing ──────────────────────────────────────────────

  /** What runs the kernel: this thread, a worker for long ones, or Python. */
  async makeHost() {
    const { module, python } = this.source;
    if (!module.length) return python();
    if (this.spec.data) this.data ??= this.source.data(); // all its hosts share what comes
    const data = await this.data;
    if (!this.spec.worker) return KernelHost.create(module, this.spec, data);
    return WorkerHost.create(module, this.spec, data, (share, part) => this.showProgress(share, part));
  }

  async start() {
    const { data } = this.spec;
    const note = el("p", { class: "live-note", role: "status" },
      data ? `Loading ${Math.ceil(data.bytes / 1000)} kB of numbers …` : "");
    if (data) this.body.before(note);
    try {
      this.host = await this.makeHost();
    } catch (error) {
      this.broken = true;
      this.fail(error);
    }
    note.remove();
    if (this.closed) this.host?.close();
    else await this.makeFrame();
  }

  /** One frame at `values`, which is not shown, on a host of its own: it overtakes nothing. */
  async runOnce(values) {
    const host = await this.makeHost();
    try {
      return await host.run(values);
    } finally {
      host.close();
    }
  }

  /** One frame at `values` from Python. */
  async askPython(values) {
    const host = this.source.python();
    try {
      return await host.run(values);
    } finally {
      host.close();
    }
  }

  /** Ask for a new frame; many requests before the next repaint make one. */
  request() {
    this.wanted += 1;
    if (this.scheduled || !(this.host || this.broken)) return;
    this.scheduled = true;
    let frame = 0;
    let timer = 0;
    const run = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.scheduled = false;
      this.makeFrame();
    };
    // a page in the background gets no animation frames, but its figures settle all the same
    if (document.hidden) {
      queueMicrotask(run);
    } else {
      frame = requestAnimationFrame(run);
      timer = setTimeout(run, 100);
    }
  }

  /** While a pointer is down a heavy figure may run its kernel on less; the frame that settles it comes
   *  when the hand lets go. */
  hold(held) {
    if (held === this.held) return;
    this.held = held;
    if (!held && this.rough) this.request();
  }

  async makeFrame() {
    const ticket = this.wanted;
    const coarse = this.held && this.spec.coarse;
    try {
      // a frame that a newer request overtook is answered by that one
      if (!this.broken && !await this.compute(ticket, coarse)) return;
    } catch (error) {
      this.broken ||= Boolean(error.cannotStart);
      if (ticket === this.wanted) this.fail(error);
    }
    this.rough = Boolean(coarse);
    if (coarse) {
      if (!this.held) this.request(); // it has let go meanwhile
      return;
    }
    this.done = Math.max(this.done, ticket);
    if (this.done >= this.wanted) this.waiters.splice(0).forEach((resolve) => resolve());
  }

  /** Compute and draw; false if there is nothing to show. */
  async compute(ticket, coarse) {
    const began = performance.now();
    const values = Object.fromEntries(Object.entries(this.values).map(([k, v]) => [k, copyOf(v)]));
    let frame = this.host.run({ ...values, ...coarse });
    const waited = frame instanceof Promise;
    if (waited) {
      // a kernel in parts tells its progress itself
      const patience = this.spec.slices === 1 && setTimeout(() => this.showProgress(NaN), PATIENCE_MS);
      frame = await frame.finally(() => clearTimeout(patience));
    }
    if (!frame || this.closed || ticket < this.done) return false;
    const drawing = performance.now();
    this.error = null;
    this.problem.hidden = true;
    this.body.classList.remove("live-stale");
    this.showProgress(1);
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
    const rooms = this.plots.map((plot) => plot.prepare(this.frame, this.ghost));
    const left = Math.max(...rooms.map((room) => room[0]));
    const right = Math.max(...rooms.map((room, i) => (this.plots[i].spec.side ? 0 : room[1])));
    this.plots.forEach((plot, i) => plot.draw(left, plot.spec.side ? rooms[i][1] : right));
    const words = [];
    for (const { name, label, digits, unit, words: known } of this.spec.readouts) {
      const text = readoutText(this.frame.readouts[name], digits, known);
      const shown = unit && text !== "—" ? `${text} ${unit}` : text;
      words.push(`${label} ${shown}`);
      this.numbers.get(name).textContent = shown;
    }
    this.words = words.join(", ");
    for (const plot of this.plots) plot.describe(this.words);
    this.root.dataset.drawn ??= "1"; // if only a part: what a page can do without loads then
    this.root.dispatchEvent(new CustomEvent("live-drawn"));
    this.announce();
  }

  /** Tell a screen reader the numbers, now or when it may hear something again. */
  announce() {
    if (this.announcing || this.spoken.textContent === this.words) return;
    this.spoken.textContent = this.words;
    this.announcing = setTimeout(() => {
      this.announcing = null;
      this.announce();
    }, ANNOUNCE_MS);
  }

  /** Show an error as a sentence; the page goes on. */
  fail(error) {
    this.error = error;
    this.showProgress(1);
    const words = error.message.replace(/\.?$/, ".");
    this.problem.textContent = error.isSentence ? words
      : this.broken ? `This figure cannot be brought to life here: ${words}`
        : `This figure stopped: ${words}`;
    this.problem.hidden = false;
    this.body.classList.add("live-stale");
    // a figure that never ran shows its still picture, and no controls that move nothing
    if (this.broken) this.root.classList.replace("is-live", "is-broken");
  }

  /** How much of a frame is done; NaN where nobody knows, but it is under way.  `part` is what a
   *  figure that fills in shows of it. */
  showProgress(share, part) {
    if (part) {
      this.frame = { ...part, values: { ...this.values } };
      this.draw();
    }
    if (Number.isNaN(share)) this.progress.removeAttribute("value");
    else this.progress.value = share;
    this.progress.classList.toggle("live-idle", share >= 1);
  }

  /** The colour of a role, from the page's CSS variables. */
  color(role) {
    this.colors ??= new Map();
    if (!this.colors.has(role)) {
      const value = getComputedStyle(this.root).getPropertyValue(`--live-${role}`).trim();
      this.colors.set(role, value || "#777");
    }
    return this.colors.get(role);
  }

  /** What canvases write with: the family of the text around them. */
  get font() {
    this.family ??= getComputedStyle(this.root).fontFamily;
    return `13px ${this.family}`;
  }

  /** Remove every listener, stop the worker, leave the root as it was. */
  close() {
    this.closed = true;
    this.cleanups.forEach((clean) => clean());
    clearTimeout(this.announcing);
    this.host?.close();
    this.waiters.splice(0).forEach((resolve) => resolve());
    this.body.remove();
    this.problem.remove();
    this.root.classList.remove("is-live", "is-broken");
    this.root.removeAttribute("aria-labelledby");
    delete this.root.live;
    delete this.root.dataset.ready;
    delete this.root.dataset.drawn;
  }
}
