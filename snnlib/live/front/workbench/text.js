// From a text to what it says: states, parameters, names, and what spikes do.
import { PlacedError, meantHint, tokensOf } from "./tokens.js";
import { DRAWN, leavesOf, TokenReader } from "./syntax.js";
import { alike, measured, shownUnit, UNITS, unitOf, unitText } from "./units.js";

const MOST_TOKENS = 200;
const MOST = { states: 8, parameters: 40, expressions: 40 };
const METHODS = ["euler", "rk4", "exponential_euler"];
const SECTIONS = ["threshold", "reset", "refractory", "start", "method", "on_pre", "on_post"];
export const FUNCTIONS = {
  exp: 1, expm1: 1, log: 1, sin: 1, cos: 1, sinh: 1, cosh: 1, tanh: 1, exprel: 1, sqrt: 1, abs: 1,
  floor: 1, clip: 3, int: 1, power: 2, normal: 2,
};
export const GIVEN = ["I", "t", "dt", "pi", "xi", DRAWN];
const RESERVED = new Set([...Object.keys(FUNCTIONS), ...GIVEN, ...SECTIONS,
  ...("and or not unless n constants current flags flag_words neurons start step stream draws spiked "
  + "state params seed count index True False None as assert async await break class continue def "
  + "del elif else except finally for from global if import in is lambda nonlocal pass raise return "
  + "try while with yield i j N e real score scores inhibit rand randn lastspike not_refractory "
  + "dtype").split(" ")]);

/** What a text says, before names and units are checked. */
export class EquationText {
  constructor(text) {
    this.states = new Map();
    this.parameters = new Map();
    this.expressions = new Map();
    this.threshold = null;
    this.refractory = null;
    this.reset = [];
    this.start = [];
    this.on_pre = [];
    this.on_post = [];
    this.method = "euler";
    this.input = null;
    this.seen = new Map();
    this.sources = {};
    this.places = [];
    const tokens = tokensOf(text);
    this.draws = tokens.filter((one) => one.text === "normal").map((one) => one.position);
    this.read = new TokenReader(tokens);
    while (this.read.next.kind !== "end") this.line();
    if (!this.states.size) {
      throw new PlacedError("there is no equation; begin with one such as  dv/dt = (I - v)/10", 0);
    }
    this.mentioned = new Set(this.places.flatMap(([, thing]) => leavesOf(thing.expression ?? thing))
      .filter(([kind]) => kind === "name").map((leaf) => leaf[2]));
  }

  line() {
    const { read } = this;
    if (read.next.kind !== "line") {
      const length = read.tokens.slice(read.at).findIndex(({ kind }) => kind === "line");
      if (length > MOST_TOKENS) {
        throw new PlacedError("this line is too long", read.tokens[read.at + MOST_TOKENS].position);
      }
      const first = read.name("the name at the beginning of a line");
      if (read.next.text === "/" && first.text[0] === "d") this.equation(first);
      else if (read.found(":")) this.section(first);
      else if (read.found("=")) this.named(first);
      else throw new PlacedError("`=` or `:` is missing here", read.next.position);
    }
    if (read.next.kind !== "line") {
      throw new PlacedError(`\`${read.next.text}\` is not expected here`, read.next.position);
    }
    read.take();
  }

  /** Keep a thing under a name that is free. */
  keep(kind, thing) {
    const { name, position } = thing;
    const things = this[kind];
    if ([this.states, this.parameters, this.expressions].some((group) => group.has(name))) {
      throw new PlacedError(`\`${name}\` is there already`, position);
    }
    if (RESERVED.has(name) || UNITS.has(name) || name[0] === "_") {
      throw new PlacedError(`\`${name}\` has a meaning already; take another name`, position);
    }
    if (things.size === MOST[kind]) {
      throw new PlacedError(`there are more than ${MOST[kind]} ${kind}`, position);
    }
    things.set(name, thing);
  }

