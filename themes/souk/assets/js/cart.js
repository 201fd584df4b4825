// @ts-check
// The cart and the quote basket: one order a cooperative, each handed over to that cooperative's own checkout.
import { allowed, canBeSent, changed, isSent, noticesOf, parcelsOf, readBasket, readSent, referencesOf, unitPrice,
  without } from "./basket.js";
import { attribute, choose, copied, need, put, show, slot } from "./dom.js";
import { chooseHandOff } from "./handoff.js";
import { counted, moneyText, priceText, times, totalText } from "./money.js";
import { keep, onChange, recall } from "./store.js";

/** @typedef {import("./basket.js").Basket} Basket */
/** @typedef {import("./basket.js").Item} Item */
/** @typedef {import("./basket.js").Line} Line */
/** @typedef {import("./basket.js").Parcel} Parcel */
/** @typedef {import("./basket.js").Price} Price */
/** @typedef {import("./basket.js").Sent} Sent */
/** @typedef {import("./basket.js").Shelf} Shelf */
/** @typedef {{
 *   api: string, base: string, language: string, money: import("./money.js").Formats, shop: string,
 *   words: Record<string, string>,
 * }} Data */
/** @typedef {{parcel: Parcel, reference: string, isSent: boolean}} Order */

const SENT = "sitegen.sent";
const PATIENCE = 2_500;

const root = need(document, "#basket", HTMLElement);
const isQuote = attribute(root, "data-basket") === "quote";
const [KEY, OTHER] = isQuote ? ["sitegen.quote", "sitegen.cart"] : ["sitegen.cart", "sitegen.quote"];
const status = need(root, ".basket-status", HTMLElement);
/** @type {Data} */
const data = JSON.parse(need(root, "#basket-data", HTMLElement).textContent || "{}");
const { language, money } = data;

/** What the shop said of each cooperative. @type {Record<string, Shelf>} */
const shelves = {};

/** The orders that sections show. @type {WeakMap<Element, Order>} */
const shown = new WeakMap();
/** @param {Element} inside */
const orderAt = (inside) => shown.get(/** @type {Element} */ (inside.closest("section")));

const stored = () => readBasket(recall(KEY));
const sentNow = () => readSent(recall(SENT));

/** @param {Line} line @returns {Item | undefined} */
const itemOf = (line) => shelves[line.cooperative]?.items[line.sku];
/** @param {Line} line */
const isForSale = (line) => canBeSent(line, itemOf(line));
/** @param {Line} line */
const titleOf = (line) => itemOf(line)?.titles[language] ?? line.title;
/** @param {string} maker */
const nameOf = (maker) => shelves[maker]?.names[language] ?? maker;
/** @param {Price} price @param {number} [count] */
const textOf = ({ amount, currency }, count = 1) => moneyText(money, times(amount, count), currency);

/** The basket with the quantities that the shop allows today. @returns {Basket} */
function settled() {
  const basket = stored();
  const lines = basket.lines.map((line) => {
    const item = itemOf(line);
    return item ? { ...line, quantity: allowed(line.quantity, item.quantity) } : line;
  });
  return { ...basket, lines };
}

/** Ask the shop what these things cost today. */
async function load() {
  const makers = new Set(stored().lines.map((line) => line.cooperative));
  const answers = await Promise.all([...makers].filter((maker) => !shelves[maker]).map(loadShelf));
  tell(answers.includes(false) ? "failed" : "");
  root.removeAttribute("aria-busy");
  render();
}

/** @param {string} maker @returns {Promise<boolean>} whether the shop answered */
async function loadShelf(maker) {
  try {
    const answer = await fetch(`${data.api}${encodeURIComponent(maker)}.json`, { cache: "no-cache" });
    // A cooperative that has left the shop sells nothing.
    const shelf = answer.ok && (await answer.json());
    if (shelf) shelves[maker] = quote?.inNumber(shelf) ?? shelf;
    else if (answer.status !== 404) return false;
    shelves[maker] ??= { cooperative: maker, names: {}, pages: {}, generated: "", checkouts: [], items: {} };
    return true;
  } catch {
    return false;
  }
}

