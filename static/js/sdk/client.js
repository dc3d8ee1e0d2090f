/**
 * A client: many topics over one line, each brought to the server's state and kept there.
 * @module
 */

import { Commands } from "./commands.js";
import { Listeners, unhandled } from "./listeners.js";
import { Pulse } from "./pulse.js";
import { Socket } from "./socket.js";
import { heed, nowhere } from "./surroundings.js";
import { Topics } from "./topics.js";

/** @typedef {import("./commands.js").Answer} Answer */
/** @typedef {import("./commands.js").Command} Command */
/** @typedef {import("./commands.js").Sent} Sent */
/** @typedef {import("./layers.js").Apply} Apply */
/** @typedef {import("./socket.js").Clock} Clock */
/** @typedef {import("./socket.js").Status} Status */
/** @typedef {import("./surroundings.js").Surroundings} Surroundings */
/** @typedef {import("./topics.js").TopicHandle} TopicHandle */
/** @typedef {import("./wire.js").Message} Message */

/**
 * @typedef {object} ClientOptions
 * @property {string} url
 * @property {string} token
 * @property {Clock} clock
 * @property {() => number} random
 * @property {(url: string, subprotocol: string) => WebSocket} open
 * @property {() => Promise<string>} [freshToken]
 * @property {Surroundings} [surroundings]
 * @property {boolean} [measure]  false: nothing is measured about this session
 * @property {{[name: string]: Apply}} [optimistic]  how commands show before they are done
 * @property {(fault: unknown) => void} [report]  told what a listener threw
 */

/** @typedef {{isPaused: boolean, missed: number, notices: number}} Pause  missed: facts, notices among them */
/** @typedef {{op: string, name: string, topic?: string, answer: Answer | null}} Turn  null: queued */
/** @typedef {{code: string, detail: string, retryAfterMs: number}} Fault */

/** @type {{[phase: string]: "on" | "over"}} */
const LINES = { live: "on", stopped: "over" };

// A topic has what is due within a tick or two of it; a layer over what is there already changes nothing.
const DUE_GRACE_MS = 2_000;

export class Client {
  /** @type {{[name: string]: Apply}} */
  #optimistic;
  /** @type {(fault: unknown) => void} */
  #report;
  /** @type {Socket} */
  #socket;
  #topics;
  #commands;
  /** @type {Pulse} */
  #pulse;
  #listeners = new Listeners(["status", "pause", "command", "error"], (fault) => this.#report(fault));
  /** @type {{[name: string]: number}} */
  #budgets = {};
  /** @type {(ms: number, run: () => void) => () => void} */
  #after;
  #delayS = 0;

