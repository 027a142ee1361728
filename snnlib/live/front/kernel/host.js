// Runs a figure's kernel: in this thread or in a worker.

/** The kernel's WebAssembly module with its memory; self-contained, since a worker gets its source. */
export class KernelHost {
  static types = {
    float64: Float64Array, float32: Float32Array, int32: Int32Array, uint32: Uint32Array,
    int16: Int16Array, uint16: Uint16Array, int8: Int8Array, uint8: Uint8Array,
  };

  /** @param {Uint8Array} bytes the module; @param spec the figure's description; @param data its
   *  typed arrays that the kernel only reads, by name */
  static async create(bytes, spec, data) {
    const { pages, stack } = spec.layout;
    const memory = new WebAssembly.Memory({ initial: pages });
    const pointer = new WebAssembly.Global({ value: "i32", mutable: true }, stack);
    const env = { __linear_memory: memory, __stack_pointer: pointer };
    const { instance } = await WebAssembly.instantiate(bytes, { env });
    return new KernelHost(instance.exports, memory, spec, data);
  }

  constructor(kernel, memory, spec, data) {
    this.kernel = kernel;
    this.spec = spec;
    this.memory = memory;
    this.places = new Map();
    for (const place of spec.layout.arguments) {
      if (place.kind === "data") this.view(place).set(data[place.name]);
      else if (place.shape) this.places.set(place.name, place);
    }
  }

  /** An array where it lies; a kernel that allocates may move the memory, which makes views stale. */
  view({ dtype, shape, address }) {
    const size = shape.reduce((a, b) => a * b, 1);
    return new KernelHost.types[dtype](this.memory.buffer, address, size);
  }

  /** Clear what the kernel fills and copy in what the reader drew. */
  prepare(values) {
    for (const [name, place] of this.places) {
      const view = this.view(place);
      if (values[name] === undefined) view.fill(0);
      else {
        view.fill(NaN); // which stays behind a short spike train
        view.set(values[name]);
      }
    }
  }

  /** In how many parts the work is done at these values. */
  slicesAt(values) {
    return values.n_slices ?? this.spec.slices;
  }

  /** Run one part of the work. */
  runSlice(values, part) {
    const { layout, constants, statuses } = this.spec;
    const known = { ...constants, n_slices: this.slicesAt(values), ...values, slice_index: part };
    const given = layout.arguments.map(({ name, address }) => address ?? Number(known[name]));
    this.kernel.heap?.(layout.heap);
    const failed = this.kernel.run(layout.result, layout.result + 16, ...given);
    const status = new Int32Array(this.memory.buffer, layout.result, 1)[0];
    if (!failed && !status) return;
    const words = failed ? this.complaint()
      : statuses[status] ?? `The kernel stopped with status ${status}.`;
    throw Object.assign(new Error(words), { isSentence: true });
  }

  /** What numba says about arrays that do not fit: the message in a pickled exception. */
  complaint() {
    const { buffer } = this.memory;
    const [exception] = new Uint32Array(buffer, this.spec.layout.result + 16, 1);
    const [text, , size] = new Uint32Array(buffer, exception, 3);
    const pickled = String.fromCharCode(...new Uint8Array(buffer, text, size));
    const [, kind, words] = /(\w+Error)\x94\x93\x94\x8c.(.*?)\x94/s.exec(pickled);
    return kind === "MemoryError" ? "The kernel's own arrays take more memory than there is."
      : `The kernel stopped: ${words}.`;
  }

  /** Copies of the arrays, and the read-outs by name. */
  result() {
    const arrays = {};
    const copy = (name) => this.view(this.places.get(name)).slice();
    for (const { name } of this.spec.arrays) arrays[name] = copy(name);
    const readouts = {};
    const numbers = this.spec.readouts.length ? copy("readouts") : [];
    this.spec.readouts.forEach(({ name }, i) => { readouts[name] = numbers[i]; });
    return { arrays, readouts };
  }

  run(values) {
    const start = performance.now();
    this.prepare(values);
    for (let part = 0; part < this.slicesAt(values); part += 1) this.runSlice(values, part);
    return { ...this.result(), simulateMs: performance.now() - start };
  }

  close() {}
}

/** The whole program of the worker: runs the newest request, slice by slice, and drops older ones. */
function workerProgram() {
  let host = null;
  let newest = null;
  let busy = false;
  const { port1, port2 } = new MessageChannel(); // a timer would wait four milliseconds each time
  const breathe = () => new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
  async function work() {
    busy = true;
    while (newest) {
      const { id, values } = newest;
      try {
        const start = performance.now();
        let told = start;
        host.prepare(values);
        let part = 0;
        const slices = host.slicesAt(values);
        for (; part < slices && newest.id === id; part += 1) {
          host.runSlice(values, part);
          if (performance.now() - told > 30) {
            told = performance.now();
            const frame = host.spec.fills_in && host.result();
            postMessage({ id, progress: (part + 1) / slices, frame });
          }
          await breathe(); // a newer request can come in here
        }
        if (part < slices) continue; // what is done is shown, or a moving hand sees nothing
        const frame = { ...host.result(), simulateMs: performance.now() - start };
        postMessage({ id, frame }, Object.values(frame.arrays).map(({ buffer }) => buffer));
      } catch ({ message, isSentence }) {
        postMessage({ id, error: { message, isSentence } });
      }
      if (newest.id === id) newest = null;
    }
    busy = false;
  }
  onmessage = async ({ data }) => {
    if (data.bytes) {
      try {
        host = await KernelHost.create(data.bytes, data.spec, data.data);
        if (newest) work();
      } catch (error) {
        postMessage({ failed: error.message });
      }
    } else {
      newest = data;
      if (host && !busy) work();
    }
  };
}

/** The same kernel in a Web Worker, for work that would hold the page; made from a blob, so that it
 *  also starts in a page opened from a disk. Nobody waits for it to start: while a page is laid out,
 *  an answer takes long, and the first frame is one that can be asked for at once. */
export class WorkerHost {
  static create(bytes, spec, data, onProgress) {
    const source = `${KernelHost}\n(${workerProgram})();`;
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    worker.postMessage({ bytes, spec, data });
    return new WorkerHost(worker, onProgress);
  }

  constructor(worker, onProgress) {
    this.worker = worker;
    this.waiting = new Map();
    this.last = 0;
    this.started = false;
    this.broken = null; // the error that it could not start with
    worker.onerror = (event) => {
      event.preventDefault();
      this.fail(event.message || "the worker could not start");
    };
    worker.onmessage = ({ data }) => {
      this.started ||= !data.failed;
      if (data.failed) this.fail(data.failed);
      else if (data.progress !== undefined) {
        if (data.id === this.last) onProgress(data.progress, data.frame);
      } else this.answer(data);
    };
  }

  fail(message) {
    const error = Object.assign(new Error(message), { cannotStart: !this.started });
    if (!this.started) this.broken = error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  /** Hand a frame or an error to who asked; older requests have been dropped by the worker. */
  answer({ id: answered, frame, error }) {
    for (const [id, { resolve, reject }] of this.waiting) {
      if (id > answered) continue;
      if (id < answered) resolve(null);
      else if (error) reject(Object.assign(new Error(error.message), error));
      else resolve(frame);
      this.waiting.delete(id);
    }
  }

  /** Resolves with the frame, or with null if a newer request overtook this one. */
  run(values) {
    if (this.broken) return Promise.reject(this.broken);
    this.last += 1;
    const id = this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, values });
    });
  }

  close() {
    this.worker.terminate();
  }
}
