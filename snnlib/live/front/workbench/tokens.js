// Mistakes and tokens of the language of equations; the grammar stands in snnlib/equations.

/** A mistake at a place of the text. */
export class PlacedError extends Error {
  constructor(words, position) {
    super(words);
    this.position = position;
  }
}

/** How many letters have to be changed, added or left out to make one word another. */
export function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 0; i < a.length; i += 1) {
    const last = row;
    row = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      row.push(Math.min(last[j] + (a[i] !== b[j] ? 1 : 0), last[j + 1] + 1, row[j] + 1));
    }
  }
  return row[b.length];
}

/** The known name that was meant, perhaps: the first of those with the least changes. */
export function nearestName(name, known) {
  let best = null;
  let least = Math.min(3, name.length);
  for (const other of known) {
    let changes = distance(name, other);
    if (changes > 1 && other.startsWith(name)) changes = 1;
    if ((changes > 0 && changes < least) || (changes === 0 && least > 0)) {
      best = other;
      least = changes;
    }
  }
  return best;
}

export function meantHint(name, known) {
  const meant = nearestName(name, known);
  return meant === null ? "" : `; did you mean \`${meant}\`?`;
}

export function unknownName(name, position, known) {
  return new PlacedError(`\`${name}\` is not known${meantHint(name, known)}`, position);
}

const MOST_CHARACTERS = 4000;
const TOKEN = new RegExp(
  "(?<blank>[ \\t\\r]+|#[^\\n]*)|(?<line>\\n)"
  + "|(?<number>(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
  + "|(?<name>[A-Za-z_][A-Za-z0-9_]*)"
  + "|(?<sign>\\*\\*|<=|>=|==|!=|\\+=|-=|\\*=|/=|[-+*/()\\[\\],;:<>=])", "y");

/** The tokens of a text, [{kind, text, position}]; inside of parentheses no ends of lines. */
export function tokensOf(text) {
  if ([...text].length > MOST_CHARACTERS) {
    throw new PlacedError(`the text is longer than ${MOST_CHARACTERS} characters`,
      [...text].slice(0, MOST_CHARACTERS).join("").length);
  }
  const found = [];
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) {
      const power = text[at] === "^" ? "; a power is written x**2" : "";
      const letter = String.fromCodePoint(text.codePointAt(at));
      throw new PlacedError(`\`${letter}\` is no part of the language${power}`, at);
    }
    const kind = Object.keys(match.groups).find((key) => match.groups[key] !== undefined);
    const piece = match[0];
    if (piece === "(" || piece === "[") depth += 1;
    if (piece === ")" || piece === "]") depth = Math.max(0, depth - 1);
    if (kind === "number" && Number(piece) === Infinity) {
      throw new PlacedError(`\`${piece}\` is too large`, at);
    }
    if (kind !== "blank" && !(kind === "line" && depth)) {
      found.push({ kind, text: piece, position: at });
    }
    at += piece.length;
  }
  found.push({ kind: "line", text: "\n", position: at }, { kind: "end", text: "", position: at });
  return found;
}
