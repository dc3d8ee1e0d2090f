/**
 * The composition root: the only place that reaches for the real clock, chance, socket and page.
 * @module
 */

import { Client } from "./client.js";
import { nowhere } from "./surroundings.js";

// What replays pages of operations without a line needs nothing else.
export { createReducer } from "./reducer.js";
// The server derives ids by digests; a page that shows what it sends under its id to come needs one.
export { sha256 } from "./sha256.js";

/** @typedef {import("./layers.js").Apply} Apply */

/** @type {import("./socket.js").Clock} */
const realClock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

// The better chance is there on plain HTTP too, but not in every Node.
const realRandom = "crypto" in globalThis
  ? () => crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32
  : Math.random;

const isVisible = () => document.visibilityState === "visible";

/** @type {import("./surroundings.js").Surroundings} */
const realPage = {
  isVisible,
  onTurn(run) {
    document.addEventListener("visibilitychange", () => run(isVisible() ? "visible" : "hidden"));
    addEventListener("online", () => run("online"));
    addEventListener("offline", () => run("offline"));
    addEventListener("pagehide", () => run("left"));
    addEventListener("pageshow", () => run("back"));
    const network = /** @type {any} */ (navigator).connection; // not in every browser
    network?.addEventListener("change", () => run("changed"));
  },
};

/**
 * Connect and stay connected.
 * @param {{url: string, token: string} & Partial<import("./client.js").ClientOptions>} options
 */
export function connect(options) {
  return new Client({
    clock: realClock,
    random: realRandom,
    open: (url, subprotocol) => new WebSocket(url, subprotocol),
    surroundings: typeof document === "undefined" ? nowhere : realPage,
    ...options,
  });
}
