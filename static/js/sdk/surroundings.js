/**
 * When to hang up and when to come back: what the page and the network say, and for how long.
 * @module
 */

/** @typedef {"visible" | "hidden" | "online" | "offline" | "left" | "back" | "changed"} Turn */

/**
 * The page and the network as they are given to the client; left and back are of the browser's
 * history, changed is the way to the network (another cell, another wire).
 * @typedef {object} Surroundings
 * @property {() => boolean} isVisible
 * @property {(run: (turn: Turn) => void) => void} onTurn
 */

// Out of sight this long, the line is given up; it comes back, and resumes, when somebody looks.
const HIDDEN_MS_MAX = 30_000;
// "offline" can be wrong and "online" can stay away: after this it is tried whatever was said.
const OFFLINE_MS_MAX = 15_000;

/** A program's: always looked at, never told anything. @type {Surroundings} */
export const nowhere = { isVisible: () => true, onTurn: () => {} };

/**
 * Let the surroundings rest, wake and doubt a line.
 * @param {Surroundings} surroundings
 * @param {{after: (ms: number, run: () => void) => () => void, rest: () => void, wake: () => void,
 *   doubt: () => void}} line
 */
export function heed({ isVisible, onTurn }, { after, rest, wake, doubt }) {
  let cancel = () => {};

  function come() {
    wake();
    doubt();
    if (!isVisible()) cancel = after(HIDDEN_MS_MAX, rest);
  }

  onTurn((turn) => {
    cancel();
    if (turn === "hidden") cancel = after(HIDDEN_MS_MAX, rest);
    else if (turn === "left") rest();
    else if (turn === "offline") {
      rest();
      cancel = after(OFFLINE_MS_MAX, come);
    } else come();
  });
}
