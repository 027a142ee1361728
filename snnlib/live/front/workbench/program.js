// From a text to its time step: a list of operations, the same as snnlib.equations makes in Python.
import { PlacedError } from "./tokens.js";
import { DRAWN, kindOf, namesIn } from "./syntax.js";
import { UNITS } from "./units.js";
import { EquationText } from "./text.js";
import { checkText, orderOf } from "./check.js";

const SIGNS = {
  "+": "add", "-": "sub", "*": "mul", "/": "div", "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
  "==": "eq", "!=": "ne", and: "and", or: "or",
};
const constant = (number) => `c:${number}`;

/** Writes operations [result, kind, operands], each once. */
export class Operations {
  constructor() {
    this.list = [];
    this.known = new Map();
    this.write = (kind, ...given) => {
      const key = [kind, ...given].join(" ");
      if (!this.known.has(key)) {
        const result = `t${this.list.length}`;
        this.list.push([result, kind, given]);
        this.known.set(key, result);
      }
      return this.known.get(key);
    };
  }
}

/** Expressions at given values of the states. */
export class Scope {
  constructor(operations, text, states, order) {
    this.write = operations.write;
    this.text = text;
    this.order = order;
    this.needs = new Map();
    for (const name of order) {
      this.needs.set(name, new Set([name, ...this.needed(text.expressions.get(name).expression)]));
    }
    this.move(states);
  }

  needed(expression) {
    const names = namesIn(expression).filter((name) => this.text.expressions.has(name));
    return new Set(names.flatMap((name) => [...this.needs.get(name)]));
  }

  move(states) {
    this.states = states;
    this.values = new Map();
  }

  value(expression) {
    const needed = this.needed(expression);
    for (const name of this.order) {
      if (needed.has(name) && !this.values.has(name)) {
        this.values.set(name, this.own(this.text.expressions.get(name).expression));
      }
    }
    return this.own(expression);
  }

  own([kind, at, what, left, right]) {
    if (kind === "num") return constant(what);
    if (kind === "name") return this.named(what, at);
    if (kind === "neg" || kind === "not") return this.write(kind, this.own(what));
    if (kind === "call") return this.call(what, left.map((one) => this.own(one)));
    if (what === "**") return this.power(this.own(left), right);
    const one = this.own(left);
    return this.write(SIGNS[what], one, this.own(right));
  }

  named(name, position) {
    if (this.states.has(name)) return this.states.get(name);
    if (this.text.parameters.has(name)) return `p:${name}`;
    if (this.values.has(name)) return this.values.get(name);
    if (UNITS.has(name)) return constant(UNITS.get(name)[0]);
    if (name === "pi") return constant(Math.PI);
    if (name === "t") return "x:t";
    if (name === "xi") {
      const drawn = this.write("noise", "x:stream", "x:draws");
      return this.write("div", drawn, this.write("sqrt", "dt"));
    }
    if (name === DRAWN) { // each has its own numbers of the stream
      const first = constant((this.text.draws.indexOf(position) + 1) * 2 ** 40);
      return this.write("noise", "x:stream", this.write("add", "x:draws", first));
    }
    return name;
  }

  call(name, given) {
    if (name === "clip") {
      const low = this.write("lt", given[0], given[1]);
      const raised = this.write("select", low, given[1], given[0]);
      const high = this.write("gt", raised, given[2]);
      return this.write("select", high, given[2], raised);
    }
    if (name === "int") return this.write("select", given[0], constant(1), constant(0));
    return this.write(name, ...given);
  }

  power(base, right) {
    const number = right[0] === "num" ? right[2] : null;
    if (![2, 3, 4].includes(number)) return this.write("power", base, this.own(right));
    const square = this.write("mul", base, base);
    if (number === 2) return square;
    return this.write("mul", square, number === 3 ? base : square);
  }

  /** The operand b of `expression = a + b name`, null for 0. */
  factor(expression, name) {
    const factors = new Map();
    const needed = this.needed(expression);
    for (const inner of this.order) {
      if (needed.has(inner)) {
        const own = this.text.expressions.get(inner).expression;
        factors.set(inner, this.ownFactor(own, name, factors));
      }
    }
    const found = this.ownFactor(expression, name, factors);
    if (found instanceof PlacedError) throw found;
    return found;
  }

  ownFactor(expression, name, factors) {
    const [kind, position, what] = expression;
    if (kind === "num") return null;
    if (kind === "name") {
      const found = what === name ? constant(1) : factors.get(what) ?? null;
      return found instanceof PlacedError ? new PlacedError(found.message, position) : found;
    }
    const inner = kind === "call" ? expression[3] : expression.slice(kind === "bin" ? 3 : 2);
    const found = inner.map((one) => this.ownFactor(one, name, factors));
    const wrong = found.find((one) => one instanceof PlacedError);
    if (wrong) return wrong;
    if (!found.some((one) => one)) return null;
    const [left, right] = found;
    const sign = kind === "bin" ? what : kind;
    if (sign === "neg") return this.write("neg", left);
    if (sign === "+" || sign === "-") {
      if (left && right) return this.write(SIGNS[sign], left, right);
      if (left) return left;
      return sign === "+" ? right : this.write("neg", right);
    }
    if (sign === "*" && !(left && right)) {
      if (left) return this.write("mul", left, this.own(inner[1]));
      return this.write("mul", this.own(inner[0]), right);
    }
    if (sign === "/" && !right) return this.write("div", left, this.own(inner[1]));
    return new PlacedError(`\`${name}\` must stand in its own equation without powers, products or `
      + "functions of it for exponential_euler; take euler or rk4", position);
  }
}

