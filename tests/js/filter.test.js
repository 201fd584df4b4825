import assert from "node:assert/strict";
import { test } from "node:test";
import { chosen, countsOf, isEmpty, readChoice, rowsOf, valuesOf, withChoice, wordsOf } from "../../themes/souk/assets/js/filter.js";

const row = (title, price, more = {}) => {
  const { currency = "MAD", availability = "in_stock", maker = 0, labels = [], materials = [] } = more;
  return [`/${title}/`, title, "", "product", price, currency, 0, "", availability, maker, labels, materials, []];
};
const CATALOG = {
  columns: [], currency: "MAD", language: "fr", money: { point: ",", currencies: {} },
  cooperatives: [["tamlalt", "Tamlalt", 0], ["azlag", "Azlag", 1]],
  regions: [["souss", "Souss-Massa"], ["draa", "Drâa-Tafilalet"]],
  labels: [["bio", "Bio Maroc", "BIO"], ["igp", "IGP Argane", "IGP"]],
  materials: ["argan", "rose"],
  lists: { "categories/huiles": [2, 0] },
  rows: [
    row("Écrin", "300.00", { labels: [0], materials: [0] }),
    row("amlou", "90.00", { maker: 1, availability: "out_of_stock", materials: [1] }),
    row("Zellige", "", {}),
    row("Eau", "12.50", { maker: 1, labels: [0, 1] }),
    row("Cadeau", "20.00", { currency: "EUR" }),
  ],
};
const choice = (query) => readChoice(new URLSearchParams(query));
const titles = (query, rows = CATALOG.rows) => chosen(CATALOG, rows, choice(query)).map((one) => one[1]);

test("nothing chosen leaves the shop's order", () => {
  assert.ok(isEmpty(choice("")) && isEmpty(choice("variant=3&sort=odd&min=-1&max=x")));
  assert.deepEqual(titles(""), ["Écrin", "amlou", "Zellige", "Eau", "Cadeau"]);
  assert.deepEqual(rowsOf(CATALOG, "categories/huiles").map((one) => one[1]), ["Zellige", "Écrin"]);
  assert.deepEqual(rowsOf(CATALOG, "categories/none"), []);
});

test("values of a facet add up, facets narrow down", () => {
  assert.deepEqual(titles("region=draa"), ["amlou", "Eau"]);
  assert.deepEqual(titles("region=draa&region=souss&label=bio"), ["Écrin", "Eau"]);
  assert.deepEqual(titles("cooperative=azlag&label=igp"), ["Eau"]);
  assert.deepEqual(titles("material=argan&availability=out_of_stock"), []);
  assert.deepEqual(titles("availability=out_of_stock"), ["amlou"]);
});

test("a range of prices is in the shop's currency", () => {
  assert.deepEqual(titles("min=20&max=300"), ["Écrin", "amlou"]);
  assert.deepEqual(titles("max=12.5"), ["Eau"]);
});

test("sorting puts what has no price last, and letters as the language does", () => {
  assert.deepEqual(titles("sort=price"), ["Eau", "amlou", "Écrin", "Zellige", "Cadeau"]);
  assert.deepEqual(titles("sort=-price"), ["Écrin", "amlou", "Eau", "Zellige", "Cadeau"]);
  assert.deepEqual(titles("sort=title"), ["amlou", "Cadeau", "Eau", "Écrin", "Zellige"]);
});

test("counts say what a further choice would leave", () => {
  assert.deepEqual([...countsOf(CATALOG, CATALOG.rows, choice("region=draa"), "region")], [["souss", 3], ["draa", 2]]);
  assert.deepEqual([...countsOf(CATALOG, CATALOG.rows, choice("region=draa"), "label")], [["bio", 1], ["igp", 1]]);
});

test("a choice survives its address, and what else stands there stays", () => {
  const address = withChoice(new URL("https://souk.example.org/fr/?utm=x&min=3"), choice("sort=-price&max=9.5&label=igp&label=bio"));
  assert.equal(address.search, "?utm=x&sort=-price&max=9.5&label=bio&label=igp");
  assert.deepEqual(choice(address.search), choice("label=igp&label=bio&sort=-price&max=9.5"));
});

test("values have words", () => {
  const found = ["region", "cooperative", "label", "material"].map((facet) =>
    valuesOf(CATALOG, CATALOG.rows[0], facet).map((value) => wordsOf(CATALOG, facet, value)).join());
  assert.deepEqual(found, ["Souss-Massa", "Tamlalt", "Bio Maroc", "argan"]);
});
