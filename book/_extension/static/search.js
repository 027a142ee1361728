// The search page: which sections have all the words, those first that explain them.

(() => {
  const SHOWN = 30;
  const AROUND = 90; // characters of an excerpt on each side
  const WEIGHT = { heading: 12, term: 10, page: 6, first: 4, text: 1 };

  const FIRST_TERM = 30; // where the book, in its order, first sets the words in bold

  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  // the plural and the hyphen make no difference
  const stem = (word) => word.replace(/(?<=..)(?:ies|es|s)$/, "");
  const wordsOf = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean).map(stem);

  /** How well a text answers to a word: 1 for the word itself, less for its beginning. */
  function fit(words, asked) {
    if (words.includes(asked)) return 1;
    return asked.length > 2 && words.some((word) => word.startsWith(asked)) ? 0.5 : 0;
  }

  const isPhrase = (text, asked) => ` ${wordsOf(text).join(" ")} `.includes(` ${asked.join(" ")} `);

  /** A section's score for the words asked for; 0 if one of them is not in it. */
  function score(section, asked) {
    const { heading, page, terms, text } = section;
    section.words ??= { heading: wordsOf(heading), page: wordsOf(page), text: wordsOf(text),
      first: wordsOf(text.split(/(?<=[.?!]) /).slice(0, 2).join(" ")) };
    const { words } = section;
    let sum = 0;
    for (const one of asked) {
      const count = words.text.filter((word) => word === one).length;
      const points = WEIGHT.heading * fit(words.heading, one) + WEIGHT.page * fit(words.page, one)
        + WEIGHT.first * fit(words.first, one)
        + WEIGHT.text * (Math.log2(1 + count) || fit(words.text, one) / 2);
      if (!points) return 0;
      sum += points;
    }
    if (terms.some((term) => isPhrase(term, asked))) sum += WEIGHT.term * asked.length;
    if (isPhrase(heading, asked)) sum += WEIGHT.heading;
    else if (asked.length > 1 && isPhrase(text, asked)) sum += WEIGHT.first;
    return /exercises|sources|what to keep|check yourself/i.test(heading) ? sum / 3 : sum;
  }

  /** The sections that answer to a question, the best first. */
  function find(sections, question) {
    const asked = wordsOf(question);
    if (!asked.length) return [];
    const explains = sections.find(({ terms }) => terms.some((term) => isPhrase(term, asked)));
    return sections.map((section) => ({ section, points: score(section, asked) + (section === explains ? FIRST_TERM : 0) }))
      .filter(({ points }) => points > 0)
      .sort((a, b) => b.points - a.points);
  }

  /** Text around the first of the words, as nodes, with the words marked. */
  function excerpt({ text, terms }, question) {
    const asked = wordsOf(question);
    const pieces = text.split(/([^\p{L}\p{N}]+)/u);
    const isAsked = (piece) => asked.some((one) => piece && wordsOf(piece)[0]?.startsWith(one));
    let [at, first] = [0, -1];
    const term = terms.find((one) => isPhrase(one, asked));
    if (term) first = Math.max(-1, text.indexOf(term));
    for (const piece of first < 0 ? pieces : []) {
      if (isAsked(piece)) { first = at; break; }
      at += piece.length;
    }
    const begin = first - AROUND <= 0 ? 0 : text.indexOf(" ", first - AROUND) + 1;
    const end = text.length <= first + 2 * AROUND ? text.length : text.lastIndexOf(" ", first + 2 * AROUND);
    const shown = text.slice(begin, end).split(/([^\p{L}\p{N}]+)/u).map((piece) => {
      if (!isAsked(piece)) return piece;
      const mark = document.createElement("mark");
      mark.textContent = piece;
      return mark;
    });
    return [begin > 0 ? "… " : "", ...shown, end < text.length ? " …" : ""];
  }

  function show(question) {
    const found = find(window.searchSections, question);
    const list = document.getElementById("search-results");
    const root = document.documentElement.dataset.content_root ?? "";
    list.replaceChildren(...found.slice(0, SHOWN).map(({ section }) => {
      const [item, link, text] = ["li", "a", "p"].map((tag) => document.createElement(tag));
      link.href = root + section.url;
      link.textContent = section.heading === section.page ? section.page : `${section.page}: ${section.heading}`;
      text.append(...excerpt(section, question));
      item.append(link, text);
      return item;
    }));
    const n = found.length;
    document.getElementById("search-said").textContent = !question.trim() ? ""
      : n ? `${n} section${n > 1 ? "s" : ""} for “${question}”${n > SHOWN ? `, the first ${SHOWN} of them:` : ":"}`
        : `Nothing was found for “${question}”. Try one word, or its beginning.`;
  }

  if (!window.searchSections) return;
  window.searchBook = (question) => find(window.searchSections, question).map(({ section }) => section);
  const field = document.querySelector(".search-page input[type=search]");
  if (!field) return;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", () => show(field.value));
  show(field.value);
  field.focus();
})();
