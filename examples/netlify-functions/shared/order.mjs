// What both functions share: an order is read, its prices are looked up in the shop's own list, and answers are pages.
// Nothing that the buyer's browser sends decides what is paid: SKUs and quantities say what, the shop says how much.

const LIMIT = 64_000;
const MOST_LINES = 200;

/** The settings of a function, from its environment; throws when one that it needs is missing. */
export function settings(names, environment = process.env) {
  const found = Object.fromEntries(names.map((name) => [name, (environment[name] ?? "").trim()]));
  const missing = names.filter((name) => !found[name]);
  if (missing.length) throw new Error(`not set in the environment: ${missing.join(", ")}`);
  return found;
}

/** Where the shop is: SHOP_URL, else what Netlify says of the site itself. */
export const shopAddress = (environment = process.env) => (environment.SHOP_URL || environment.URL || "").replace(/\/+$/, "");

/** A refusal that a buyer may read: `reason` is a key of WORDS. */
export class Refused extends Error {
  constructor(reason, detail = "") {
    super(detail || reason);
    this.reason = reason;
  }
}

/** Read the order of a request: the field `order` of a form, or JSON. */
export async function readOrder(request) {
  const text = await request.text();
  if (text.length > LIMIT) throw new Refused("broken", "too long");
  const isForm = (request.headers.get("content-type") ?? "").includes("form-urlencoded");
  try {
    return checkOrder(JSON.parse(isForm ? new URLSearchParams(text).get("order") ?? "" : text));
  } catch (failure) {
    throw failure instanceof Refused ? failure : new Refused("broken", "not an order");
  }
}

function checkOrder(order) {
  const lines = Array.isArray(order?.lines) ? order.lines : [];
  const isSound = lines.length > 0 && lines.length <= MOST_LINES && lines.every(isLine);
  if (!isSound) throw new Refused("broken", "no order lines");
  const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
  return {
    language: /^[a-z]{2,3}$/.test(order.language) ? order.language : "fr",
    reference: text(order.reference, 60).replace(/[^A-Za-z0-9_-]/g, "-"),
    note: text(order.note, 500),
    voucher: text(order.voucher, 100),
    lines,
  };
}

const isLine = (line) =>
  typeof line?.sku === "string" && Number.isSafeInteger(line.quantity) && line.quantity > 0 && line.quantity <= 100_000;

/** Fetch the prices that the shop has published. */
export async function publishedPrices(shop, fetcher = fetch) {
  const answer = await fetcher(`${shop}/api/prices.json`, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${shop}/api/prices.json answers ${answer.status}`);
  return await answer.json();
}

/**
 * The total of an order in the smallest unit of a currency, by the published prices alone.
 * A line whose SKU, quantity or price is not what the shop published refuses the whole order.
 */
export function totalOf(order, prices, currency) {
  return order.lines.reduce((total, line) => total + unitPrice(line, prices, currency) * BigInt(line.quantity), 0n);
}

function unitPrice(line, prices, currency) {
  const published = Object.hasOwn(prices.lines, line.sku) ? prices.lines[line.sku] : null;
  const found = published?.kind === "quote" ? [] : published?.prices.filter((price) => price.currency === currency) ?? [];
  if (found.length !== 1) throw new Refused("changed", `${line.sku} is not for sale in ${currency}`);
  const [{ amount }] = found;
  const { min, max, step } = published.quantity;
  const isAllowed = line.quantity >= min && (max === null || line.quantity <= max) && (line.quantity - min) % step === 0;
  if (!isAllowed) throw new Refused("changed", `${line.sku}: quantity ${line.quantity}`);
  if (line.amount && (line.currency !== currency || line.amount !== amount)) {
    throw new Refused("changed", `${line.sku}: ${line.amount} ${line.currency} is not ${amount} ${currency}`);
  }
  return minorUnits(amount);
}

/** `125.50` as 12550n: exact, whatever the amount. */
export function minorUnits(amount) {
  const found = /^([0-9]{1,12})(?:\.([0-9]{2}))?$/.exec(amount);
  if (!found) throw new Refused("broken", `${amount} is not an amount`);
  return BigInt(found[1]) * 100n + BigInt(found[2] ?? "0");
}

/** 12550n as `125.50`. */
export const asAmount = (minor) => `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`;

/** A name for one attempt to pay: services refuse one that they have seen. */
export function attemptOf(order, random = crypto.randomUUID()) {
  return `${order.reference || "order"}-${random.replaceAll("-", "").slice(0, 8)}`.slice(-50);
}

/** The page of the shop that a buyer comes back to; `pattern` has {language}. */
export const returnPage = (shop, pattern, order) =>
  `${shop}${pattern.replace("{language}", order.language)}?ref=${encodeURIComponent(order.reference)}`;

export const THANKS = process.env.THANKS_PATH || "/{language}/thanks/";
export const CANCELLED = process.env.CANCELLED_PATH || "/{language}/cancelled/";

const WORDS = {
  fr: { changed: "Un prix ou un produit a changé. Retournez au panier et recommencez.", broken: "Cette commande est illisible.",
        failed: "Le service de paiement ne répond pas. Rien n’a été payé ; réessayez plus tard.", go: "Payer" },
  ar: { changed: "تغير ثمن أو منتوج. ارجعوا إلى السلة وأعيدوا المحاولة.", broken: "تعذرت قراءة هذه الطلبية.",
        failed: "خدمة الأداء لا تجيب. لم يؤد أي مبلغ؛ أعيدوا المحاولة لاحقا.", go: "أداء" },
  en: { changed: "A price or a product has changed. Go back to the cart and try again.", broken: "This order cannot be read.",
        failed: "The payment service does not answer. Nothing was paid; try again later.", go: "Pay" },
  es: { changed: "Un precio o un producto ha cambiado. Vuelva a la cesta e inténtelo de nuevo.", broken: "Este pedido no se puede leer.",
        failed: "El servicio de pago no responde. No se ha pagado nada; inténtelo más tarde.", go: "Pagar" },
};

export const wordsOf = (language) => WORDS[language] ?? WORDS.fr;

const escaped = (text) =>
  String(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

function page(status, language, body, policy) {
  const direction = language === "ar" ? "rtl" : "ltr";
  const html = `<!doctype html><html lang="${WORDS[language] ? language : "fr"}" dir="${direction}"><meta charset="utf-8">`
    + `<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>…</title>${body}</html>`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; ${policy}`,
  };
  return new Response(html, { status, headers });
}

/** A page that sends a form on at once, or by its button where scripts are off. */
export function formPage(action, fields, language, nonce = crypto.randomUUID()) {
  const inputs = fields.map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
  const button = `<button>${escaped(wordsOf(language).go)}</button>`;
  const form = `<form method="post" action="${escaped(action)}">${inputs.join("")}${button}</form>`;
  const script = `<script nonce="${nonce}">document.forms[0].submit()</script>`;
  return page(200, language, form + script, `form-action ${new URL(action).origin}; script-src 'nonce-${nonce}'`);
}

/** A page that says in the buyer's language why nothing is paid; the details go to the log, without the order's words. */
export function refusalPage(failure, language) {
  const reason = failure instanceof Refused ? failure.reason : "failed";
  console.error(`order refused: ${reason}: ${failure.message}`);
  return page({ broken: 400, changed: 409, failed: 502 }[reason], language, `<p>${escaped(wordsOf(language)[reason])}</p>`, "form-action 'none'");
}

/** Lead on to an address. */
export const redirect = (url) => new Response(null, { status: 303, headers: { location: url, "cache-control": "no-store" } });
