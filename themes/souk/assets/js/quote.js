// @ts-check
// What only a quote request has: the table that is downloaded, and the form that needs no script.

/** @typedef {import("./basket.js").Basket} Basket */
/** @typedef {import("./basket.js").Line} Line */
/** @typedef {(line: Line) => {
 *   maker: string, title: string, unit: string, price: import("./basket.js").Price | null, url: string,
 * }} Facts */

const COLUMNS = ["reference", "cooperative", "sku", "product", "quantity", "unit", "price_from", "currency", "page", "note",
  "links"];

/** The rows of a table as CSV that spreadsheets open, in which nothing is taken for a formula.
 * @param {Basket} basket @param {Facts} factsOf */
export function csv(basket, factsOf) {
  const rows = basket.lines.map((line) => {
    const { maker, title, unit, price, url } = factsOf(line);
    const { note = "", links = "" } = basket.words[line.cooperative] ?? {};
    return [`${basket.group}-${line.cooperative}`, maker, line.sku, title, String(line.quantity), unit,
      price?.amount ?? "", price?.currency ?? "", url, note, links];
  });
  return `\ufeff${[COLUMNS, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** @param {string} text */
function cell(text) {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** @param {string} name @param {Basket} basket @param {Facts} factsOf */
export function saveTable(name, basket, factsOf) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv(basket, factsOf)], { type: "text/csv;charset=utf-8" }));
  link.download = `${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Write the list into the form, while nobody has written there. @param {Basket} basket @param {Facts} factsOf */
export function fillForm(basket, factsOf) {
  const field = document.querySelector(".quote-form [name=request]");
  if (!(field instanceof HTMLTextAreaElement) || field.dataset.own) return;
  field.oninput = () => (field.dataset.own = "true");
  const rows = basket.lines.map((line) => {
    const { maker, title, unit } = factsOf(line);
    return `${maker}: ${title} [${line.sku}] × ${line.quantity} ${unit}`.trim();
  });
  field.value = rows.join("\n");
}

/** A cooperative's shelf as the quote basket sees it: vouchers that are asked for in number, at the price of one, which
 * go the way of such requests. @param {import("./basket.js").Shelf} shelf @returns {import("./basket.js").Shelf} */
export function inNumber(shelf) {
  const shared = JSON.stringify(shelf.checkouts);
  const items = Object.entries(shelf.items).map(([sku, item]) => {
    if (item.kind !== "voucher") return [sku, item];
    const checkouts = JSON.stringify(item.bulk) === shared ? undefined : item.bulk;
    return [sku, { ...item, kind: "quote", checkouts, quantity: { min: 1, max: null, step: 1 } }];
  });
  return { ...shelf, items: Object.fromEntries(items) };
}