  equation(first) {
    const { read } = this;
    read.take();
    read.need("dt");
    read.need("=");
    const { expression, source } = this.withSource(() => read.sum());
    this.places.push(["equation", expression]);
    const dimension = this.unit();
    let held = false;
    if (read.found("(")) {
      read.need("unless");
      read.need("refractory");
      read.need(")");
      held = true;
    }
    if (first.text.length === 1) {
      throw new PlacedError("an equation begins with the name of a state, such as  dv/dt",
        first.position);
    }
    const name = first.text.slice(1);
    this.keep("states",
      { name, position: first.position + 1, expression, dimension, held, source });
  }

  withSource(read) {
    const { tokens, at } = this.read;
    const expression = read();
    let source = "";
    for (let k = at; k < this.read.at; k += 1) {
      const gap = tokens[k + 1].position > tokens[k].position + tokens[k].text.length;
      source += tokens[k].text + (gap ? " " : "");
    }
    return { expression, source: source.trim() };
  }

  unit() {
    return this.read.found(":") ? unitOf(this.read.product())[1] : null;
  }

  named({ text: name, position }) {
    const { read } = this;
    const begin = read.next.position;
    const { expression, source } = this.withSource(() => read.sum());
    const range = this.range();
    const dimension = this.unit();
    const value = measured(expression);
    if (!value) {
      if (range) throw new PlacedError("only a parameter, a number with its unit, has a range", begin);
      this.keep("expressions", { name, position, expression, dimension, source });
      this.places.push(["expression", expression]);
      return;
    }
    const [number, worth, own] = value;
    if (own && dimension && !alike(own, dimension)) {
      throw new PlacedError(`units do not match: ${shownUnit(own)} on the left, `
        + `${shownUnit(dimension)} on the right`, begin);
    }
    this.keep("parameters", {
      name, position, number, worth, dimension: own ?? dimension, range, unit: unitText(expression),
    });
  }

  range() {
    const { read } = this;
    if (!read.found("[")) return null;
    const ends = [];
    let position = 0;
    for (const closing of [",", "]"]) {
      ({ position } = read.next);
      const sign = read.found("-") ? -1 : 1;
      if (read.next.kind !== "number") {
        throw new PlacedError("a number is missing here", read.next.position);
      }
      ends.push(sign * Number(read.take().text));
      read.need(closing);
    }
    if (!(ends[0] < ends[1])) {
      throw new PlacedError("the range must end above its beginning", position);
    }
    return ends;
  }

  section({ text: name, position }) {
    const { read } = this;
    if (this.seen.has(name)) throw new PlacedError(`\`${name}\` is there already`, position);
    this.seen.set(name, position);
    if (name === "I") [, this.input] = unitOf(read.product());
    else if (name === "w") {
      const dimension = unitOf(read.product())[1];
      this.keep("states", { name, position, expression: ["num", position, 0], dimension, source: "0" });
    } else if (name === "threshold" || name === "refractory") {
      const { expression, source } = this.withSource(() => read.condition());
      this[name] = expression;
      this.sources[name] = source;
      this.places.push([name, expression]);
    } else if (name === "method") {
      const token = read.name("a method");
      if (!METHODS.includes(token.text)) {
        throw new PlacedError(`the method must be ${METHODS.join(", ")}`, token.position);
      }
      this.method = token.text;
    } else if (SECTIONS.includes(name)) this.assignments(name);
    else {
      throw new PlacedError(`\`${name}\` cannot stand before \`:\`${meantHint(name, SECTIONS)}`,
        position);
    }
  }

  assignments(section) {
    const { read } = this;
    do {
      const target = read.name("the name of a state");
      const sign = read.found("=", "+=", "-=", "*=", "/=");
      if (!sign) throw new PlacedError("`=` is missing here", read.next.position);
      const right = this.withSource(() => read.sum());
      const statement = { name: target.text, position: target.position, sign: sign.text, ...right };
      this[section].push(statement);
      this.places.push([section, statement]);
    } while (read.found(";"));
  }
}
