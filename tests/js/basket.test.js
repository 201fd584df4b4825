import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allowed, canBeSent, changed, groupReference, isSent, noticesOf, parcelsOf, readBasket, readSent, referencesOf, unitPrice,
  withLine, without,
} from "../../themes/souk/assets/js/basket.js";

const RULE = { min: 1, max: 20, step: 1 };
const line = (sku, cooperative = "tamlalt", more = {}) =>
  ({ sku, cooperative, kind: "product", quantity: 1, title: sku, price: "120.00 MAD", ...more });
const basket = (...lines) => ({ group: "ABCD1234", lines, words: {} });
const item = (more = {}) => ({
  titles: {}, urls: {}, price: { amount: "120.00", currency: "MAD" }, prices: {}, availability: "in_stock", kind: "product",
  quantity: RULE, picture: "", code: "", ...more,
});
const shelf = (cooperative, items, checkouts = [{ provider: "whatsapp" }]) =>
  ({ cooperative, names: {}, pages: {}, generated: "", checkouts, items });

test("what was stored comes back as it was", () => {
  const kept = { ...basket(line("A"), line("B", "azlag")), words: { tamlalt: { note: "Bonjour", voucher: "X1" } } };
  assert.deepEqual(readBasket(JSON.stringify(kept)), kept);
});

for (const text of [null, "", "{", "[]", "3", '"x"', "null", '{"lines": 7}', '{"group": {}, "lines": {"a": null}, "words": 3}']) {
  test(`a damaged basket is an empty one: ${text}`, () => {
    assert.deepEqual(readBasket(text), { group: "", lines: [], words: {} });
    assert.deepEqual(readSent(text), {});
  });
}

test("lines that make no sense are left out", () => {
  const bad = [{ quantity: 0 }, { quantity: 1.5 }, { quantity: "2" }, { cooperative: "../x" }, { kind: "gift" }, { sku: "" }];
  const lines = [...bad.map((more) => line("X", "tamlalt", more)), line("A"), null, 7];
  assert.deepEqual(readBasket(JSON.stringify(basket(...lines))).lines, [line("A")]);
});

test("a basket has one line of a thing and never more than two hundred", () => {
  assert.equal(readBasket(JSON.stringify(basket(line("A"), line("A")))).lines.length, 1);
  const many = Array.from({ length: 900 }, (_, at) => line(`S${at}`));
  assert.equal(readBasket(JSON.stringify(basket(...many))).lines.length, 200);
});

test("a quantity is the nearest that the rule allows", () => {
  const rule = { min: 6, max: 30, step: 4 };
  assert.deepEqual([0, 6, 7, 9, 29, 30, 999, NaN, Infinity].map((one) => allowed(one, rule)), [6, 6, 6, 10, 30, 30, 30, 6, 6]);
  assert.equal(allowed(40, { ...rule, max: 32 }), 30);
  assert.equal(allowed(5000, { min: 1, max: null, step: 1 }), 5000);
});

test("the same thing again is added up, within the rule, and the group is made once", () => {
  let count = 0;
  const reference = () => `GROUP00${(count += 1)}`;
  const first = withLine(readBasket(null), line("A", "tamlalt", { quantity: 18 }), RULE, reference);
  const second = withLine(first, line("A", "tamlalt", { quantity: 5, price: "110.00 MAD" }), RULE, reference);
  assert.deepEqual(second, { group: "GROUP001", lines: [line("A", "tamlalt", { quantity: 20, price: "110.00 MAD" })], words: {} });
});

test("only what was handed over leaves the basket, and an empty one forgets its group", () => {
  const full = basket(line("A", "tamlalt", { quantity: 3 }), line("B", "azlag"));
  assert.deepEqual(without(full, [{ sku: "A", quantity: 2 }]).lines.map((one) => [one.sku, one.quantity]), [["A", 1], ["B", 1]]);
  const rest = without(full, [{ sku: "A", quantity: 3 }]);
  assert.deepEqual([rest.group, rest.lines], ["ABCD1234", [line("B", "azlag")]]);
  assert.deepEqual(without(rest, [{ sku: "B", quantity: 1 }]), { group: "", lines: [], words: {} });
});

