// A text as Python, as Brian2 and as LaTeX.
import { kindOf } from "./syntax.js";
import { Dimensions, hasUnits } from "./check.js";

/** Python that makes the same numbers; `inputs` are Python lines that make `current`. */
export function asPython(text, values, inputs, dt, n) {
  const given = Object.entries(values).map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
  return ["import numpy as np", "from snnlib.neurons import from_equations",
    "from snnlib.random import normal, uniform", "", `text = """`, text.trim(), `"""`,
    `neuron = from_equations(text${given.length ? `, params={${given.join(", ")}}` : ""})`,
    `n, dt = ${n}, ${dt}`, ...inputs,
    "state, v, spikes = neuron.state, np.empty((n, len(neuron.state))), []",
    "for k in range(n):",
    "    spiked, state = neuron.step(current[k], state, neuron.params, dt)",
    "    v[k] = state",
    "    if spiked:", "        spikes.append((k + 1) * dt)", ""].join("\n");
}

/** The lines of Python that make an input as the box does. */
export function inputInPython({ kind, size, spread, rate }) {
  const constant = [`current = np.full(n, ${size}, float)`];
  if (kind === "step") return [...constant, "current[: n // 5] = current[4 * n // 5 :] = 0.0"];
  if (kind === "noise") {
    return [`current = [${size} + ${spread} * normal(0, 1, k) for k in range(n)]`];
  }
  if (kind === "poisson") {
    return [`p = ${rate} * dt / 1000`,
      `current = [${size} if uniform(0, 1, k) < p else 0.0 for k in range(n)]`];
  }
  return constant;
}

const TIMES = { t: "(t/ms)", dt: "(dt/ms)", xi: "(xi*ms**0.5)" };

/** A script for Brian2 with the same strings; without units each equation is divided by ms. */
export function asBrian2(program, values, current) {
  const { text } = program;
  const plain = !hasUnits(text);
  const { of } = new Dimensions(text).infer();
  const bases = ["second", "volt", "amp", "metre"];
  const unit = (name) => {
    if (plain) return "1";
    const parts = (of.get(name) ?? []).map((x, k) => [bases[k], x]).filter(([, x]) => x);
    return parts.map(([base, x]) => (x === 1 ? base : `${base}**${x}`)).join("*") || "1";
  };
  const write = (source) =>
    (plain ? source.replace(/\b(t|dt|xi)\b(?!\()/g, (name) => TIMES[name]) : source);
  const lines = [...text.states.values()].map(({ name, source, held }) => {
    const right = plain ? `(${write(source)})/ms` : source;
    return `d${name}/dt = ${right} : ${unit(name)}${held ? " (unless refractory)" : ""}`;
  });
  for (const { name, source } of text.expressions.values()) {
    lines.push(`${name} = ${write(source)} : ${unit(name)}`);
  }
  if (text.mentioned.has("I")) lines.push(`I : ${unit("I")}`);
  const rules = [];
  if (text.threshold) rules.push(`    threshold="${write(text.sources.threshold)}",`);
  if (text.reset.length) {
    const reset = text.reset.map(({ name, sign, source }) => `${name} ${sign} ${write(source)}`);
    rules.push(`    reset="${reset.join("; ")}",`);
  }
  if (text.refractory) {
    const pause = write(text.sources.refractory);
    const longer = plain ? `(${pause})*ms + dt` : `${pause} + dt`;
    rules.push(`    refractory="${kindOf(text.refractory) === "condition" ? pause : longer}",`);
  }
  const numbers = [...text.parameters.values()].map((p) =>
    `    "${p.name}": ${values[p.name]}${p.unit ? `*${p.unit}` : ""},`);
  return ["from brian2 import *", "", "namespace = {", ...numbers, "}", "group = NeuronGroup(", "    1,",
    '    """', ...lines.map((line) => `    ${line}`), '    """,', ...rules,
    `    method="${text.method}",`, "    namespace=namespace,", ")",
    ...(text.mentioned.has("I") ? [`group.I = ${current}${plain || text.input ? "" : "*nA"}`] : []), "",
  ].join("\n");
}

const GREEK = ("alpha beta gamma delta epsilon eta theta kappa lambda mu nu xi pi rho sigma tau phi "
  + "chi psi omega Delta Phi Omega").split(" ");

function symbol(name) {
  const [head, ...rest] = name.split("_");
  const first = GREEK.includes(head) ? `\\${head}` : head.length > 1 ? `\\mathrm{${head}}` : head;
  if (!rest.length) return first;
  const below = rest.join(" ");
  return `${first}_{${below.length > 1 ? `\\mathrm{${below}}` : below}}`;
}

const STRENGTH = { or: 1, and: 2, "+": 4, "-": 4, "*": 5, "/": 6, "**": 7 };
const LATEX_SIGNS = { "<=": "\\le", ">=": "\\ge", "==": "=", "!=": "\\ne", and: "\\wedge", or: "\\vee" };

function latex(expression, outer = 0) {
  const [kind, , what, left, right] = expression;
  const around = (text, strength) => (strength < outer ? `\\left(${text}\\right)` : text);
  if (kind === "num") {
    const [digits, power] = String(what).split("e");
    return power ? `${digits} \\cdot 10^{${Number(power)}}` : digits;
  }
  if (kind === "name") return symbol(what);
  if (kind === "neg") return around(`-${latex(what, 5)}`, 4);
  if (kind === "not") return `\\neg ${latex(what, 3)}`;
  if (kind === "call") {
    const given = left.map((one) => latex(one)).join(", ");
    if (what === "sqrt") return `\\sqrt{${given}}`;
    const own = ["exp", "sin", "cos", "sinh", "cosh", "tanh"].includes(what);
    const head = what === "log" ? "\\ln" : own ? `\\${what}` : `\\mathrm{${what}}`;
    return `${head}\\left(${given}\\right)`;
  }
  if (what === "/") return `\\frac{${latex(left)}}{${latex(right)}}`;
  if (what === "**") return `${latex(left, 8)}^{${latex(right)}}`;
  const strength = STRENGTH[what] ?? 3;
  const more = what === "-" ? strength + 1 : strength;
  const sign = what === "*" ? "\\," : LATEX_SIGNS[what] ?? what;
  return around(`${latex(left, strength)} ${sign} ${latex(right, more)}`, strength);
}

/** The equations and rules as aligned lines of LaTeX. */
export function asLatex({ text }) {
  const lines = [...text.states.values()].map(({ name, expression }) =>
    `\\frac{\\mathrm{d}${symbol(name)}}{\\mathrm{d}t} &= ${latex(expression)}`);
  for (const { name, expression } of text.expressions.values()) {
    lines.push(`${symbol(name)} &= ${latex(expression)}`);
  }
  if (text.threshold) {
    const reset = text.reset.map(({ name, sign, expression }) => {
      const own = symbol(name);
      const right = latex(expression, sign === "=" ? 0 : 5);
      return `${own} \\leftarrow ${sign === "=" ? right : `${own} ${sign[0] === "*" ? "\\," : sign[0]} ${right}`}`;
    });
    lines.push(`\\text{if } ${latex(text.threshold)}: &\\quad ${["\\text{spike}", ...reset].join(",\\; ")}`);
  }
  return `\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}\n`;
}
