// From tokens to expressions: arrays that begin with their kind and their place in the text.
import { PlacedError } from "./tokens.js";

/** The standard normal number in normal(mean, spread); nobody can write it so. */
export const DRAWN = "normal()";
const DEEPEST = 40;
const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="];
const CONDITIONS = [...COMPARISONS, "and", "or", "not"];

/** Reads expressions out of tokens, by a method for each line of the grammar. */
export class TokenReader {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
    this.depth = 0;
  }

  get next() {
    return this.tokens[this.at];
  }

  take() {
    this.at += 1;
    return this.tokens[this.at - 1];
  }

  /** Take the next token if it is one of these; null otherwise. */
  found(...texts) {
    const { kind, text } = this.next;
    return (kind === "sign" || kind === "name") && texts.includes(text) ? this.take() : null;
  }

  need(text) {
    if (!this.found(text)) throw new PlacedError(`\`${text}\` is missing here`, this.next.position);
  }

  name(what) {
    if (this.next.kind !== "name") {
      throw new PlacedError(`${what} is missing here`, this.next.position);
    }
    return this.take();
  }

  deeper(read) {
    this.depth += 1;
    if (this.depth > DEEPEST) {
      throw new PlacedError("too many parentheses or signs within each other", this.next.position);
    }
    const expression = read();
    this.depth -= 1;
    return expression;
  }

  chain(read, ...signs) {
    let left = read();
    for (let token = this.found(...signs); token; token = this.found(...signs)) {
      left = ["bin", token.position, token.text, left, read()];
    }
    return left;
  }

  condition() {
    return this.chain(() => this.chain(() => this.negation(), "and"), "or");
  }

  negation() {
    const not = this.found("not");
    if (not) return ["not", not.position, this.deeper(() => this.negation())];
    let left = this.sum();
    const token = this.found(...COMPARISONS);
    if (token) {
      left = ["bin", token.position, token.text, left, this.sum()];
      const again = this.found(...COMPARISONS);
      if (again) throw new PlacedError("two comparisons are joined by `and`", again.position);
    }
    return left;
  }

  sum() {
    return this.chain(() => this.product(), "+", "-");
  }

  product() {
    return this.chain(() => this.signed(), "*", "/");
  }

  signed() {
    const token = this.found("-", "+");
    if (token) {
      const inner = this.deeper(() => this.signed());
      return token.text === "-" ? ["neg", token.position, inner] : inner;
    }
    const base = this.atom();
    const power = this.found("**");
    return power ? ["bin", power.position, "**", base, this.deeper(() => this.signed())] : base;
  }

  atom() {
    const token = this.next;
    if (token.kind === "number") return ["num", token.position, Number(this.take().text)];
    if (token.kind === "name" && !["and", "or", "not"].includes(token.text)) {
      this.take();
      if (this.next.text === "(" && this.tokens[this.at + 1].text !== "unless") {
        this.take();
        return called(token.position, token.text, this.given());
      }
      return ["name", token.position, token.text];
    }
    if (this.found("(")) {
      const inner = this.deeper(() => this.condition());
      this.need(")");
      return inner;
    }
    throw new PlacedError("a number, a name or `(` is missing here", token.position);
  }

  given() {
    const given = [this.deeper(() => this.condition())];
    while (this.found(",")) given.push(this.deeper(() => this.condition()));
    this.need(")");
    return given;
  }
}

/** A call as an expression; of another number of arguments `checkText` tells. */
function called(at, name, given) {
  if (given.length === 2 && name === "power") return ["bin", at, "**", ...given];
  if (given.length === 2 && name === "normal") {
    return ["bin", at, "+", given[0], ["bin", at, "*", given[1], ["name", at, DRAWN]]];
  }
  return ["call", at, name, given];
}

/** The expressions that an expression is made of. */
export function childrenOf(expression) {
  const [kind] = expression;
  if (kind === "call") return expression[3];
  return kind === "bin" ? expression.slice(3) : kind === "num" || kind === "name" ? []
    : [expression[2]];
}

/** The numbers and names in an expression, from left to right. */
export function leavesOf(expression) {
  const inner = childrenOf(expression);
  return inner.length ? inner.flatMap(leavesOf) : [expression];
}

/** The names in an expression, from left to right. */
export const namesIn = (expression) =>
  leavesOf(expression).filter(([kind]) => kind === "name").map((leaf) => leaf[2]);

/** Whether an expression is a number or a condition; checks what it is made of. */
export function kindOf(expression) {
  const [kind] = expression;
  if (kind === "num" || kind === "name") return "number";
  const sign = kind === "bin" ? expression[2] : kind;
  const logical = ["and", "or", "not"].includes(sign) || (kind === "call" && expression[2] === "int");
  const wanted = logical ? "condition" : "number";
  for (const inner of childrenOf(expression)) {
    const got = kindOf(inner);
    if (got !== wanted) {
      throw new PlacedError(`a ${wanted} is expected here, not a ${got}`, inner[1]);
    }
  }
  return CONDITIONS.includes(sign) ? "condition" : "number";
}
