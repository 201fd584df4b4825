// @ts-check
// Small steps in the page.

/** @template {Element} T @param {ParentNode} root @param {string} selector @param {new () => T} kind @returns {T} */
export function need(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the theme has no ${selector}`);
  return found;
}

/** @param {ParentNode} root @param {string} name @returns {HTMLElement | null} */
export const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);

/** Put a text into a slot, if the theme has it. @param {ParentNode} root @param {string} name @param {string} text */
export function put(root, name, text) {
  const found = slot(root, name);
  if (found && found.textContent !== text) found.textContent = text;
}

/** Keep a slot, or take it out. @param {ParentNode} root @param {string} name @param {boolean} isKept */
export function choose(root, name, isKept) {
  if (!isKept) slot(root, name)?.remove();
}

/** A copy of the first element of a template. @param {ParentNode} root @param {string} selector */
export function copied(root, selector) {
  const first = need(root, selector, HTMLTemplateElement).content.firstElementChild;
  if (!first) throw new Error(`the theme's ${selector} is empty`);
  return /** @type {HTMLElement} */ (first.cloneNode(true));
}

/** Show a slot, or hide it. @param {ParentNode} root @param {string} name @param {boolean} isShown */
export const show = (root, name, isShown) => slot(root, name)?.toggleAttribute("hidden", !isShown);

/** @param {Element} element @param {string} name */
export const attribute = (element, name) => element.getAttribute(name) ?? "";
