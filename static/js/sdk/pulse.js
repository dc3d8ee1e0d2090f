/**
 * What is said at a pace while the line is up, and the server's time that comes back.
 * @module
 */

import { createServerTime } from "./server-time.js";

/** @typedef {import("./socket.js").Clock} Clock */
/** @typedef {import("./wire.js").Message} Message */

/**
 * @typedef {object} PulseOptions
 * @property {Clock} clock
 * @property {(message: object) => boolean} send
 * @property {() => object[]} acks  what has been applied and not been said yet
 * @property {() => "off" | "on" | "over"} line  whether to speak, and whether ever again
 */

// Until the server's hello says how often.
const ACK_MS = 1_000;
const PING_MS = 10_000;

export class Pulse {
  #options;
  #time = createServerTime();
  #heardAt = -Infinity;
  #ackMs = ACK_MS;

  /** @param {PulseOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** Begin to speak, whenever the line is up, until it is over. */
  start() {
    this.#every(() => this.#ackMs, () => this.#options.acks().forEach(this.#options.send));
    this.#every(() => PING_MS, () => this.#ping());
  }

  /** The server's clock now, in ms since 1970. */
  serverNow() {
    return this.#time.at(this.#options.clock.now());
  }

  /** How old the server's last word is, in ms; Infinity before the first. */
  ageMs() {
    return Math.max(0, this.serverNow() - this.#heardAt);
  }

  /** Learn the time from whatever tells it. @param {Message} message */
  hear(message) {
    // A pong's `at` is our own clock given back; its word on the server's is `server_at`.
    const at = message.t === "pong" ? message.server_at : message.at;
    if (at !== undefined) this.#heardAt = Math.max(this.#heardAt, at);
    const received = this.#options.clock.now();
    if (message.t === "pong") this.#time.echo({ sent: message.at, server: at, received });
    else if (message.t === "hello") {
      this.#ackMs = message.ack_ms;
      this.#time.hint({ server: at, received });
      this.#ping();
    }
  }

  // The wire's times are whole milliseconds, so the local clock's are rounded before they are sent.
  #ping() {
    this.#options.send({ t: "ping", at: Math.round(this.#options.clock.now()) });
  }

  /**
   * @param {() => number} waitMs
   * @param {() => void} run
   */
  #every(waitMs, run) {
    const { clock, line } = this.#options;
    clock.after(waitMs(), () => {
      if (line() === "over") return;
      if (line() === "on") run();
      this.#every(waitMs, run);
    });
  }
}
