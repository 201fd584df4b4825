// @ts-check
// Without a network: the service worker is called when the shop has one, and sent away when it no longer has.

const CALM = 2_000;

/** Call the service worker once the page stands, so that it takes nothing from the page's own loading. */
export function startOffline() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  listSavedPages();
  addEventListener("load", () => setTimeout(() => void settle(workers), CALM));
}

/** @param {ServiceWorkerContainer} workers */
async function settle(workers) {
  if (!document.querySelector('link[rel="manifest"]')) {
    for (const registration of await workers.getRegistrations()) await registration.unregister();
    return;
  }
  try {
    await workers.register("/sw.js");
    const { active } = await workers.ready;
    active?.postMessage({ language: document.documentElement.lang });
  } catch {
    // A browser that keeps nothing, in a private window for instance, shows the shop all the same.
  }
}

/** The pages that were seen, on the page that stands for all that were not. */
async function listSavedPages() {
  const list = document.querySelector("[data-saved-pages]");
  if (!(list instanceof HTMLElement) || !("caches" in window)) return;
  const cache = await caches.open("shop-pages");
  for (const request of [...(await cache.keys())].reverse().slice(0, 24)) {
    const { pathname } = new URL(request.url);
    const text = await (await cache.match(request))?.text();
    const title = text && new DOMParser().parseFromString(text, "text/html").title;
    if (!title || pathname === location.pathname) continue;
    const link = document.createElement("a");
    link.href = pathname;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
    list.hidden = false;
  }
}
