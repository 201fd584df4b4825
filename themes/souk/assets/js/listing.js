// @ts-check
// Sort and filter of a list. The paged list is in the page already; the whole list is asked for on first use.
import { choose, need, slot } from "./dom.js";
import { FACETS, chosen, countsOf, isEmpty, readChoice, rowsOf, withChoice, wordsOf } from "./filter.js";
import { counted, moneyText } from "./money.js";

/** @typedef {import("./filter.js").Catalog} Catalog */
/** @typedef {import("./filter.js").Row} Row */
/** @typedef {import("./filter.js").Facet} Facet */

const PAGE = 24;
const MIME = { avif: "image/avif", webp: "image/webp" };

const panel = need(document, ".filters", HTMLDetailsElement);
const form = need(need(panel, "[data-form]", HTMLTemplateElement).content, "form", HTMLFormElement);
const told = need(document, ".filter-count", HTMLElement);
const filtered = need(document, ".filtered", HTMLElement);
const list = need(filtered, "ul", HTMLUListElement);
const more = need(filtered, "button", HTMLButtonElement);
/** What stands there without a choice: the cards of this page, and the way to the others. */
const plain = [...(filtered.parentElement?.children ?? [])].filter(
  (one) => one.matches(".cards, .pagination") && filtered.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING,
);

/** @type {Promise<Catalog> | undefined} */
let loading;
/** @type {Row[]} */
let rows = [];
/** @type {Row[]} */
let left = [];

/** @returns {Promise<Catalog>} */
function load() {
  loading ??= fetch(panel.dataset.catalog ?? "").then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  });
  loading.catch(() => {
    loading = undefined;
    told.textContent = told.dataset.failed ?? "";
  });
  return loading;
}

/** Show the form's options, once. @param {Catalog} catalog */
function build(catalog) {
  if (rows.length) return;
  rows = rowsOf(catalog, panel.dataset.list ?? "");
  const currency = slot(form, "currency");
  if (currency) currency.textContent = catalog.money.currencies[catalog.currency]?.[0] ?? catalog.currency;
  for (const facet of FACETS) {
    const fold = need(form, `[data-facet="${facet}"]`, HTMLDetailsElement);
    const group = need(fold, "fieldset", HTMLFieldSetElement);
    const values = [...countsOf(catalog, rows, readChoice(new URLSearchParams()), facet).keys()];
    if (facet === "availability") keepTicks(group, values);
    else for (const value of inOrder(catalog, facet, values)) group.append(tick(catalog, facet, value));
    fold.hidden = values.length < 2;
  }
}

/** @param {Catalog} catalog @param {Facet} facet @param {string[]} values */
function inOrder(catalog, facet, values) {
  const order = new Intl.Collator(catalog.language);
  return values.sort((a, b) => order.compare(wordsOf(catalog, facet, a), wordsOf(catalog, facet, b)));
}

/** @param {Element} group @param {string[]} values */
function keepTicks(group, values) {
  for (const input of group.querySelectorAll("input")) if (!values.includes(input.value)) input.closest("label")?.remove();
}

/** @param {Catalog} catalog @param {Facet} facet @param {string} value */
function tick(catalog, facet, value) {
  const label = /** @type {DocumentFragment} */ (need(panel, "[data-tick]", HTMLTemplateElement).content.cloneNode(true));
  const input = need(label, "input", HTMLInputElement);
  [input.name, input.value] = [facet, value];
  need(label, "span", HTMLElement).textContent = wordsOf(catalog, facet, value);
  return label;
}

/** Show what the address asks for. @param {boolean} [isTold] whether the result is said aloud */
async function show(isTold = true) {
  const choice = readChoice(new URLSearchParams(location.search));
  if (isEmpty(choice) && !panel.open && !rows.length) return;
  if (!form.isConnected) panel.append(form);
  const catalog = await load();
  build(catalog);
  setForm(choice);
  for (const facet of FACETS) showCounts(facet, countsOf(catalog, rows, choice, facet));
  const isPlain = isEmpty(choice);
  filtered.hidden = isPlain;
  for (const one of plain) one.toggleAttribute("hidden", !isPlain);
  left = isPlain ? [] : chosen(catalog, rows, choice);
  list.replaceChildren();
  showMore(catalog, Number(history.state?.shown) || PAGE);
  if (isTold) told.textContent = counted(told.dataset.count ?? "", isPlain ? rows.length : left.length);
}

