/**
 * The words of `terrace.v1`: what a close code means, and nothing of how a line is kept.
 * @module
 */

/** @typedef {{t: string, [key: string]: any}} Message  a word of the wire, as it came */

export const SUBPROTOCOL = "terrace.v1";

export const DRAIN = 4000;
export const PAUSED = 4009;
export const TOKEN_EXPIRED = 4100;

// Refusals that say nothing of the command itself; all others, and those we do not know, are final.
const AGAIN = new Set(["too_many", "unavailable", "failed"]);

// A kind and an id: `match.match_7f0c`.
const TOPIC_KEY = /^[a-z]+\.[A-Za-z0-9_-]{1,64}$/;

const STOP_FIRST = 4500;
const STOP_LAST = 4999;

/** Whether a close code says never to come back (4500-4999); all others, the browser's own too, say retry. @param {number} code */
export function saysStop(code) {
  return code >= STOP_FIRST && code <= STOP_LAST;
}

/** Whether a key has the wire's form; one that has not would only be called malformed. @param {string} key */
export function isTopicKey(key) {
  return TOPIC_KEY.test(key);
}

/** Whether a refused command may be done when it is sent again. @param {string} code */
export function mayDoAgain(code) {
  return AGAIN.has(code);
}

/**
 * Read a message; null when it is none of ours. What is unknown is left to who reads it.
 * @param {string} text
 * @returns {Message | null}
 */
export function readMessage(text) {
  try {
    const message = JSON.parse(text);
    return typeof message?.t === "string" ? message : null;
  } catch {
    return null;
  }
}
