// Keeps the book on the reader's device, so that it reads without a network after one visit.
//
// What the network gives comes first, so no chapter is stale; a kept copy answers where the network
// fails or takes long. All pages are kept once a page asks for it, file by file. BUILD and FILES,
// which has the digest of each file, are written in front of this by offline.py: a new build is a
// new service worker, which fetches only the files that have changed.
/* global BUILD, FILES */

const PATIENCE_MS = 3000; // for the network, where there is a kept copy
const HURRY_MS = 300; // the same for a while after it has failed
const WHILE_MS = 30000;
const PREFIX = `book ${registration.scope} `; // other books may have the same origin
const CACHE = PREFIX + BUILD;
const WHOLE = `${registration.scope}whole-book-is-kept`;

let hurryUntil = 0;
let keeping = null;

/** The address under which a file is kept: without what follows its name. */
function plain(url) {
  const { origin, pathname } = new URL(url);
  return origin + pathname + (pathname.endsWith("/") ? "index.html" : "");
}

async function digestOf(response) {
  const hash = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return [...new Uint8Array(hash)].slice(0, 8).map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The names of the book's caches, that of this build first. */
async function ours() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  return [CACHE, ...names.reverse()];
}

async function find(url) {
  for (const name of await ours()) {
    const kept = await (await caches.open(name)).match(url);
    if (kept) return kept;
  }
  return undefined;
}

async function fetchAndKeep(request) {
  const isPage = request.mode === "navigate"; // a page is asked for anew, whatever the browser has
  const response = await (isPage ? fetch(request.url, { cache: "no-cache" }) : fetch(request));
  if (isPage && response.redirected) return Response.redirect(response.url);
  if (response.status === 200 && !response.redirected) {
    const copy = response.clone();
    await (await caches.open(CACHE)).put(plain(request.url), copy);
  }
  return response;
}

const afterMs = (time) => new Promise((done) => { setTimeout(done, time); });

async function answer(event) {
  const { request } = event;
  const fresh = fetchAndKeep(request).catch(() => null);
  event.waitUntil(fresh);
  const patience = Date.now() < hurryUntil ? HURRY_MS : PATIENCE_MS;
  const first = await Promise.race([fresh, afterMs(patience)]);
  if (first && first.status < 500) return first;
  hurryUntil = Date.now() + WHILE_MS;
  return await find(plain(request.url)) ?? await fresh ?? new Response(
    "You are offline, and this page has not been kept on this device yet.",
    { status: 503, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}

/** Keep one file: a copy that is right stays or is taken over; whether it is right now. */
async function keep(cache, path, digest) {
  const url = new URL(path, registration.scope).href;
  const here = await cache.match(url);
  if (here && await digestOf(here) === digest) return true;
  const old = await find(url);
  if (old && await digestOf(old.clone()) === digest) {
    await cache.put(url, old);
    return true;
  }
  const response = await fetch(url, { cache: "no-cache", priority: "low" });
  if (response.status !== 200 || response.redirected) return false;
  if (await digestOf(response.clone()) !== digest) return false; // that of another build
  await cache.put(url, response);
  return true;
}

/** Whether no worker of another build has come, or is about to. */
async function isNewest() {
  if (registration.installing || registration.waiting) return false;
  if (self.serviceWorker) return self.serviceWorker.state === "activated";
  const names = await caches.keys(); // Firefox does not tell a worker its state
  return names.filter((name) => name.startsWith(PREFIX)).at(-1) === CACHE;
}

/** Keep every file of this build; what older builds have left goes once all are there. */
async function keepAll() {
  const cache = await caches.open(CACHE);
  const isWhole = await cache.match(WHOLE);
  for (const [path, digest] of isWhole ? [] : Object.entries(FILES)) {
    if (!await keep(cache, path, digest)) return false; // there is a newer build, or no network
  }
  await cache.put(WHOLE, new Response(BUILD));
  if (await isNewest()) for (const name of await ours()) if (name !== CACHE) await caches.delete(name);
  return true;
}

async function forget() {
  for (const name of await ours()) await caches.delete(name);
  await registration.unregister();
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || request.headers.has("range")) return;
  if (!request.url.startsWith(registration.scope) || plain(request.url).endsWith(".zip")) return;
  event.respondWith(answer(event));
});
addEventListener("message", (event) => {
  if (event.data === "forget") {
    event.waitUntil(forget());
    return;
  }
  keeping ??= keepAll().catch(() => false).finally(() => { keeping = null; });
  event.waitUntil(keeping.then((whole) => event.source?.postMessage({ whole })));
});
