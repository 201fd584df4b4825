// @ts-check
// Without a network: the service worker is called when the shop has one, and sent away when it no longer has.

const CALM = 2_000;

/** Call the service worker once the page stands, so that it takes nothing from the page's own loading. */
export function startOffline() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
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
