// @ts-check
// Amounts and counts as people of one language write them, as sitegen/i18n/formats.py does in Python.

/** @typedef {{point: string, currencies: Record<string, [string, number]>}} Formats word and decimals by currency */

const SPACE = "\u00a0";

/** An exact amount times a count, as the machine writes it. @param {string} amount @param {number} count */
export function times(amount, count) {
  const [, decimals = ""] = amount.split(".");
  return withDecimals(BigInt(amount.replace(".", "")) * BigInt(count), decimals.length);
}

/** @param {string[]} amounts of one currency, with the same decimals */
export function sum(amounts) {
  const decimals = (amounts[0]?.split(".")[1] ?? "").length;
  return withDecimals(amounts.reduce((all, one) => all + BigInt(one.replace(".", "")), 0n), decimals);
}

/** @param {bigint} whole @param {number} decimals */
function withDecimals(whole, decimals) {
  const digits = String(whole).padStart(decimals + 1, "0");
  return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
}

/** @param {string} digits */
const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, SPACE);

/** `1250.00`, `MAD` as `1 250 DH`. @param {Formats} formats @param {string} amount @param {string} currency */
export function moneyText(formats, amount, currency) {
  const [whole, decimals = ""] = amount.split(".");
  const shown = /[1-9]/.test(decimals) ? formats.point + decimals : "";
  return grouped(whole) + shown + SPACE + (formats.currencies[currency]?.[0] ?? currency);
}

/** `120.00 MAD` in words. @param {Formats} formats @param {string} text */
export function priceText(formats, text) {
  const [amount, currency = ""] = text.split(" ");
  return moneyText(formats, amount, currency);
}

/** Totals of prices, one text a currency. @param {Formats} formats
 * @param {{amount: string, currency: string}[]} prices */
export function totalText(formats, prices) {
  const currencies = [...new Set(prices.map((price) => price.currency))].sort();
  const amounts = (/** @type {string} */ code) => prices.filter((one) => one.currency === code).map((one) => one.amount);
  return currencies.map((code) => moneyText(formats, sum(amounts(code)), code)).join(" + ");
}

/** The form of a message that a count takes, out of `plural_forms`. @param {string} forms @param {number} count */
export function counted(forms, count) {
  const [rule, ...texts] = forms.split("|");
  const place = count < 200 ? count : 100 + (count % 100);
  return (texts[Number(rule[place])] ?? "").replace("%(num)s", grouped(String(count)));
}
