/**
 * Commands on their way: queued while there is no line, sent again under the same id until answered.
 *
 * Knows no topic and no state; says at every turn how a command stands.
 * @module
 */

import { retryDelay } from "./backoff.js";
import { uuid } from "./uuid.js";
import { mayDoAgain } from "./wire.js";

/** @typedef {import("./layers.js").Apply} Apply */
/** @typedef {import("./wire.js").Message} Message */
/** @typedef {import("./reducer.js").Position} Position */

/**
 * @typedef {object} Command
 * @property {string} name  "match.correct_score"
 * @property {any} [data]  JSON; an empty object when there is nothing to say
 * @property {string} [topic]  whose state shows it, and the frame it answers
 * @property {Apply} [apply]  shows it before it is done
 */

/**
 * @typedef {object} Confirmed
 * @property {"confirmed"} outcome
 * @property {string} op
 * @property {string} [topic]
 * @property {Position | null} place  where its last fact stands
 * @property {any} [result]
 * @property {number} [dueMs]  to who watches behind live: how long until its topic shows it
 */

/**
 * A refusal, the server's or our own: queue_full, expired, too_large, stopped.
 * @typedef {object} Refused
 * @property {"refused"} outcome
 * @property {string} op
 * @property {string} code
 * @property {string} detail
 * @property {number} [retryAfterMs]
 * @property {string} [limit]  the name of the limit of pace it was past, for too_many
 * @property {any} [current]  what stands now, for stale
 * @property {boolean} wasSent  false: the server never saw it; true with `stopped`: it may be done
 */

/** @typedef {Confirmed | Refused} Answer */
/** @typedef {{op: string, answer: Promise<Answer>}} Sent */

/**
 * @typedef {object} Entry
 * @property {string} op
 * @property {string} name
 * @property {string | undefined} topic
 * @property {any} data  as it was when sent
 * @property {Apply | undefined} apply
 * @property {string} text  the message, the same bytes every time
 * @property {"waiting" | "flying" | "held"} stage  flying: said on this line; held: said again later, as asked
 * @property {boolean} wasSent  on any line
 * @property {number} refusals  how often the server said: again
 * @property {() => void} cancel
 * @property {(answer: Answer) => void} settle
 */

/** @typedef {{op: string, name: string, topic: string | undefined, data: any, apply?: Apply}} Told */

/**
 * @typedef {object} CommandsOptions
 * @property {(ms: number, run: () => void) => () => void} after
 * @property {() => number} random
 * @property {(text: string) => boolean} transmit
 * @property {() => number} bytesMax  of one message
 * @property {(command: Told) => void} onQueued
 * @property {(command: Told, answer: Answer) => void} onAnswer
 */

// Past this many unanswered, more would only be told late; the newest is refused, the oldest kept.
const QUEUED_MAX = 64;
// What was meant two minutes ago and never left is better said again by who meant it.
const UNSENT_MS_MAX = 120_000;
// So many at once: a queue that comes back with its line must not spend the line's whole allowance.
const FLYING_MAX = 4;
// A server gives a command ten seconds; later than this the answer was lost, or the command was.
const ANSWER_MS_MAX = 15_000;
// "Again" is taken at its word so often and so long; then whoever sent it had better know.
const REFUSALS_MAX = 4;
const HELD_MS_MAX = 10_000;

const nothing = () => {};

export class Commands {
  #options;
  /** @type {Map<string, Entry>} in the order of sending */
  #entries = new Map();
  #isLive = false;

  /** @param {CommandsOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** How many are not answered yet. */
  get size() {
    return this.#entries.size;
  }

