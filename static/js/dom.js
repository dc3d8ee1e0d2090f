// Small hands for the page's own markup: text, attributes, icons, keyed lists. Never markup from words.

/** The first element with a slot's name under a root. */
export function slot(root, name) {
  return root.querySelector(`[data-slot="${name}"]`);
}

/** Set text only where it differs, so that selections and readers are left in peace. */
export function setText(node, text) {
  const words = String(text);
  if (node.textContent !== words) node.textContent = words;
}

/** Fill many slots of a root with text: {slot: words}. */
export function setTexts(root, texts) {
  for (const [name, words] of Object.entries(texts)) setText(slot(root, name), words);
}

/** Set attributes; false and null remove one, true sets it empty. */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value === true ? "" : value)) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
}

/** Show another symbol of the same sheet. */
export function setIcon(svg, name) {
  const use = svg.querySelector("use");
  const [sheet] = use.getAttribute("href").split("#");
  setAttributes(use, { href: `${sheet}#${name}` });
  setAttributes(svg, { class: `icon icon--${name}` });
}

/** A fresh copy of the one element in a template slot. */
export function copyOf(root, name) {
  return root.querySelector(`template[data-slot="${name}"]`).content.firstElementChild.cloneNode(true);
}

/** A new SVG element with attributes. */
export function svgElement(name, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  setAttributes(node, attributes);
  return node;
}

/**
 * Make a parent's children be these rows, by key, moving and touching as few as can be.
 * @param {Element} parent  its other children, without a key, are left where they are
 * @param {{key: string}[]} rows
 * @param {{make: (row: object) => Element, fill: (node: Element, row: object) => void}} how
 * @returns {Element[]} the nodes that are new
 */
export function keyed(parent, rows, { make, fill }) {
  const held = new Map();
  for (const child of parent.children) {
    if (child.dataset.key !== undefined) held.set(child.dataset.key, child);
  }
  const wanted = new Set(rows.map((row) => row.key));
  for (const [key, node] of held) if (!wanted.has(key)) node.remove();
  const fresh = [];
  let place = firstKeyed(parent);
  for (const row of rows) {
    const node = held.get(row.key) ?? make(row);
    if (!held.has(row.key)) {
      node.dataset.key = row.key;
      fresh.push(node);
    }
    fill(node, row);
    if (node === place) place = node.nextElementSibling;
    else put(parent, node, place);
  }
  return fresh;
}

function firstKeyed(parent) {
  return [...parent.children].find((child) => child.dataset.key !== undefined) ?? null;
}

/** moveBefore keeps focus and animation where the browser has it. */
function put(parent, node, place) {
  if (node.isConnected && parent.moveBefore) parent.moveBefore(node, place);
  else parent.insertBefore(node, place);
}
