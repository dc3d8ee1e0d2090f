/**
 * The one reducer for every topic: a snapshot, then frames that each begin where the last ended.
 *
 * Pure: no clock, no socket, no page. What it holds is the server's state at {epoch, offset}, or
 * nothing; it never holds a state that a gap, a repeat or a faulty patch has touched.
 * @module
 */

import { digest } from "./canonical.js";
import { applyPatch } from "./merge-patch.js";

/** @typedef {import("./merge-patch.js").Json} Json */
/** @typedef {{[key: string]: Json}} State */
/** @typedef {{epoch: string | number, offset: number}} Position */

/**
 * @typedef {object} Snapshot
 * @property {Position["epoch"]} epoch
 * @property {number} offset  of the last fact in the state; 0 when there is none
 * @property {State} state
 * @property {string} [digest]  SHA-256 of the canonical state
 */

/**
 * @typedef {object} Frame
 * @property {Position["epoch"]} epoch
 * @property {number} from  the offset before the frame's first fact
 * @property {number} to  the offset of its last
 * @property {State} patch  takes the state at `from` to the state at `to` (RFC 7396)
 * @property {string} [digest]  SHA-256 of the canonical state at `to`
 */

/**
 * @typedef {object} Skip  offsets that hold nothing for viewers
 * @property {Position["epoch"]} epoch
 * @property {number} from
 * @property {number} to
 */

/**
 * What became of a message. applied: `state` is new. stale: seen before, ignored. gap: it does not
 * begin where we stand; resume from position. drift: the digest says that the state would be
 * wrong; it is not taken, position is null, and only a snapshot helps. Without one there is no
 * position either, and every frame is a gap.
 * @typedef {"applied" | "gap" | "stale" | "drift"} Outcome
 */

/** @typedef {{outcome: "applied", state: State} | {outcome: Exclude<Outcome, "applied">, state: State | null}} Taken */

/**
 * @typedef {object} Reducer
 * @property {State | null} state  the last right one, also after drift; null before any
 * @property {Position | null} position  where to resume from; null when only a snapshot helps
 * @property {() => void} forget  the position: whatever comes next, only a snapshot is taken
 * @property {(message: Snapshot) => Taken} snapshot
 * @property {(message: Frame) => Taken} frame
 * @property {(message: Skip) => Taken} skip  moves the position alone
 */

/**
 * Whether a position lies in the history of an epoch: before the first fact, in any that begins.
 * @param {Position} position
 * @param {Position["epoch"]} epoch
 */
export function isOfHistory(position, epoch) {
  return position.epoch === epoch || position.offset === 0;
}

/**
 * A reducer that holds nothing yet.
 * @returns {Reducer}
 */
export function createReducer() {
  /** @type {State | null} */
  let state = null;
  /** @type {Position | null} */
  let position = null;

  /** @param {Outcome} outcome */
  const told = (outcome) => /** @type {Taken} */ ({ outcome, state });

  /**
   * @param {State} next
   * @param {Position} place
   * @param {string | undefined} wanted
   */
  function take(next, place, wanted) {
    if (wanted !== undefined && digest(next) !== wanted) {
      position = null;
      return told("drift");
    }
    [state, position] = [next, place];
    return told("applied");
  }

  /**
   * Why a message does not follow what is held; null when it does.
   * @param {Skip} message
   * @returns {"gap" | "stale" | null}
   */
  function misfit({ epoch, from, to }) {
    if (position === null || !isOfHistory(position, epoch)) return "gap";
    if (to <= position.offset) return "stale";
    return from === position.offset ? null : "gap";
  }

  return {
    get state() {
      return state;
    },

    get position() {
      return position;
    },

    forget() {
      position = null;
    },

    snapshot({ epoch, offset, state: next, digest: wanted }) {
      const isOlder = position !== null && position.epoch === epoch && offset < position.offset;
      return isOlder ? told("stale") : take(next, { epoch, offset }, wanted);
    },

    frame(message) {
      const fault = misfit(message);
      if (fault !== null) return told(fault);
      const next = /** @type {State} */ (applyPatch(message.patch, state));
      return take(next, { epoch: message.epoch, offset: message.to }, message.digest);
    },

    skip(message) {
      const fault = misfit(message);
      if (fault !== null) return told(fault);
      position = { epoch: message.epoch, offset: message.to };
      return told("applied");
    },
  };
}
