/**
 * The composition root: the only place that reaches for the real clock, chance and socket.
 * @module
 */

import { Client } from "./client.js";

/** @type {import("./socket.js").Clock} */
const realClock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Connect and stay connected.
 * @param {{url: string, token: string} & Partial<import("./client.js").ClientOptions>} options
 */
export function connect(options) {
  return new Client({
    clock: realClock,
    random: Math.random,
    open: (url, subprotocol) => new WebSocket(url, subprotocol),
    ...options,
  });
}
