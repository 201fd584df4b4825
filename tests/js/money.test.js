import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, moneyText, priceText, sum, times, totalText } from "../../themes/souk/assets/js/money.js";

const FRENCH = { point: ",", currencies: { MAD: ["DH", 2], EUR: ["€", 2], TND: ["TND", 3], JPY: ["JPY", 0] } };

test("amounts are exact, whatever their size", () => {
  assert.equal(times("0.10", 3), "0.30");
  assert.equal(times("11.50", 2), "23.00");
  assert.equal(times("99999999.99", 100000), "9999999999000.00");
  assert.equal(times("1500", 3), "4500");
  assert.equal(times("0.005", 3), "0.015");
  assert.equal(sum(["0.10", "0.20"]), "0.30");
});

test("money is written as the pages write it", () => {
  assert.equal(moneyText(FRENCH, "1250.00", "MAD"), "1\u00a0250\u00a0DH");
  assert.equal(moneyText(FRENCH, "12.50", "EUR"), "12,50\u00a0€");
  assert.equal(moneyText(FRENCH, "1234567.080", "TND"), "1\u00a0234\u00a0567,080\u00a0TND");
  assert.equal(moneyText(FRENCH, "999", "JPY"), "999\u00a0JPY");
  assert.equal(moneyText(FRENCH, "5.00", "USD"), "5\u00a0USD");
  assert.equal(priceText(FRENCH, "120.00 MAD"), "120\u00a0DH");
});

test("totals stand apart by currency", () => {
  const prices = [{ amount: "120.00", currency: "MAD" }, { amount: "11.50", currency: "EUR" }, { amount: "0.50", currency: "MAD" }];
  assert.equal(totalText(FRENCH, prices), "11,50\u00a0€ + 120,50\u00a0DH");
  assert.equal(totalText(FRENCH, []), "");
});

test("a count takes its plural form, also beyond the table", () => {
  const rule = Array.from({ length: 200 }, (_, number) => {
    if (number < 3) return number;
    const rest = number % 100;
    return rest >= 3 && rest <= 10 ? 3 : rest >= 11 ? 4 : 5;
  }).join("");
  const forms = `${rule}|none|one|two|%(num)s few|%(num)s many|%(num)s other`;
  const found = [0, 1, 2, 3, 11, 100, 102, 103, 111, 1001, 1203].map((number) => counted(forms, number).replace("\u00a0", " "));
  assert.deepEqual(found, ["none", "one", "two", "3 few", "11 many", "100 other", "102 other", "103 few", "111 many", "1 001 other", "1 203 few"]);
});
