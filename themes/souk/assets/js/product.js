// @ts-check
// A product's page: the chosen variant, the way into the cart, and what was looked at before.
import { groupReference, readBasket, withLine } from "./basket.js";
import { need } from "./dom.js";
import { keep, recall, whenIdle } from "./store.js";

const RECENT = "sitegen.recent";
const MOST_RECENT = 9;

/** @typedef {{slug: string, language: string, url: string, title: string, picture: string}} Seen */

const newGroup = () => groupReference(crypto.getRandomValues(new Uint8Array(8)));

/** @param {SubmitEvent} event */
function addToBasket(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.toCart) return;
  event.preventDefault();
  const { toCart, sku = "", cooperative = "", kind = "product", title = "", price = "" } = form.dataset;
  const input = need(form, "input", HTMLInputElement);
  const rule = { min: Number(input.min) || 1, max: input.max ? Number(input.max) : null, step: Number(input.step) || 1 };
  const known = /** @type {import("./basket.js").Kind} */ (kind);
  const line = { sku, cooperative, kind: known, title, price, quantity: Number(input.value) };
  const key = `sitegen.${toCart}`;
  keep(key, withLine(readBasket(recall(key)), line, rule, newGroup));
  const told = need(document, "#added", HTMLTemplateElement).content.cloneNode(true);
  form.querySelector(".added")?.replaceChildren(told);
}

/** @param {HTMLElement} group the radio buttons of the variants */
function startVariants(group) {
  const asked = new URLSearchParams(location.search).get("variant");
  const radios = [...group.querySelectorAll("input")];
  const wanted = radios.find((radio) => radio.value === asked);
  if (wanted) {
    wanted.checked = true;
    showVariant(wanted);
  }
  group.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.name !== "variant") return;
    showVariant(event.target);
    const address = new URL(location.href);
    address.searchParams.set("variant", event.target.value);
    history.replaceState(history.state, "", address);
  });
}

/** Show a variant's price, availability and picture where those of the product are. @param {HTMLInputElement} radio */
function showVariant(radio) {
  const choice = radio.closest(".choice");
  const top = document.querySelector(".product-price");
  const price = choice?.querySelector(".choice-price");
  for (const place of document.querySelectorAll(".product-price .price, .buy-bar .price")) {
    if (price) place.replaceChildren(...price.cloneNode(true).childNodes);
  }
  // The price of a measure and in other currencies stands with the variant.
  for (const note of top?.querySelectorAll(".price-note") ?? []) note.remove();
  const availability = choice?.querySelector(".availability");
  if (availability) top?.querySelector(".availability")?.replaceWith(availability.cloneNode(true));
  const slides = document.querySelector(".slides");
  const picture = radio.dataset.picture;
  const slide = [...(slides?.children ?? [])].find((one) => one instanceof HTMLElement && one.dataset.file === picture);
  if (picture && slides && slide && slides.firstElementChild !== slide) {
    slides.prepend(slide);
    slides.scrollTo({ left: 0 });
  }
}

/** Open a picture here rather than on a page of its own. @param {MouseEvent} event @param {HTMLElement} slides */
async function enlarge(event, slides) {
  const link = event.target instanceof Element && event.target.closest("a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const { openGallery } = await import("./gallery.js");
    await openGallery(slides, link);
  } catch {
    location.assign(link.href);
  }
}

/** @returns {Seen[]} */
function readRecent() {
  try {
    const raw = JSON.parse(recall(RECENT) || "[]");
    return Array.isArray(raw) ? raw.filter((one) => typeof one?.slug === "string" && /^\/(?!\/)/.test(one.url)) : [];
  } catch {
    return [];
  }
}

/** Show a shelf once what comes after it is out of sight, which it would push away. @param {HTMLElement} shelf */
function showUnseen(shelf) {
  const show = () => {
    shelf.hidden = false;
  };
  const after = document.querySelector(".site-footer");
  if (!after) return show();
  const watch = new IntersectionObserver(([now]) => {
    if (!now || now.isIntersecting) return;
    watch.disconnect();
    show();
  });
  watch.observe(after);
}

/** @param {HTMLElement} shelf */
function startRecent(shelf) {
  const { slug = "", title = "", url = "", picture = "" } = shelf.dataset;
  const language = document.documentElement.lang;
  const before = readRecent().filter((one) => one.slug !== slug || one.language !== language);
  const shown = before.filter((one) => one.language === language).slice(0, 4);
  const list = need(shelf, "ul", HTMLUListElement);
  const template = need(shelf, "template", HTMLTemplateElement);
  for (const one of shown) {
    const card = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const link = need(card, "a", HTMLAnchorElement);
    link.href = one.url;
    link.textContent = String(one.title);
    const image = need(card, "img", HTMLImageElement);
    if (/^\/(?!\/)/.test(one.picture)) image.src = one.picture;
    else image.remove();
    list.append(card);
  }
  if (shown.length) showUnseen(shelf);
  keep(RECENT, [{ slug, language, url, title, picture }, ...before].slice(0, MOST_RECENT));
}

document.addEventListener("submit", addToBasket);
const variants = document.querySelector("[data-variants]");
if (variants instanceof HTMLElement) startVariants(variants);
const slides = document.querySelector(".slides");
if (slides instanceof HTMLElement) slides.addEventListener("click", (event) => void enlarge(event, slides));
const recent = document.querySelector(".recent");
if (recent instanceof HTMLElement) whenIdle(() => startRecent(recent));
