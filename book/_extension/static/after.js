// What a page can do without until its first figure is drawn: formulas, menus, search, copy buttons.

(() => {
  if (window.laterLoads) return; // the theme may load a page's scripts twice
  window.laterLoads = true;
  const WAIT_MS = 3000; // after the page has loaded, for a figure that cannot be drawn

  function load() {
    if (load.done) return;
    load.done = true;
    for (const url of JSON.parse(document.getElementById("later").textContent)) {
      const script = document.createElement("script");
      script.async = false; // in this order
      script.src = url;
      script.onload = () => window.MathJax?.startup?.promise?.then(letReach);
      document.body.append(script);
    }
  }

  // the theme's link past the menu ends before its buttons; it goes on to the text
  const text = document.querySelector("article.bd-article");
  const skip = document.querySelector("#pst-skip-link a");
  if (text && skip) {
    text.id ||= "text";
    text.tabIndex = -1;
    skip.hash = text.id;
  }

  /** Let the keyboard reach the formulas and tables that go on beyond their box, and no others. */
  function letReach() {
    const boxes = "mjx-container[display], .pst-scrollable-table-container";
    for (const box of document.querySelectorAll(boxes)) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
  // the column settles some time after the window has changed
  new ResizeObserver(letReach).observe(document.querySelector("article") ?? document.body);

  // a read-out of the page, not of the figure: the least that the reader has reached so far, by
  // drawing alone, with all sliders as they are at the start
  const asAtTheStart = (live) => live.describe().controls.every((control) =>
    control.kind !== "range" || live.get(control.name) === control.default);
  for (const place of document.querySelectorAll(".best")) {
    const { figure: name, if: condition, is, least, unit } = place.dataset;
    const root = document.querySelector(`figure[data-live-figure="${name}"]`);
    let best = Infinity;
    root?.addEventListener("live-change", async () => {
      await null; // the figure asks for the frame after it has told of the change
      await root.live.settled();
      if (!asAtTheStart(root.live)) return;
      const numbers = root.live.readouts();
      if (numbers[condition] !== Number(is) || !(numbers[least] < best)) return;
      best = numbers[least];
      place.textContent = `Your best so far: ${best.toPrecision(3)} ${unit}.`;
    });
  }

  // how long this device took for a figure's last frame
  for (const place of document.querySelectorAll(".frame-time")) {
    const root = document.querySelector(`figure[data-live-figure="${place.dataset.figure}"]`);
    const tell = async () => {
      await root.live?.settled();
      const { simulate_ms: computed, draw_ms: drawn } = root.live?.timing ?? {};
      if (drawn > 0) place.textContent = `computed in ${computed.toFixed(2)} ms, drawn in ${drawn.toFixed(2)} ms`;
    };
    root?.addEventListener("live-drawn", tell);
    if (root) tell();
  }

  // in the list of contents, the section that one reads
  const entries = new Map([...document.querySelectorAll(".bd-toc-nav a[href^='#']")]
    .map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
  const reading = new IntersectionObserver((seen) => {
    const now = seen.filter((one) => one.isIntersecting && entries.has(one.target)).at(-1);
    if (!now) return;
    for (const [section, link] of entries) link.classList.toggle("active", section === now.target);
  }, { rootMargin: "0px 0px -60%" });
  for (const section of entries.keys()) if (section) reading.observe(section);

  // paper is white: figures are drawn anew in the colours for it, as the reader has set them
  const look = document.documentElement.dataset;
  let before = null;
  addEventListener("beforeprint", () => {
    before = look.theme;
    look.theme = "light";
  });
  addEventListener("afterprint", () => { look.theme = before; });

  const figure = document.querySelector("figure[data-live-figure]");
  if (!figure || figure.dataset.drawn) {
    load();
    return;
  }
  new MutationObserver((_, observer) => {
    if (!figure.dataset.drawn) return;
    observer.disconnect();
    load();
  }).observe(figure, { attributeFilter: ["data-drawn"] });
  addEventListener("load", () => setTimeout(load, WAIT_MS));
})();
