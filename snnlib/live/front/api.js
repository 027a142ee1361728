// What a page or a test can ask of a live figure: the property `live` of its element.

import { copyOf } from "./controls.js";

/** The contract of every live figure. */
export function apiOf(figure) {
  const { spec } = figure;
  const frame = () => {
    if (!figure.frame) throw new Error(`figure "${spec.name}" has no frame yet`);
    return figure.frame;
  };
  return {
    describe: () => structuredClone({ controls: spec.controls, arrays: spec.arrays,
      readouts: spec.readouts }),
    set: (name, value) => figure.set(name, value),
    get: (name) => copyOf(figure.values[figure.control(name).name]),
    settled: () => figure.settled(),
    read: (name) => {
      if (!spec.arrays.some((a) => a.name === name)) {
        throw new Error(`figure "${spec.name}" has no array "${name}"`);
      }
      return frame().arrays[name].slice();
    },
    readouts: () => ({ ...frame().readouts }),
    get timing() { return { ...figure.timing }; },
    get error() { return figure.error ?? null; },
  };
}
