// From operations to a WebAssembly module: a loop over time steps, and the slopes at a point.

const F64 = 0x7c;
const I32 = 0x7f;
const CODES = {
  add: 0xa0, sub: 0xa1, mul: 0xa2, div: 0xa3, neg: 0x9a, abs: 0x99, sqrt: 0x9f, floor: 0x9c,
  eq: 0x61, ne: 0x62, lt: 0x63, gt: 0x64, le: 0x65, ge: 0x66, and: 0x71, or: 0x72, not: 0x45,
  select: 0x1b,
};
/** Whether an operation's result is a truth, not a number. */
const isTruth = (kind) => CODES[kind] > 0x1b && CODES[kind] < 0x99;

function unsigned(value) {
  const bytes = [];
  do {
    const byte = value & 0x7f;
    value >>>= 7;
    bytes.push(value ? byte | 0x80 : byte);
  } while (value);
  return bytes;
}

const sized = (bytes) => unsigned(bytes.length).concat(bytes);
const listed = (items) => unsigned(items.length).concat(...items);
const named = (text) => sized([...new TextEncoder().encode(text)]);
const section = (id, items) => [id].concat(sized(listed(items)));
const number = (value) => [0x44, ...new Uint8Array(new Float64Array([value]).buffer)];
const get = (local) => [0x20, ...unsigned(local)];
const set = (local) => [0x21, ...unsigned(local)];
const integer = (value) => [0x41, value]; // from 0 to 63

/** Locals of a function, by name; parameters come first. */
class Locals {
  constructor(parameters) {
    this.count = parameters.length;
    this.names = new Map(parameters.map((name, k) => [name, k]));
    this.kinds = [];
  }

  make(name, kind = F64) {
    this.names.set(name, this.count);
    this.kinds.push(kind);
    this.count += 1;
    return this.count - 1;
  }

  operand(name) {
    return name.startsWith("c:") ? number(Number(name.slice(2))) : get(this.names.get(name));
  }

  declared() {
    return listed(this.kinds.map((kind) => [1, kind]));
  }
}

/** Instructions that read a float64 at `address + 8 * index`. */
const load = (address, index) => [...get(address), 0x2b, 3, ...unsigned(8 * index)];
const store = (address, index, value) =>
  [...get(address), ...value, 0x39, 3, ...unsigned(8 * index)];

function computed(locals, operations, functions, known) {
  return operations.filter(([result]) => !known.has(result)).flatMap(([result, kind, given]) => {
    const own = given.map((one) => locals.operand(one));
    // select takes what is chosen if true, what if false, and then the condition
    const code = kind === "select" ? [...own[1], ...own[2], ...own[0]] : own.flat();
    const call = CODES[kind] ? [CODES[kind]] : [0x10, ...unsigned(functions.get(kind))];
    const local = locals.make(result, isTruth(kind) ? I32 : F64);
    return [...code, ...call, ...set(local)];
  });
}

/** The operations whose results are the same in every step. */
function lasting(operations) {
  const found = new Set();
  for (const [result, , given] of operations) {
    if (given.every((one) => /^[cp]:|^dt$/.test(one) || found.has(one))) found.add(result);
  }
  return found;
}

/** The bytes of a module that exports `run(params, states, input, n, dt, out, flags)`,
 *  `start(params, states)` and `slopes(params, states, input, out)`; it imports `env.memory` and
 *  functions of numbers from `of`.  `out` gets the states after each step, state by state; `flags`
 *  have whether a spike comes in (1) and goes out (2), and then whether the neuron spiked. */
