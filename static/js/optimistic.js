// A post shown before it is done: laid over the thread's state until the server's own has come; pure.

import { sha256 } from "./sdk/index.js";

/** The n of a post that the server has not placed: after all others. */
export const UNPLACED = Number.MAX_SAFE_INTEGER;
const ID_DIGITS = 24;
const PERIODS = { 1: "1H", 2: "2H", 3: "ET1", 4: "ET2", 5: "PEN" };

/** The moment of a match's state, as a post's anchor has it. */
export function momentOf(match) {
  const { period, clock_ms: clockMs } = match.clock ?? { period: 0, clock_ms: 0 };
  return { period: PERIODS[period] ?? "PRE", clock_ms: clockMs };
}

/** The id a post has everywhere, of its author and the operation that wrote it; as `core.ids.derived_id`. */
export function idOf(actor, op) {
  return `post_${sha256(`post\0${actor}\0${op}`).slice(0, ID_DIGITS)}`;
}

/**
 * How a command `thread.post` shows at once: under the id it will have, and so the same row.
 * @param {{by: string, name: string, hue: number, demo?: boolean, at: number}} author
 * @param {object} match  the match's state
 * @returns {import("./sdk/index.js").Apply}
 */
export function posting(author, match) {
  return (state, data, op) => {
    const id = idOf(author.by, op);
    if (state.posts?.[id]) return state;
    const { event, reply, how, kind, seen, text } = data;
    const post = {
      n: UNPLACED,
      ...author,
      kind,
      anchor: { offset: seen, ...momentOf(match), ...(event && { event }) },
      ...(reply && { reply }),
      ...(how && { how }),
      rev: 1,
      body: text.split(/\n{2,}/).map((words) => ["p", null, words]),
    };
    return { ...state, posts: { ...state.posts, [id]: post } };
  };
}
