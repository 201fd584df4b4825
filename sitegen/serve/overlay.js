// Shows problems over a page. All of it is text: what a stranger wrote is never read as HTML.
const STYLE = `
:host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; direction: ltr; }
section { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; text-align: left;
  border-top: 4px solid var(--edge); box-shadow: 0 -4px 24px #0005; max-height: 60vh; overflow: auto; }
section.errors { --edge: #c0271d; }
section.warnings { --edge: #b7791f; }
header, summary { display: flex; gap: 1rem; align-items: baseline; padding: .5rem 1rem; }
summary { cursor: pointer; flex: 1; }
details { flex: 1; }
strong { color: var(--edge); }
ul { margin: 0; padding: 0 1rem .75rem 2rem; }
li { margin-block: .5rem; overflow-wrap: anywhere; }
p { margin: 0; }
code { font: 13px/1.5 ui-monospace, monospace; background: #f1f1f1; padding: 0 .3em; }
.hint { color: #555; }
button { font: inherit; cursor: pointer; padding: .1rem .75rem; }
`;
const DISMISSED = "sitegen-dismissed";
let host = null;
let shown = "";

export function show(notice) {
  if (!notice || (!notice.errors.length && !notice.warnings.length) || isDismissed(notice)) return hide();
  if (shown === notice.digest) return;
  hide();
  shown = notice.digest;
  host = element("div", { id: "sitegen-problems", lang: notice.language, dir: "ltr" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  root.append(panel(notice));
  document.documentElement.append(host);
}

function hide() {
  host?.remove();
  host = null;
  shown = "";
}

function panel(notice) {
  const { words, errors, warnings } = notice;
  const failed = errors.length > 0;
  const head = element("summary", {}, element("strong", {}, [words.errors, words.warnings].filter(Boolean).join(", ")));
  if (failed) head.append(element("span", {}, words.kept));
  const details = element("details", failed ? { open: "" } : {}, head);
  details.append(list(errors, words, words.more_errors), list(warnings, words, words.more_warnings));
  const section = element("section", { class: failed ? "errors" : "warnings", role: failed ? "alert" : "status" });
  const header = element("header", {}, details);
  if (!failed) header.append(closeButton(notice));
  section.append(header);
  return section;
}

function closeButton(notice) {
  const button = element("button", { type: "button" }, notice.words.close);
  button.onclick = () => {
    remember(notice.digest);
    hide();
  };
  return button;
}

function list(problems, words, more) {
  const items = problems.map((problem) => {
    const places = [problem.place, problem.field].filter(Boolean).flatMap((text) => [isolated("code", text), " "]);
    const item = element("li", {}, element("p", {}, ...places), isolated("p", problem.message));
    if (problem.hint) item.append(element("p", { class: "hint" }, `${words.hint} `, isolated("bdi", problem.hint)));
    return item;
  });
  if (more) items.push(element("li", {}, more));
  return element("ul", {}, ...items);
}

function isolated(name, text) {
  return element(name, { dir: "ltr" }, text);
}

// The children are nodes, or strings that become text.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Storage may be forbidden; then a warning that was closed comes back with the next page.
function remember(digest) {
  try {
    sessionStorage.setItem(DISMISSED, digest);
  } catch {}
}

function isDismissed(notice) {
  if (notice.errors.length) return false;
  try {
    return sessionStorage.getItem(DISMISSED) === notice.digest;
  } catch {
    return false;
  }
}