  /** @param {ClientOptions} options */
  constructor({ surroundings = nowhere, measure = true, optimistic = {}, report = unhandled, ...options }) {
    const { clock, random } = options;
    const { after } = clock;
    const send = (/** @type {any} */ message) => this.#socket.send(message);
    const onPause = () => this.#listeners.tell("pause", this.paused);
    [this.#optimistic, this.#report, this.#after] = [optimistic, report, after];
    this.#commands = new Commands({
      after,
      random,
      transmit: (text) => this.#socket.transmit(text),
      bytesMax: () => this.#budgets.message_bytes_max ?? Infinity,
      onQueued: (command) => this.#queued(command),
      onAnswer: (command, answer) => this.#answered(command, answer),
    });
    const [commands, delayS] = [this.#commands, () => this.#delayS];
    this.#topics = new Topics({ send, after, random, delayS, report, commands, onPause });
    this.#socket = new Socket({
      ...options,
      measure,
      serverNow: () => this.#pulse.serverNow(),
      onOpen: () => this.#topics.begin(),
      onReturn: () => this.#goOn(),
      onMessage: (message) => this.#take(message),
      onStatus: (status) => this.#turned(status),
    });
    heed(surroundings, {
      after,
      rest: () => this.rest(),
      wake: () => this.wake(),
      doubt: () => this.#socket.doubt(),
    });
    this.#pulse = new Pulse({
      clock,
      send,
      acks: () => (measure ? this.#topics.acks(surroundings.isVisible()) : []),
      line: () => LINES[this.status.phase] ?? "off",
    });
    this.#pulse.start();
    this.#socket.start();
  }

  /**
   * @param {string} key
   * @returns {TopicHandle}
   */
  topic(key) {
    return this.#topics.handle(key);
  }

  /**
   * Send a command: shown at once, then confirmed, or refused and taken back. Sent again, under
   * the same id, until it is answered; the answer is a promise that is never rejected.
   * @param {Command} command
   * @returns {Sent}
   */
  send(command) {
    const apply = command.apply ?? this.#optimistic[command.name];
    const trace = this.#topics.traceOf(command.topic);
    const isStopped = this.status.phase === "stopped";
    return this.#commands.send({ ...command, apply }, { trace, isStopped });
  }

  /** How many commands are not answered yet. */
  get pending() {
    return this.#commands.size;
  }

  /** @param {(turn: Turn) => void} run  told when a command is queued, and when it is answered */
  onCommand(run) {
    return this.#listeners.add("command", run);
  }

  /** @param {(fault: Fault) => void} run  told when the server refused something that has no name */
  onError(run) {
    return this.#listeners.add("error", run);
  }

  /** @param {(status: Status) => void} run  told at once, then at every turn */
  onStatus(run) {
    const stop = this.#listeners.add("status", run);
    run(this.status);
    return stop;
  }

  get status() {
    return this.#socket.status;
  }

  /** Whether the line is up and every topic has been brought to where the server stands. */
  get isInStep() {
    return this.status.phase === "live" && this.#topics.areInStep;
  }

  /** Hold every topic still: states are kept up to date, and told no more. */
  pause() {
    this.#topics.pause();
  }

  /** Show the newest, and go on. */
  resume() {
    this.#topics.resume();
  }

  /** @returns {Pause} */
  get paused() {
    return this.#topics.paused;
  }

  /** @param {(pause: Pause) => void} run  told at once, at every turn, and while paused at all that is missed */
  onPause(run) {
    const stop = this.#listeners.add("pause", run);
    run(this.paused);
    return stop;
  }

  /** What the server allows this client, as its hello said. */
  get budgets() {
    return this.#budgets;
  }

  /** How far behind the match this viewer is kept, in seconds; 0 is live. */
  get delayS() {
    return this.#delayS;
  }

  /** The server's clock now, in ms since 1970, as well as it can be told from here. */
  serverNow() {
    return this.#pulse.serverNow();
  }

  /** How old the last word of the server is, in ms; Infinity before the first. */
  ageMs() {
    return this.#pulse.ageMs();
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

  /** @param {Message} message */
  #take(message) {
    this.#pulse.hear(message);
    if (message.t === "hello") this.#greet(message);
    else if (message.t === "confirmed" || message.t === "refused") this.#commands.take(message);
    else if (message.t === "error") {
      const { code, detail = "", retry_after_ms: retryAfterMs = 0 } = message;
      this.#listeners.tell("error", { code, detail, retryAfterMs });
    } else this.#topics.take(message);
  }

  /** @param {Message} hello */
  #greet(hello) {
    this.#budgets = hello.budgets ?? {};
    this.#delayS = hello.delay_s ?? 0;
    this.#commands.begin();
  }

  #goOn() {
    this.#topics.goOn();
    this.#commands.begin();
  }

  /** @param {Status} status */
  #turned(status) {
    if (status.phase === "stopped") this.#commands.stop();
    else if (status.phase !== "live") this.#commands.pause();
    this.#listeners.tell("status", status);
  }

  /** @param {import("./commands.js").Told} command */
  #queued({ op, name, topic, data, apply }) {
    this.#listeners.tell("command", { op, name, topic, answer: null });
    if (apply) this.#topics.lay(topic, { op, data, apply });
  }

  /**
   * Behind live its place is not told: what was sent is shown until its topic must have it.
   * @param {string | undefined} topic
   * @param {string} op
   * @param {number} dueMs
   */
  #keep(topic, op, dueMs) {
    this.#after(dueMs + DUE_GRACE_MS, () => this.#topics.confirm(topic, op, null));
  }

  /**
   * @param {import("./commands.js").Told} command
   * @param {Answer} answer
   */
  #answered({ op, name, topic }, answer) {
    if (answer.outcome === "refused") this.#topics.refuse(topic, op);
    else if (answer.topic === topic && answer.dueMs) this.#keep(topic, op, answer.dueMs);
    else this.#topics.confirm(topic, op, answer.topic === topic ? answer.place : null);
    this.#listeners.tell("command", { op, name, topic, answer });
  }
}
