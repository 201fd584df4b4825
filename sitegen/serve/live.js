// Keeps a page of the preview current: listens to the server, and reloads or changes the style sheets.
import { show } from "./overlay.js";

const tag = document.querySelector("script[data-sitegen-build]");
let build = tag.dataset.sitegenBuild;
let stream = null;
let waiting = null;
let isBusy = false;

function connect() {
  if (stream || document.hidden) return;
  stream = new EventSource(`/__sitegen__/events?page=${encodeURIComponent(location.pathname)}`);
  stream.onmessage = (event) => receive(JSON.parse(event.data));
  stream.onerror = () => {
    if (stream?.readyState !== EventSource.CLOSED) return;
    disconnect();
    setTimeout(connect, 2000);
  };
}

// A browser opens few connections to one host: a page that is not seen must not keep one.
function disconnect() {
  stream?.close();
  stream = null;
}

async function receive(state) {
  waiting = state;
  if (isBusy) return;
  isBusy = true;
  while (waiting) {
    const newest = waiting;
    waiting = null;
    if (newest.build !== build) await refresh(newest.build);
    show(newest.published ? newest.notice : null);
  }
  isBusy = false;
}

async function refresh(next) {
  const fresh = await fetchPage();
  const theirs = fresh?.querySelector("script[data-sitegen-build]");
  if (theirs?.dataset.sitegenPage !== tag.dataset.sitegenPage || !exchangeStyles(fresh)) {
    location.reload();
    return;
  }
  build = next;
}

async function fetchPage() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

function exchangeStyles(fresh) {
  const sheets = (page) => [...page.querySelectorAll('link[rel~="stylesheet"]')];
  const [old, young] = [sheets(document), sheets(fresh)];
  if (old.length !== young.length) return false;
  old.forEach((link, index) => exchange(link, young[index].getAttribute("href")));
  return true;
}

function exchange(link, href) {
  if (link.getAttribute("href") === href) return;
  const next = link.cloneNode();
  next.setAttribute("href", href);
  next.onload = next.onerror = () => link.remove();
  link.after(next);
}

document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);
connect();