/** @param {import("./filter.js").Choice} choice */
function setForm(choice) {
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  field("sort").value = choice.sort;
  // Who types is not interrupted.
  if (document.activeElement !== field("min")) field("min").value = String(choice.min ?? "");
  if (document.activeElement !== field("max")) field("max").value = String(choice.max ?? "");
  for (const input of form.querySelectorAll("input")) {
    if (input.type !== "checkbox") continue;
    input.checked = choice.facets[/** @type {Facet} */ (input.name)].includes(input.value);
    const fold = input.closest("details");
    if (input.checked && fold) fold.open = true;
  }
}

/** @param {Facet} facet @param {Map<string, number>} counts */
function showCounts(facet, counts) {
  for (const input of form.querySelectorAll("input")) {
    if (input.name !== facet) continue;
    const count = input.closest("label")?.querySelector(".count");
    if (count) count.textContent = String(counts.get(input.value) ?? 0);
  }
}

/** @param {Catalog} catalog @param {number} until */
function showMore(catalog, until) {
  const next = left.slice(list.children.length, until);
  list.append(...next.map((row) => card(catalog, row)));
  more.hidden = list.children.length >= left.length;
}

/** @param {Catalog} catalog @param {Row} row */
function card(catalog, row) {
  const [url, title, language, type, price, currency, isFrom, former, availability, maker, labels, , pictures] = row;
  const node = /** @type {DocumentFragment} */ (need(panel, "[data-card]", HTMLTemplateElement).content.cloneNode(true));
  const link = need(node, "a", HTMLAnchorElement);
  [link.href, link.textContent] = [url, title];
  if (language) link.lang = language;
  need(node, ".card-maker", HTMLElement).textContent = catalog.cooperatives[maker][1];
  showPicture(node, pictures);
  choose(node, "price", Boolean(price));
  choose(node, "quote", !price && type === "quote");
  choose(node, "out_of_stock", availability === "out_of_stock");
  choose(node, "one_of_a_kind", availability === "one_of_a_kind");
  const place = slot(node, "price");
  if (place) showPrice(place, moneyText(catalog.money, price, currency), isFrom, former && moneyText(catalog.money, former, currency));
  const badges = need(node, ".badges", HTMLElement);
  for (const at of labels) {
    const badge = document.createElement("span");
    [badge.className, badge.title, badge.textContent] = ["badge", catalog.labels[at][1], catalog.labels[at][2]];
    badges.append(badge);
  }
  if (!labels.length) badges.remove();
  return node;
}

/** @param {DocumentFragment} node @param {string[]} pictures */
function showPicture(node, pictures) {
  const image = need(node, "img", HTMLImageElement);
  for (const address of pictures.slice(0, -1)) {
    const source = document.createElement("source");
    source.srcset = address;
    source.type = MIME[/** @type {keyof typeof MIME} */ (address.split(".").at(-1))] ?? "";
    image.before(source);
  }
  if (pictures.length) image.src = pictures[pictures.length - 1];
  else need(node, ".picture", HTMLElement).className = "picture no-picture no-picture-card";
}

/** @param {HTMLElement} place @param {string} now @param {number} isFrom @param {string} former */
function showPrice(place, now, isFrom, former) {
  const [shown, struck] = place.querySelectorAll("bdi");
  shown.textContent = now;
  const [before, after = ""] = (isFrom ? (place.dataset.from ?? "{}") : "{}").split("{}");
  shown.before(before);
  shown.after(after);
  if (former) struck.textContent = former;
  else struck.closest("s")?.remove();
}

/** @returns {import("./filter.js").Choice} */
function formChoice() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value) query.append(name, value);
  return readChoice(query);
}

/** @param {import("./filter.js").Choice} choice */
function go(choice) {
  const address = withChoice(new URL(location.href), choice);
  if (address.href !== location.href) history.pushState({}, "", address);
  void show();
}

panel.addEventListener("toggle", () => {
  if (panel.open) void show(false);
});
form.addEventListener("change", () => go(formChoice()));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(formChoice());
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  go(readChoice(new URLSearchParams()));
});
more.addEventListener("click", async () => {
  const before = list.children.length;
  showMore(await load(), before + PAGE);
  history.replaceState({ ...history.state, shown: list.children.length }, "");
  list.children[before]?.querySelector("a")?.focus();
});
addEventListener("popstate", () => void show());
void show();
