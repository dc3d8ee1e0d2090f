/**
 * One topic as its listeners are shown it: the confirmed state, held still while paused, under what was sent.
 * @module
 */

import { createLayers } from "./layers.js";

/** @typedef {import("./layers.js").Layer} Layer */
/** @typedef {import("./reducer.js").Position} Position */
/** @typedef {import("./reducer.js").State} State */
/** @typedef {{state: State, position: Position, trace?: string}} Confirmed */
/** @typedef {Position & {pending: number}} Shown  where the state stands, and how many commands lie over it */

export class View {
  #tell;
  #layers = createLayers();
  /** @type {Confirmed | null} what the server last confirmed */
  #newest = null;
  /** @type {Confirmed | null} what is shown, below the layers; older than the newest while paused */
  #base = null;
  /** @type {State | null} */
  #state = null;
  #isPaused;
  #missed = 0;
  #notices = 0;

  /**
   * @param {(state: State, shown: Shown) => void} tell
   * @param {boolean} isPaused
   */
  constructor(tell, isPaused) {
    this.#tell = tell;
    this.#isPaused = isPaused;
  }

  /** What is shown, layers and all; null before the first state. */
  get state() {
    return this.#state;
  }

  /** @returns {Shown | null} */
  get shown() {
    return this.#base && { ...this.#base.position, pending: this.#layers.size };
  }

  /** The trace of the frame that is shown. */
  get trace() {
    return this.#base?.trace;
  }

  /** What came since the pause: facts, and how many of them were to be told. */
  get missed() {
    return { missed: this.#missed, notices: this.#notices };
  }

  /**
   * Take a state that the server has confirmed. The first is shown even when paused, for there is
   * nothing to hold still.
   * @param {Confirmed} confirmed
   * @param {number} facts  how many it is newer by
   */
  take(confirmed, facts) {
    const isSame = confirmed.state === this.#newest?.state;
    this.#newest = confirmed;
    if (this.#isPaused && this.#base !== null) this.#missed += facts;
    else this.#advance(isSame);
  }

  /** Whether a notice may be told now; while paused it is counted instead. */
  admits() {
    if (this.#isPaused) this.#notices += 1;
    return !this.#isPaused;
  }

  pause() {
    this.#isPaused = true;
  }

  /** Show the newest. */
  resume() {
    const isSame = this.#newest === this.#base;
    this.#isPaused = false;
    [this.#missed, this.#notices] = [0, 0];
    if (this.#newest !== null) this.#advance(isSame);
  }

  /** @param {Layer} layer */
  lay(layer) {
    this.#layers.add(layer);
    this.#show();
  }

  /**
   * A command is done, and stands at a place; without one its layer has done its work.
   * @param {string} op
   * @param {Position | null} place
   */
  confirm(op, place) {
    this.#layers.confirm(op, place);
    if (this.#layers.settle(this.#base?.position ?? null)) this.#show();
  }

  /** A command was refused: what it showed is taken back. @param {string} op */
  refuse(op) {
    if (this.#layers.drop(op)) this.#show();
  }

  /** @param {boolean} isSame  the state is the one that is shown already */
  #advance(isSame) {
    this.#base = this.#newest;
    const isSettled = this.#layers.settle(this.#base?.position ?? null);
    if (!isSame || isSettled) this.#show();
  }

  #show() {
    if (this.#base === null) return;
    this.#state = this.#layers.over(this.#base.state);
    this.#tell(this.#state, { ...this.#base.position, pending: this.#layers.size });
  }
}
