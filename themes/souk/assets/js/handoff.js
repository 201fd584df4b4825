// @ts-check
// From a recipe and an order to a hand-off, as sitegen/checkout does it in Python: the same order, the same bytes.
// A recipe is data that a checkout provider published; it holds no secret and no code.

/**
 * @typedef {{amount: string, currency: string}} Price
 * @typedef {{
 *   sku: string, title: string, quantity: number, price: Price | null, priceText: string, url: string,
 *   prices?: Record<string, string>, code?: string,
 * }} Line `price` is of one unit, `priceText` of the whole line in the buyer's words, `prices` every currency's
 * @typedef {{
 *   kind: "product" | "voucher" | "quote", shop: string, language: string, lines: Line[],
 *   words: Record<string, string>, group?: string, reference?: string, note?: string, voucher?: string, check?: string,
 * }} Order `check` is the last line of a message: the release of the prices and the order's check code
 * @typedef {[string, string]} Pair
 * @typedef {{
 *   provider: string, kind: "message" | "lines" | "link" | "form" | "endpoint" | "basket", url: string,
 *   kinds?: string[], most?: number, currencies?: string[], items?: Record<string, Record<string, string>>,
 *   texts?: Record<string, Record<string, Record<string, string>>>, locales?: Record<string, string>,
 *   line?: string, join?: string, each?: Pair[], query?: Pair[], any_quantity?: boolean,
 *   newline?: string, level?: number, cash?: boolean, limit?: number,
 * }} Recipe
 * @typedef {{provider: string, method: "GET" | "POST", url: string, fields?: Pair[], missing?: string}} HandOff
 * `missing` names what the provider has no room for: some of `note`, `voucher`, `quantity`, with commas
 */

const LIMIT = 2000;
const SUBJECT_LIMIT = 500;
const NOTE_LIMIT = 500;
const BAREST = 4;

/**
 * The first hand-off that can serve this order, in the order that the cooperative chose.
 * @param {Recipe[]} recipes
 * @param {Order} order
 * @returns {HandOff | null}
 */
export function chooseHandOff(recipes, order) {
  for (const recipe of recipes) {
    const found = handOff(recipe, order);
    if (found) return found;
  }
  return null;
}

/**
 * The hand-off of an order; null when this recipe cannot serve it.
 * @param {Recipe} recipe
 * @param {Order} order
 * @returns {HandOff | null}
 */
export function handOff(recipe, order) {
  const clean = cleaned(order);
  if (!serves(recipe, clean)) return null;
  if (recipe.kind === "message") return message(recipe, clean);
  if (recipe.kind === "endpoint") return endpoint(recipe, clean);
  if (recipe.kind === "basket") return basket(recipe, clean);
  return link(recipe, clean);
}

/**
 * The text of an order as a message; pages' addresses go first, then titles, then greetings, then prices.
 * @param {Order} order
 * @param {number} level
 * @param {boolean} [cash]
 * @returns {string[]}
 */
export function messageLines(order, level, cash) {
  const words = order.words;
  const lines = [level < 3 ? words[order.kind] : ""];
  for (const line of order.lines) {
    if (level < 2) lines.push(line.title);
    const price = level < BAREST && line.priceText ? ` = ${line.priceText}` : "";
    lines.push(`[${line.sku}] × ${line.quantity}${price}`);
    if (level < 1) lines.push(line.url);
  }
  if (order.reference) lines.push(put(words.reference, { reference: order.reference }));
  if (order.voucher) lines.push(put(words.code, { code: order.voucher }));
  if (order.note && level < 3) lines.push(put(words.note, { note: order.note }));
  if (cash) lines.push(words.cash);
  if (level < 2) lines.push(cash ? words.address : words.name);
  lines.push(order.check || "");
  return lines.filter(Boolean);
}

/** @param {string} text @param {Record<string, string>} values */
const put = (text, values) => (text || "").replace(/%\((\w+)\)s/g, (all, name) => values[name] ?? all);

/** @param {string} text */
const quote = (text) =>
  encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** One line without invisible marks of direction; a narrow space becomes one that every program knows.
 * @param {string} text */
const plain = (text) =>
  text
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/\u202f/g, "\u00a0")
    .replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, " ");

/** @param {string} text @param {number} most */
const cut = (text, most) => [...text].slice(0, most).join("");

/** A code as machines read it: digits of Arabic and Persian keyboards become ASCII. @param {string} text */
const code = (text) =>
  cut(plain(text), 100)
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/^ +| +$/g, "");

