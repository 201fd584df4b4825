// @ts-check
// Back from a checkout: what was paid leaves the cart, and nothing else does.
import { readBasket, readSent, without } from "./basket.js";
import { need } from "./dom.js";
import { counted } from "./money.js";
import { keep, recall } from "./store.js";

const SENT = "sitegen.sent";

/** @param {string} reference */
function clear(reference) {
  const sent = readSent(recall(SENT));
  const order = sent[reference];
  if (!order || order.done) return;
  for (const key of ["sitegen.cart", "sitegen.quote"]) {
    const basket = readBasket(recall(key));
    if (basket.group && reference.startsWith(`${basket.group}-`)) keep(key, without(basket, order.lines));
  }
  keep(SENT, { ...sent, [reference]: { ...order, done: true } });
}

/** How many cooperatives still wait. @param {HTMLElement} place */
function tellRest(place) {
  const rest = new Set(readBasket(recall("sitegen.cart")).lines.map((line) => line.cooperative)).size;
  place.textContent = rest ? counted(place.dataset.left ?? "", rest) : "";
}

const page = need(document, "[data-returned]", HTMLElement);
if (page.dataset.returned === "thanks") {
  clear(new URLSearchParams(location.search).get("ref") ?? "");
  tellRest(need(page, ".returned-left", HTMLElement));
} else {
  // What was called off counts as not handed over.
  const { [new URLSearchParams(location.search).get("ref") ?? ""]: order, ...rest } = readSent(recall(SENT));
  if (order && !order.done) keep(SENT, rest);
}
