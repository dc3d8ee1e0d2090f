// A post's body from its tree: elements from a short list, every word a text; twin of templatetags/talk.py.

const ELEMENTS = new Set([
  "p", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "br",
]);
const SAFE = /^https?:\/\//;

/** What a body's nodes look like. @param {any[]} nodes */
export function markup(nodes) {
  const made = document.createDocumentFragment();
  made.append(...nodes.map(nodeOf));
  return made;
}

function nodeOf(node) {
  if (typeof node === "string") return node;
  const [tag, given, ...inner] = node;
  const made = elementOf(tag, given ?? {});
  made.append(markup(inner));
  return made;
}

function elementOf(tag, { href = "", actor = "" }) {
  if (tag === "a" && SAFE.test(href)) {
    return Object.assign(document.createElement("a"), {
      href,
      rel: "nofollow noopener noreferrer ugc",
    });
  }
  if (tag === "mention") {
    const name = Object.assign(document.createElement("b"), { className: "mention" });
    name.dataset.actor = actor;
    return name;
  }
  return ELEMENTS.has(tag) ? document.createElement(tag) : document.createDocumentFragment();
}
