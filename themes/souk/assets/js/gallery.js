// @ts-check
// The pictures of a product, large: a dialog with a strip that is swiped, or moved by arrows and keys.
// Without this module each picture is a link to its large file.

/** @type {HTMLDialogElement | undefined} */
let dialog;
/** @type {HTMLAnchorElement[]} */
let links = [];
/** @type {Promise<unknown> | undefined} */
let styled;

/**
 * Show a picture of a gallery in a dialog instead of leaving the page.
 * @param {HTMLElement} slides the list of links to large pictures, with the words of the buttons in `data-words` and the
 * address of the dialog's style sheet in `data-style`
 * @param {HTMLAnchorElement} link to the picture
 */
export async function openGallery(slides, link) {
  styled ??= withStyle(slides.dataset.style ?? "");
  await styled;
  if (!dialog) {
    links = [...slides.querySelectorAll("a")];
    dialog = makeDialog(slides, links);
  }
  dialog.showModal();
  show(dialog, links.indexOf(link), "instant");
}

/** Fetch a style sheet. @param {string} href */
function withStyle(href) {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((done) => {
    sheet.onload = sheet.onerror = done;
    document.head.append(sheet);
  });
}

/**
 * @param {HTMLElement} slides
 * @param {HTMLAnchorElement[]} links
 */
function makeDialog(slides, links) {
  const words = /** @type {Record<string, string>} */ (JSON.parse(slides.dataset.words ?? "{}"));
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  dialog.setAttribute("aria-label", slides.getAttribute("aria-label") ?? words.pictures ?? "");
  const strip = document.createElement("ul");
  strip.className = "zoom-strip";
  for (const link of links) {
    const small = link.querySelector("img:not(.placeholder)");
    const picture = new Image();
    picture.src = link.href;
    picture.loading = "lazy";
    picture.alt = small instanceof HTMLImageElement ? small.alt : "";
    picture.addEventListener("click", () => picture.classList.toggle("zoomed"));
    const item = document.createElement("li");
    item.append(picture);
    strip.append(item);
  }
  dialog.append(strip, button("close", words.close, () => dialog.close()));
  if (links.length > 1) {
    dialog.append(
      button("previous", words.previous, () => show(dialog, current(strip) - 1)),
      button("next", words.next, () => show(dialog, current(strip) + 1)),
    );
  }
  dialog.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(dialog).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      show(dialog, current(strip) + (event.key === forward ? 1 : -1));
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target instanceof HTMLLIElement || event.target === strip) dialog.close();
  });
  document.body.append(dialog);
  return dialog;
}

/**
 * @param {string} name
 * @param {string | undefined} words
 * @param {() => void} act
 */
function button(name, words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `zoom-button zoom-${name}`;
  made.setAttribute("aria-label", words ?? name);
  made.addEventListener("click", act);
  return made;
}

/** @param {Element} strip */
function current(strip) {
  const middle = strip.getBoundingClientRect().left + strip.clientWidth / 2;
  const distances = [...strip.children].map((item) => {
    const box = item.getBoundingClientRect();
    return Math.abs(box.left + box.width / 2 - middle);
  });
  return distances.indexOf(Math.min(...distances));
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {number} index
 * @param {ScrollBehavior} [behavior]
 */
function show(dialog, index, behavior) {
  const items = dialog.querySelectorAll(".zoom-strip > li");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  items[Math.max(0, Math.min(index, items.length - 1))]?.scrollIntoView({
    behavior: behavior ?? (calm ? "instant" : "smooth"),
    block: "nearest",
    inline: "center",
  });
}
