// What is said of a post that is being written: what is left, what holds it back; pure.

import { span } from "./freshness.js";
import { clockOf } from "./refused.js";

// Nearer than this to the end whoever writes wants to know.
const LEFT_SHOWN = 50;

/** How many letters are left, once there are few. @param {number} left */
export function leftWords(left) {
  return left < LEFT_SHOWN ? String(left) : "";
}

/**
 * The pace everybody is held to, and until when.
 * @param {number} gapMs
 * @param {number} [until]  0: until it is lifted
 * @param {(until: number) => string} [at]  says a moment
 */
export function slowWords(gapMs, until = 0, at = clockOf) {
  return gapMs ? `Slow mode: one post every ${span(gapMs)}${until ? `, until ${at(until)}` : ""}` : "";
}

/** What is to be waited. @param {number} leftMs */
export function waitWords(leftMs) {
  return leftMs > 0 ? `You can post again in ${span(Math.ceil(leftMs / 1000) * 1000)}` : "";
}
