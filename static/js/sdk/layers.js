/**
 * What was sent and is not yet seen done, laid over the confirmed state in the order of sending; pure.
 * @module
 */

import { isOfHistory } from "./reducer.js";

/** @typedef {import("./reducer.js").State} State */
/** @typedef {import("./reducer.js").Position} Position */

/**
 * The state as it will be once a command is done. Pure; and over a state that has the command's
 * effect already it changes nothing, for a frame may come before the word that confirms it.
 * @typedef {(state: State, data: any, op: string) => State} Apply
 */

/** @typedef {{op: string, data: any, apply: Apply}} Layer */

/**
 * @typedef {object} Layers
 * @property {number} size
 * @property {(layer: Layer) => void} add
 * @property {(op: string, place: Position | null) => void} confirm  it stands at a place: kept until that is reached
 * @property {(op: string) => boolean} drop  whether there was one
 * @property {(position: Position | null) => boolean} settle  drop what a position has reached; whether any was
 * @property {(state: State) => State} over
 */

/** @returns {Layers} */
export function createLayers() {
  /** @type {Map<string, Layer>} */
  const layers = new Map();
  /** @type {Map<string, Position | null>} */
  const places = new Map();

  /** @param {string} op */
  function drop(op) {
    places.delete(op);
    return layers.delete(op);
  }

  return {
    get size() {
      return layers.size;
    },

    add: (layer) => void layers.set(layer.op, layer),

    confirm(op, place) {
      if (layers.has(op)) places.set(op, place);
    },

    drop,

    settle(position) {
      const reached = [...places].filter(([, place]) => hasReached(position, place));
      reached.forEach(([op]) => drop(op));
      return reached.length > 0;
    },

    over: (state) => [...layers.values()].reduce(laid, state),
  };
}

/**
 * Whether a state at a position holds what stands at a place. Of another epoch it never will, so
 * there the server's word is as good as seen.
 * @param {Position | null} position
 * @param {Position | null} place
 */
function hasReached(position, place) {
  if (place === null) return true;
  if (position === null) return false;
  return !isOfHistory(position, place.epoch) || position.offset >= place.offset;
}

/**
 * One layer more; where what it would change is gone, the server's state is shown without it.
 * @param {State} state
 * @param {Layer} layer
 */
function laid(state, { apply, data, op }) {
  try {
    return apply(state, data, op) ?? state;
  } catch {
    return state;
  }
}
