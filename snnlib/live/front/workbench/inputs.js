// What the workbench's neuron or synapse is given: a current, and spikes on either side.

export const KINDS = { constant: "constant", step: "a step", noise: "noise", poisson: "Poisson pulses",
  drawn: "drawn" };
export const PATTERNS = { pairs: "in pairs", poisson: "at random, two rates" };
export const DRAWN_POINTS = 100;

/** An input of n steps: constant, a step, noise, Poisson pulses of one step, or drawn. */
export function inputOf(functions, { kind, size, spread, rate, drawn }, n, dt) {
  const input = new Float64Array(n).fill(kind === "poisson" ? 0 : size);
  if (kind === "step") {
    input.fill(0, 0, Math.floor(n / 5));
    input.fill(0, Math.floor((4 * n) / 5));
  }
  for (let k = 0; k < n; k += 1) {
    if (kind === "noise") input[k] = size + spread * functions.noise(1, k);
    if (kind === "poisson" && functions.uniform(1, k) < (rate * dt) / 1000) input[k] = size;
    if (kind === "drawn") input[k] = drawn[Math.floor((k * DRAWN_POINTS) / n)];
  }
  return input;
}

/** For each of n steps 1 if a spike comes in, plus 2 if the neuron spikes. */
export function eventsOf(functions, { pattern, apart, pre_rate: pre, post_rate: post }, n, dt) {
  const events = new Uint8Array(n);
  if (pattern === "pairs") {
    const nearest = (x) => Math.floor(x + 0.5);
    const every = Math.max(1, nearest(1000 / pre / dt));
    for (let k = Math.floor(every / 2); k < n; k += every) {
      events[k] |= 1;
      const after = k + nearest(apart / dt);
      if (after >= 0 && after < n) events[after] |= 2;
    }
    return events;
  }
  for (let k = 0; k < n; k += 1) {
    if (functions.uniform(2, k) < (pre * dt) / 1000) events[k] |= 1;
    if (functions.uniform(3, k) < (post * dt) / 1000) events[k] |= 2;
  }
  return events;
}

/** The lines of Python that make `current` as the box does. */
export function inputInPython({ kind, size, spread, rate, drawn }) {
  const constant = [`current = np.full(n, ${size}, float)`];
  if (kind === "step") return [...constant, "current[: n // 5] = current[4 * n // 5 :] = 0.0"];
  if (kind === "noise") {
    return [`current = [${size} + ${spread} * normal(0, 1, k) for k in range(n)]`];
  }
  if (kind === "poisson") {
    return [`p = ${rate} * dt / 1000`,
      `current = [${size} if uniform(0, 1, k) < p else 0.0 for k in range(n)]`];
  }
  if (kind === "drawn") {
    return [`current = np.repeat([${[...drawn].join(", ")}], round(n / ${DRAWN_POINTS}))`];
  }
  return constant;
}

/** The lines of Python that make the steps `pre` and `post` of the spikes. */
export function eventsInPython({ pattern, apart, pre_rate: pre, post_rate: post }, hasThreshold) {
  const lines = pattern === "pairs" ? [
    `every = max(1, int(1000 / ${pre} / dt + 0.5))`,
    "pre = np.arange(every // 2, n, every)",
    `post = pre + int(np.floor(${apart} / dt + 0.5))`,
    "post = post[(post >= 0) & (post < n)]",
  ] : [
    `pre = np.array([k for k in range(n) if uniform(0, 2, k) < ${pre} * dt / 1000], int)`,
    `post = np.array([k for k in range(n) if uniform(0, 3, k) < ${post} * dt / 1000], int)`,
  ];
  return hasThreshold ? [...lines.filter((line) => !line.startsWith("post")),
    "post = np.array([], int)  # the text has a threshold"] : lines;
}
