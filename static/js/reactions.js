// What this viewer gave to which post, and counts that show it before the next tally does.

import { REACTIONS } from "./presenters/thread.js";

// A tally comes within its window of a second; later than this the gift was lost, or undone.
const SHOWN_MS = 4_000;

const OTHER = { up: "down", down: "up" };

export class Reactions {
  #given = new Set();
  /** @type {Map<string, {base: number, delta: number, until: number}>} */
  #ahead = new Map();
  #now;
  /** How often something changed here. */
  version = 0;

  /** @param {() => number} now */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  isGiven(post, reaction) {
    return this.#given.has(`${post} ${reaction}`);
  }

  /** Note what is known to be given. */
  note(post, reaction, isOn = true) {
    this.#given[isOn ? "add" : "delete"](`${post} ${reaction}`);
  }

  /** Turn one round and say what it is now. An up takes back a down, and the other way. */
  toggle(row, reaction) {
    const isOn = !this.isGiven(row.key, reaction);
    const other = OTHER[reaction];
    if (isOn && other && this.isGiven(row.key, other)) this.#turn(row, other, false);
    this.#turn(row, reaction, isOn);
    return isOn;
  }

  /** Lay no more ahead of the tally for one that stood already, nor for what it took back. */
  forget(row, reaction) {
    this.version += 1;
    for (const each of [reaction, OTHER[reaction]]) this.#ahead.delete(`${row.key} ${each}`);
  }

  /** How many gave it: the server's count, and ours before it is in there. */
  count(row, reaction) {
    const told = countOf(row, reaction);
    const ahead = this.#ahead.get(`${row.key} ${reaction}`);
    if (!ahead || ahead.base !== told || ahead.until < this.#now()) return told;
    return Math.max(0, told + ahead.delta);
  }

  /** The reactions a row shows. */
  chips(row) {
    return Object.entries(REACTIONS)
      .map(([key, label]) => ({ key, label, count: this.count(row, key) }))
      .filter(({ count }) => count > 0);
  }

  #turn(row, reaction, isOn) {
    const key = `${row.key} ${reaction}`;
    this.version += 1;
    this.note(row.key, reaction, isOn);
    const base = countOf(row, reaction);
    this.#ahead.set(key, { base, delta: isOn ? 1 : -1, until: this.#now() + SHOWN_MS });
  }
}

function countOf(row, reaction) {
  if (reaction === "up" || reaction === "down") return row[reaction];
  return row.reactions.find(({ key }) => key === reaction)?.count ?? 0;
}
