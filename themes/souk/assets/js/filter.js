// @ts-check
// Choosing among the products of a list: pure functions over the rows of `/api/catalog/<language>.json`.

/** @typedef {[
 *   url: string, title: string, language: string, type: string, price: string, currency: string, from: number,
 *   former: string, availability: string, cooperative: number, labels: number[], materials: number[], pictures: string[],
 * ]} Row */
/** @typedef {{
 *   columns: string[], cooperatives: [string, string, number][], currency: string, labels: [string, string, string][],
 *   language: string, lists: Record<string, number[]>, materials: string[], money: import("./money.js").Formats,
 *   regions: [string, string][], rows: Row[],
 * }} Catalog */
/** @typedef {"availability" | "region" | "cooperative" | "label" | "material"} Facet */
/** @typedef {{sort: string, min: number | null, max: number | null, facets: Record<Facet, string[]>}} Choice */

/** @type {Facet[]} */
export const FACETS = ["availability", "region", "cooperative", "label", "material"];
const SORTS = ["price", "-price", "title"];

/** @param {string | null} text @returns {number | null} */
function amount(text) {
  const number = Number(text);
  return text && Number.isFinite(number) && number >= 0 ? number : null;
}

/** @param {URLSearchParams} query @returns {Choice} */
export function readChoice(query) {
  const sort = query.get("sort") ?? "";
  const facets = /** @type {Record<Facet, string[]>} */ (
    Object.fromEntries(FACETS.map((facet) => [facet, [...new Set(query.getAll(facet))].sort()]))
  );
  return { sort: SORTS.includes(sort) ? sort : "", min: amount(query.get("min")), max: amount(query.get("max")), facets };
}

/** @param {Choice} choice */
export const isEmpty = (choice) =>
  !choice.sort && choice.min === null && choice.max === null && FACETS.every((facet) => !choice.facets[facet].length);

/** The address of a choice; what else the address asks for stays. @param {URL} address @param {Choice} choice */
export function withChoice(address, choice) {
  const url = new URL(address);
  for (const name of ["sort", "min", "max", ...FACETS]) url.searchParams.delete(name);
  if (choice.sort) url.searchParams.set("sort", choice.sort);
  if (choice.min !== null) url.searchParams.set("min", String(choice.min));
  if (choice.max !== null) url.searchParams.set("max", String(choice.max));
  for (const facet of FACETS) for (const value of choice.facets[facet]) url.searchParams.append(facet, value);
  return url;
}

/** The products of a list, in the shop's order. @param {Catalog} catalog @param {string} list @returns {Row[]} */
export const rowsOf = (catalog, list) =>
  list ? (catalog.lists[list] ?? []).map((place) => catalog.rows[place]) : catalog.rows;

/** What a row says to a facet. @param {Catalog} catalog @param {Row} row @param {Facet} facet @returns {string[]} */
export function valuesOf(catalog, row, facet) {
  const [, , , , , , , , availability, cooperative, labels, materials] = row;
  const maker = catalog.cooperatives[cooperative];
  if (facet === "availability") return [availability];
  if (facet === "region") return [catalog.regions[maker[2]][0]];
  if (facet === "cooperative") return [maker[0]];
  if (facet === "label") return labels.map((place) => catalog.labels[place][0]);
  return materials.map((place) => catalog.materials[place]);
}

/** @param {Catalog} catalog @param {Facet} facet @param {string} value the words for a value */
export function wordsOf(catalog, facet, value) {
  if (facet === "region") return catalog.regions.find(([slug]) => slug === value)?.[1] ?? value;
  if (facet === "cooperative") return catalog.cooperatives.find(([slug]) => slug === value)?.[1] ?? value;
  if (facet === "label") return catalog.labels.find(([slug]) => slug === value)?.[1] ?? value;
  return value;
}

/** @param {Catalog} catalog @param {Row} row @param {Choice} choice @param {Facet | ""} but a facet that does not count */
function fits(catalog, row, choice, but) {
  const [, , , , price, currency] = row;
  const { min, max, facets } = choice;
  const isPriced = price !== "" && currency === catalog.currency;
  if ((min !== null || max !== null) && !isPriced) return false;
  if (isPriced && (Number(price) < (min ?? 0) || Number(price) > (max ?? Infinity))) return false;
  return FACETS.every(
    (facet) => facet === but || !facets[facet].length || valuesOf(catalog, row, facet).some((one) => facets[facet].includes(one)),
  );
}

/** The rows that a choice leaves, in its order. @param {Catalog} catalog @param {Row[]} rows @param {Choice} choice */
export function chosen(catalog, rows, choice) {
  const left = rows.filter((row) => fits(catalog, row, choice, ""));
  if (choice.sort === "title") {
    const order = new Intl.Collator(catalog.language);
    return left.sort((a, b) => order.compare(a[1], b[1]));
  }
  if (!choice.sort) return left;
  const sign = choice.sort === "price" ? 1 : -1;
  // What has no price in the shop's currency comes last, whichever way.
  const cost = (/** @type {Row} */ row) => (row[4] && row[5] === catalog.currency ? Number(row[4]) * sign : Infinity);
  return left.sort((a, b) => (cost(a) === cost(b) ? 0 : cost(a) - cost(b)));
}

/** How many rows each value of a facet would leave. @param {Catalog} catalog @param {Row[]} rows
 * @param {Choice} choice @param {Facet} facet @returns {Map<string, number>} */
export function countsOf(catalog, rows, choice, facet) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const row of rows) {
    const counted = Number(fits(catalog, row, choice, facet));
    for (const value of valuesOf(catalog, row, facet)) counts.set(value, (counts.get(value) ?? 0) + counted);
  }
  return counts;
}
