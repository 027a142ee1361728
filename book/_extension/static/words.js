// What a word of the glossary means, where a page first uses it: for the mouse that rests on it, the
// keyboard that reaches it and the finger that taps it. A second tap follows the link.

(() => {
  if (window.wordsMean) return; // the theme may load a page's scripts twice
  window.wordsMean = true;
  const article = document.querySelector("article.bd-article");
  if (!article?.querySelector("a.word")) return;
  const WAIT_MS = 200; // before it comes, so that a passing mouse shows nothing, and before it goes
  const EDGE = 8; // px to the window's edge

  const box = document.createElement("div");
  box.id = "word-means";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  article.append(box);
  let shown = null;
  let waiting = 0;

  /** Show what a word means, below it or, where there is no room, above. */
  function show(word) {
    clearTimeout(waiting);
    hide();
    shown = word;
    box.textContent = word.dataset.means;
    box.hidden = false;
    word.setAttribute("aria-describedby", box.id);
    const place = word.getClientRects()[0]; // of its first line, if it is broken
    const { width, height } = box.getBoundingClientRect();
    const left = Math.min(place.left, document.documentElement.clientWidth - width - EDGE);
    const below = place.bottom + height + EDGE < innerHeight || place.top < height + EDGE;
    box.style.left = `${Math.max(EDGE, left)}px`;
    box.style.top = `${below ? place.bottom : place.top - height}px`;
  }

  function hide() {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  }

  function soon(what) {
    clearTimeout(waiting);
    waiting = setTimeout(what, WAIT_MS);
  }

  const wordAt = (event) => event.target.closest?.("a.word");
  article.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const word = wordAt(event);
    if (word && word !== shown) soon(() => show(word));
    else if (word || box.contains(event.target)) clearTimeout(waiting);
  });
  article.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse" && (wordAt(event) || event.target === box)) soon(hide);
  });
  article.addEventListener("focusin", (event) => {
    const word = wordAt(event);
    if (word?.matches(":focus-visible")) show(word);
  });
  article.addEventListener("focusout", (event) => { if (wordAt(event) === shown) hide(); });
  document.addEventListener("click", (event) => {
    const word = wordAt(event);
    if (word && event.pointerType === "touch" && word !== shown) {
      event.preventDefault();
      show(word);
    } else if (!box.contains(event.target)) hide();
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", () => { if (shown) soon(hide); }, { passive: true });
  addEventListener("resize", hide);
})();
