// What tests, and the text of a page, move and read of a workbench.
import { asBrian2, asLatex, asPython } from "./written.js";
import { KINDS, PATTERNS } from "./inputs.js";
import { MOST_STEPS } from "./machine.js";
import { NUMBERS } from "./panel.js";

/** The property `live` of the box's element. */
export function contractOf(bench) {
  return {
    describe: () => ({
      controls: [{ name: "text", kind: "text" },
        { name: "preset", kind: "select", options: Object.keys(bench.presets) },
        { name: "kind", kind: "select", options: Object.keys(KINDS) },
        { name: "pattern", kind: "select", options: Object.keys(PATTERNS) },
        { name: "drawn", kind: "curve" },
        ...NUMBERS.map((name) => ({ name, kind: "range" }))],
      arrays: [...bench.machine.program.states, "input", "events", "spikes"].map((name) =>
        ({ name, label: bench.axis(name) })),
      readouts: Object.keys(bench.numbers).map((name) => ({ name })),
    }),
    set: (name, value) => {
      if (name === "preset") bench.choose(value);
      else if (name === "text") bench.write(value);
      else if (name in bench.settings) {
        bench.settings[name] = NUMBERS.includes(name) ? Number(value)
          : name === "drawn" ? Array.from(value) : value;
        bench.run();
      } else if (bench.machine.program.text.parameters.has(name)) bench.setParameter(name, value);
      else throw new Error(`there is no control ${name}`);
    },
    get: (name) => ({ text: bench.area.value, preset: bench.preset.value, ...bench.values(),
      ...bench.settings })[name],
    settled: async () => { await bench.planeDrawn; },
    read: (name) => ({ ...bench.frame.states, input: bench.input, events: bench.events,
      spikes: Float64Array.from(bench.frame.spikes) })[name].slice(),
    readouts: () => ({ ...bench.numbers }),
    code: () => ({
      brian2: asBrian2(bench.machine.program, bench.area.value, bench.settings),
      latex: asLatex(bench.machine.program),
      python: asPython(bench.area.value, bench.machine.program.text, bench.settings, MOST_STEPS),
    }),
    get error() {
      return bench.error;
    },
    get timing() {
      return { ...bench.timing, compile_ms: bench.compileMs };
    },
  };
}
