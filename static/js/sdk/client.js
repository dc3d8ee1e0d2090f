/**
 * A client: many topics over one line, each brought to the server's state and kept there.
 * @module
 */

import { createServerTime } from "./server-time.js";
import { Socket } from "./socket.js";
import { Topic } from "./topic.js";

/** @typedef {import("./socket.js").Clock} Clock */
/** @typedef {import("./socket.js").Status} Status */
/** @typedef {import("./topic.js").Notice} Notice */
/** @typedef {import("./topic.js").Told} Told */
/** @typedef {import("./reducer.js").State} State */

/**
 * @typedef {object} ClientOptions
 * @property {string} url
 * @property {string} token
 * @property {Clock} clock
 * @property {() => number} random
 * @property {(url: string, subprotocol: string) => WebSocket} open
 * @property {() => Promise<string>} [freshToken]
 * @property {() => boolean} [isVisible]
 */

/**
 * @typedef {object} TopicHandle
 * @property {(run: (state: State, message: {to?: number, offset?: number}) => void) => () => void} onState
 *   told at once when a state is held, then after every change; returns how to stop
 * @property {(run: (notice: Notice, state: State) => void) => () => void} onNotice
 * @property {(run: (code: string) => void) => () => void} onRejected
 */

const ACK_MS = 1_000;
const PING_MS = 10_000;

export class Client {
  #clock;
  #isVisible;
  #socket;
  /** @type {Map<string, Topic>} */
  #topics = new Map();
  #onStatus = new Set();
  #time = createServerTime();
  #heardAt = -Infinity;
  #budgets = {};
  #ackMs = ACK_MS;

  /** @param {ClientOptions} options */
  constructor({ clock, isVisible = () => true, ...options }) {
    this.#clock = clock;
    this.#isVisible = isVisible;
    this.#socket = new Socket({
      ...options,
      clock,
      serverNow: () => this.serverNow(),
      onOpen: () => this.#topics.forEach((topic) => topic.ask()),
      onMessage: (message) => this.#take(message),
      onStatus: (status) => this.#onStatus.forEach((run) => run(status)),
    });
    this.#every(() => this.#ackMs, () => this.#acknowledge());
    this.#every(() => PING_MS, () => this.#ping());
    this.#socket.start();
  }

  /**
   * @param {string} key
   * @returns {TopicHandle}
   */
  topic(key) {
    return {
      onState: (run) => {
        const stop = this.#listen(key, "state", run);
        const { state, position } = this.#held(key);
        if (state !== null) run(state, { to: position?.offset });
        return stop;
      },
      onNotice: (run) => this.#listen(key, "notice", run),
      onRejected: (run) => this.#listen(key, "rejected", run),
    };
  }

  /** @param {(status: Status) => void} run  told at once, then at every turn */
  onStatus(run) {
    this.#onStatus.add(run);
    run(this.status);
    return () => this.#onStatus.delete(run);
  }

  get status() {
    return this.#socket.status;
  }

  /** Whether the line is up and every topic has been brought to where the server stands. */
  get isInStep() {
    return this.status.phase === "live" && [...this.#topics.values()].every((topic) => topic.isInStep);
  }

  /** What the server allows this client, as its hello said. */
  get budgets() {
    return this.#budgets;
  }

  /** The server's clock now, in ms since 1970, as well as it can be told from here. */
  serverNow() {
    return this.#time.at(this.#clock.now());
  }

  /** How old the last word of the server is, in ms; Infinity before the first. */
  ageMs() {
    return Math.max(0, this.serverNow() - this.#heardAt);
  }

  /** Come back at once. */
  wake() {
    this.#socket.wake();
  }

  /** Hang up while nobody looks. */
  rest() {
    this.#socket.rest();
  }

  /** End for good. */
  close() {
    this.#socket.stop();
  }

  #take(message) {
    // A pong's `at` is our own clock given back; its word on the server's is `server_at`.
    const at = message.t === "pong" ? message.server_at : message.at;
    if (at !== undefined) this.#heardAt = Math.max(this.#heardAt, at);
    if (message.t === "hello") this.#greet(message);
    else if (message.t === "pong") {
      this.#time.echo({ sent: message.at, server: message.server_at, received: this.#clock.now() });
    } else this.#topics.get(message.topic)?.take(message);
  }

  #greet(hello) {
    this.#budgets = hello.budgets;
    this.#ackMs = hello.ack_ms;
    this.#time.hint({ server: hello.at, received: this.#clock.now() });
    this.#ping();
  }

  // The wire's times are whole milliseconds, so the local clock's are rounded before they are sent.
  #ping() {
    this.#socket.send({ t: "ping", at: Math.round(this.#clock.now()) });
  }

  #acknowledge() {
    for (const topic of this.#topics.values()) {
      const ack = topic.ack();
      if (ack !== null) this.#socket.send({ ...ack, visible: this.#isVisible() });
    }
  }

  /**
   * Run again and again while the line is up, until the client is closed.
   * @param {() => number} waitMs
   * @param {() => void} run
   */
  #every(waitMs, run) {
    this.#clock.after(waitMs(), () => {
      if (this.status.phase === "stopped") return;
      if (this.status.phase === "live") run();
      this.#every(waitMs, run);
    });
  }

  /** @param {string} key */
  #held(key) {
    const known = this.#topics.get(key);
    if (known) return known;
    const line = { send: (message) => this.#socket.send(message), after: this.#clock.after };
    const topic = new Topic(key, line);
    this.#topics.set(key, topic);
    return topic;
  }

  /**
   * @param {string} key
   * @param {Told} what
   * @param {Function} run
   */
  #listen(key, what, run) {
    const topic = this.#held(key);
    const isNew = !topic.isWanted;
    const forget = topic.listen(what, run);
    if (isNew) topic.ask();
    return () => {
      forget();
      if (topic.isWanted) return;
      this.#topics.delete(key);
      this.#socket.send({ t: "unsubscribe", topic: key });
    };
  }
}
