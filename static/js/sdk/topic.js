/**
 * One topic as this client holds it: a position, a state, and who wants to know.
 * @module
 */

import { createReducer } from "./reducer.js";

/** @typedef {import("./reducer.js").State} State */
/** @typedef {{offset: number, type: string, id: string, at: number, data: any}} Notice */

// A drifted snapshot would drift again at once; a second is short for a reader and long for a loop.
const DRIFT_RETRY_MS = 1_000;

/**
 * @param {string} key
 * @param {{send: (message: object) => boolean, after: (ms: number, run: () => void) => () => void}} line
 */
export function createTopic(key, { send, after }) {
  const reducer = createReducer();
  const listeners = { state: new Set(), notice: new Set(), rejected: new Set() };
  // One question at a time: while it is open, frames of the answer's past are not ours to take.
  let isAsking = false;
  let isRejected = false;
  let toldTo = -1;
  let ackedTo = -1;

  function ask() {
    isRejected = false;
    isAsking = send({ t: "subscribe", topic: key, ...reducer.position });
  }

  /** @param {"applied" | "gap" | "stale" | "drift"} outcome */
  function mendOrTell(outcome, message) {
    if (outcome === "gap" || outcome === "drift") ask();
    if (outcome !== "applied") return;
    tell(listeners.state, reducer.state, message);
  }

  const takes = {
    snapshot(message) {
      isAsking = false;
      const { outcome } = reducer.snapshot(message);
      if (outcome === "drift") return void after(DRIFT_RETRY_MS, ask);
      toldTo = Math.max(toldTo, message.offset);
      tell(listeners.state, reducer.state, message);
    },

    resumed({ epoch, from }) {
      isAsking = false;
      const stands = reducer.position;
      if (stands?.epoch !== epoch || stands.offset !== from) ask();
    },

    frame(message) {
      if (isAsking) return;
      const { outcome } = reducer.frame(message);
      mendOrTell(outcome, message);
      if (outcome !== "applied") return;
      for (const notice of message.notices ?? []) {
        if (notice.offset > toldTo) tell(listeners.notice, notice, reducer.state);
      }
      toldTo = Math.max(toldTo, message.to);
    },

    rejected({ code }) {
      isAsking = false;
      isRejected = true;
      tell(listeners.rejected, code);
    },
  };

  return {
    key,
    ask,

    /** Take a message that names this topic; other words are left alone. */
    take(message) {
      takes[message.t]?.(message);
    },

    /** What to acknowledge; null when nothing is new since the last time. */
    ack() {
      const offset = reducer.position?.offset ?? -1;
      if (offset <= ackedTo) return null;
      ackedTo = offset;
      return { t: "ack", topic: key, offset };
    },

    /** The line is new: nothing asked on the old one will be answered. */
    reset() {
      isAsking = false;
    },

    /** Whether the server's last answer stands: what is shown is all there is, up to this moment. */
    get isInStep() {
      return !isAsking && (isRejected || reducer.position !== null);
    },

    get isWanted() {
      return Object.values(listeners).some((told) => told.size > 0);
    },

    get state() {
      return reducer.state;
    },

    get position() {
      return reducer.position;
    },

    /** @param {"state" | "notice" | "rejected"} what */
    listen(what, run) {
      listeners[what].add(run);
      return () => listeners[what].delete(run);
    },
  };
}

function tell(listeners, ...told) {
  for (const run of [...listeners]) run(...told);
}
