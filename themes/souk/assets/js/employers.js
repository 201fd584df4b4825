// @ts-check
// The page for employers: numbers and words of the form go into the message, or into the quote basket.
import { counted as countTable, countOf, noteOf, orderOf, sumsOf, withBulk } from "./bulk.js";
import { groupReference, readBasket } from "./basket.js";
import { attribute, need, put, show, slot } from "./dom.js";
import { handOff } from "./handoff.js";
import { counted, moneyText, times, totalText } from "./money.js";
import { keep, recall } from "./store.js";

/** @typedef {import("./bulk.js").Voucher} Voucher */
/** @typedef {import("./bulk.js").Counts} Counts */

const KEY = "sitegen.quote";
const newGroup = () => groupReference(crypto.getRandomValues(new Uint8Array(8)));

/** @param {HTMLElement} section of one voucher */
function start(section) {
  /** @type {Voucher} */
  const voucher = JSON.parse(need(section, ".bulk-data", HTMLElement).textContent || "{}");
  const form = need(section, "form", HTMLFormElement);
  const isPosted = Boolean(form.getAttribute("action"));
  const ways = [...section.querySelectorAll(".bulk-ways :is(a.button, form)")];
  const blank = ways.map((way) => way.cloneNode(true));
  let before = "";
  let file = "";

  /** @returns {Counts} */
  const counts = () => Object.fromEntries([...amounts()].map((input) => [attribute(input, "data-sku"), countOf(input.value)]));
  /** @returns {NodeListOf<HTMLInputElement>} */
  const amounts = () => form.querySelectorAll("input[data-sku]");

  function note() {
    const said = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    return noteOf(voucher, { ...said, list: said.list ? file || "CSV" : "" });
  }

  function refresh() {
    const now = counts();
    for (const input of amounts()) {
      const price = voucher.lines.find((line) => line.sku === input.dataset.sku)?.price;
      const number = countOf(input.value);
      const row = input.closest(".bulk-amount");
      if (price && row) put(row, "sum", number ? moneyText(voucher.money, times(price.amount, number), price.currency) : "");
    }
    const sums = sumsOf(voucher, now);
    show(form, "total-line", sums.length > 0);
    put(form, "total", sums.length ? totalText(voucher.money, sums) : "");
    const order = orderOf(voucher, now, note());
    const missing = ways.map((way, place) => lead(way, blank[place], order.lines.length ? handOff(voucher.recipes[place], order) : null));
    show(section, "no-note", missing.includes(true));
  }

  /** Add to the quote basket, in the place of what was added before. */
  function add() {
    const now = counts();
    if (!Object.values(now).some(Boolean)) {
      say("none");
      amounts()[0]?.focus();
      return;
    }
    if (!form.reportValidity()) return;
    const said = { now: note(), before };
    keep(KEY, withBulk(readBasket(recall(KEY)), voucher, now, said, newGroup));
    before = said.now;
    say("added");
  }

  /** @param {string} word */
  function say(word) {
    const words = need(form, `[data-word="${word}"]`, HTMLTemplateElement).content.cloneNode(true);
    slot(form, "added")?.replaceChildren(words);
  }

  /** Read the employer's table here: what is kept is how many, and the name of the file. @param {HTMLInputElement} input */
  async function count(input) {
    const [chosen] = input.files ?? [];
    if (!chosen) return;
    const found = countTable(await chosen.text(), voucher.lines);
    const total = Object.values(found.counts).reduce((sum, one) => sum + one, 0);
    for (const one of amounts()) one.value = String(found.counts[attribute(one, "data-sku")] ?? "");
    const told = slot(form, "counted");
    if (told) {
      const odd = found.odd ? ` ${counted(attribute(told, "data-odd"), found.odd)}` : "";
      told.textContent = counted(attribute(told, "data-counted"), total) + odd;
    }
    file = [...chosen.name].slice(0, 30).join("");
    need(form, "[name=list]", HTMLInputElement).checked = true;
    refresh();
  }

  form.addEventListener("input", refresh);
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.dataset.do === "count") count(target);
  });
  form.addEventListener("submit", (event) => {
    if (isPosted) return;
    event.preventDefault();
    add();
  });
  if (isPosted) need(form, "[data-do=basket]", HTMLButtonElement).addEventListener("click", add);
  refresh();
}

/** Let a way lead to the order; without one, to the message with blanks. Returns whether the note has no room.
 * @param {Element} way @param {Node} blank @param {import("./handoff.js").HandOff | null} found */
function lead(way, blank, found) {
  const url = found?.url ?? (blank instanceof HTMLAnchorElement ? blank.href : "");
  if (way instanceof HTMLAnchorElement) way.href = url;
  else if (blank instanceof HTMLFormElement) {
    for (const [name, value] of found?.fields ?? new FormData(blank)) {
      const field = way.querySelector(`[name="${CSS.escape(name)}"]`);
      if (field instanceof HTMLInputElement) field.value = String(value);
    }
  }
  return Boolean(found?.missing?.includes("note"));
}

for (const section of document.querySelectorAll("[data-bulk]")) if (section instanceof HTMLElement) start(section);
document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest('[data-do="print"]')) print();
});
