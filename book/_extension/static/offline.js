// Keeps the book on the device for reading without a network, and says so; only over HTTP(S).

(() => {
  const place = document.querySelector(".offline");
  if (!place || !/^https?:$/.test(location.protocol) || !navigator.serviceWorker) return;
  const WAIT_MS = 4000; // the page itself comes first
  const KEY = "book-offline";
  const worker = new URL(place.dataset.worker, location.href).href;
  let registration = null; // once all pages are to be kept

  const say = (text, name, action) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", action);
    place.replaceChildren(`${text} `, button);
    place.hidden = false;
  };

  function forget() {
    registration = null;
    localStorage.setItem(KEY, "no");
    navigator.serviceWorker.getRegistration(worker).then((one) => one?.active?.postMessage("forget"));
    notKept();
  }

  function notKept() {
    say("The book is not kept on this device.", "Keep it for reading offline", () => {
      localStorage.removeItem(KEY);
      place.textContent = "Keeping all pages …";
      keep(0, true);
    });
  }

  async function keep(wait, asked) {
    await navigator.serviceWorker.register(worker);
    const ready = await navigator.serviceWorker.ready;
    const { saveData, effectiveType } = navigator.connection ?? {};
    if (!asked && (saveData || /2g/.test(effectiveType))) { // pages are kept as they are read
      say("Each page is kept on this device as you read it.", `Keep all now (${place.dataset.size})`,
        () => { place.textContent = "Keeping all pages …"; keep(0, true); });
      return;
    }
    registration = ready;
    askAfter(wait);
  }

  /** Ask the worker of that moment: that of a new build takes over while the page is open. */
  function askAfter(wait) {
    setTimeout(() => registration?.active?.postMessage("keep"), wait);
  }

  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.whole) say("All pages are kept on this device for reading offline.", "Remove them", forget);
    else place.hidden = true; // a later visit goes on
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (registration) askAfter(WAIT_MS);
  });
  try {
    if (localStorage.getItem(KEY) === "no") notKept();
    else keep(WAIT_MS, false).catch(() => {}); // a private window refuses; the book reads on
  } catch { /* no storage, no choice to remember: nothing is kept */ }
})();
