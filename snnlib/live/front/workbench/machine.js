// A text's program, loaded: parameters, input and steps in one memory.
import { moduleOf } from "./wasm.js";
import { programOf } from "./program.js";

export const MOST_STEPS = 10000;
const PARAMETERS = 1024; // bytes from the beginning of the memory
const STATES = 2048;
const INPUT = 4096;
const FLAGS = INPUT + 8 * MOST_STEPS;
const OUT = FLAGS + 8 * Math.ceil(MOST_STEPS / 8);
const MOST_STATES = 12;
const MOST_PARAMETERS = 40;
const PAGES = Math.ceil((OUT + 8 * MOST_STEPS * MOST_STATES) / 65536);

/** The library's functions of numbers, by name, from the bytes of their module. */
export function functionsOfNumbers(bytes) {
  const memory = new WebAssembly.Memory({ initial: 2 });
  const pointer = new WebAssembly.Global({ value: "i32", mutable: true }, 65536);
  const env = { __linear_memory: memory, __stack_pointer: pointer };
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env }).exports;
}

/** Compiles texts; the newest program runs in a memory that all of them share. */
export class EquationMachine {
  constructor(functions) {
    this.functions = functions;
    this.memory = new WebAssembly.Memory({ initial: PAGES });
    this.program = null;
  }

  /** Compile a text; throws a PlacedError, and the program before stays. */
  compile(text) {
    const program = programOf(text);
    const env = { memory: this.memory };
    const module = new WebAssembly.Module(moduleOf(program));
    this.kernel = new WebAssembly.Instance(module, { env, of: this.functions }).exports;
    this.program = program;
  }

  view(address, count) {
    return new Float64Array(this.memory.buffer, address, count);
  }

  setParameters(values) {
    [...this.program.text.parameters.values()].forEach(({ name, worth }, k) => {
      this.view(PARAMETERS, MOST_PARAMETERS)[k] = values[name] * worth;
    });
  }

  /** Run from the start; `input` has a number for each step, values are in the text's units; `events`
   *  have 1 where a spike comes in, plus 2 where one goes out.
   *  Returns {states: {name: Float64Array}, spikes: [step, ...]}. */
  run(values, input, dt, events = new Uint8Array(input.length)) {
    const { program, kernel } = this;
    const n = input.length;
    this.setParameters(values);
    this.view(INPUT, n).set(input);
    const flags = new Uint8Array(this.memory.buffer, FLAGS, n);
    flags.set(events);
    kernel.start(PARAMETERS, STATES);
    kernel.run(PARAMETERS, STATES, INPUT, n, dt, OUT, FLAGS);
    const spikes = [];
    for (let k = 0; k < n; k += 1) if (flags[k]) spikes.push(k);
    const states = {};
    program.states.forEach((name, s) => { states[name] = this.view(OUT + 8 * n * s, n).slice(); });
    return { states, spikes };
  }

  /** A point whose `states` are set, and whose `slopes` stand after `move(current)`. */
  point(begin) {
    const states = this.view(STATES, begin.length);
    states.set(begin);
    const move = (current) => this.kernel.slopes(PARAMETERS, STATES, current, OUT);
    return { states, slopes: this.view(OUT, this.program.text.states.size), move };
  }
}
