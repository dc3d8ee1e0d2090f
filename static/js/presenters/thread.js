// A match's thread as rows of talk, oldest first; twin of presenters/thread.py.

import { headline, kind } from "./incidents.js";
import { minuteLabel } from "./minutes.js";
import { howOf } from "./provenance.js";

// Names are drawn in so many hues: as many as a crowd can be told apart by.
const TONES = 12;
// What of a post its answers quote: enough to know it by, on one line of a phone.
const QUOTED_MAX = 72;
const BLOCKS = new Set(["p", "pre", "blockquote", "li", "br"]);
// A match's periods by a post's word for them; before the kick-off there is none.
const PERIODS = { "1H": 1, "2H": 2, ET1: 3, ET2: 4, PEN: 5 };
const GONE = {
  hidden: "Removed by a moderator.",
  deleted: "Deleted by its author.",
  erased: "Its author has left, and took it along.",
};
export const REACTIONS = {
  fire: "Fire",
  clap: "Applause",
  laugh: "Laughter",
  sad: "Sadness",
  shock: "Shock",
};
const NOTHING = { event: "", icon: "", words: "", struck: false, correction: "" };

/**
 * @typedef {{event: string, icon: string, words: string, struck: boolean, correction: string}} About
 * @typedef {{post: string, name: string, words: string}} Quote
 * @typedef {{key: string, n: number, at: number, by: string, name: string, tone: number,
 *   demo: boolean, gone: string, kind: string, minute: string, opens: boolean, about: About,
 *   quote: Quote, edited: boolean, rev: number, up: number, down: number,
 *   reactions: {key: string, label: string, count: number}[], body: any[],
 *   how: import("./provenance.js").How | null}} PostRow
 */

/** Every post of a thread's state, beside the match's as both stand now. @returns {PostRow[]} */
export function thread(state, match, names) {
  const posts = state.posts ?? {};
  const order = Object.entries(posts).sort(([, one], [, other]) => one.n - other.n);
  let minute = "";
  return order.map(([key, post]) => {
    const row = rowOf(key, post, { posts, match, names });
    row.opens = row.minute !== "" && row.minute !== minute;
    minute = row.minute || minute;
    return row;
  });
}

/** What a body says, without its marks, on one line. */
export function plain(body) {
  return texts(body).join("").replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");
}

function texts(nodes) {
  return nodes.flatMap((node) => {
    if (typeof node === "string") return [node];
    return [...texts(node.slice(2)), BLOCKS.has(node[0]) ? " " : ""];
  });
}

/** The beginning of words that are too many to quote. */
export function shortened(words) {
  const letters = [...words];
  if (letters.length <= QUOTED_MAX) return words;
  return `${letters.slice(0, QUOTED_MAX - 1).join("").replace(/ +$/, "")}…`;
}

/** One post. @returns {PostRow} */
function rowOf(key, post, { posts, match, names }) {
  const { anchor, gone } = post;
  return {
    key,
    n: post.n,
    at: post.at,
    by: post.by ?? "",
    name: post.name ?? "",
    tone: toneOf(post.hue ?? 0),
    demo: post.demo ?? false,
    gone: gone ? GONE[gone] : "",
    kind: post.kind ?? "comment",
    minute: minuteOf(anchor),
    opens: false,
    about: aboutOf(anchor, match, names),
    quote: quoteOf(post.reply ?? "", posts),
    edited: post.edited ?? false,
    rev: post.rev ?? 1,
    up: post.up ?? 0,
    down: post.down ?? 0,
    reactions: reactions(post.reactions ?? {}),
    body: post.body ?? [],
    how: post.how?.source ? howOf(post.how, posts) : null,
  };
}

function minuteOf({ period, clock_ms: clockMs }) {
  return period in PERIODS ? minuteLabel(PERIODS[period], clockMs) : "";
}

/** Which of the names' tones is nearest below a hue of 0 to 359 degrees. */
export function toneOf(hue) {
  return Math.floor((Math.max(0, hue) * TONES) / 360) % TONES;
}

/** What an answer says of the post it answers. @returns {Quote} */
export function quoteOf(post, posts) {
  const quoted = posts[post] ?? {};
  if (quoted.gone) return { post, name: "", words: GONE[quoted.gone] };
  return { post, name: quoted.name ?? "", words: shortened(plain(quoted.body ?? [])) };
}

function reactions(counts) {
  return Object.entries(REACTIONS)
    .filter(([key]) => counts[key])
    .map(([key, label]) => ({ key, label, count: counts[key] }));
}

/** What an anchor's event is called now, and whether it was told otherwise then. @returns {About} */
export function aboutOf(anchor, match, names) {
  const { event } = anchor;
  if (!event) return NOTHING;
  const incidents = match.incidents ?? {};
  const incident = incidents[event];
  if (!incident) return { ...NOTHING, event, icon: "touch", words: "A moment of the match" };
  const { icon, title, who } = headline(incident, names);
  return {
    event,
    icon,
    words: [title, who].filter(Boolean).join(", "),
    struck: incident.struck ?? false,
    correction: correction(event, anchor.revision ?? 0, incidents),
  };
}

function correction(event, seen, incidents) {
  const incident = incidents[event];
  if ((incident.revision ?? 0) <= seen) return "";
  const called = ["goal", "own_goal"].includes(kind(incident)) ? "goal" : "call";
  if (!incident.struck) return `This ${called} has been corrected since.`;
  const isOverturned = Object.values(incidents).some(
    (other) => kind(other) === "var_check" && other.target === event && other.outcome === "overturned",
  );
  return isOverturned ? `VAR took this ${called} back.` : `This ${called} was taken back.`;
}
