// What is said of a post that is being written: what is left, what holds it back; pure.

import { span } from "./freshness.js";

// Nearer than this to the end whoever writes wants to know.
const LEFT_SHOWN = 50;

/** How many letters are left, once there are few. @param {number} left */
export function leftWords(left) {
  return left < LEFT_SHOWN ? String(left) : "";
}

/** The pace everybody is held to. @param {number} gapMs */
export function slowWords(gapMs) {
  return gapMs ? `Slow mode: one post every ${span(gapMs)}` : "";
}

/** What is to be waited. @param {number} leftMs */
export function waitWords(leftMs) {
  return leftMs > 0 ? `You can post again in ${span(Math.ceil(leftMs / 1000) * 1000)}` : "";
}
