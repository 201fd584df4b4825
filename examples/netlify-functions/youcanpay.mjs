// YouCan Pay: takes the cart's order, looks its prices up in the shop, asks YouCan Pay for a token with the private key,
// and leads the buyer to the payment page of that token.

import {
  CANCELLED, THANKS, attemptOf, publishedPrices, readOrder, redirect, refusalPage, returnPage, settings, shopAddress,
  totalOf,
} from "./shared/order.mjs";

const SPOKEN = { ar: "ar", en: "en" };

/** Where YouCan Pay is: its sandbox until YOUCANPAY_MODE is `live`. */
export function addressesOf(environment = process.env) {
  const base = environment.YOUCANPAY_URL || "https://youcanpay.com";
  const room = environment.YOUCANPAY_MODE === "live" ? base : `${base}/sandbox`;
  return { tokenize: `${room}/api/tokenize`, form: `${room}/payment-form/` };
}

/** What YouCan Pay is asked: the amount is in centimes. */
export function requestOf(order, total, { privateKey, shop, attempt }) {
  return {
    pri_key: privateKey,
    order_id: attempt,
    amount: Number(total),
    currency: "MAD",
    success_url: returnPage(shop, THANKS, order),
    error_url: returnPage(shop, CANCELLED, order),
    metadata: { reference: order.reference, note: order.note, voucher: order.voucher },
  };
}

export default async function youcanpay(request) {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
  let language = "fr";
  try {
    const { YOUCANPAY_PRIVATE_KEY: privateKey } = settings(["YOUCANPAY_PRIVATE_KEY"]);
    const order = await readOrder(request);
    language = order.language;
    const shop = shopAddress();
    const total = totalOf(order, await publishedPrices(shop), "MAD");
    const addresses = addressesOf();
    const answer = await fetch(addresses.tokenize, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify(requestOf(order, total, { privateKey, shop, attempt: attemptOf(order) })),
    });
    if (!answer.ok) throw new Error(`YouCan Pay answers ${answer.status}`);
    const { token } = await answer.json();
    if (!/^[A-Za-z0-9._-]{8,200}$/.test(String(token))) throw new Error("YouCan Pay gave no token");
    return redirect(`${addresses.form}${token}?lang=${SPOKEN[language] ?? "fr"}`);
  } catch (failure) {
    return refusalPage(failure, language);
  }
}
