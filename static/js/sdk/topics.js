/**
 * The topics of one client: made when somebody listens, left when nobody does, paused together.
 * @module
 */

import { Topic } from "./topic.js";

/** @typedef {import("./layers.js").Layer} Layer */
/** @typedef {import("./reducer.js").Position} Position */
/** @typedef {import("./reducer.js").State} State */
/** @typedef {import("./topic.js").Notice} Notice */
/** @typedef {import("./topic.js").Presence} Presence */
/** @typedef {import("./topic.js").Told} Told */
/** @typedef {import("./view.js").Shown} Shown */

/**
 * @typedef {object} TopicHandle
 * @property {(run: (state: State, shown: Shown) => void) => () => void} onState
 *   told at once when a state is held, then after every change; returns how to stop
 * @property {(run: (notice: Notice, state: State) => void) => () => void} onNotice
 * @property {(run: (presence: Presence) => void) => () => void} onPresence  told at once when it is known
 * @property {(run: (code: string) => void) => () => void} onRejected
 */

/**
 * @typedef {object} TopicsOptions
 * @property {(message: object) => boolean} send
 * @property {(ms: number, run: () => void) => () => void} after
 * @property {() => number} random
 * @property {() => number} delayS
 * @property {(fault: unknown) => void} report
 * @property {import("./commands.js").Commands} commands
 * @property {() => void} onPause  paused, resumed, or missed something
 */

export class Topics {
  #options;
  /** @type {Map<string, Topic>} */
  #topics = new Map();
  #isPaused = false;

  /** @param {TopicsOptions} options */
  constructor(options) {
    this.#options = options;
  }

  get areInStep() {
    return [...this.#topics.values()].every((topic) => topic.isInStep);
  }

  get paused() {
    let [missed, notices] = [0, 0];
    for (const { view } of this.#topics.values()) {
      missed += view.missed.missed;
      notices += view.missed.notices;
    }
    return { isPaused: this.#isPaused, missed, notices };
  }

  /**
   * @param {string} key
   * @returns {TopicHandle}
   */
  handle(key) {
    return {
      onState: (run) => {
        const stop = this.#listen(key, "state", run);
        const { view } = this.#held(key);
        if (view.state !== null && view.shown !== null) run(view.state, view.shown);
        return stop;
      },
      onNotice: (run) => this.#listen(key, "notice", run),
      onPresence: (run) => {
        const stop = this.#listen(key, "presence", run);
        const { presence } = this.#held(key);
        if (presence !== null) run(presence);
        return stop;
      },
      onRejected: (run) => this.#listen(key, "rejected", run),
    };
  }

  /** A new line: every topic asks from where it stands. */
  begin() {
    this.#topics.forEach((topic) => topic.begin());
  }

  /** An old line goes on: what could not be asked meanwhile is asked now. */
  goOn() {
    for (const topic of this.#topics.values()) if (!topic.isInStep) topic.ask();
  }

  /**
   * Take a message that names a topic; one that nobody follows is left alone.
   * @param {import("./wire.js").Message} message
   */
  take(message) {
    const topic = this.#topics.get(message.topic);
    if (topic === undefined) return;
    topic.take(message);
    if (this.#isPaused) this.#options.onPause();
  }

  pause() {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#topics.forEach(({ view }) => view.pause());
    this.#options.onPause();
  }

  resume() {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#topics.forEach(({ view }) => view.resume());
    this.#options.onPause();
  }

  /** @param {boolean} visible */
  acks(visible) {
    return [...this.#topics.values()].map((topic) => topic.ack(visible)).filter((ack) => ack !== null);
  }

  /** The trace of the frame that is shown of a topic. @param {string} [key] */
  traceOf(key) {
    return this.#topics.get(key ?? "")?.view.trace;
  }

  /** @param {string | undefined} key @param {Layer} layer */
  lay(key, layer) {
    this.#topics.get(key ?? "")?.view.lay(layer);
  }

  /** @param {string | undefined} key @param {string} op @param {Position | null} place */
  confirm(key, op, place) {
    this.#topics.get(key ?? "")?.view.confirm(op, place);
  }

  /** @param {string | undefined} key @param {string} op */
  refuse(key, op) {
    this.#topics.get(key ?? "")?.view.refuse(op);
  }

  /** @param {string} key */
  #held(key) {
    const known = this.#topics.get(key);
    if (known) return known;
    const topic = new Topic(key, this.#options, this.#isPaused);
    this.#options.commands.shownOn(key).forEach((layer) => topic.view.lay(layer));
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
      if (topic.isWanted || this.#topics.get(key) !== topic) return;
      topic.end();
      this.#topics.delete(key);
      if (topic.canBeAsked) this.#options.send({ t: "unsubscribe", topic: key });
    };
  }
}