/** @param {string} word one of the theme's words, or none */
function tell(word) {
  const found = need(root, "#basket-words", HTMLTemplateElement).content.querySelector(`[data-word="${word}"]`);
  status.replaceChildren(...(found?.cloneNode(true).childNodes ?? []));
}

/** The orders of a basket; a parcel that no checkout serves as a whole is ordered line by line. @param {Basket} basket
 * @returns {Order[]} */
function ordersOf(basket) {
  const sent = sentNow();
  const parcels = parcelsOf(basket, shelves).flatMap((parcel) => {
    const whole = { ...parcel, lines: parcel.lines.filter(isForSale) };
    const isServed = whole.lines.length < 2 || handOffOf(basket, whole, `${basket.group}-${parcel.cooperative}`);
    return isServed ? [parcel] : parcel.lines.map((line) => ({ ...parcel, lines: [line] }));
  });
  const references = referencesOf(basket.group, parcels, sent);
  return parcels.map((parcel, at) => {
    const reference = references[at];
    return { parcel, reference, isSent: isSent(parcel.lines, sent[reference]) };
  });
}

/** @param {Basket} basket @param {Parcel} parcel @param {string} reference */
function handOffOf(basket, { cooperative, kind, recipes, lines: ordered }, reference) {
  const lines = ordered.map((line) => {
    const { price = null, prices = {}, code = "", urls } = itemOf(line) ?? {};
    const { sku, quantity } = line;
    const priceText = price ? textOf(price, quantity) : "";
    return { sku, quantity, title: titleOf(line), price, prices, priceText, url: data.base + (urls?.[language] ?? ""), code };
  });
  const { note, links, voucher } = basket.words[cooperative] ?? {};
  return chooseHandOff(recipes, {
    kind, lines, language, reference, voucher,
    shop: data.shop,
    words: data.words,
    group: basket.group,
    note: [note, links].filter(Boolean).join(" · "),
    check: codes?.checkLine(lines, shelves[cooperative]?.generated),
  });
}

/** @param {Line[]} lines */
function totalOf(lines) {
  const prices = lines.filter(isForSale).flatMap((line) => {
    const price = unitPrice(/** @type {Item} */ (itemOf(line)), line.quantity);
    return price ? [{ ...price, amount: times(price.amount, line.quantity) }] : [];
  });
  return totalText(money, prices);
}

function render() {
  const basket = settled();
  const orders = ordersOf(basket);
  const focus = document.activeElement?.getAttribute("data-key");
  slot(root, "orders")?.replaceChildren(...orders.map((order) => orderNode(basket, order)));
  if (focus) /** @type {HTMLElement | null} */ (root.querySelector(`[data-key="${CSS.escape(focus)}"]`))?.focus();
  const all = Object.entries(sentNow());
  const done = all.filter(([name, one]) => one.done && name.startsWith(`${basket.group}-`)).length;
  const handed = done + orders.filter((order) => order.isSent).length;
  show(root, "empty", !orders.length);
  show(root, "full", orders.length > 0);
  show(root, "other", readBasket(recall(OTHER)).lines.length > 0);
  show(root, "several", new Set(orders.map((order) => order.parcel.cooperative)).size > 1);
  show(root, "progress", handed > 0 && orders.length + done > 1);
  put(root, "sent-count", String(handed));
  put(root, "order-count", String(orders.length + done));
  show(root, "grand", orders.length > 1);
  put(root, "grand-total", totalOf(basket.lines));
  quote?.fillForm(basket, rowOf);
}

/** @param {Basket} basket @param {Order} order */
function orderNode(basket, order) {
  const node = copied(root, "#basket-order");
  const { parcel: { cooperative, lines }, reference } = order;
  node.dataset.reference = reference;
  shown.set(node, order);
  for (const name of ["cooperative", "contact"]) slot(node, name)?.setAttribute("href", shelves[cooperative]?.pages[language] ?? "");
  put(node, "cooperative", nameOf(cooperative));
  slot(node, "lines")?.replaceChildren(...lines.map(lineNode));
  const total = totalOf(lines);
  put(node, "total", total);
  choose(node, "sum", Boolean(total));
  for (const field of fieldsOf(node)) {
    field.value = basket.words[cooperative]?.[/** @type {"note"} */ (field.name)] ?? "";
    field.dataset.key = `${field.name} ${reference}`;
  }
  choose(node, "sent", order.isSent);
  put(node, "reference", reference);
  setHandOff(node, basket, order);
  return node;
}

