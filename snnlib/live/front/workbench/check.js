// Whether names are known, conditions are conditions, and units match.
import { PlacedError, unknownName } from "./tokens.js";
import { childrenOf, DRAWN, kindOf, leavesOf, namesIn } from "./syntax.js";
import { FUNCTIONS, GIVEN } from "./text.js";
import { alike, NO_UNIT, OF_CURRENT, OF_TIME, plus, scaledBy, shownUnit, UNITS } from "./units.js";

const NOT_YET = ["I", "t", "dt", "xi", DRAWN];

/** Throw the first mistake in what a text says. */
export function checkText(text) {
  for (const [role, thing] of text.places) {
    const expression = thing.expression ?? thing;
    if (thing.expression && !text.states.has(thing.name)) {
      if (text.parameters.has(thing.name) || text.expressions.has(thing.name)) {
        throw new PlacedError(`\`${thing.name}\` is no state, and stays as it is`, thing.position);
      }
      throw unknownName(thing.name, thing.position, text.states.keys());
    }
    checkNames(text, role, expression);
    const found = kindOf(expression);
    const wanted = role === "threshold" ? "condition" : "number";
    if (role !== "refractory" && found !== wanted) {
      throw new PlacedError(`a ${wanted} is expected here, not a ${found}`, expression[1]);
    }
  }
  orderOf(text);
  checkStart(text);
  for (const [, thing] of text.places) {
    for (const leaf of thing.expression ? [] : leavesOf(thing)) {
      if (leaf[0] === "name" && leaf[2] === "xi" && text.method !== "euler") {
        throw new PlacedError("`xi` needs the method euler", leaf[1]);
      }
    }
  }
  for (const name of ["reset", "refractory"]) {
    if (text.seen.has(name) && !text.threshold) {
      throw new PlacedError(`\`${name}\` needs a threshold`, text.seen.get(name));
    }
  }
  new Dimensions(text).check();
}

function checkNames(text, role, expression) {
  const [kind, position, name] = expression;
  if (kind === "name") {
    const known = [...text.states.keys(), ...text.parameters.keys(), ...text.expressions.keys(),
      ...GIVEN];
    if (!known.includes(name) && !UNITS.has(name)) {
      if (Object.hasOwn(FUNCTIONS, name)) {
        throw new PlacedError(`\`${name}\` is a function; write ${name}(...)`, position);
      }
      throw unknownName(name, position, known);
    }
    if (role === "start" && NOT_YET.includes(name)) {
      throw new PlacedError(`\`${name}\` is not there yet at the start`, position);
    }
    if (name === "xi" && role !== "equation" && role !== "expression") {
      throw new PlacedError("`xi` stands in equations only", position);
    }
  }
  if (kind === "call") {
    const count = expression[3].length;
    if (!Object.hasOwn(FUNCTIONS, name)) throw unknownName(name, position, Object.keys(FUNCTIONS));
    if (FUNCTIONS[name] !== count) {
      const numbers = `${FUNCTIONS[name]} number${FUNCTIONS[name] > 1 ? "s" : ""}`;
      throw new PlacedError(`\`${name}\` takes ${numbers}, got ${count}`, position);
    }
  }
  for (const inner of childrenOf(expression)) checkNames(text, role, inner);
}

/** The names of expressions, each after those that it is made of. */
export function orderOf(text) {
  const done = [];
  const open = [];
  const visit = (name) => {
    if (open.includes(name)) {
      throw new PlacedError(`\`${name}\` is made of itself`, text.expressions.get(name).position);
    }
    if (done.includes(name)) return;
    open.push(name);
    for (const inner of namesIn(text.expressions.get(name).expression)) {
      if (text.expressions.has(inner)) visit(inner);
    }
    done.push(open.pop());
  };
  for (const name of text.expressions.keys()) visit(name);
  return done;
}

function mentionedIn(text, name) {
  const found = new Set();
  const todo = [name];
  while (todo.length) {
    const one = text.expressions.get(todo.pop());
    for (const inner of one ? namesIn(one.expression) : []) {
      if (!found.has(inner)) todo.push(inner);
      found.add(inner);
    }
  }
  return found;
}

function checkStart(text) {
  for (const { expression } of text.start) {
    for (const [kind, position, name] of leavesOf(expression)) {
      const inner = kind === "name" ? mentionedIn(text, name) : new Set();
      const early = NOT_YET.find((one) => inner.has(one));
      if (early) {
        throw new PlacedError(
          `\`${name}\` has \`${early}\` in it, which is not there yet at the start`, position);
      }
    }
  }
}

/** Whether the text gives a unit anywhere. */
export function hasUnits(text) {
  const groups = [text.states, text.parameters, text.expressions];
  return groups.some((group) => [...group.values()].some(({ dimension }) => dimension))
    || text.input !== null || [...text.mentioned].some((name) => UNITS.has(name));
}

