// @ts-check
// What the browser remembers of this shop, in localStorage; where that is forbidden, for as long as the page is open.

/** @type {Map<string, string>} */
const memory = new Map();

/** Milliseconds after the load while a browser still sets out pictures, and answers no question about its memory. */
const SETTLING = 700;

/** @param {string} key @returns {string | null} */
export function recall(key) {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

/** @param {string} key @param {unknown} value */
export function keep(key, value) {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(key, text);
    memory.delete(key);
  } catch {
    memory.set(key, text);
  }
  document.dispatchEvent(new CustomEvent("sitegen:kept"));
}

/**
 * Call `listener` when this page or another tab changed one of the keys.
 * @param {string[]} keys @param {() => void} listener
 */
export function onChange(keys, listener) {
  addEventListener("storage", (event) => {
    if (event.key === null || keys.includes(event.key)) listener();
  });
  // A page that comes back out of the browser's memory has heard nothing meanwhile.
  addEventListener("pageshow", (event) => {
    if (event.persisted) listener();
  });
}

/**
 * Act once the page is loaded, settled and has nothing else to do, or is left: the first look at what is remembered may
 * wait for the disk, and waits for the browser when that is busy.
 * @param {() => void} act
 */
export function whenIdle(act) {
  let isDone = false;
  const once = () => {
    if (!isDone) act();
    isDone = true;
  };
  addEventListener("pagehide", once);
  const wait = () => {
    if ("requestIdleCallback" in window) requestIdleCallback(once, { timeout: 1_000 });
    else setTimeout(once);
  };
  if (document.readyState === "complete") return wait();
  addEventListener("load", () => setTimeout(wait, SETTLING));
  // A picture that hangs holds up the load, and not this.
  setTimeout(wait, 3_000);
}
