// @ts-check
// On every page: how many things are in the cart, Escape for what the header opened, and the next page fetched early.
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

/**
 * Let the browser fetch pages of the shop that somebody is about to open: never a checkout, which is elsewhere or
 * `nofollow`. By selectors alone, as patterns of addresses cost a phone a JavaScript context of their own.
 */
function fetchNextPages() {
  if (!HTMLScriptElement.supports?.("speculationrules")) return;
  const links = "[href^='/']:not([href^='//'], [href^='/api/'], [rel~=nofollow], [download])";
  const rules = document.createElement("script");
  rules.type = "speculationrules";
  rules.textContent = JSON.stringify({ prefetch: [{ where: { selector_matches: links }, eagerness: "moderate" }] });
  document.head.append(rules);
}

startOffline();
addEventListener("keydown", closeDrop);
// Whoever listens to the storage waits until the browser has opened it, and so does the page: both when it is idle.
whenIdle(() => {
  onChange([CART], showCount);
  whenIdle(showCount);
  whenIdle(fetchNextPages);
});
document.addEventListener("sitegen:kept", showCount);
