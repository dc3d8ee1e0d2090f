// A post's row on the page, filled from what the presenter says of it.

import { keyed, setAttributes, setIcon, setText, setTexts, slot } from "./dom.js";
import { markup } from "./markup.js";

// One for all rows: a format made anew for each costs more than the row.
const hours = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/**
 * Fill a row.
 * @param {HTMLElement} node
 * @param {import("./presenters/thread.js").PostRow} row
 * @param {HTMLElement} thread  whose templates and addresses are used
 */
export function fillPost(node, row, thread) {
  const parts = partsOf(node);
  const { about, quote } = row;
  const { actor, events, posts } = thread.dataset;
  setAttributes(node, {
    id: `post-${row.key}`,
    "data-kind": row.kind,
    "data-tone": row.tone,
    "data-opens": row.opens,
    "data-gone": Boolean(row.gone),
    "data-mine": row.by !== "" && row.by === actor,
  });
  setText(parts.minute, row.minute);
  setText(parts.name, row.name);
  setText(parts.gone, row.gone);
  setText(parts.correction, about.correction);
  show(parts, { demo: row.demo, insight: row.kind === "insight", edited: row.edited });
  show(parts, { quote: quote.post !== "", about: about.event !== "" });
  if (about.event) fillAbout(parts, about, events);
  if (quote.post) fillQuote(parts, quote, posts);
  fillTime(parts.link, row.at, posts.replace("blank", row.key));
  fillBody(node, parts.body, row.body);
  fillHow(parts.how, row.how, thread);
  fillActs(node, parts, { row, thread });
}

/** A row's parts by name, looked up once. */
function partsOf(node) {
  node.parts ??= Object.fromEntries(
    [...node.querySelectorAll("[data-slot]")].map((part) => [part.dataset.slot, part]),
  );
  return node.parts;
}

function show(parts, shown) {
  for (const [name, isShown] of Object.entries(shown)) parts[name].hidden = !isShown;
}

function fillAbout(parts, { event, icon, words, struck }, path) {
  setText(parts["about-words"], words);
  setAttributes(parts.about, {
    href: path.replace("blank", event),
    "data-icon": icon,
    "data-struck": struck,
  });
  setIcon(parts.about.querySelector("svg"), icon);
}

function fillQuote(parts, { post, name, words }, path) {
  setText(parts["quote-name"], name);
  setText(parts["quote-words"], words || "An earlier post");
  setAttributes(parts.quoted, { href: path.replace("blank", post) });
}

function fillTime(link, ms, path) {
  const at = new Date(ms);
  const time = link.firstElementChild;
  setAttributes(link, { href: path });
  setAttributes(time, { datetime: at.toISOString() });
  setText(time, hours.format(at));
}

/** A body is made anew only when it was written anew. */
function fillBody(node, place, body) {
  const said = JSON.stringify(body);
  if (node.said === said) return;
  node.said = said;
  place.replaceChildren(markup(body));
}

function fillHow(place, how, thread) {
  if (!how) {
    place.replaceChildren();
    return;
  }
  if (!place.firstElementChild) place.append(thread.copy("how"));
  setTexts(place, { source: how.words, model: how.model, digest: how.digest });
  slot(place, "with-model").hidden = !how.model;
  slot(place, "with-digest").hidden = !how.digest;
  const links = how.links.map(({ url, host }) => ({ key: url, href: url, words: host }));
  const origins = how.origins.map(({ post, name }) => ({
    key: post,
    href: thread.dataset.posts.replace("blank", post),
    words: name ? `From ${name}` : "From an earlier post",
  }));
  fillLinks(slot(place, "links"), links);
  fillLinks(slot(place, "origins"), origins);
}

function fillLinks(list, rows) {
  keyed(list, rows, {
    make: () => {
      const item = document.createElement("li");
      item.append(document.createElement("a"));
      return item;
    },
    fill: (item, { href, words }) => {
      const link = item.querySelector("a");
      setAttributes(link, { href, rel: "nofollow noopener noreferrer ugc" });
      setText(link, words);
    },
  });
}

function fillActs(node, parts, { row, thread }) {
  const { reactions } = thread;
  const page = thread.dataset.posts.replace("blank", row.key);
  const acting = { formaction: `${page}react/` };
  parts.acts.hidden = Boolean(row.gone);
  setAttributes(parts.more, { href: page });
  for (const vote of ["up", "down"]) {
    setAttributes(parts[`${vote}-button`], { ...acting, ...given(reactions, row, vote) });
    setText(parts[vote], reactions.count(row, vote) || "");
  }
  keyed(parts.reactions, row.gone ? [] : reactions.chips(row), {
    make: () => thread.copy("reaction"),
    fill: (button, { key, label, count }) => {
      setAttributes(button, { value: key, ...acting, ...given(reactions, row, key) });
      setIcon(button.querySelector("svg"), key);
      setTexts(button, { label: `${label}:`, count });
    },
  });
}

function given(reactions, row, reaction) {
  const isGiven = reactions.isGiven(row.key, reaction);
  return { name: isGiven ? "take" : "give", "aria-pressed": String(isGiven) };
}
