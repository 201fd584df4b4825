// @ts-check
// On every page: how many things are in the cart.
import { startOffline } from "./offline.js";
import { onChange, recall } from "./store.js";

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

startOffline();
showCount();
onChange([CART], showCount);
document.addEventListener("sitegen:kept", showCount);
