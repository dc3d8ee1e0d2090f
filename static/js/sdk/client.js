/**
 * A client: many topics over one line, each brought to the server's state and kept there.
 * @module
 */

import { createServerTime } from "./server-time.js";
import { createSocket } from "./socket.js";
import { createTopic } from "./topic.js";

/** @typedef {import("./socket.js").Clock} Clock */
/** @typedef {import("./socket.js").Status} Status */
/** @typedef {import("./topic.js").Notice} Notice */
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

const PING_MS = 10_000;

/** @param {ClientOptions} options */
export function createClient({ clock, isVisible = () => true, ...options }) {
  /** @type {Map<string, ReturnType<typeof createTopic>>} */
  const topics = new Map();
  const onStatus = new Set();
  const time = createServerTime();
  let heardAt = -Infinity;
  let budgets = {};
  let ackMs = 1_000;

  const socket = createSocket({
    ...options,
    clock,
    serverNow: () => time.at(clock.now()),
    onOpen: () => topics.forEach(ask),
    onMessage: take,
    onStatus: (status) => onStatus.forEach((run) => run(status)),
  });

  function ask(topic) {
    topic.reset();
    topic.ask();
  }

  function take(message) {
    const at = message.server_at ?? (message.t === "pong" ? undefined : message.at);
    if (at !== undefined) heardAt = Math.max(heardAt, at);
    if (message.t === "hello") greet(message);
    else if (message.t === "pong") {
      time.echo({ sent: message.at, server: message.server_at, received: clock.now() });
    } else topics.get(message.topic)?.take(message);
  }

  function greet(hello) {
    budgets = hello.budgets;
    ackMs = hello.ack_ms;
    time.hint({ server: hello.at, received: clock.now() });
    ping();
  }

  // The wire's times are whole milliseconds, so the local clock's are rounded before they are sent.
  function ping() {
    socket.send({ t: "ping", at: Math.round(clock.now()) });
  }

  /** @param {() => number} waitMs */
  function every(waitMs, run) {
    clock.after(waitMs(), () => {
      if (socket.status.phase === "stopped") return;
      if (socket.status.phase === "live") run();
      every(waitMs, run);
    });
  }

  function acknowledge() {
    for (const topic of topics.values()) {
      const ack = topic.ack();
      if (ack !== null) socket.send({ ...ack, visible: isVisible() });
    }
  }

  /** @param {string} key */
  function held(key) {
    const known = topics.get(key);
    if (known) return known;
    const topic = createTopic(key, { send: socket.send, after: clock.after });
    topics.set(key, topic);
    return topic;
  }

  /** @param {"state" | "notice" | "rejected"} what */
  function listen(key, what, run) {
    const topic = held(key);
    const isNew = !topic.isWanted;
    const forget = topic.listen(what, run);
    if (isNew) topic.ask();
    return () => {
      forget();
      if (topic.isWanted) return;
      topics.delete(key);
      socket.send({ t: "unsubscribe", topic: key });
    };
  }

  every(() => ackMs, acknowledge);
  every(() => PING_MS, ping);
  socket.start();

  return {
    /**
     * @param {string} key
     * @returns {TopicHandle}
     */
    topic: (key) => ({
      onState(run) {
        const stop = listen(key, "state", run);
        const { state, position } = held(key);
        if (state !== null) run(state, { to: position?.offset });
        return stop;
      },
      onNotice: (run) => listen(key, "notice", run),
      onRejected: (run) => listen(key, "rejected", run),
    }),

    /** @param {(status: Status) => void} run  told at once, then at every turn */
    onStatus(run) {
      onStatus.add(run);
      run(socket.status);
      return () => onStatus.delete(run);
    },

    get status() {
      return socket.status;
    },

    /** Whether the line is up and every topic has been brought to where the server stands. */
    get isInStep() {
      return socket.status.phase === "live" && [...topics.values()].every((topic) => topic.isInStep);
    },

    get budgets() {
      return budgets;
    },

    /** The server's clock now, in ms since 1970, as well as it can be told from here. */
    serverNow: () => time.at(clock.now()),

    /** How old the last word of the server is, in ms; Infinity before the first. */
    ageMs: () => Math.max(0, time.at(clock.now()) - heardAt),

    wake: socket.wake,
    rest: socket.rest,
    close: socket.stop,
  };
}
