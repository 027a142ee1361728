// Figures in Jupyter: a widget's model instead of a page, and Python to ask.

import { bufferOf } from "./audio.js";
import { isDrawn, normalise, sameValue } from "./controls.js";
import { splitData } from "./kernel/data.js";
import { el, firstSentence } from "./dom.js";
import { DigitGrid } from "./editors/digits.js";
import { LiveFigure } from "./figure.js";
import { KernelHost } from "./kernel/host.js";
import { makeCheck } from "./bits.js";
import { saveData, savePicture } from "./save.js";

/** Asks the Jupyter kernel for frames, for what cannot be compiled for a browser.  One question is
 *  on its way at a time, and of those that come up meanwhile only the newest is put. */
export class PythonHost {
  constructor(model, spec) {
    this.model = model;
    this.spec = spec;
    this.asked = null; // the request that Python works on
    this.next = null; // the one that comes after it
    this.number = 0;
    this.listen = (message, buffers) => this.answer(message, buffers ?? []);
    model.on("msg:custom", this.listen);
  }

  /** Resolves with the frame, or with null if a newer request overtook this one. */
  run(values) {
    const plain = Object.fromEntries(Object.entries(values).map(([name, value]) =>
      [name, value instanceof Float64Array ? Array.from(value) : value]));
    return new Promise((resolve, reject) => {
      this.next?.resolve(null);
      this.next = { values: plain, resolve, reject };
      if (!this.asked) this.ask();
    });
  }

  ask() {
    PythonHost.asked = (PythonHost.asked ?? 0) + 1;
    // several views of one widget hear each other's answers: a random part keeps them apart
    this.number = `${PythonHost.asked}-${Math.random()}`;
    this.asked = this.next;
    this.next = null;
    this.asked.start = performance.now();
    this.model.send({ ask: "frame", id: this.number, values: this.asked.values });
  }

  answer(message, buffers) {
    if (!this.asked || message.answer !== this.number) return;
    const { resolve, reject, start } = this.asked;
    this.asked = null;
    if (message.error) reject(Object.assign(new Error(message.error), { isSentence: true }));
    else resolve({ ...this.unpack(message, buffers), simulateMs: performance.now() - start });
    if (this.next) this.ask();
  }

  unpack(message, buffers) {
    const arrays = {};
    this.spec.arrays.forEach(({ name, dtype }, i) => {
      const view = buffers[i];
      const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
      arrays[name] = new KernelHost.types[dtype](bytes);
    });
    const readouts = {};
    this.spec.readouts.forEach(({ name }, i) => { readouts[name] = Number(message.readouts[i] ?? NaN); });
    return { arrays, readouts };
  }

  close() {
    this.model.off("msg:custom", this.listen);
  }
}

/** A control's value in a widget's model, where drawn curves travel as bytes. */
function fromModel(model, control) {
  const value = model.get(control.name);
  if (control.kind === "range") return normalise(control, value);
  if (!isDrawn(control)) return value;
  if (Array.isArray(value)) return Float64Array.from(value);
  return new Float64Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
}

/** anywidget's render: the same figure, its controls tied to the widget's traits; a new kernel
 *  brings a new figure in the same place. */
export function renderInJupyter({ model, el: host }) {
  const spec = model.get("_spec");
  const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);
  const root = el("figure", { "data-live-figure": spec.name });
  const note = el("p", { class: "live-note" });
  const [, rest] = firstSentence(spec.caption);
  if (rest) root.append(el("figcaption", {}, rest));
  root.append(note);
  host.append(root);
  let timer = null;
  const push = () => {
    timer = null;
    model.save_changes();
  };
  const make = () => {
    const complaint = model.get("_no_browser");
    note.textContent = complaint && `Computed in Python: ${complaint}.`;
    note.hidden = !complaint;
    const figure = new LiveFigure(root, {
      spec: model.get("_spec"),
      module: bytesOf(model.get("_module")),
      data: async () => splitData(spec.data, bytesOf(model.get("_data"))),
      model,
      later: async () => ({ DigitGrid, bufferOf, saveData, savePicture }),
      python: () => new PythonHost(model, spec),
      values: Object.fromEntries(spec.controls.map((c) => [c.name, fromModel(model, c)])),
      changed(name, value) {
        model.set(name, value instanceof Float64Array ? new DataView(value.slice().buffer) : value);
        timer ??= setTimeout(push, spec.pushMs);
      },
    });
    figure.toolbar.foot.append(makeCheck([figure]));
    return figure;
  };
  let figure = make();
  let renewing = null; // a kernel and its layout come together, as two events
  const renew = () => {
    renewing ??= setTimeout(() => {
      renewing = null;
      figure.close();
      figure = make();
    });
  };
  const listeners = spec.controls.map((control) => [`change:${control.name}`, () => {
    const value = fromModel(model, control);
    if (!sameValue(figure.values[control.name], value)) figure.assign(control.name, value, false);
  }]);
  listeners.push(["change:_module", renew], ["change:_spec", renew], ["change:_no_browser", renew]);
  for (const [event, listen] of listeners) model.on(event, listen);
  return () => {
    for (const [event, listen] of listeners) model.off(event, listen);
    clearTimeout(renewing);
    if (timer) {
      clearTimeout(timer);
      push();
    }
    figure.close();
    root.remove();
  };
}
