/**
 * One topic as this client holds it: a position, a state, and who wants to know.
 * @module
 */

import { createReducer } from "./reducer.js";

/** @typedef {import("./reducer.js").State} State */
/** @typedef {{offset: number, type: string, id: string, at: number, data: any}} Notice */
/** @typedef {"state" | "notice" | "rejected"} Told */

// A drifted snapshot would drift again at once; a second is short for a reader and long for a loop.
const DRIFT_RETRY_MS = 1_000;

export class Topic {
  #send;
  #after;
  #reducer = createReducer();
  /** @type {Record<Told, Set<Function>>} */
  #listeners = { state: new Set(), notice: new Set(), rejected: new Set() };
  // One question at a time: while it is open, frames of the answer's past are not ours to take.
  #isAsking = false;
  #isRejected = false;
  #toldTo = -1;
  #ackedTo = -1;

  /**
   * @param {string} key
   * @param {{send: (message: object) => boolean, after: (ms: number, run: () => void) => () => void}} line
   */
  constructor(key, { send, after }) {
    this.key = key;
    this.#send = send;
    this.#after = after;
  }

  get state() {
    return this.#reducer.state;
  }

  get position() {
    return this.#reducer.position;
  }

  get isWanted() {
    return Object.values(this.#listeners).some((told) => told.size > 0);
  }

  /** Whether the server's last answer stands: what is shown is all there is, up to this moment. */
  get isInStep() {
    return !this.#isAsking && (this.#isRejected || this.position !== null);
  }

  /**
   * @param {Told} what
   * @param {Function} run
   */
  listen(what, run) {
    this.#listeners[what].add(run);
    return () => this.#listeners[what].delete(run);
  }

  /** Ask for this topic, from where we stand. What was asked on an older line is forgotten. */
  ask() {
    this.#isRejected = false;
    this.#isAsking = this.#send({ t: "subscribe", topic: this.key, ...this.position });
  }

  /** Take a message that names this topic; other words are left alone. */
  take(message) {
    if (message.t === "snapshot") this.#takeSnapshot(message);
    else if (message.t === "resumed") this.#takeResumed(message);
    else if (message.t === "frame" && !this.#isAsking) this.#takeFrame(message);
    else if (message.t === "rejected") this.#takeRejected(message);
  }

  /** What to acknowledge; null when nothing is new since the last time. */
  ack() {
    const offset = this.position?.offset ?? -1;
    if (offset <= this.#ackedTo) return null;
    this.#ackedTo = offset;
    return { t: "ack", topic: this.key, offset };
  }

  #takeSnapshot(message) {
    this.#isAsking = false;
    const { outcome } = this.#reducer.snapshot(message);
    if (outcome === "drift") return void this.#after(DRIFT_RETRY_MS, () => this.ask());
    this.#toldTo = Math.max(this.#toldTo, message.offset);
    this.#tell("state", this.state, message);
  }

  #takeResumed({ epoch, from }) {
    this.#isAsking = false;
    if (this.position?.epoch !== epoch || this.position.offset !== from) this.ask();
  }

  #takeFrame(message) {
    const { outcome } = this.#reducer.frame(message);
    if (outcome === "gap" || outcome === "drift") this.ask();
    if (outcome !== "applied") return;
    this.#tell("state", this.state, message);
    for (const notice of message.notices ?? []) {
      if (notice.offset > this.#toldTo) this.#tell("notice", notice, this.state);
    }
    this.#toldTo = Math.max(this.#toldTo, message.to);
  }

  #takeRejected({ code }) {
    this.#isAsking = false;
    this.#isRejected = true;
    this.#tell("rejected", code);
  }

  /** @param {Told} what */
  #tell(what, ...told) {
    for (const run of [...this.#listeners[what]]) run(...told);
  }
}
