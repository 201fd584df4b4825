import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import cmi, { answerTo, fieldsOf, hashOf, isGenuine } from "../cmi.mjs";
import { Refused, asAmount, minorUnits, totalOf } from "../shared/order.mjs";
import youcanpay, { addressesOf } from "../youcanpay.mjs";

const KEY = "TEST1234\\|KEY";
const RULE = { min: 1, max: null, step: 1 };
const PRICES = {
  lines: {
    "ARG-250": { kind: "product", prices: [{ amount: "120.00", currency: "MAD" }, { amount: "11.50", currency: "EUR" }], quantity: RULE },
    "SAF-5": { kind: "product", prices: [{ amount: "90.50", currency: "MAD" }], quantity: { min: 2, max: 6, step: 2 } },
    "bon-250": { kind: "voucher", prices: [{ amount: "250.00", currency: "MAD" }], quantity: RULE },
    tapis: { kind: "quote", prices: [{ amount: "900.00", currency: "MAD" }], quantity: RULE },
    euros: { kind: "product", prices: [{ amount: "9.00", currency: "EUR" }], quantity: RULE },
  },
};
const ORDER = { language: "ar", reference: "K7QM-tamlalt", note: "", voucher: "", lines: [{ sku: "ARG-250", quantity: 2 }] };

let server;
let shop;
let asked;

before(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => { body += part; });
    request.on("end", () => {
      asked.push({ path: request.url, body });
      const answer = request.url === "/api/prices.json" ? PRICES : { transaction_id: "t", token: "a-token-0123" };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  shop = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());

beforeEach(() => {
  asked = [];
  Object.assign(process.env, {
    SHOP_URL: shop, CMI_CLIENT_ID: "600000001", CMI_STORE_KEY: KEY, YOUCANPAY_PRIVATE_KEY: "pri_invented", YOUCANPAY_URL: shop,
  });
  console.error = () => {};
});

/** What a browser sends: the form of the cart. */
const posted = (order, path = "cmi") => new Request(`${shop}/.netlify/functions/${path}`, {
  method: "POST", body: new URLSearchParams({ order: JSON.stringify(order) }),
});

/** The fields of a form in a page. */
const inputsOf = (html) => Object.fromEntries(
  [...html.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))]),
);

test("the hash is that of the reference", () => {
  const fields = { clientid: "600000001", Amount: "125.50", oid: "A|B\\C", encoding: "UTF-8", HASH: "old", rnd: "x", BillToName: "Zoé" };
  assert.equal(hashOf(fields, KEY), "TCctgnN1gbqEl11CW/JbBZUuXex10pORpSGvlI8/EG02D4111v0+FS0//QPwcllq8zQaiEY+DA40Fv2OPEtk0A==");
  assert.equal(hashOf({ b: "2", A: "1" }, "k"), "KGJ0L6odvjIWa5ihy+7syR6K4fdZV6LEnr4bg+fHXWRsH6T6l8qHXHTxedQ+taChpTlZE7M+88xY3P4v+3jZ8Q==");
});

test("names are sorted without regard to their case, and the old hash and the encoding stay out", () => {
  assert.equal(hashOf({ b: "2", A: "1" }, "k"), hashOf({ a: "1", B: "2", hash: "x", Encoding: "y" }, "k"));
  assert.notEqual(hashOf({ a: "1|2" }, "k"), hashOf({ a: "1", b: "2" }, "k"));
});

test("only who has the key is believed, and only a success is captured", () => {
  const told = { oid: "1", ProcReturnCode: "00", amount: "10.00" };
  const signed = { ...told, HASH: hashOf(told, KEY) };
  assert.equal(isGenuine(signed, KEY), true);
  assert.equal(answerTo(signed, KEY), "ACTION=POSTAUTH");
  assert.equal(answerTo({ ...signed, amount: "1.00" }, KEY), "FAILURE");
  assert.equal(answerTo(told, KEY), "FAILURE");
  const declined = { ...told, ProcReturnCode: "05" };
  assert.equal(answerTo({ ...declined, HASH: hashOf(declined, KEY) }, KEY), "APPROVED");
});

test("amounts are exact", () => {
  assert.equal(minorUnits("125.50"), 12550n);
  assert.equal(asAmount(5n), "0.05");
  assert.equal(asAmount(minorUnits("99999999999.99")), "99999999999.99");
  for (const text of ["1.5", "1,50", "-1.00", "1e3", "", "١.٠٠"]) assert.throws(() => minorUnits(text), Refused);
});

test("the total comes from the published prices", () => {
  const lines = [{ sku: "ARG-250", quantity: 3 }, { sku: "SAF-5", quantity: 4 }, { sku: "bon-250", quantity: 1 }];
  assert.equal(totalOf({ lines }, PRICES, "MAD"), 36000n + 36200n + 25000n);
});

