/**
 * How long to wait before dialling again; pure.
 * @module
 */

// The first retry is at once, spread over a blink: most losses are a network changing hands.
const FIRST_MS_MAX = 100;
const BASE_MS = 250;
const CAP_MS = 10_000;
// Somebody switched it off on purpose: it stays off for minutes, not for moments.
const PAUSED_MS = 20_000;

/**
 * Milliseconds before a retry. Jitter takes up to half, so that a crowd does not come back in step.
 * @param {number} attempt  retries since the line was last steady, 0 for the first
 * @param {() => number} random  uniform in [0, 1)
 * @returns {number}
 */
export function retryDelay(attempt, random) {
  if (attempt === 0) return Math.floor(random() * FIRST_MS_MAX);
  const whole = Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
  return Math.floor(whole / 2 + random() * (whole / 2));
}

/**
 * Milliseconds before a retry when the server has been switched off.
 * @param {() => number} random
 * @returns {number}
 */
export function pausedDelay(random) {
  return Math.floor(PAUSED_MS / 2 + random() * (PAUSED_MS / 2));
}
