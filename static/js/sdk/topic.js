/**
 * One topic as this client holds it: a position, a confirmed state, and one question at a time.
 * @module
 */

import { Listeners } from "./listeners.js";
import { createReducer, isOfHistory } from "./reducer.js";
import { View } from "./view.js";
import { isTopicKey } from "./wire.js";

/** @typedef {import("./reducer.js").State} State */
/** @typedef {import("./wire.js").Message} Message */
/** @typedef {{offset: number, type: string, id: string, at: number, data: any}} Notice */
/** @typedef {{count: number, exact: boolean}} Presence */
/** @typedef {"state" | "notice" | "rejected" | "presence"} Told */

/**
 * @typedef {object} Line
 * @property {(message: object) => boolean} send
 * @property {(ms: number, run: () => void) => () => void} after
 * @property {() => number} random
 * @property {() => number} delayS  how far behind live the server keeps us
 * @property {(fault: unknown) => void} report
 */

// A question is answered by a read of the log at most; past this, question or answer was lost.
const ANSWER_MS_MAX = 3_000;
// A drifted snapshot would drift again at once; a second is short for a reader and long for a loop.
const DRIFT_RETRY_MS = 1_000;
// The log cannot be read just now: half this to all of it, so that a crowd does not come back in step.
const UNAVAILABLE_MS = 2_000;

const nothing = () => {};

export class Topic {
  #line;
  #reducer = createReducer();
  #listeners = new Listeners(["state", "notice", "rejected", "presence"], (fault) => this.#line.report(fault));
  // While a question is open, frames of the answer's past are not ours to take.
  #isAsking = false;
  // On a new line there is no such past: frames before the answer say that it was lost.
  #isFirst = false;
  #early = 0;
  #isRejected = false;
  #hasWaited = false;
  /** How far notices have been told; a frame sent twice tells none twice. */
  #told = { epoch: /** @type {string | number} */ (""), offset: -1 };
  #acked = "";
  #cancel = nothing;

