// A text as Python, as Brian2 and as LaTeX.
import { DRAWN, kindOf } from "./syntax.js";
import { Dimensions, hasUnits } from "./check.js";
import { eventsInPython, inputInPython } from "./inputs.js";

/** Python that makes the same numbers of what the box shows. */
export function asPython(text, read, settings, n) {
  const head = ["import numpy as np"];
  const body = [`text = """`, text.trim(), `"""`, `n, dt = ${n}, ${settings.dt}`, ...inputInPython(settings)];
  if (!read.on_pre.length && !read.on_post.length) {
    return [...head, "from snnlib.neurons import from_equations", "from snnlib.random import normal, uniform",
      "", ...body, "neuron = from_equations(text)",
      "state, v, spikes = neuron.state, np.empty((n, len(neuron.state))), []",
      "for k in range(n):",
      "    spiked, state = neuron.step(current[k], state, neuron.params, dt)",
      "    v[k] = state",
      "    if spiked:", "        spikes.append((k + 1) * dt)", ""].join("\n");
  }
  return [...head, "from snnlib.plasticity import run_equations", "from snnlib.random import normal, uniform",
    "", ...body, ...eventsInPython(settings, read.threshold),
    "run = run_equations(",
    "    text, (pre + 1) * dt, (post + 1) * dt, n_steps=n, dt=dt, current=current",
    ")", "states, spikes = run.states, run.spike_times", ""].join("\n");
}

const TIMES = { t: "(t/ms)", dt: "(dt/ms)", xi: "(xi*ms**0.5)" };

/** Why Brian2 does not take a text; "" if it does. */
function notForBrian2({ text }, source) {
  if (text.draws.length) return "normal(...) is not known in Brian2: take xi, or randn() in a reset";
  if (/\bpower\s*\(/.test(source)) return "power(x, y) is not known in Brian2: write x**y";
  const synapse = text.on_pre.length || text.on_post.length;
  if (synapse && text.threshold) {
    return "Brian2 has neurons and synapses apart: write the text as two, with a threshold in one of them";
  }
  return "";
}

/** A script for Brian2 with the same strings; without units each equation is divided by ms. */
export function asBrian2(program, source, { size, kind, dt }) {
  const why = notForBrian2(program, source);
  if (why) return `# ${why}.\n`;
  const { text } = program;
  const plain = !hasUnits(text);
  const { of } = new Dimensions(text).infer();
  const bases = ["second", "volt", "amp", "metre"];
  const unit = (name) => {
    if (plain) return "1";
    const parts = (of.get(name) ?? []).map((x, k) => [bases[k], x]).filter(([, x]) => x);
    return parts.map(([base, x]) => (x === 1 ? base : `${base}**${x}`)).join("*") || "1";
  };
  const write = (part) =>
    (plain ? part.replace(/\b(t|dt|xi)\b(?!\()/g, (name) => TIMES[name]) : part);
  const done = (statements) => statements.map(({ name, sign, source: right }) =>
    `${name} ${sign} ${write(right)}`).join("; ");
  const lines = [...text.states.values()].map(({ name, source: part, held }) => {
    if (part === "0") return `${name} : ${unit(name)}`;
    const right = plain ? `(${write(part)})/ms` : part;
    return `d${name}/dt = ${right} : ${unit(name)}${held ? " (unless refractory)" : ""}`;
  });
  for (const { name, source: part } of text.expressions.values()) {
    lines.push(`${name} = ${write(part)} : ${unit(name)}`);
  }
  if (text.mentioned.has("I")) lines.push(`I : ${unit("I")}`);
  const rules = [];
  if (text.threshold) rules.push(`    threshold="${write(text.sources.threshold)}",`);
  for (const name of ["reset", "on_pre", "on_post"]) {
    if (text[name].length) rules.push(`    ${name}="${done(text[name])}",`);
  }
  if (text.refractory) {
    const pause = write(text.sources.refractory);
    const longer = plain ? `(${pause})*ms + dt` : `${pause} + dt`;
    rules.push(`    refractory="${kindOf(text.refractory) === "condition" ? pause : longer}",`);
  }
  const numbers = [...text.parameters.values()].map((p) =>
    `    "${p.name}": ${p.number}${p.unit ? `*${p.unit}` : ""},`);
  const synapse = text.on_pre.length || text.on_post.length;
  const name = synapse ? "synapses" : "group";
  const other = kind !== "constant" && text.mentioned.has("I")
    ? ["# I is constant here, and not in the box: give it a TimedArray"] : [];
  return ["from brian2 import *", "", `defaultclock.dt = ${dt}*ms`, ...other, "", "namespace = {", ...numbers, "}",
    ...synapse ? ["# pre and post are your groups of neurons", "synapses = Synapses(", "    pre, post,"]
      : ["group = NeuronGroup(", "    1,"],
    '    """', ...lines.map((line) => `    ${line}`), '    """,', ...rules,
    `    method="${text.method}",`, "    namespace=namespace,", ")",
    ...synapse ? ["synapses.connect()"] : [],
    ...text.on_pre.length && text.on_post.length
      ? ["synapses.pre.order, synapses.post.order = 1, -1  # the spike goes first"] : [],
    ...text.start.map((one) => `${name}.${one.name} = "${write(one.source)}"`),
    ...(text.mentioned.has("I") ? [`${name}.I = ${size}${plain || text.input ? "" : "*nA"}`] : []), "",
  ].join("\n");
}

const GREEK = ("alpha beta gamma delta epsilon eta theta kappa lambda mu nu xi pi rho sigma tau phi "
  + "chi psi omega Delta Phi Omega").split(" ");

function symbol(name) {
  if (name === DRAWN) return "\\mathcal{N}";
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
  const happens = (when, statements, first = []) => {
    const all = statements.map(({ name, sign, expression }) => {
      const own = symbol(name);
      const right = latex(expression, sign === "=" ? 0 : 5);
      return `${own} \\leftarrow ${sign === "=" ? right : `${own} ${sign[0] === "*" ? "\\," : sign[0]} ${right}`}`;
    });
    lines.push(`${when}: &\\quad ${[...first, ...all].join(",\\; ")}`);
  };
  if (text.threshold) happens(`\\text{if } ${latex(text.threshold)}`, text.reset, ["\\text{spike}"]);
  if (text.refractory) lines.push(`\\text{refractory}: &\\quad ${latex(text.refractory)}`);
  if (text.on_pre.length) happens("\\text{presynaptic spike}", text.on_pre);
  if (text.on_post.length) happens("\\text{postsynaptic spike}", text.on_post);
  return `\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}\n`;
}
