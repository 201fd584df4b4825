// @ts-check
// Vouchers in number, as values: the lines of a request, its note, and what a table of recipients counts to.
import { times } from "./money.js";

/** @typedef {import("./basket.js").Basket} Basket */
/** @typedef {import("./basket.js").Price} Price */
/** @typedef {{sku: string, title: string, price: Price, url: string}} Amount */
/** @typedef {{
 *   cooperative: string, join: string, language: string, lines: Amount[], money: import("./money.js").Formats,
 *   note: Record<string, string>, recipes: import("./handoff.js").Recipe[], shop: string, words: Record<string, string>,
 * }} Voucher */
/** @typedef {Record<string, number>} Counts how many of each amount, by SKU */

/** The parts of a note, in the order in which a cooperative reads them. */
const NAMES = ["occasion", "delivery", "arrival", "company", "ice", "address", "contact", "list"];
const NOTE_LIMIT = 500;
const MOST = 100_000;

/** A number of employees as somebody writes it, 0 for what is none. @param {string} text */
export function countOf(text) {
  const number = Number(ascii(text).trim() || 0);
  return Number.isSafeInteger(number) && number > 0 && number <= MOST ? number : 0;
}

/** Digits of Arabic and Persian keyboards as ASCII. @param {string} text */
const ascii = (text) => text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15));

/** What a voucher's amounts come to. @param {Voucher} voucher @param {Counts} counts @returns {Price[]} */
export const sumsOf = ({ lines }, counts) =>
  lines
    .filter((line) => counts[line.sku] > 0)
    .map(({ sku, price }) => ({ ...price, amount: times(price.amount, counts[sku]) }));

/** The parts of a note that say something, in the order of the voucher's words.
 * @param {Pick<Voucher, "note" | "join">} voucher @param {Record<string, string>} said by the name of the field */
export function noteOf({ note, join }, said) {
  const parts = NAMES.filter((name) => said[name]?.trim() && note[name]).map((name) =>
    note[name].replace("%(text)s", () => said[name].trim().replace(/\s+/g, " ")),
  );
  return [...parts.join(join)].slice(0, NOTE_LIMIT).join("");
}

/** The order that a message is made from. @param {Voucher} voucher @param {Counts} counts @param {string} note
 * @returns {import("./handoff.js").Order} */
export function orderOf(voucher, counts, note) {
  const { language, shop, words, lines } = voucher;
  return {
    kind: "quote", shop, language, words, note,
    lines: lines.filter((line) => counts[line.sku] > 0).map((line) => ({
      ...line, quantity: counts[line.sku], priceText: "", prices: { [line.price.currency]: line.price.amount },
    })),
  };
}

/** The quote basket with these numbers in the place of earlier ones, and the note in that of an earlier one.
 * @param {Basket} basket @param {Voucher} voucher @param {Counts} counts @param {{now: string, before: string}} note
 * @param {() => string} reference @returns {Basket} */
export function withBulk(basket, voucher, counts, note, reference) {
  const { cooperative, lines } = voucher;
  const own = new Set(lines.map((line) => line.sku));
  const wanted = lines.filter((line) => counts[line.sku] > 0).map(({ sku, title, price }) => ({
    sku, cooperative, kind: /** @type {const} */ ("quote"), quantity: counts[sku], title,
    price: `${price.amount} ${price.currency}`,
  }));
  const said = basket.words[cooperative]?.note ?? "";
  const others = (note.before ? said.replace(note.before, "") : said).trim();
  const whole = others.includes(note.now) ? others : [others, note.now].filter(Boolean).join("\n");
  return {
    group: basket.group || reference(),
    lines: [...basket.lines.filter((line) => !own.has(line.sku)), ...wanted],
    words: { ...basket.words, [cooperative]: { ...basket.words[cooperative], note: [...whole].slice(0, NOTE_LIMIT).join("") } },
  };
}

/**
 * Count a table of recipients: in each line the last cell that is an amount of the voucher. The first line may name the
 * columns. Nothing but numbers leaves this function.
 * @param {string} text @param {Amount[]} amounts @returns {{counts: Counts, odd: number}}
 */
export function counted(text, amounts) {
  const rows = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/).filter((row) => row.replace(/[;,\t"\s]/g, ""));
  const found = rows.map((row) => amountIn(row, amounts));
  /** @type {Counts} */
  const counts = {};
  for (const amount of found) if (amount) counts[amount.sku] = (counts[amount.sku] ?? 0) + 1;
  const odd = found.filter((amount, place) => !amount && (place > 0 || found.length === 1)).length;
  return { counts, odd };
}

/** @param {string} row @param {Amount[]} amounts */
function amountIn(row, amounts) {
  for (const cell of cellsOf(row).reverse()) {
    const value = valueOf(cell);
    const found = value && amounts.find(({ price }) => value.number === Number(price.amount) && (!value.word || !otherCurrency(value.word, price)));
    if (found) return found;
  }
  return undefined;
}

/** @param {string} row */
function cellsOf(row) {
  const mark = [";", "\t", ","].find((one) => row.includes(one)) ?? ";";
  return row.split(mark).map((cell) => cell.trim().replace(/^"|"$/g, "").trim());
}

/** A cell that is an amount: its number, and the word beside it. @param {string} cell */
function valueOf(cell) {
  const [, before, number, after] = /^(\D*?)(\d[\d\s\u00a0\u202f]*(?:[.,]\d{1,3})?)(\D*)$/u.exec(ascii(cell)) ?? [];
  if (!number) return null;
  return { number: Number(number.replace(/\s/gu, "").replace(",", ".")), word: (before + after).trim() };
}

/** Whether a word is another currency's code. @param {string} word @param {Price} price */
const otherCurrency = (word, price) => /^[A-Z]{3}$/.test(word) && word !== price.currency;
