// What the workbench's neuron or synapse is given: a current, and spikes.

/** An input of n steps: constant, a step, noise, or Poisson pulses of one step. */
export function inputOf(functions, { kind, size, spread, rate }, n, dt) {
  const input = new Float64Array(n).fill(kind === "poisson" ? 0 : size);
  if (kind === "step") {
    input.fill(0, 0, Math.floor(n / 5));
    input.fill(0, Math.floor((4 * n) / 5));
  }
  for (let k = 0; k < n; k += 1) {
    if (kind === "noise") input[k] = size + spread * functions.noise(1, k);
    if (kind === "poisson" && functions.uniform(1, k) < (rate * dt) / 1000) input[k] = size;
  }
  return input;
}
