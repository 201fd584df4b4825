// The service worker of the shop: what a visitor has seen can be read without a network. A page is always asked of the
// network first, so that no old price stands in the place of a new one; a saved page says when it was saved.
const SETTINGS = /*settings*/ { version: "", enabled: false, shell: [], languages: {}, api: [] };

const SHELL = `shop-shell-${SETTINGS.version}`;
const PAGES = "shop-pages";
const PICTURES = "shop-pictures";
const HTML = { "content-type": "text/html; charset=utf-8" };
const MOST = { [PAGES]: 80, [PICTURES]: 160 };

self.addEventListener("install", (event) => {
  self.skipWaiting();
  if (SETTINGS.enabled) event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(SETTINGS.shell)));
});

self.addEventListener("activate", (event) => event.waitUntil(SETTINGS.enabled ? takeOver() : leave()));

async function takeOver() {
  const kept = new Set([SHELL, PAGES, PICTURES]);
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shop-") && !kept.has(name)).map((name) => caches.delete(name)));
  await self.clients.claim();
}

// Switched off: forget everything and go away, so that pages come from the network alone.
async function leave() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shop-")).map((name) => caches.delete(name)));
  await self.registration.unregister();
}

// A page tells its language, once; its front page and list of products are then saved for a time without network.
self.addEventListener("message", (event) => {
  const addresses = SETTINGS.enabled && SETTINGS.languages[event.data?.language];
  if (addresses) event.waitUntil(Promise.all(addresses.map(save)));
});

/** @param {string} address */
async function save(address) {
  const cache = await caches.open(PAGES);
  if (await cache.match(address)) return;
  try {
    const response = await fetch(address);
    if (response.ok) await cache.put(address, stamped(response));
  } catch {
    // Without a network there is nothing to save.
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!SETTINGS.enabled || request.method !== "GET" || url.origin !== location.origin) return;
  if (request.headers.has("range") || SETTINGS.api.some((folder) => url.pathname.startsWith(folder))) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(fixed(event));
});

/** A page: from the network, or as it was when it was last seen. */
async function page(event) {
  const cache = await caches.open(PAGES);
  const address = new URL(event.request.url).pathname;
  try {
    const response = await fetch(event.request);
    if (response.ok && response.type === "basic" && !response.redirected) {
      event.waitUntil(cache.put(address, stamped(response.clone())).then(() => shorten(PAGES)));
    }
    return response;
  } catch {
    const saved = await cache.match(address);
    return saved ? told(saved) : offlinePage(cache, address);
  }
}

async function offlinePage(cache, address) {
  const language = address.split("/")[1];
  const [fallback] = SETTINGS.languages[language] ?? Object.values(SETTINGS.languages)[0];
  const page = await cache.match(fallback);
  return page ? new Response(await page.text(), { status: 503, headers: HTML }) : Response.error();
}

/** The same response with the time at which it was saved. */
function stamped(response) {
  const headers = new Headers(response.headers);
  headers.set("x-saved", new Date().toISOString());
  return new Response(response.body, { status: response.status, headers });
}

/** A saved page that says so: the theme shows its note, with the day. */
async function told(response) {
  const text = await response.text();
  const saved = response.headers.get("x-saved") ?? "";
  const day = saved.slice(0, 10);
  const marked = text.replace("<body ", "<body data-saved ").replace('saved-note">', `saved-note" data-day="${day}">`);
  return new Response(marked, { headers: HTML });
}

/** What has its digest in its name never changes. */
async function fixed(event) {
  const known = await caches.match(event.request);
  if (known) return known;
  const response = await fetch(event.request);
  if (response.ok) {
    const kept = response.clone();
    event.waitUntil(
      caches.open(PICTURES).then((cache) => cache.put(event.request, kept)).then(() => shorten(PICTURES)),
    );
  }
  return response;
}

async function shorten(name) {
  const cache = await caches.open(name);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST[name])).map((key) => cache.delete(key)));
}