/** @param {Order} order @returns {Order} */
function cleaned(order) {
  const lines = order.lines
    .filter((line) => line.quantity > 0)
    .map((line) => ({ ...line, title: plain(line.title), priceText: plain(line.priceText) }));
  return {
    ...order,
    lines,
    shop: plain(order.shop),
    reference: code(order.reference || ""),
    voucher: code(order.voucher || ""),
    note: cut(plain(order.note || ""), NOTE_LIMIT).replace(/^ +| +$/g, ""),
  };
}

/** @param {Recipe} recipe */
const templates = (recipe) => [recipe.url, recipe.line || "", ...(recipe.each || []).flat(), ...(recipe.query || []).flat()];

/** @param {Recipe} recipe @param {Order} order @param {string} name */
const uses = (recipe, order, name) =>
  [...templates(recipe), ...order.lines.map((line) => recipe.items?.[line.sku]?.url || "")].join(" ").includes(`{${name}}`);

/** @param {Recipe} recipe @param {Order} order */
function serves(recipe, order) {
  const { lines } = order;
  if (!lines.length || lines.length > (recipe.most ?? lines.length)) return false;
  if (recipe.kinds && !recipe.kinds.includes(order.kind)) return false;
  if (recipe.items && lines.some((line) => !Object.hasOwn(recipe.items || {}, line.sku))) return false;
  if (["message", "endpoint", "basket"].includes(recipe.kind)) return true;
  if (recipe.any_quantity || order.kind === "quote") return true;
  return uses(recipe, order, "quantity") || lines.every((line) => line.quantity === 1);
}

/** @param {Recipe} recipe @param {Order} order @returns {HandOff | null} */
function message(recipe, order) {
  const newline = recipe.newline || "\n";
  const to = recipe.url.replace("{subject}", () => quote(subject(order)));
  for (let level = recipe.level || 0; level <= BAREST; level += 1) {
    const url = to + quote(messageLines(order, level, recipe.cash).join(newline));
    if (url.length <= (recipe.limit || LIMIT)) {
      return { provider: recipe.provider, method: "GET", url, ...missing({ note: level < 3, voucher: true, quantity: true }, order) };
    }
  }
  return null;
}

/** @param {Order} order */
function subject(order) {
  const more = order.lines.length > 1 ? ` + ${order.lines.length - 1}` : "";
  const words = order.kind === "quote" ? order.words.subject_quote : order.words.subject;
  const text = put(words, { shop: order.shop, title: order.lines[0].title + more });
  if (quote(text).length <= SUBJECT_LIMIT) return text;
  const points = [...text];
  while (quote(`${points.join("")}…`).length > SUBJECT_LIMIT) points.pop();
  return `${points.join("").replace(/ +$/, "")}…`;
}

/** @param {Record<string, boolean>} room @param {Order} order */
function missing(room, order) {
  const wanted = { note: order.note, voucher: order.voucher, quantity: order.lines.some((line) => line.quantity > 1) };
  const names = Object.entries(wanted).flatMap(([name, value]) => (value && !room[name] ? name : []));
  return names.length ? { missing: names.join(",") } : {};
}

/** @param {Recipe} recipe @param {Order} order @returns {HandOff | null} */
function link(recipe, order) {
  const prices = pricesOf(recipe, order);
  if (!prices) return null;
  const shared = orderValues(recipe, order, prices);
  const rows = order.lines.map((line, index) => ({ ...shared, ...lineValues(recipe, order, line, prices[index], index) }));
  const address = recipe.items?.[order.lines[0].sku]?.url || recipe.url;
  const start = fill(address, rows[0], quote) + rows.map((row) => fill(recipe.line || "", row, quote)).join(recipe.join || "");
  const [base, hash] = parted(start, "#");
  const taken = parted(base, "?")[1].slice(1).split("&").map((pair) => pair.split("=")[0]);
  const pairs = [...rows.flatMap((row) => filled(recipe.each, row)), ...filled(recipe.query, shared)];
  const fields = pairs.filter(([name]) => !taken.includes(name));
  const query = fields.map(([name, value]) => `${quote(name)}=${quote(value)}`).join("&");
  const url = base + (query && (base.includes("?") ? "&" : "?")) + query + hash;
  const room = Object.fromEntries(["note", "voucher", "quantity", "total"].map((name) => [name, uses(recipe, order, name)]));
  room.quantity ||= room.total; // a total says how many, too
  const extra = missing(room, order);
  if (url.length <= (recipe.limit || LIMIT)) return { provider: recipe.provider, method: "GET", url, ...extra };
  return recipe.kind === "form" ? { provider: recipe.provider, method: "POST", url: start, fields, ...extra } : null;
}