test("what changed in the shop is noticed", () => {
  assert.deepEqual(noticesOf(line("A"), item()), []);
  assert.deepEqual(noticesOf(line("A"), undefined), [{ name: "gone" }]);
  assert.deepEqual(noticesOf(line("A"), item({ availability: "out_of_stock" })), [{ name: "sold" }]);
  const dearer = item({ price: { amount: "130.00", currency: "MAD" }, quantity: { min: 2, max: 8, step: 2 } });
  assert.deepEqual(noticesOf(line("A"), dearer), [
    { name: "price", old: "120.00 MAD", now: "130.00 MAD" }, { name: "quantity", old: "1", now: "2" },
  ]);
  assert.ok(!canBeSent(line("A"), undefined) && !canBeSent(line("A"), item({ availability: "out_of_stock" })));
  assert.ok(canBeSent(line("A"), item({ availability: "made_to_order" })));
});

test("a basket is split by cooperative, kind and checkout", () => {
  const own = [{ provider: "stripe" }];
  const shelves = {
    azlag: shelf("azlag", { R: item(), S: item({ checkouts: own }), T: item({ checkouts: own }) }),
    tamlalt: shelf("tamlalt", { A: item(), V: item({ kind: "voucher" }) }),
  };
  const full = basket(line("A"), line("R", "azlag"), line("V"), line("S", "azlag"), line("T", "azlag"), line("GONE"));
  const found = parcelsOf(full, shelves).map((one) => [one.cooperative, one.kind, one.lines.map((own) => own.sku).join()]);
  assert.deepEqual(found, [
    ["azlag", "product", "R"], ["azlag", "product", "S,T"], ["tamlalt", "product", "A,GONE"], ["tamlalt", "voucher", "V"],
  ]);
  assert.deepEqual(parcelsOf(full, shelves)[1].recipes, own);
});

test("an order is handed over while its lines are those that were sent", () => {
  const sent = { cooperative: "tamlalt", name: "", lines: [{ sku: "A", quantity: 1 }] };
  assert.ok(isSent([line("A")], sent));
  assert.ok(!isSent([line("A"), line("B")], sent));
  assert.ok(!isSent([line("A", "tamlalt", { quantity: 2 })], sent));
  assert.ok(!isSent([line("A")], { ...sent, done: true }) && !isSent([line("A")], undefined));
});

test("a reference stays with what was sent under it, and no other order gets it", () => {
  const parcels = [
    { cooperative: "tamlalt", kind: "product", recipes: [], lines: [line("A")] },
    { cooperative: "tamlalt", kind: "voucher", recipes: [], lines: [line("V")] },
    { cooperative: "azlag", kind: "product", recipes: [], lines: [line("R", "azlag")] },
  ];
  assert.deepEqual(referencesOf("G", parcels, {}), ["G-tamlalt", "G-tamlalt_2", "G-azlag"]);
  const sent = { "G-tamlalt": { cooperative: "tamlalt", name: "", lines: [{ sku: "V", quantity: 1 }] } };
  assert.deepEqual(referencesOf("G", parcels, sent), ["G-tamlalt_2", "G-tamlalt", "G-azlag"]);
  sent["G-tamlalt"].done = true;
  assert.deepEqual(referencesOf("G", parcels, sent), ["G-tamlalt_2", "G-tamlalt_3", "G-azlag"]);
});

test("a quote costs what its quantity reaches", () => {
  const mad = (amount) => ({ amount, currency: "MAD" });
  const quote = { unit: "m²", from: mad("450.00"), lead_time: 20, tiers: [[10, mad("420.00")], [50, mad("400.00")]] };
  const found = [1, 10, 49, 50, 900].map((quantity) => unitPrice(item({ price: null, quote }), quantity).amount);
  assert.deepEqual(found, ["450.00", "420.00", "420.00", "400.00", "400.00"]);
  assert.equal(unitPrice(item(), 9).amount, "120.00");
});

test("a group's reference has eight letters that nobody mixes up", () => {
  assert.equal(groupReference(Uint8Array.from([0, 31, 32, 255, 17, 18, 19, 20])), "0Z0ZHJKM");
});

test("a change concerns one line", () => {
  const found = changed(basket(line("A"), line("B")), "B", { quantity: 4 });
  assert.deepEqual(found.lines.map((one) => one.quantity), [1, 4]);
});
