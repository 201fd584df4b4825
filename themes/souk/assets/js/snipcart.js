// @ts-check
// Brings Snipcart's buttons to life. Its script comes from another host, so it is fetched when a buyer first reaches for
// a button, and not with the page.

/** @typedef {{api: {session: {setLanguage: (language: string) => Promise<void>}}}} SnipcartApi */

const HOST = "https://cdn.snipcart.com/themes";
const SPOKEN = ["ar", "en", "es", "fr"];

/** @type {HTMLButtonElement[]} */
const buttons = [...document.querySelectorAll("button")].filter((button) => button.dataset.snipcartKey);
let isReady = false;
let isAsked = false;

/** @param {HTMLButtonElement} button */
function fetchCart(button) {
  if (isAsked) return;
  isAsked = true;
  const base = `${HOST}/v${button.dataset.snipcartVersion}/default/snipcart`;
  const place = document.createElement("div");
  place.id = "snipcart";
  place.hidden = true;
  place.dataset.apiKey = button.dataset.snipcartKey;
  place.dataset.configModalStyle = "side";
  const style = document.createElement("link");
  [style.rel, style.href] = ["stylesheet", `${base}.css`];
  const script = document.createElement("script");
  script.src = `${base}.js`;
  document.body.append(place, script);
  document.head.append(style);
}

/** A language that Snipcart lacks has no file there: say one that it has. */
async function onReady() {
  isReady = true;
  const language = document.documentElement.lang.split("-")[0];
  const cart = /** @type {{Snipcart?: SnipcartApi}} */ (/** @type {unknown} */ (window)).Snipcart;
  if (!SPOKEN.includes(language)) await cart?.api.session.setLanguage("fr");
}

document.addEventListener("snipcart.ready", onReady);
for (const button of buttons) {
  button.hidden = false;
  for (const name of ["pointerenter", "focus"]) button.addEventListener(name, () => fetchCart(button), { once: true });
  button.addEventListener("click", (event) => {
    if (isReady) return;
    // The script listens once it is there: press again for the buyer.
    event.stopPropagation();
    fetchCart(button);
    document.addEventListener("snipcart.ready", () => button.click(), { once: true });
  });
}