  /**
   * @param {string} key
   * @param {Line} line
   * @param {boolean} isPaused
   */
  constructor(key, line, isPaused) {
    this.key = key;
    this.#line = line;
    this.view = new View((...told) => this.#listeners.tell("state", ...told), isPaused);
    /** @type {Presence | null} */
    this.presence = null;
  }

  get position() {
    return this.#reducer.position;
  }

  get isWanted() {
    return !this.#listeners.isEmpty;
  }

  /** Whether the server can be asked for it at all. */
  get canBeAsked() {
    return isTopicKey(this.key);
  }

  /** Whether the server's last answer stands: what is held is all there is, up to this moment. */
  get isInStep() {
    return !this.#isAsking && (this.#isRejected || this.position !== null);
  }

  /**
   * @param {Told} what
   * @param {Function} run
   */
  listen(what, run) {
    return this.#listeners.add(what, run);
  }

  /** A new line: ask from where we stand. What was asked on an older one is forgotten. */
  begin() {
    this.ask();
    [this.#isFirst, this.#hasWaited] = [this.#isAsking, false];
  }

  /** Ask for this topic, from where we stand. */
  ask() {
    this.#ask(this.position);
  }

  /** Nobody wants it any more. */
  end() {
    this.#cancel();
  }

  /** Take a message that names this topic; other words are left alone. @param {Message} message */
  take(message) {
    if (message.t === "snapshot") this.#takeSnapshot(/** @type {any} */ (message));
    else if (message.t === "resumed") this.#takeResumed(message);
    else if (message.t === "frame" || message.t === "skip") this.#takeNext(message);
    else if (message.t === "rejected") this.#takeRejected(message);
    else if (message.t === "presence") this.#takePresence(message);
  }

  /**
   * What to acknowledge; null when nothing is new since the last time.
   * @param {boolean} visible
   */
  ack(visible) {
    if (this.position === null) return null;
    const { epoch, offset } = this.position;
    const acked = `${epoch} ${offset} ${visible}`;
    if (acked === this.#acked) return null;
    this.#acked = acked;
    return { t: "ack", topic: this.key, offset, visible };
  }

  /** @param {import("./reducer.js").Position | null} from */
  #ask(from) {
    if (!this.canBeAsked) return this.#rejectUnasked();
    [this.#isRejected, this.#isFirst, this.#early] = [false, false, 0];
    this.#isAsking = this.#line.send({ t: "subscribe", topic: this.key, ...from });
    if (this.#isAsking) this.#askAgainIn(ANSWER_MS_MAX);
    else this.#cancel();
  }

  /** No topic has such a name; told once, when whoever asks has added all listeners. */
  #rejectUnasked() {
    if (this.#isRejected) return;
    this.#isRejected = true;
    this.#cancel = this.#line.after(0, () => this.#listeners.tell("rejected", "unknown_topic"));
  }

  /** @param {number} ms */
  #askAgainIn(ms) {
    this.#cancel();
    this.#cancel = this.#line.after(ms, () => this.ask());
  }

  #settle() {
    this.#isAsking = this.#isFirst = false;
    this.#cancel();
  }

  /** @param {import("./reducer.js").Snapshot} message */
  #takeSnapshot(message) {
    // The answer on a new line is the truth for this viewer, also when it is older (a greater delay).
    const held = this.position;
    if (this.#isFirst) this.#reducer.forget();
    this.#settle();
    const { outcome, state } = this.#reducer.snapshot(message);
    if (outcome === "drift") {
      this.#isAsking = true; // frames until then would only be gaps
      return void this.#askAgainIn(DRIFT_RETRY_MS);
    }
    if (outcome !== "applied") return;
    this.#keepTold(message.epoch, message.offset);
    const { epoch, offset } = message;
    const newer = held !== null && held.epoch === epoch ? Math.max(0, offset - held.offset) : 1;
    this.view.take({ state, position: { epoch, offset } }, newer);
  }

  /** @param {Message} message */
  #takeResumed({ epoch, from, to }) {
    const held = this.position;
    const isSameLog = held !== null && isOfHistory(held, epoch);
    if (!this.#isAsking && isSameLog && held.offset >= to) return; // taken for granted
    this.#settle();
    // It is no answer to what we asked: only the whole state is sure to fit.
    if (!isSameLog || held.offset !== from) this.#ask(null);
  }

  /** @param {any} message  a frame or a skip */
  #takeNext(message) {
    if (this.#isAsking && !this.#isAnswered(message)) return;
    const isSkip = message.t === "skip";
    const { outcome, state } = isSkip ? this.#reducer.skip(message) : this.#reducer.frame(message);
    if (outcome === "gap" || outcome === "drift") this.ask();
    if (outcome !== "applied") return;
    const position = { epoch: message.epoch, offset: message.to };
    const trace = isSkip ? this.view.trace : message.trace;
    this.view.take({ state, position, trace }, isSkip ? 0 : message.to - message.from);
    this.#tellNotices(message.notices ?? []);
    this.#keepTold(message.epoch, message.to);
  }

  /** @param {string | number} epoch @param {number} offset */
  #keepTold(epoch, offset) {
    const told = this.#told.epoch === epoch ? this.#told.offset : -1;
    this.#told = { epoch, offset: Math.max(told, offset) };
  }

  /** Whether a frame shows that the open question needs no answer, or will get none. @param {Message} frame */
  #isAnswered({ epoch, from }) {
    if (!this.#isFirst) return false;
    this.#early += 1;
    const isNext = this.position?.epoch === epoch && this.position?.offset === from;
    // The first may have overtaken the answer; after a second there is none to come.
    if (!isNext && this.#early < 2) return false;
    this.#settle();
    return true;
  }

  /** @param {Notice[]} notices */
  #tellNotices(notices) {
    for (const notice of notices) {
      if (notice.offset > this.#told.offset && this.view.admits()) {
        this.#listeners.tell("notice", notice, this.view.state);
      }
    }
  }

  /** @param {Message} message */
  #takeRejected({ code }) {
    this.#settle();
    if (code === "unavailable") {
      this.#isAsking = true;
      this.#askAgainIn(Math.floor((UNAVAILABLE_MS / 2) * (1 + this.#line.random())));
    } else {
      this.#isRejected = true;
      if (code === "unknown_topic") this.#askWhenDue();
    }
    this.#listeners.tell("rejected", code);
  }

  /** Behind live, what there is by now is not told yet; so one that is not known then is none. */
  #askWhenDue() {
    const behindMs = this.#line.delayS() * 1_000;
    if (behindMs === 0 || this.#hasWaited) return;
    this.#hasWaited = true;
    this.#askAgainIn(behindMs);
  }

  /** @param {Message} message */
  #takePresence({ count, exact }) {
    this.presence = { count, exact };
    this.#listeners.tell("presence", this.presence);
  }
}
