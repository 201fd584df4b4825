// @ts-check
// The search: Pagefind's index of the page's language, loaded when somebody begins to search.
import { need } from "./dom.js";
import { counted } from "./money.js";

/**
 * @typedef {{url: string, excerpt: string, meta: Record<string, string>}} Found
 * @typedef {{data: () => Promise<Found>}} Result
 * @typedef {{results: Result[], filters?: Record<string, Record<string, number>>,
 *   totalFilters?: Record<string, Record<string, number>>}} Answer
 * @typedef {{filters?: Record<string, {any: string[]}>, sort?: Record<string, string>}} Wish
 * @typedef {{init: () => Promise<void>, filters: () => Promise<object>, options: (options: object) => Promise<void>,
 *   debouncedSearch: (words: string | null, wish: Wish, pause: number) => Promise<Answer | null>}} Engine
 */

const AT_ONCE = 12;
const PAUSE = 180;
const root = need(document, "[data-search]", HTMLElement);
const form = need(root, "form", HTMLFormElement);
const input = need(root, "input[type=search]", HTMLInputElement);
const list = need(root, ".search-results", HTMLOListElement);
const count = need(root, ".search-count", HTMLElement);
const tools = need(root, ".search-tools", HTMLElement);
const sort = need(root, "select", HTMLSelectElement);
const more = need(root, "[data-more]", HTMLButtonElement);
const template = need(root, "#search-result", HTMLTemplateElement);

/** @type {Promise<Engine> | undefined} */
let engine;
/** @type {Result[]} */
let results = [];
let shown = 0;
let turn = 0;

function load() {
  engine ??= (async () => {
    const address = `${root.dataset.index}pagefind.js`;
    const loaded = /** @type {Engine} */ (await import(address));
    await loaded.options({ excerptLength: 18 });
    await loaded.init();
    await loaded.filters();
    return loaded;
  })();
  return engine;
}

/** Words as the index has them: without vowel marks and stretching, whole alefs, one kind of yeh. @param {string} text */
export function folded(text) {
  return text
    .normalize("NFC")
    .replace(/[\u064b-\u065f\u0670\u0640]/g, "")
    .replace(/[\u0622\u0623\u0625\u0671]/g, "\u0627")
    .trim();
}

/** Letters that are written for each other, or that keyboards leave out. */
const TWINS = ["ةه", "ىي", "ⵔⵕ", "ⵜⵟ", "ⴷⴹ", "ⵙⵚ", "ⵣⵥ"];
const MOST_SPELLINGS = 24;

