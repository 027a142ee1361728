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
      document.body.append(script);
    }
  }

  const figure = document.querySelector("figure[data-live-figure]");
  if (!figure || figure.dataset.ready) {
    load();
    return;
  }
  new MutationObserver((_, observer) => {
    if (!figure.dataset.ready) return;
    observer.disconnect();
    load();
  }).observe(figure, { attributeFilter: ["data-ready"] });
  addEventListener("load", () => setTimeout(load, WAIT_MS));
})();