/** @param {Element} node @returns {NodeListOf<HTMLTextAreaElement | HTMLInputElement>} where the buyer writes */
const fieldsOf = (node) => node.querySelectorAll(".order-words textarea, .order-words input");

/** @param {Line} line */
function lineNode(line) {
  const node = copied(root, "#basket-line");
  const item = itemOf(line);
  node.dataset.sku = line.sku;
  if (item) slot(node, "title")?.setAttribute("href", item.urls[language]);
  put(node, "title", titleOf(line));
  put(node, "what", ` ${titleOf(line)}`);
  const image = need(node, "img", HTMLImageElement);
  if (item?.picture) image.src = item.picture;
  else image.remove();
  const price = item ? unitPrice(item, line.quantity) : null;
  put(node, "price", price ? textOf(price) : "");
  put(node, "amount", price && !isQuote ? textOf(price, line.quantity) : "");
  for (const unit of node.querySelectorAll("[data-unit]")) {
    if (!price || attribute(unit, "data-unit") !== item?.quote?.unit) unit.remove();
  }
  const lead = slot(node, "lead");
  const days = item?.quote?.lead_time;
  if (lead && days) lead.textContent = ` · ${counted(attribute(lead, "data-count"), days)}`;
  const input = need(node, "input", HTMLInputElement);
  input.value = String(line.quantity);
  if (item) Object.assign(input, { ...item.quantity, max: item.quantity.max ?? "" });
  for (const control of node.querySelectorAll("input, button")) {
    control.setAttribute("data-key", `${attribute(control, "data-do") + attribute(control, "value")} ${line.sku}`);
  }
  const chosen = stored().lines.find((one) => one.sku === line.sku);
  const notices = shelves[line.cooperative] && chosen ? noticesOf(chosen, item) : [];
  slot(node, "notices")?.replaceChildren(...notices.map(noticeNode));
  return node;
}

/** @param {import("./basket.js").Notice} notice */
function noticeNode({ name, old = "", now = "" }) {
  const words = need(root, "#basket-notices", HTMLTemplateElement).content;
  const node = /** @type {HTMLElement} */ (need(words, `[data-notice="${name}"]`, HTMLElement).cloneNode(true));
  const written = (/** @type {string} */ text) => (name === "price" ? priceText(money, text) : text);
  put(node, "old", written(old));
  put(node, "new", written(now));
  return node;
}

/** Put the hand-off of an order where the theme wants it: a link, or a form for what is posted.
 * @param {HTMLElement} node @param {Basket} basket @param {Order} order */
function setHandOff(node, basket, { parcel, reference, isSent: wasSent }) {
  const isWhole = parcel.lines.every(isForSale);
  const found = isWhole ? handOffOf(basket, parcel, reference) : null;
  choose(node, "none", isWhole && !found);
  for (const name of ["note", "voucher", "quantity"]) choose(node, `no-${name}`, Boolean(found?.missing?.includes(name)));
  choose(node, "hand-off", Boolean(found));
  const link = slot(node, "send");
  if (!found || !link) return;
  link.dataset.key = `send ${reference}`;
  link.classList.toggle("quiet", wasSent);
  // Of the button's words those stay that tell what happens.
  const words = [...link.querySelectorAll("[data-for]")];
  const own = words.find((word) => attribute(word, "data-for") === found.provider) ?? words.find((word) => !attribute(word, "data-for"));
  for (const word of words) if (word !== own) word.remove();
  put(link, "whom", ` · ${nameOf(parcel.cooperative)}`);
  put(link, "host", /^https:/.test(found.url) ? new URL(found.url).hostname : "");
  if (found.method === "GET") link.setAttribute("href", found.url);
  else link.replaceWith(formOf(found, link));
}

/** @param {import("./handoff.js").HandOff} found @param {HTMLElement} link */
function formOf({ url, fields = [] }, link) {
  const form = document.createElement("form");
  const button = document.createElement("button");
  Object.assign(form, { method: "post", action: url });
  button.className = link.className;
  button.dataset.key = link.dataset.key;
  button.append(...link.childNodes);
  const inputs = fields.map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  form.append(...inputs, button);
  return form;
}

