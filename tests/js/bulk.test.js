import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, countOf, noteOf, orderOf, sumsOf, withBulk } from "../../themes/souk/assets/js/bulk.js";
import { handOff } from "../../themes/souk/assets/js/handoff.js";
import { inNumber } from "../../themes/souk/assets/js/quote.js";

const amount = (number) => ({
  sku: `UNI-${number}`, title: `Chèque – ${number} DH`, price: { amount: `${number}.00`, currency: "MAD" }, url: "https://souk.example.org/c/",
});
const VOUCHER = {
  cooperative: "union", join: " · ", language: "fr", lines: [amount(100), amount(500)], shop: "Souk", recipes: [],
  money: { point: ",", currencies: { MAD: ["DH", 2] } },
  note: { company: "Facture à : %(text)s", ice: "ICE : %(text)s", occasion: "Occasion : %(text)s", list: "Liste : %(text)s" },
  words: { quote: "Bonjour, un devis pour :", note: "Note : %(note)s", name: "Mon nom :" },
};
const EMPTY = { group: "", lines: [], words: {} };

for (const [text, number] of [["40", 40], ["٤٠", 40], ["", 0], ["-3", 0], ["2.5", 0], ["1e9", 0], ["x", 0]]) {
  test(`a number of employees: ${JSON.stringify(text)}`, () => assert.equal(countOf(text), number));
}

test("a note tells what was said, in the order of a request, with nothing that stands for something else", () => {
  const note = noteOf(VOUCHER, { company: " Acme\n SA $& %(text)s ", occasion: "Aïd", ice: "", phone: "1" });
  assert.equal(note, "Occasion : Aïd · Facture à : Acme SA $& %(text)s");
  assert.equal([...noteOf(VOUCHER, { company: "ⵣ".repeat(900) })].length, 500);
});

test("the sums are exact, and only of amounts that are asked for", () => {
  assert.deepEqual(sumsOf(VOUCHER, { "UNI-100": 40, "UNI-500": 0 }), [{ amount: "4000.00", currency: "MAD" }]);
});

test("a request is a quote of the amounts that are asked for, and its note travels in the message", () => {
  const order = orderOf(VOUCHER, { "UNI-100": 40 }, "Facture à : Acme");
  const found = handOff({ provider: "whatsapp", kind: "message", url: "https://wa.me/212600000000?text=" }, order);
  assert.deepEqual(decodeURIComponent(found.url).split("?text=")[1].split("\n"), [
    "Bonjour, un devis pour :", "Chèque – 100 DH", "[UNI-100] × 40", "https://souk.example.org/c/", "Note : Facture à : Acme", "Mon nom :",
  ]);
});

test("numbers that are added again stand in the place of the earlier ones, and so does the note", () => {
  const other = { sku: "ZEL", cooperative: "union", kind: "quote", quantity: 3, title: "Z", price: "" };
  const before = { group: "", lines: [other], words: { union: { note: "Riad à Fès", links: "https://example.org/" } } };
  const once = withBulk(before, VOUCHER, { "UNI-100": 40, "UNI-500": 2 }, { now: "Pour 42", before: "" }, () => "ABCD1234");
  const again = withBulk(once, VOUCHER, { "UNI-100": 41 }, { now: "Pour 41", before: "Pour 42" }, () => "OTHER");
  assert.deepEqual(again.lines.map(({ sku, kind, quantity, price }) => [sku, kind, quantity, price]), [
    ["ZEL", "quote", 3, ""], ["UNI-100", "quote", 41, "100.00 MAD"],
  ]);
  assert.equal(again.group, "ABCD1234");
  assert.deepEqual(again.words.union, { note: "Riad à Fès\nPour 41", links: "https://example.org/" });
  assert.deepEqual(withBulk(again, VOUCHER, { "UNI-100": 41 }, { now: "Pour 41", before: "" }, () => "").words, again.words);
});

test("an empty basket gets a group and a note", () => {
  const made = withBulk(EMPTY, VOUCHER, { "UNI-500": 1 }, { now: "N", before: "" }, () => "ABCD1234");
  assert.deepEqual([made.group, made.words.union.note, made.lines.length], ["ABCD1234", "N", 1]);
});

const TABLES = {
  "the shop's own, for French spreadsheets": "\ufeffSalarié;Montant;Langue\r\nSara;100;fr\r\nAli;500;ar\r\n",
  "with commas, quotes and a currency": 'Name,Amount\n"Sara","100.00"\n"Ali","MAD 500"\n',
  "from an Arabic keyboard, with tabs": "الاسم\tالمبلغ\nسارة\t١٠٠ درهم\nعلي\t٥٠٠\n",
  "with numbers before the names": "1;Sara;100 DH\n100;Ali;500\n",
};
for (const [name, text] of Object.entries(TABLES)) {
  test(`a table is counted: ${name}`, () => {
    assert.deepEqual(counted(text, VOUCHER.lines), { counts: { "UNI-100": 1, "UNI-500": 1 }, odd: 0 });
  });
}

test("lines without an amount of the voucher are told, the head of the table is not", () => {
  assert.deepEqual(counted("Nom;Montant\nSara;150\nAli;100 EUR\nMia;100\n;;\n", VOUCHER.lines), { counts: { "UNI-100": 1 }, odd: 2 });
  assert.deepEqual(counted("", VOUCHER.lines), { counts: {}, odd: 0 });
});

test("the quote basket sees vouchers as asked for in number, and leaves the rest alone", () => {
  const recipe = { provider: "mailto", kind: "message", url: "mailto:a@b.example?body=" };
  const voucher = { kind: "voucher", price: amount(100).price, checkouts: [{ provider: "link" }], quantity: { min: 1, max: 20, step: 1 } };
  const shelf = {
    cooperative: "union", checkouts: [recipe],
    items: { A: { ...voucher, bulk: [recipe] }, B: { ...voucher, bulk: [{ ...recipe, provider: "sms" }] }, C: { kind: "product" } },
  };
  const { items } = inNumber(shelf);
  assert.deepEqual([items.A.kind, items.A.checkouts, items.A.quantity], ["quote", undefined, { min: 1, max: null, step: 1 }]);
  assert.equal(items.B.checkouts[0].provider, "sms");
  assert.deepEqual(items.C, { kind: "product" });
});