/** Dimensions of what a text names; what has none given takes that of its equation. */
export class Dimensions {
  constructor(text) {
    this.text = text;
    this.strict = false;
    this.of = new Map([...text.parameters, ...text.states].map(([k, x]) => [k, x.dimension]));
    for (const name of ["t", "dt"]) this.of.set(name, OF_TIME);
    for (const name of ["pi", DRAWN]) this.of.set(name, NO_UNIT);
    this.of.set("xi", scaledBy(OF_TIME, -0.5));
    for (const [name, [, dimension]] of UNITS) this.of.set(name, dimension);
    this.of.set("I", text.input ?? (hasUnits(text) ? OF_CURRENT : null));
    this.order = orderOf(text);
  }

  infer() {
    for (let k = 0; k <= this.text.states.size; k += 1) {
      for (const name of this.order) {
        const named = this.text.expressions.get(name);
        this.of.set(name, named.dimension ?? this.dimension(named.expression)[0]);
      }
      for (const [name, state] of this.text.states) {
        const [found, literal] = this.dimension(state.expression);
        if (!this.of.get(name) && found && !literal) this.of.set(name, plus(found, OF_TIME));
      }
    }
    return this;
  }

  check() {
    const { text } = this;
    if (!hasUnits(text)) return;
    this.infer();
    this.strict = true;
    for (const [role, thing] of text.places) {
      const named = [...text.states.values(), ...text.expressions.values()]
        .find(({ expression }) => expression === thing);
      if (thing.expression) {
        const factor = thing.sign === "*=" || thing.sign === "/=";
        if (factor) this.side("a factor", NO_UNIT, thing.expression);
        else this.side(thing.name, this.of.get(thing.name), thing.expression);
      } else if (role === "equation") {
        this.side(`d${named.name}/dt`, this.of.get(named.name), thing, OF_TIME);
      } else if (role === "expression") this.side(named.name, named.dimension, thing);
      else if (role === "refractory" && kindOf(thing) === "number") {
        this.side("refractory", OF_TIME, thing);
      } else this.dimension(thing);
    }
  }

  side(name, dimension, expression, per = NO_UNIT) {
    const [found, literal] = this.dimension(expression);
    if (!dimension || !found || literal) return;
    const wanted = plus(dimension, per, -1);
    if (!alike(found, wanted)) {
      throw new PlacedError(`units do not match: ${name} has ${shownUnit(wanted)}, `
        + `its right side ${shownUnit(found)}`, expression[1]);
    }
  }

  /** [dimension or null, whether the expression is made of plain numbers only]. */
  dimension(expression) {
    const [kind, position, what, left, right] = expression;
    if (kind === "num") return [NO_UNIT, true];
    if (kind === "name") return [this.of.get(what) ?? null, false];
    if (kind === "neg" || kind === "not") return this.dimension(what);
    if (kind === "call") return this.call(expression);
    const one = this.dimension(left);
    const other = this.dimension(right);
    if (what === "*" || what === "/") {
      const known = one[0] && other[0];
      return [known ? plus(one[0], other[0], what === "*" ? 1 : -1) : null, one[1] && other[1]];
    }
    if (what === "**") return this.power(one, other, right);
    if (what === "and" || what === "or") return [NO_UNIT, false];
    const found = this.same(position, one, other);
    return what === "+" || what === "-" ? found : [NO_UNIT, false];
  }

  same(position, one, other) {
    if (one[1] || !one[0]) {
      return [other[0] || one[1] ? other[0] : one[0], one[1] && other[1]];
    }
    if (other[1] || !other[0] || alike(one[0], other[0])) return [one[0], false];
    if (this.strict) {
      throw new PlacedError(`units do not match: ${shownUnit(one[0])} on the left, `
        + `${shownUnit(other[0])} on the right`, position);
    }
    return [one[0], false];
  }

  power(base, exponent, right) {
    if (exponent[0] && !alike(exponent[0], NO_UNIT) && this.strict) {
      throw new PlacedError(`a power has no unit, got ${shownUnit(exponent[0])}`, right[1]);
    }
    if (!base[0] || alike(base[0], NO_UNIT)) return [base[0], base[1] && exponent[1]];
    const number = right[0] === "neg" ? right[2] : right;
    if (number[0] !== "num") return [null, false];
    return [scaledBy(base[0], right[0] === "neg" ? -number[2] : number[2]), false];
  }

  call([, position, name, given]) {
    const found = given.map((one) => this.dimension(one));
    const [first] = found;
    if (name === "abs") return first;
    if (name === "sqrt") return [first[0] && scaledBy(first[0], 0.5), first[1]];
    if (name === "clip") return this.same(position, this.same(position, first, found[1]), found[2]);
    if (name !== "int" && first[0] && !alike(first[0], NO_UNIT) && this.strict) {
      throw new PlacedError(`\`${name}\` takes a number without a unit, got ${shownUnit(first[0])}`,
        position);
    }
    return [NO_UNIT, name !== "int" && first[1]];
  }
}