  /**
   * The layers of a topic, in the order of sending.
   * @param {string} topic
   * @returns {import("./layers.js").Layer[]}
   */
  shownOn(topic) {
    return [...this.#entries.values()].flatMap((entry) => {
      const { op, data, apply } = entry;
      return entry.topic === topic && apply ? [{ op, data, apply }] : [];
    });
  }

  /**
   * @param {Command} command
   * @param {{trace: string | undefined, isStopped: boolean}} now
   * @returns {Sent}
   */
  send(command, { trace, isStopped }) {
    const entry = this.#entryOf(command, trace);
    const answer = new Promise((run) => (entry.settle = run));
    if (isStopped) this.#refuse(entry, "stopped");
    else if (this.#entries.size >= QUEUED_MAX) this.#refuse(entry, "queue_full");
    else {
      this.#entries.set(entry.op, entry);
      entry.cancel = this.#options.after(UNSENT_MS_MAX, () => this.#refuse(entry, "expired"));
      this.#options.onQueued(toldOf(entry));
      this.#fly();
    }
    return { op: entry.op, answer };
  }

  /** The line is up: what is unanswered goes again, oldest first. */
  begin() {
    this.#isLive = true;
    this.#fly();
  }

  /** The line is down: what was flying may have arrived, and is asked for again. */
  pause() {
    this.#isLive = false;
    for (const entry of this.#entries.values()) {
      if (entry.stage !== "waiting") entry.cancel();
      entry.stage = "waiting";
    }
  }

  /** There will be no line again. */
  stop() {
    this.pause();
    for (const entry of [...this.#entries.values()]) this.#refuse(entry, "stopped");
  }

  /** Take an answer; one to what was answered before says nothing new. @param {Message} message */
  take(message) {
    const entry = this.#entries.get(message.op);
    if (entry === undefined) return;
    if (message.t === "confirmed") this.#answer(entry, confirmation(message));
    else if (!this.#hold(entry, message)) this.#answer(entry, refusal(message));
    this.#fly();
  }

  /**
   * Keep what the server would take another time; false when it is refused for good.
   * @param {Entry} entry
   * @param {Message} refused
   */
  #hold(entry, { code, retry_after_ms: askedMs = 0 }) {
    if (!mayDoAgain(code) || askedMs > HELD_MS_MAX || entry.refusals >= REFUSALS_MAX) return false;
    entry.refusals += 1;
    entry.stage = "held";
    entry.cancel();
    const ms = askedMs + retryDelay(entry.refusals, this.#options.random);
    entry.cancel = this.#options.after(ms, () => {
      entry.stage = "waiting";
      this.#fly();
    });
    return true;
  }

  /**
   * @param {Command} command
   * @param {string | undefined} trace
   * @returns {Entry}
   */
  #entryOf({ name, topic, data = {}, apply }, trace) {
    const op = uuid(this.#options.random);
    const text = JSON.stringify({ t: "command", op, name, data, trace });
    const copy = JSON.parse(text).data;
    const fresh = { wasSent: false, refusals: 0, cancel: nothing, settle: nothing };
    return { op, name, topic, data: copy, apply, text, stage: "waiting", ...fresh };
  }

  /** Send what waits, while few enough are under way. */
  #fly() {
    if (!this.#isLive) return;
    let flying = [...this.#entries.values()].filter(({ stage }) => stage === "flying").length;
    for (const entry of [...this.#entries.values()]) {
      if (flying >= FLYING_MAX) return;
      if (entry.stage === "waiting" && this.#transmit(entry)) flying += 1;
    }
  }

  /** @param {Entry} entry */
  #transmit(entry) {
    if (new TextEncoder().encode(entry.text).length > this.#options.bytesMax()) {
      this.#refuse(entry, "too_large");
      return false;
    }
    if (!this.#options.transmit(entry.text)) return false;
    entry.cancel();
    [entry.stage, entry.wasSent] = ["flying", true];
    entry.cancel = this.#options.after(ANSWER_MS_MAX, () => this.#transmit(entry));
    return true;
  }

  /** Refuse it ourselves. @param {Entry} entry @param {string} code */
  #refuse(entry, code) {
    const { op, wasSent } = entry;
    this.#answer(entry, { outcome: "refused", op, code, detail: "", wasSent });
  }

  /** @param {Entry} entry @param {Answer} answer */
  #answer(entry, answer) {
    entry.cancel();
    this.#entries.delete(entry.op);
    this.#options.onAnswer(toldOf(entry), answer);
    entry.settle(answer);
  }
}

/** @param {Entry} entry @returns {Told} */
function toldOf({ op, name, topic, data, apply }) {
  return { op, name, topic, data, apply };
}

/** @param {Message} message @returns {Confirmed} */
function confirmation({ op, topic, epoch, offset, result, due_ms: dueMs }) {
  const place = epoch === undefined || offset === undefined ? null : { epoch, offset };
  return { outcome: "confirmed", op, topic, place, result, ...(dueMs && { dueMs }) };
}

/** @param {Message} message @returns {Refused} */
function refusal({ op, code, detail = "", retry_after_ms: retryAfterMs, limit, current }) {
  return { outcome: "refused", op, code, detail, retryAfterMs, limit, current, wasSent: true };
}
