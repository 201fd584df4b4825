import assert from "node:assert/strict";
import { test } from "node:test";
import { csv } from "../../themes/souk/assets/js/quote.js";

const LINE = { sku: "ZEL-M2", cooperative: "bab-ftouh", kind: "quote", quantity: 12, title: "Zellige", price: "" };
const basket = (note) => ({ group: "ABCD1234", lines: [LINE], words: { "bab-ftouh": { note, links: "https://example.org/plan" } } });
const facts = (title) => () => ({
  maker: "Bab Ftouh", title, unit: "m²", price: { amount: "450.00", currency: "MAD" }, url: "https://souk.example.org/fr/zellige/",
});

test("the table opens in spreadsheets", () => {
  const text = csv(basket('Riad "Dar", à Fès'), facts("Zellige au mètre"));
  const [head, row, end] = text.split("\r\n");
  assert.equal(head, "\ufeffreference,cooperative,sku,product,quantity,unit,price_from,currency,page,note,links");
  assert.equal(row, 'ABCD1234-bab-ftouh,Bab Ftouh,ZEL-M2,Zellige au mètre,12,m²,450.00,MAD,https://souk.example.org/fr/zellige/,"Riad ""Dar"", à Fès",https://example.org/plan');
  assert.equal(end, "");
});

for (const text of ["=1+1", "+212", "-2", "@SUM(A1)", "\tx"]) {
  test(`nothing becomes a formula: ${JSON.stringify(text)}`, () => {
    assert.ok(csv(basket(""), facts(text)).includes(`,'${text},`));
  });
}
