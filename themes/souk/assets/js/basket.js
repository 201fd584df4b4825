// @ts-check
// A basket as a value: what is in it, how it is split into orders, and what has changed in the shop since.
// Pure functions; whatever was stored may be old, foreign or damaged, and is read as far as it makes sense.

/** @typedef {import("./handoff.js").Recipe} Recipe */
/** @typedef {{amount: string, currency: string}} Price */
/** @typedef {{sku: string, cooperative: string, kind: Kind, quantity: number, title: string, price: string}} Line
 * `price` is the one that the buyer saw (`120.00 MAD`), empty for a quote */
/** @typedef {"product" | "voucher" | "quote"} Kind */
/** @typedef {{note?: string, voucher?: string, links?: string}} Words */
/** @typedef {{group: string, lines: Line[], words: Record<string, Words>}} Basket */
/** @typedef {{min: number, max: number | null, step: number}} Rule */
/** @typedef {{
 *   titles: Record<string, string>, urls: Record<string, string>, price: Price | null, prices: Record<string, string>,
 *   availability: string, kind: Kind, quantity: Rule, picture: string, checkouts?: Recipe[], bulk?: Recipe[], code: string,
 *   quote?: {unit: string, from: Price | null, lead_time: number | null, tiers: [number, Price][]},
 * }} Item */
/** @typedef {{
 *   cooperative: string, names: Record<string, string>, pages: Record<string, string>, generated: string,
 *   checkouts: Recipe[], items: Record<string, Item>,
 * }} Shelf what a cooperative sells: `/api/products/<cooperative>.json` */
/** @typedef {{name: "gone" | "sold" | "price" | "quantity", old?: string, now?: string}} Notice */
/** @typedef {{cooperative: string, kind: Kind, recipes: Recipe[], lines: Line[]}} Parcel */
/** @typedef {{cooperative: string, name: string, lines: {sku: string, quantity: number}[], done?: boolean}} Sent */

export const MOST_LINES = 200;
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const KINDS = ["product", "voucher", "quote"];

/** What was stored, as far as it is an object. @param {unknown} raw @returns {Record<string, any>} */
const record = (raw) => (typeof raw === "object" && raw ? raw : {});

/** @param {string | null} text */
function parsed(text) {
  try {
    return record(JSON.parse(text || "{}"));
  } catch {
    return {};
  }
}

/** @param {string | null} text @returns {Basket} */
export function readBasket(text) {
  const { group, lines, words } = parsed(text);
  const sound = Object.values(record(lines)).flatMap(readLine).slice(0, MOST_LINES);
  return {
    group: /^[0-9A-Z]{8}$/.test(group) ? group : "",
    lines: [...new Map(sound.map((line) => [line.sku, line])).values()],
    words: Object.fromEntries(Object.entries(record(words)).map(([maker, said]) => [maker, texts(said)])),
  };
}

/** @param {unknown} raw @returns {Words} */
const texts = (raw) => Object.fromEntries(Object.entries(record(raw)).map(([name, text]) => [name, String(text)]));

/** @param {unknown} raw @returns {Line[]} */
function readLine(raw) {
  const { sku, cooperative, kind, quantity, title, price } = record(raw);
  const isSound = sku && /^[\w.-]+$/.test(cooperative) && KINDS.includes(kind) && isCount(quantity);
  return isSound ? [{ sku: String(sku), cooperative, kind, quantity, title: String(title), price: String(price ?? "") }] : [];
}

/** @param {unknown} number */
const isCount = (number) => Number.isSafeInteger(number) && Number(number) > 0;

/** @param {string | null} text @returns {Record<string, Sent>} */
export function readSent(text) {
  const orders = Object.entries(parsed(text)).filter(([, sent]) => Array.isArray(record(sent).lines));
  return Object.fromEntries(
    orders.map(([reference, sent]) => [reference, { ...sent, lines: sent.lines.filter((/** @type {unknown} */ one) => isCount(record(one).quantity)) }]),
  );
}

/** A random reference for a whole cart: eight letters that nobody mixes up. @param {Uint8Array} bytes */
export const groupReference = (bytes) => [...bytes.slice(0, 8)].map((byte) => LETTERS[byte % 32]).join("");

/** The nearest quantity that the rule allows. @param {number} quantity @param {Rule} rule */
export function allowed(quantity, rule) {
  const { min, max, step } = rule;
  const steps = Math.round(((Number.isFinite(quantity) ? quantity : min) - min) / step);
  const most = max === null ? Infinity : Math.floor((max - min) / step);
  return min + Math.min(Math.max(steps, 0), most) * step;
}

/** Put something in; what is there already is added up.
 * @param {Basket} basket @param {Line} line @param {Rule} rule @param {() => string} reference @returns {Basket} */