/** What stands before an apostrophe in French: `l'orge` is looked for as `orge`, which the index has too. */
const ELIDED = /(^|[^\p{L}])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=\p{L})/giu;
const STRAIGHT = /(\p{L}(?:<\/mark>)?)(?:'|&#39;|&#x27;)(?=(?:<mark>)?[\p{L}\p{N}«“])/gu;

/** Words of the index, which has straight apostrophes, as they stand on their page. @param {string | undefined} text */
export function printed(text) {
  return (text ?? "").replace(STRAIGHT, "$1’");
}

/** The words as they were written, folded, and in the spellings that others may have used. @param {string} typed */
export function spellings(typed) {
  const words = typed.replace(ELIDED, "$1").replaceAll("’", "'");
  let all = [folded(words)];
  for (const twins of TWINS) {
    for (const letter of twins) {
      const other = letter === twins[0] ? twins[1] : twins[0];
      for (const index of [...folded(words)].keys()) {
        if ([...folded(words)][index] !== letter || all.length >= MOST_SPELLINGS) continue;
        all = [...all, ...all.map((one) => [...one].map((sign, at) => (at === index ? other : sign)).join(""))];
      }
    }
  }
  return [...new Set([words, ...all])].slice(0, MOST_SPELLINGS + 1);
}

/** What was chosen in the filters. @returns {Wish} */
function wishes() {
  /** @type {Record<string, {any: string[]}>} */
  const filters = {};
  for (const group of tools.querySelectorAll("fieldset")) {
    const any = [...group.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
    if (any.length) filters[group.dataset.filter ?? ""] = { any };
  }
  return { filters, ...(sort.value ? { sort: { price: sort.value } } : {}) };
}

async function search() {
  const mine = ++turn;
  const words = input.value.trim();
  remember(words);
  if (!words) return clear();
  /** @type {Answer | null | undefined} */
  let answer;
  try {
    const loaded = await load();
    let pause = PAUSE;
    for (const spelling of spellings(words)) {
      answer = await loaded.debouncedSearch(spelling, wishes(), pause);
      if (!answer || answer.results.length) break;
      pause = 0;
    }
  } catch {
    engine = undefined;
    count.textContent = root.dataset.failed ?? "";
    return;
  }
  if (!answer || mine !== turn) return;
  results = answer.results;
  shown = 0;
  list.replaceChildren();
  showFilters(answer);
  count.textContent = results.length ? counted(root.dataset.found ?? "", results.length) : (root.dataset.none ?? "");
  await showMore(mine);
}

function clear() {
  results = [];
  list.replaceChildren();
  count.textContent = "";
  tools.hidden = more.hidden = true;
}

/** @param {number} mine */
async function showMore(mine) {
  const part = await Promise.all(results.slice(shown, shown + AT_ONCE).map((result) => result.data()));
  if (mine !== turn) return;
  shown += part.length;
  list.append(...part.map(row));
  more.hidden = shown >= results.length;
}

/** @param {Found} found */
function row(found) {
  const item = /** @type {HTMLElement} */ (template.content.cloneNode(true)).firstElementChild;
  if (!item) throw new Error("the theme has no row for a result");
  need(item, "a", HTMLAnchorElement).href = found.url;
  const picture = need(item, "img", HTMLImageElement);
  if (found.meta.image) picture.src = found.meta.image;
  else picture.remove();
  need(item, "strong", HTMLElement).textContent = printed(found.meta.title);
  need(item, "small", HTMLElement).textContent = printed(found.meta.by);
  need(item, "b", HTMLElement).textContent = found.meta.price ?? "";
  // Pagefind escapes the text of the page and adds <mark> alone; the marks are made here again from text.
  const excerpt = need(item, ".search-excerpt", HTMLElement);
  for (const [index, piece] of printed(found.excerpt).split(/<\/?mark>/).entries()) {
    const text = Object.assign(document.createElement("template"), { innerHTML: piece }).content.textContent ?? "";
    excerpt.append(index % 2 ? Object.assign(document.createElement("mark"), { textContent: text }) : text);
  }
  return item;
}

/** @param {Answer} answer */
function showFilters(answer) {
  for (const group of tools.querySelectorAll("fieldset")) {
    const name = group.dataset.filter ?? "";
    const chosen = new Set([...group.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value));
    const counts = Object.entries(answer.totalFilters?.[name] ?? answer.filters?.[name] ?? {});
    const options = counts.filter(([value, number]) => value && (number > 0 || chosen.has(value)));
    group.querySelectorAll("label").forEach((label) => label.remove());
    for (const [value, number] of options) {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", value, checked: chosen.has(value) });
      const label = document.createElement("label");
      const tally = Object.assign(document.createElement("bdi"), { textContent: ` ${number}` });
      label.append(box, ` ${printed(value)}`, tally);
      group.append(label);
    }
    group.hidden = options.length < 2;
  }
  tools.hidden = false;
}

/** Keep the words in the address, so that a search can be shared and found again with "back". @param {string} words */
function remember(words) {
  const address = new URL(location.href);
  if (words) address.searchParams.set("q", words);
  else address.searchParams.delete("q");
  history.replaceState(history.state, "", address);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void search();
});
input.addEventListener("focus", () => void load().catch(() => undefined), { once: true });
input.addEventListener("input", () => void search());
tools.addEventListener("change", () => void search());
more.addEventListener("click", () => void showMore(turn));
const asked = new URLSearchParams(location.search).get("q");
if (asked) {
  input.value = asked;
  void search();
}