for (const [what, line] of Object.entries({
  "a lower price": { sku: "ARG-250", quantity: 2, amount: "1.00", currency: "MAD" },
  "another currency": { sku: "ARG-250", quantity: 2, amount: "11.50", currency: "EUR" },
  "an unknown product": { sku: "OTHER", quantity: 1 },
  "a name of the language": { sku: "__proto__", quantity: 1 },
  "a quantity below the smallest": { sku: "SAF-5", quantity: 1 },
  "a quantity above the largest": { sku: "SAF-5", quantity: 8 },
  "a quantity between the steps": { sku: "SAF-5", quantity: 3 },
  "an amount that no voucher has": { sku: "bon-1", quantity: 1 },
  "a product on request": { sku: "tapis", quantity: 1 },
  "a product without dirhams": { sku: "euros", quantity: 1 },
})) {
  test(`${what} is refused, and nobody is asked for money`, async () => {
    for (const [path, run] of Object.entries({ cmi, youcanpay })) {
      const answer = await run(posted({ ...ORDER, lines: [line] }, path));
      assert.equal(answer.status, 409);
      assert.match(await answer.text(), /dir="rtl".*السلة/);
    }
    assert.deepEqual(asked.map(({ path }) => path), ["/api/prices.json", "/api/prices.json"]);
  });
}

for (const [what, body] of Object.entries({
  "no order": "x=1", "no JSON": "order=%7B", "no lines": "order=%7B%22lines%22%3A%5B%5D%7D", "a long text": `order=${"x".repeat(70_000)}`,
  "a negative quantity": `order=${encodeURIComponent('{"lines":[{"sku":"ARG-250","quantity":-1}]}')}`,
  "a quantity in words": `order=${encodeURIComponent('{"lines":[{"sku":"ARG-250","quantity":"2"}]}')}`,
})) {
  test(`${what} is refused before anything is fetched`, async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await cmi(new Request(`${shop}/x`, { method: "POST", body, headers }));
    assert.equal(answer.status, 400);
    assert.deepEqual(asked, []);
  });
}

test("CMI gets a signed form with the amount of the shop", async () => {
  const answer = await cmi(posted({ ...ORDER, note: 'a "b" & <c>', lines: [{ sku: "ARG-250", quantity: 2, amount: "120.00", currency: "MAD" }] }));
  const html = await answer.text();
  const fields = inputsOf(html);
  assert.equal(answer.status, 200);
  assert.match(html, /action="https:&#47;|action="https:\/\/testpayment\.cmi\.co\.ma\/fim\/est3Dgate"/);
  assert.equal(fields.amount, "240.00");
  assert.equal(fields.currency, "504");
  assert.equal(fields.lang, "ar");
  assert.equal(fields.note, 'a "b" & <c>');
  assert.match(fields.oid, /^K7QM-tamlalt-[0-9a-f]{8}$/);
  assert.equal(fields.HASH, hashOf(fields, KEY));
  assert.ok(!html.includes(KEY));
  const policy = answer.headers.get("content-security-policy");
  assert.match(policy, /form-action https:\/\/testpayment\.cmi\.co\.ma; script-src 'nonce-/);
  assert.doesNotMatch(policy, /unsafe/);
});

test("two attempts have two names", () => {
  const told = { clientId: "1", storeKey: KEY, shop, own: `${shop}/x`, random: "r" };
  const one = fieldsOf(ORDER, 100n, { ...told, attempt: "a" });
  assert.notEqual(one.HASH, fieldsOf(ORDER, 100n, { ...told, attempt: "b" }).HASH);
  assert.equal(one.okUrl, `${shop}/x?step=ok&lang=ar&ref=K7QM-tamlalt`);
});

test("a buyer who comes back from CMI is led to the page of her language", async () => {
  const back = (step) => cmi(new Request(`${shop}/x?step=${step}&lang=ar&ref=K7QM-tamlalt`, { method: "POST", body: "a=b" }));
  assert.equal((await back("ok")).headers.get("location"), `${shop}/ar/thanks/?ref=K7QM-tamlalt`);
  assert.equal((await back("fail")).headers.get("location"), `${shop}/ar/cancelled/?ref=K7QM-tamlalt`);
  const turned = await cmi(new Request(`${shop}/x?step=ok&lang=//evil.example/&ref=x`));
  assert.equal(turned.headers.get("location"), `${shop}/fr/thanks/?ref=x`);
});

test("YouCan Pay is asked in centimes, and the buyer is led to its form", async () => {
  const answer = await youcanpay(posted({ ...ORDER, voucher: "NOEL" }, "youcanpay"));
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), `${shop}/sandbox/payment-form/a-token-0123?lang=ar`);
  const { path, body } = asked[1];
  const told = JSON.parse(body);
  assert.equal(path, "/sandbox/api/tokenize");
  assert.deepEqual([told.pri_key, told.amount, told.currency], ["pri_invented", 24000, "MAD"]);
  assert.equal(told.success_url, `${shop}/ar/thanks/?ref=K7QM-tamlalt`);
  assert.deepEqual(told.metadata, { reference: "K7QM-tamlalt", note: "", voucher: "NOEL" });
});

test("the real YouCan Pay is asked only when the mode is live", () => {
  assert.equal(addressesOf({}).tokenize, "https://youcanpay.com/sandbox/api/tokenize");
  assert.equal(addressesOf({ YOUCANPAY_MODE: "live" }).tokenize, "https://youcanpay.com/api/tokenize");
});

test("without its key a function takes no order and does not say which key", async () => {
  delete process.env.CMI_STORE_KEY;
  const answer = await cmi(posted(ORDER));
  assert.equal(answer.status, 502);
  assert.doesNotMatch(await answer.text(), /CMI_STORE_KEY/);
});

test("who only looks gets nothing", async () => {
  for (const run of [cmi, youcanpay]) assert.equal((await run(new Request(`${shop}/x`))).status, 405);
});
