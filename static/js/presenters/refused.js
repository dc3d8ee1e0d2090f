// Why something was not done, in a sentence; twin of presenters/refused.py.

import { span } from "./freshness.js";

const CODES = {
  not_found: "What you speak of is not there any more.",
  stale: "It was changed since you saw it.",
  conflict: "That does not fit what stands now.",
  invalid: "That cannot be said as it is.",
  unavailable: "That is not possible right now. Try again in a moment.",
  // Our own, and none of the server's.
  queue_full: "Too much waits to be sent.",
  expired: "There was no connection for too long.",
  too_large: "It is too long.",
  stopped: "Live updates have ended. Reload the page.",
};
const REASONS = {
  signed_out: "Sign in to join the talk.",
  unverified: "Confirm your e-mail address first: the link is in your mail.",
  delayed: "You watch behind live, and what you say would come too late.",
  held: "A moderator reads it first. You will be told.",
  too_many_held: "Some of your posts still wait for a moderator. Wait for them first.",
  blocked: "You and this fan do not answer each other.",
  not_the_author: "Somebody else wrote it.",
  own_post: "That is a post of your own.",
  reported: "You have reported it already.",
  not_kicked_off: "We have not heard of the kick-off yet. Tap when you see it.",
  too_far_behind: "The kick-off is longer ago than the longest delay there is.",
  gone_post: "That post is gone.",
  already_given: "You have given that already.",
  not_given: "You had not given that.",
  operation_conflict: "That was sent before, with other words. Send it again.",
  too_long: "it is too long",
  too_many_lines: "it has too many lines",
  control: "it has letters that cannot be shown",
  marks: "it has letters that nobody can read",
  blocked_words: "it has words that are not said here",
  watched_words: "it has words that are not said here",
  empty: "it says nothing",
  links: "it has too many links",
  mentions: "it mentions too many people",
  repeated: "you have just said the same",
  alike: "it is too much like what you said before",
  copied: "many say the same right now",
  pace: "that was too fast",
};
const LIMITS = {
  "publish.slow": "This talk is in slow mode.",
  "publish.minute": "You have said a lot in a minute.",
  "publish.hour": "You have said a lot in an hour.",
};
const STANDINGS = { muted: "You are muted", suspended: "Your account is suspended" };
const HOUR = { hour: "2-digit", minute: "2-digit" };

/** An hour by the viewer's own clock. @param {string | number} until */
export function clockOf(until) {
  return new Date(until).toLocaleTimeString("en-GB", HOUR);
}

/**
 * Say why, in a sentence.
 * @param {{code: string, detail?: string, retryAfterMs?: number, limit?: string}} refused
 * @param {(until: string) => string} at  says a moment
 */
export function refusalWords({ code, detail = "", retryAfterMs = 0, limit = "" }, at = clockOf) {
  if (code === "too_many") {
    const ms = Math.max(1, retryAfterMs);
    return `${LIMITS[limit] ?? "Too fast."} You can go on in ${span(Math.ceil(ms / 1000) * 1000)}.`;
  }
  if ((code === "forbidden" || code === "conflict") && detail) {
    return named(detail, at) || (CODES[code] ?? "That is not allowed.");
  }
  if (code === "invalid" && detail) return `Not posted: ${detail.split("; ").map(fault).join("; ")}.`;
  return CODES[code] ?? "That was refused.";
}

/** Whether a moderator reads it first: it is neither posted nor lost. */
export function isHeld({ code, detail = "" }) {
  return code === "forbidden" && /^held\b/.test(detail);
}

/** Whether it stood as it was asked for already, by another device. */
export function stoodSo({ code, detail = "" }) {
  return code === "conflict" && /^(already|not)_given\b/.test(detail);
}

function named(detail, at) {
  const [, kind] = /kind='(\w+)'/.exec(detail) ?? [];
  if (kind in STANDINGS) {
    const [, until] = /until='([^']+)'/.exec(detail) ?? [];
    return `${STANDINGS[kind]}${until ? ` until ${at(until)}` : ""}.`;
  }
  const [, code, reason] = /^(\w+)(?:: .*reason='(\w*)')?/.exec(detail) ?? [];
  return REASONS[reason] ?? REASONS[code] ?? "";
}

function fault(words) {
  const said = words.replace(/^\/[\w/]* /, "");
  return REASONS[said] ?? said;
}