/** The program of a text; throws a PlacedError, whose position counts characters. */
export function programOf(text) {
  try {
    const read = new EquationText(text);
    checkText(read);
    return assembled(read);
  } catch (error) {
    if (error instanceof PlacedError) {
      error.offset = error.position;
      error.position = [...text.slice(0, error.position)].length;
    }
    throw error;
  }
}

function assembled(text) {
  const operations = new Operations();
  const { write } = operations;
  const order = orderOf(text);
  const hidden = [...(text.refractory ? ["refractory"] : []),
    ...(text.mentioned.has("t") ? ["t"] : []),
    ...(text.mentioned.has("xi") || text.mentioned.has(DRAWN) ? ["stream", "draws"] : [])];
  const states = new Map([...text.states.keys()].map((name) => [name, `x:${name}`]));
  const scope = new Scope(operations, text, states, order);
  const frozen = frozenIn(scope);
  let after = STEPS[text.method](scope, states, frozen);
  scope.move(after);
  let spiked = constant(0);
  if (text.threshold) {
    spiked = scope.value(text.threshold);
    if (frozen) spiked = write("and", spiked, write("not", frozen));
  } else if (text.on_post.length) spiked = "fires";
  const events = (happens, statements) => {
    const changed = assigned(scope, after, statements);
    after = new Map([...after].map(([name, value]) => [name, changed.get(name) === value ? value
      : write("select", happens, changed.get(name), value)]));
    scope.move(after);
  };
  events(spiked, text.reset);
  const last = hiddenAfter(scope, hidden, frozen, spiked);
  events(spiked, text.on_post);
  events("arrives", text.on_pre);
  const begin = new Operations();
  const zeros = new Map([...text.states.keys()].map((name) => [name, constant(0)]));
  const first = assigned(new Scope(begin, text, zeros, order), zeros, text.start);
  return {
    text, states: [...text.states.keys(), ...hidden], operations: operations.list, spiked,
    after: [...after.values(), ...last], startOperations: begin.list, start: [...first.values(), ...hidden.map(() => "c:0")],
    slopes: slopesProgram(text, states, order),
  };
}

/** The slopes of all states, for the phase plane. */
function slopesProgram(text, states, order) {
  const operations = new Operations();
  const scope = new Scope(operations, text, states, order);
  const slopes = [...slopesIn(scope, null).values()];
  return { operations: operations.list, slopes };
}

const lasts = (pause) => kindOf(pause) === "condition";

function frozenIn(scope) {
  const pause = scope.text.refractory;
  if (!pause) return null;
  if (lasts(pause)) {
    const spiked = scope.write("gt", "x:refractory", constant(0));
    return scope.write("and", spiked, scope.value(pause));
  }
  return scope.write("gt", "x:refractory", scope.write("mul", constant(0.5), "dt"));
}

function hiddenAfter(scope, hidden, frozen, spiked) {
  const { write } = scope;
  const pause = scope.text.refractory;
  return hidden.map((name) => {
    if (name === "refractory" && lasts(pause)) {
      const left = write("select", frozen, constant(1), constant(0));
      return write("select", spiked, constant(1), left);
    }
    if (name === "refractory") {
      const left = write("select", frozen, write("sub", "x:refractory", "dt"), constant(0));
      return write("select", spiked, scope.value(pause), left);
    }
    if (name === "t") return write("add", "x:t", "dt");
    return name === "stream" ? "x:stream" : write("add", "x:draws", constant(1));
  });
}

function assigned(scope, begin, statements) {
  const states = new Map(begin);
  for (const { name, sign, expression } of statements) {
    scope.move(new Map(states));
    let value = scope.value(expression);
    if (sign !== "=") value = scope.write(SIGNS[sign[0]], states.get(name), value);
    states.set(name, value);
  }
  scope.move(new Map(states));
  return states;
}

function slopesIn(scope, frozen) {
  const slopes = new Map();
  for (const [name, { expression, held }] of scope.text.states) {
    let slope = scope.value(expression);
    if (frozen && held) slope = scope.write("select", frozen, constant(0), slope);
    slopes.set(name, slope);
  }
  return slopes;
}

const moved = (write, states, step, slopes) => new Map([...states].map(([name, x]) =>
  [name, write("add", x, write("mul", step, slopes.get(name)))]));

const STEPS = {
  euler: (scope, states, frozen) => moved(scope.write, states, "dt", slopesIn(scope, frozen)),
  rk4(scope, states, frozen) {
    const { write } = scope;
    const half = write("mul", constant(0.5), "dt");
    const first = slopesIn(scope, frozen);
    scope.move(moved(write, states, half, first));
    const second = slopesIn(scope, frozen);
    scope.move(moved(write, states, half, second));
    const third = slopesIn(scope, frozen);
    scope.move(moved(write, states, "dt", third));
    const fourth = slopesIn(scope, frozen);
    const sums = new Map();
    for (const name of states.keys()) {
      const middle = write("mul", constant(2), write("add", second.get(name), third.get(name)));
      sums.set(name, write("add", write("add", first.get(name), middle), fourth.get(name)));
    }
    return moved(write, states, write("div", "dt", constant(6)), sums);
  },
  exponential_euler(scope, states, frozen) {
    const { write } = scope;
    const after = new Map();
    const slopes = slopesIn(scope, frozen);
    for (const [name, { expression }] of scope.text.states) {
      const factor = scope.factor(expression, name);
      let way = write("mul", "dt", slopes.get(name));
      if (factor) way = write("mul", way, write("exprel", write("mul", factor, "dt")));
      after.set(name, write("add", states.get(name), way));
    }
    return after;
  },
};
