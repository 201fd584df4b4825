// @ts-check
// On every page: how many things are in the cart, and Escape for what the header opened.
import { startOffline } from "./offline.js";
import { onChange, recall, whenIdle } from "./store.js";

const CART = "sitegen.cart";

/** Without the rest of the basket's code, which most pages do not need. @returns {number} */
function countNow() {
  try {
    return JSON.parse(recall(CART) || "null")?.lines?.length || 0;
  } catch {
    return 0;
  }
}

function showCount() {
  const count = countNow();
  for (const badge of document.querySelectorAll("[data-cart-count]")) {
    badge.textContent = String(count);
    badge.toggleAttribute("hidden", !count);
  }
}

/** Close what the header opened, and go back to where it was opened from. @param {KeyboardEvent} event */
function closeDrop({ key }) {
  const drop = key === "Escape" && document.querySelector("details.drop[open]");
  if (!(drop instanceof HTMLDetailsElement)) return;
  drop.open = false;
  drop.querySelector("summary")?.focus();
}

startOffline();
addEventListener("keydown", closeDrop);
// Whoever listens to the storage waits until the browser has opened it, and so does the page: both when it is idle.
whenIdle(() => {
  onChange([CART], showCount);
  whenIdle(showCount);
});
document.addEventListener("sitegen:kept", showCount);