/** Remember what was handed over, at the price and in the quantity that it was. @param {Element} inside */
function remember(inside) {
  const order = orderAt(inside);
  if (!order) return;
  const { lines, cooperative } = order.parcel;
  let basket = stored();
  for (const line of lines) {
    const price = itemOf(line)?.price;
    basket = changed(basket, line.sku, { quantity: line.quantity, price: price ? `${price.amount} ${price.currency}` : "" });
  }
  keep(KEY, basket);
  const sent = lines.map(({ sku, quantity }) => ({ sku, quantity }));
  keep(SENT, { ...sentNow(), [order.reference]: { cooperative, name: nameOf(cooperative), lines: sent } });
  // The browser follows the link first.
  setTimeout(render);
}

/** @param {string} sku @param {(quantity: number, step: number) => number} change */
function setQuantity(sku, change) {
  const line = settled().lines.find((one) => one.sku === sku);
  const rule = line && itemOf(line)?.quantity;
  if (rule) keep(KEY, changed(stored(), sku, { quantity: allowed(change(line.quantity, rule.step), rule) }));
  render();
}

/** Take lines out, and say so where the focus then is. @param {{sku: string, quantity: number}[]} lines */
function takeOut(lines) {
  keep(KEY, without(stored(), lines));
  render();
  tell("removed");
  status.focus();
}

/** @type {Record<string, (button: Element, sku: string) => void>} */
const ACTIONS = {
  step: (button, sku) => setQuantity(sku, (quantity, step) => quantity + step * Number(attribute(button, "value"))),
  remove: (_, sku) => takeOut([{ sku, quantity: Infinity }]),
  again: load,
  print: () => print(),
  csv: (button) => quote?.saveTable(attribute(button, "data-file"), settled(), rowOf),
  done: (button) => {
    const reference = orderAt(button)?.reference ?? "";
    const sent = sentNow();
    keep(SENT, { ...sent, [reference]: { ...sent[reference], done: true } });
    takeOut(sent[reference].lines);
  },
};

/** What a table says of a line. @param {Line} line */
function rowOf(line) {
  const item = itemOf(line);
  return {
    maker: nameOf(line.cooperative), title: titleOf(line), unit: item?.quote?.unit ?? "",
    price: item ? unitPrice(item, line.quantity) : null, url: item ? data.base + item.urls[language] : "",
  };
}

/** Write the buyer's words into the hand-offs; the field stays, so that she can write on.
 * @param {HTMLTextAreaElement | HTMLInputElement} field @param {string} maker */
function write(field, maker) {
  const basket = stored();
  keep(KEY, { ...basket, words: { ...basket.words, [maker]: { ...basket.words[maker], [field.name]: field.value } } });
  const now = settled();
  for (const order of ordersOf(now)) {
    const place = order.parcel.cooperative === maker && root.querySelector(`[data-reference="${CSS.escape(order.reference)}"] .order-ways`);
    if (place) place.replaceWith(need(orderNode(now, order), ".order-ways", HTMLElement));
  }
}

root.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element)) return;
  const button = target.closest("[data-do]");
  if (button) ACTIONS[attribute(button, "data-do")]?.(button, button.closest("[data-sku]")?.getAttribute("data-sku") ?? "");
  else if (target.closest("a[data-slot=send]")) remember(target);
});
root.addEventListener("submit", ({ target }) => remember(/** @type {Element} */ (target)));
root.addEventListener("change", ({ target }) => {
  const row = target instanceof HTMLInputElement && target.closest("[data-sku]");
  if (row) setQuantity(attribute(row, "data-sku"), () => target.valueAsNumber);
});
root.addEventListener("input", ({ target }) => {
  const field = /** @type {HTMLInputElement} */ (target);
  const order = field.closest(".order-words") && orderAt(field);
  if (order) write(field, order.parcel.cooperative);
});

// The cart has check codes, the quote basket has a table: neither loads what only the other needs.
const codes = isQuote ? null : await import("./codes.js");
const quote = isQuote ? await import("./quote.js") : null;
onChange([KEY, OTHER, SENT], load);
load();
// What is drawn before the shop has answered moves when it does; a buyer who waits for long sees it all the same.
setTimeout(() => root.ariaBusy && render(), PATIENCE);