/** @param {string} text @param {string} mark */
function parted(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

/** @param {string} template @param {Record<string, string>} values @param {(text: string) => string} as */
const fill = (template, values, as) => template.replace(/\{(\w+)\}/g, (all, name) => as(values[name] ?? ""));

/** @param {Pair[] | undefined} pairs @param {Record<string, string>} values @returns {Pair[]} */
function filled(pairs, values) {
  const same = (/** @type {string} */ text) => text;
  return (pairs || [])
    .map(([name, value]) => /** @type {Pair} */ ([fill(name, values, same), fill(value, values, same).replace(/^ +| +$/g, "")]))
    .filter(([, value]) => value);
}

/** The price of each line in the first currency that the provider takes and every line has.
 * @param {Recipe} recipe @param {Order} order @returns {Price[] | null} */
function pricesOf(recipe, order) {
  const none = { amount: "", currency: "" };
  if (!uses(recipe, order, "amount") && !uses(recipe, order, "total")) return order.lines.map((line) => line.price || none);
  const main = order.lines[0].price?.currency || "";
  const { currencies } = recipe;
  for (const currency of currencies ? [main, ...currencies].filter((one) => currencies.includes(one)) : [main]) {
    const found = order.lines.map((line) => ({ amount: priceIn(line, currency), currency }));
    if (currency && found.every((price) => price.amount)) return found;
  }
  return null;
}

/** @param {Line} line @param {string} currency */
const priceIn = (line, currency) =>
  line.price?.currency === currency ? line.price.amount : (line.prices?.[currency] ?? "");

/** @param {Recipe} recipe @param {Order} order @param {Price[]} prices @returns {Record<string, string>} */
function orderValues(recipe, order, prices) {
  const { language, reference = "", voucher = "", note = "" } = order;
  const tag = `${language}-${reference || order.lines[0].sku}`.replace(/[^A-Za-z0-9_-]/gu, "-").slice(0, 200);
  const total = uses(recipe, order, "total") ? sum(order, prices) : "";
  const locale = recipe.locales?.[language] ?? language;
  return { language, locale, reference, tag, voucher, note, total, currency: prices[0].currency };
}

/** @param {Order} order @param {Price[]} prices */
function sum(order, prices) {
  const total = order.lines.reduce(
    (all, line, index) => all + BigInt(prices[index].amount.replace(".", "")) * BigInt(line.quantity),
    0n,
  );
  const decimals = (prices[0].amount.split(".")[1] || "").length;
  const digits = String(total).padStart(decimals + 1, "0");
  return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
}

/** @param {Recipe} recipe @param {Order} order @param {Line} line @param {Price} price @param {number} index */
function lineValues(recipe, order, line, price, index) {
  return {
    sku: line.sku,
    title: line.title,
    short: cut(line.title, 127),
    quantity: String(line.quantity),
    amount: price.amount,
    n: String(index + 1),
    ...recipe.items?.[line.sku],
    ...recipe.texts?.[line.sku]?.[order.language],
  };
}

/** A basket as JSON in the address (Ecwid). @param {Recipe} recipe @param {Order} order @returns {HandOff | null} */
function basket(recipe, order) {
  const products = order.lines.map((line) => ({ id: Number(recipe.items?.[line.sku]?.id), quantity: line.quantity }));
  const comments = [order.reference, order.voucher && put(order.words.code, { code: order.voucher }), order.note];
  const orderComments = comments.filter(Boolean).join(" · ");
  const whole = { gotoCheckout: true, products, ...(orderComments && { profile: { orderComments } }) };
  const url = recipe.url + quote(JSON.stringify(whole));
  return url.length <= (recipe.limit || LIMIT) ? { provider: recipe.provider, method: "GET", url } : null;
}

/** A form with the order as JSON, for a function that answers with a redirect.
 * @param {Recipe} recipe @param {Order} order @returns {HandOff} */
function endpoint(recipe, order) {
  const lines = order.lines.map((line) => ({
    amount: line.price?.amount ?? "",
    code: line.code ?? "",
    currency: line.price?.currency ?? "",
    quantity: line.quantity,
    sku: line.sku,
    title: line.title,
  }));
  const { check = "", group = "", kind, language, note = "", reference = "", voucher = "" } = order;
  const text = JSON.stringify({ check, group, kind, language, lines, note, reference, voucher });
  return { provider: recipe.provider, method: "POST", url: recipe.url, fields: [["order", text]] };
}
