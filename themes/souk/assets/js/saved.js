// @ts-check
// What the page that stands for all that were not saved offers instead.

/** List the pages that were seen. @param {HTMLElement} list */
async function listSavedPages(list) {
  if (!("caches" in window)) return;
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

const list = document.querySelector("[data-saved-pages]");
if (list instanceof HTMLElement) void listSavedPages(list);
