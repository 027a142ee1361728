// Which chapters the reader has read: ticks in the table of contents, kept in this browser only.

(() => {
  const KEY = "book-read";
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href).href;
  const nameOf = (url) => new URL(url, location.href).href.replace(/[?#].*$/, "").slice(root.length);

  function load() {
    const read = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(read) ? read : []);
  }

  /** Show the ticks; what a screen reader says of them stands in words. */
  function show(read) {
    for (const link of document.querySelectorAll(".bd-links a, .reading-path a")) {
      const tick = link.querySelector(".is-read");
      if (read.has(nameOf(link.href)) === Boolean(tick)) continue;
      if (tick) {
        tick.remove();
        continue;
      }
      const [sign, words] = ["span", "span"].map((tag) => document.createElement(tag));
      sign.className = "is-read";
      sign.textContent = " ✓";
      words.className = "visually-hidden";
      words.textContent = " (read)";
      sign.append(words);
      link.append(sign);
    }
    const chapters = [...document.querySelectorAll(".bd-links a.reference.internal")];
    const n = chapters.filter((link) => read.has(nameOf(link.href))).length;
    for (const place of document.querySelectorAll(".progress-said")) {
      place.textContent = `You have marked ${n} of ${chapters.length} pages as read.`;
    }
  }

  // a solution that a link leads to is unfolded
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  const foot = document.querySelector(".page-foot");
  if (!foot) return;
  try {
    const here = nameOf(location.href);
    const change = (edit) => {
      const read = load(); // another tab may have changed it
      edit(read);
      localStorage.setItem(KEY, JSON.stringify([...read]));
      show(read);
    };
    const read = load();
    localStorage.setItem(KEY, JSON.stringify([...read])); // where that is refused there is nothing to mark
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = read.has(here);
    box.addEventListener("change", () => change((all) => (box.checked ? all.add(here) : all.delete(here))));
    label.append(box, " I have read this page (a tick in the contents; kept in this browser only)");
    label.className = "mark-read";
    foot.prepend(label);
    for (const button of document.querySelectorAll(".progress-reset")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        localStorage.removeItem(KEY);
        box.checked = false;
        show(new Set());
      });
    }
    show(read);
    addEventListener("storage", () => { const now = load(); box.checked = now.has(here); show(now); });
  } catch { /* storage is refused: then there are no ticks */ }
})();