export function moduleOf(program) {
  const used = [...new Set([...program.operations, ...program.startOperations,
    ...program.slopes.operations].map(([, kind]) => kind).filter((kind) => !CODES[kind]))];
  const functions = new Map(used.map((name, k) => [name, k]));
  const arity = (name) => (name === "power" || name === "noise" ? 2 : 1);
  const types = [
    [0x60, 1, F64, 1, F64], [0x60, 2, F64, F64, 1, F64],
    [0x60, 7, I32, I32, I32, I32, F64, I32, I32, 1, I32], [0x60, 2, I32, I32, 0],
    [0x60, 4, I32, I32, F64, I32, 0],
  ];
  const imports = [
    [...named("env"), ...named("memory"), 2, 0, 1],
    ...used.map((name) => [...named("of"), ...named(name), 0, arity(name) - 1]),
  ];
  const exported = ["run", "start", "slopes"].map((name, k) => [...named(name), 0, used.length + k]);
  const bodies = [
    runBody(program, functions),
    onceBody(program, functions, ["params", "states"], program.startOperations, program.start),
    onceBody(program, functions, ["params", "states", "I", "out"], program.slopes.operations,
      program.slopes.slopes),
  ].map(sized);
  return new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, types), ...section(2, imports), ...section(3, [[2], [3], [4]]),
    ...section(7, exported), ...section(10, bodies),
  ]);
}

/** Parameters and states, from the addresses 0 and 1 into locals. */
function loaded(locals, { text, states }) {
  return [[...text.parameters.keys()].map((name) => `p:${name}`), states.map((name) => `x:${name}`)]
    .flatMap((names, from) => names.flatMap((name, k) => [...load(from, k), ...set(locals.make(name))]));
}

/** A function that computes once, and stores at its last address. */
function onceBody(program, functions, given, operations, results) {
  const locals = new Locals(given);
  const code = [
    ...loaded(locals, program),
    ...number(1), ...set(locals.make("dt")),
    ...computed(locals, operations, functions, new Set()),
    ...results.flatMap((one, k) => store(given.length - 1, k, locals.operand(one))),
  ];
  return [...locals.declared(), ...code, 0x0b];
}

function runBody(program, functions) {
  const [STATES, INPUT, N, OUT, FLAGS] = [1, 2, 3, 5, 6];
  const locals = new Locals(["params", "states", "input", "n", "dt", "out", "flags"]);
  const { states, operations, after, spiked } = program;
  const before = lasting(operations);
  const begin = [
    ...loaded(locals, program),
    ...computed(locals, operations.filter(([result]) => before.has(result)), functions, new Set()),
  ];
  const current = locals.make("I");
  const k = locals.make("k", I32);
  const count = locals.make("count", I32);
  const flag = locals.make("flag", I32);
  const [arrives, fires] = ["arrives", "fires"].map((name) => locals.make(name, I32));
  const loop = [
    ...get(INPUT), 0x2b, 3, 0, ...set(current),
    ...get(FLAGS), ...get(k), 0x6a, 0x2d, 0, 0, ...set(flag),
    ...get(flag), ...integer(1), 0x71, ...set(arrives), ...get(flag), ...integer(1), 0x76, ...set(fires),
    ...computed(locals, operations, functions, before),
    ...(spiked.startsWith("c") ? integer(0) : locals.operand(spiked)), ...set(flag),
    // all new values before the first is put in place
    ...after.flatMap((one) => locals.operand(one)),
    ...[...states].reverse().flatMap((name) => set(locals.names.get(`x:${name}`))),
    ...states.flatMap((name, s) => [
      // out + 8 (s n + k)
      ...get(OUT), ...integer(s), ...get(N), 0x6c, ...get(k), 0x6a, ...integer(3), 0x74, 0x6a,
      ...locals.operand(`x:${name}`), 0x39, 3, 0,
    ]),
    ...get(FLAGS), ...get(k), 0x6a, ...get(flag), 0x3a, 0, 0,
    ...get(count), ...get(flag), 0x6a, ...set(count),
    ...get(INPUT), ...integer(8), 0x6a, ...set(INPUT),
    ...get(k), ...integer(1), 0x6a, ...set(k),
    ...get(k), ...get(N), 0x48, 0x0d, 0,
  ];
  const code = [
    ...begin,
    ...get(N), 0x04, 0x40, 0x03, 0x40, ...loop, 0x0b, 0x0b, // if there is a step: loop
    ...states.flatMap((name, s) => store(STATES, s, locals.operand(`x:${name}`))),
    ...get(count), 0x0b,
  ];
  return [...locals.declared(), ...code];
}
