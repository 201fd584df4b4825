// CMI (Centre monétique interbancaire): takes the cart's order, looks its prices up in the shop, and sends the buyer on
// to CMI's payment page with a form that is signed with the store key (3D_PAY_HOSTING, hash ver3).

import { createHash, timingSafeEqual } from "node:crypto";
import {
  CANCELLED, THANKS, asAmount, attemptOf, formPage, publishedPrices, readOrder, redirect, refusalPage, returnPage,
  settings, shopAddress, totalOf,
} from "./shared/order.mjs";

const GATE = { live: "https://payment.cmi.co.ma/fim/est3Dgate", test: "https://testpayment.cmi.co.ma/fim/est3Dgate" };
const DIRHAM = "504";
const SPOKEN = { ar: "ar", en: "en" };

/**
 * CMI's hash, version 3: the values in the order of their names, whatever the case, parted by `|`, with the store key
 * at the end; `hash` and `encoding` are left out.
 */
export function hashOf(fields, storeKey) {
  const escaped = (text) => String(text).replaceAll("\\", "\\\\").replaceAll("|", "\\|");
  const names = Object.keys(fields)
    .filter((name) => !["hash", "encoding"].includes(name.toLowerCase()))
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : Number(a.toLowerCase() > b.toLowerCase())));
  const text = [...names.map((name) => escaped(fields[name])), escaped(storeKey)].join("|");
  return createHash("sha512").update(text, "utf8").digest("base64");
}

/** Whether CMI itself signed some fields. */
export function isGenuine(fields, storeKey) {
  const name = Object.keys(fields).find((one) => one.toLowerCase() === "hash");
  const [given, wanted] = [Buffer.from(String(fields[name] ?? "")), Buffer.from(hashOf(fields, storeKey))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The fields of the form that goes to CMI. */
export function fieldsOf(order, total, { clientId, storeKey, shop, own, attempt, random }) {
  const back = (step) => `${own}?step=${step}&lang=${order.language}&ref=${encodeURIComponent(order.reference)}`;
  const fields = {
    clientid: clientId,
    storetype: "3D_PAY_HOSTING",
    TranType: "PreAuth",
    amount: asAmount(total),
    currency: DIRHAM,
    oid: attempt,
    okUrl: back("ok"),
    failUrl: back("fail"),
    callbackUrl: back("callback"),
    shopurl: returnPage(shop, CANCELLED, order),
    lang: SPOKEN[order.language] ?? "fr",
    rnd: random,
    hashAlgorithm: "ver3",
    encoding: "UTF-8",
    refreshtime: "5",
    AutoRedirect: "true",
    CallbackResponse: "true",
    ...(order.note && { note: order.note }),
    ...(order.voucher && { voucher: order.voucher }),
  };
  return { ...fields, HASH: hashOf(fields, storeKey) };
}

/** What CMI is answered when it tells how a payment went: the money is captured only if CMI itself is speaking. */
export function answerTo(fields, storeKey) {
  if (!isGenuine(fields, storeKey)) return "FAILURE";
  return fields.ProcReturnCode === "00" ? "ACTION=POSTAUTH" : "APPROVED";
}

export default async function cmi(request) {
  const address = new URL(request.url);
  const step = address.searchParams.get("step");
  const shop = shopAddress();
  const known = { language: address.searchParams.get("lang") ?? "fr", reference: address.searchParams.get("ref") ?? "" };
  // CMI sends the buyer back with a form, which a page of files cannot take: lead on to the page.
  if (step === "ok" || step === "fail") {
    const order = { ...known, language: /^[a-z]{2,3}$/.test(known.language) ? known.language : "fr" };
    return redirect(returnPage(shop, step === "ok" ? THANKS : CANCELLED, order));
  }
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
  let language = known.language;
  try {
    const { CMI_CLIENT_ID: clientId, CMI_STORE_KEY: storeKey } = settings(["CMI_CLIENT_ID", "CMI_STORE_KEY"]);
    if (step === "callback") {
      const fields = Object.fromEntries(new URLSearchParams(await request.text()));
      return new Response(answerTo(fields, storeKey), { headers: { "content-type": "text/plain" } });
    }
    const order = await readOrder(request);
    language = order.language;
    const total = totalOf(order, await publishedPrices(shop), "MAD");
    const own = `${shop}${address.pathname}`;
    const told = { clientId, storeKey, shop, own, attempt: attemptOf(order), random: crypto.randomUUID() };
    const gate = GATE[process.env.CMI_MODE === "live" ? "live" : "test"];
    return formPage(gate, Object.entries(fieldsOf(order, total, told)), language);
  } catch (failure) {
    return refusalPage(failure, language);
  }
}
