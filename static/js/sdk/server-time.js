/**
 * The server's clock as seen from here: of all echoes the quickest tells it best; pure.
 * @module
 */

// An echo this old says little of a clock that drifts; a fresh one replaces it however slow it was.
const KEPT_MS = 120_000;

/**
 * @typedef {object} ServerTime
 * @property {(sample: {sent: number, server: number, received: number}) => void} echo
 *   sent, received: local ms; server: the server's ms in between
 * @property {(sample: {server: number, received: number}) => void} hint
 *   a message without an echo: at least as late as it says, until something better is known
 * @property {(local: number) => number} at  the server's ms at a local ms
 */

/** @returns {ServerTime} */
export function createServerTime() {
  let offset = 0;
  let delay = Infinity;
  let measured = -Infinity;

  return {
    echo({ sent, server, received }) {
      const trip = received - sent;
      if (trip > delay && received - measured < KEPT_MS) return;
      [offset, delay, measured] = [server - (sent + received) / 2, trip, received];
    },

    hint({ server, received }) {
      if (delay === Infinity) offset = Math.max(offset, server - received);
    },

    at(local) {
      return local + offset;
    },
  };
}