export function withLine(basket, line, rule, reference) {
  const before = basket.lines.find((one) => one.sku === line.sku);
  const quantity = allowed((before?.quantity ?? 0) + line.quantity, rule);
  const others = basket.lines.filter((one) => one !== before);
  return { ...basket, group: basket.group || reference(), lines: [...others, { ...line, quantity }].slice(-MOST_LINES) };
}

/** @param {Basket} basket @param {string} sku @param {Partial<Line>} change @returns {Basket} */
export const changed = (basket, sku, change) => ({
  ...basket,
  lines: basket.lines.map((line) => (line.sku === sku ? { ...line, ...change } : line)),
});

/** Take lines out, as many as were handed over; an empty basket forgets its group, so that the next is another.
 * @param {Basket} basket @param {{sku: string, quantity: number}[]} taken @returns {Basket} */
export function without(basket, taken) {
  const lines = basket.lines
    .map((line) => ({ ...line, quantity: line.quantity - (taken.find((one) => one.sku === line.sku)?.quantity ?? 0) }))
    .filter((line) => line.quantity > 0);
  return lines.length ? { ...basket, lines } : { group: "", lines: [], words: {} };
}

/** What one costs at a quantity: the price, or that of the tier that the quantity reaches.
 * @param {Item} item @param {number} quantity @returns {Price | null} */
export function unitPrice(item, quantity) {
  if (!item.quote) return item.price;
  const reached = item.quote.tiers.filter(([from]) => quantity >= from).sort((a, b) => b[0] - a[0]);
  return reached.length ? reached[0][1] : item.quote.from;
}

/** What changed in the shop since the buyer chose. @param {Line} line @param {Item | undefined} item @returns {Notice[]} */
export function noticesOf(line, item) {
  if (!item) return [{ name: "gone" }];
  if (item.availability === "out_of_stock") return [{ name: "sold" }];
  /** @type {Notice[]} */
  const found = [];
  const now = item.price ? `${item.price.amount} ${item.price.currency}` : "";
  if (line.price && now && line.price !== now) found.push({ name: "price", old: line.price, now });
  const quantity = allowed(line.quantity, item.quantity);
  if (quantity !== line.quantity) found.push({ name: "quantity", old: String(line.quantity), now: String(quantity) });
  return found;
}

/** @param {Line} line @param {Item | undefined} item @returns {item is Item} */
export const canBeSent = (line, item) => Boolean(item) && item?.availability !== "out_of_stock";

/**
 * Split a basket into parcels: lines of one cooperative and kind that the same checkouts serve. What is gone or sold
 * out belongs to a parcel too, so that the buyer sees it.
 * @param {Basket} basket @param {Record<string, Shelf>} shelves @returns {Parcel[]}
 */
export function parcelsOf(basket, shelves) {
  /** @type {Map<string, Parcel>} */
  const parcels = new Map();
  for (const line of basket.lines) {
    const { cooperative } = line;
    const shelf = shelves[cooperative];
    const { checkouts, kind = line.kind } = shelf?.items[line.sku] ?? {};
    const key = JSON.stringify([cooperative, kind, checkouts]);
    const parcel = parcels.get(key) ?? { cooperative, kind, recipes: checkouts ?? shelf?.checkouts ?? [], lines: [] };
    parcels.set(key, parcel);
    parcel.lines.push(line);
  }
  return [...parcels.values()].sort((a, b) => (a.cooperative < b.cooperative ? -1 : Number(a.cooperative > b.cooperative)));
}

/** Whether these very lines were handed over. @param {Line[]} lines @param {Sent | undefined} sent */
export function isSent(lines, sent) {
  if (!sent || sent.done || sent.lines.length !== lines.length) return false;
  return lines.every((line) => sent.lines.some((one) => one.sku === line.sku && one.quantity === line.quantity));
}

/**
 * The reference of each parcel: that under which its lines were handed over, else the next that is free.
 * @param {string} group @param {Parcel[]} parcels @param {Record<string, Sent>} sent @returns {string[]}
 */
export function referencesOf(group, parcels, sent) {
  const taken = new Set(Object.keys(sent).filter((name) => sent[name].done || parcels.some(({ lines }) => isSent(lines, sent[name]))));
  return parcels.map(({ cooperative, lines }) => {
    const base = `${group}-${cooperative}`;
    const names = [base, ...Array.from(parcels.concat(parcels), (_, at) => `${base}_${at + 2}`), ...Object.keys(sent)];
    const own = names.find((name) => name.startsWith(base) && isSent(lines, sent[name]));
    const name = own ?? names.find((one) => !taken.has(one)) ?? base;
    taken.add(name);
    return name;
  });
}
