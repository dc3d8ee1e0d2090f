// What is said of a thread as a whole: how many posts, what is new, what of it is said aloud; pure.

import { plain, shortened } from "./thread.js";

/** A number of posts; nothing before the first. @param {number} count */
export function countWords(count) {
  return count ? `${count.toLocaleString("en")} ${count === 1 ? "post" : "posts"}` : "";
}

/** What came while somebody read further up. @param {number} count */
export function newWords(count) {
  return count ? `${count.toLocaleString("en")} new ${count === 1 ? "post" : "posts"}` : "";
}

/**
 * What is said aloud of new posts: nothing, who speaks of you, or everybody; one whole, more counted.
 * @param {import("./thread.js").PostRow[]} rows
 * @param {{mode: string, actor: string}} to
 */
export function spokenPosts(rows, { mode, actor }) {
  const others = rows.filter((row) => !row.gone && row.by !== actor);
  const told = mode === "all" ? others : others.filter((row) => speaksOf(row.body, actor));
  if (mode === "off" || told.length === 0) return "";
  if (told.length === 1) return `${told[0].name}: ${shortened(plain(told[0].body))}`;
  return `${told.length} new posts${mode === "all" ? "" : " that speak of you"}.`;
}

function speaksOf(nodes, actor) {
  return nodes.some(
    (node) => typeof node !== "string" &&
      ((node[0] === "mention" && node[1].actor === actor) || speaksOf(node.slice(2), actor)),
  );
}
