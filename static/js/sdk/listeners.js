/**
 * Who wants to know of what, told in the order in which they came.
 * @module
 */

/** Seen where unhandled rejections are. @param {unknown} fault */
export const unhandled = (fault) => void Promise.reject(fault);

export class Listeners {
  /** @type {Map<string, Set<Function>>} */
  #kinds;
  #report;

  /**
   * @param {string[]} kinds
   * @param {(fault: unknown) => void} report
   */
  constructor(kinds, report) {
    this.#report = report;
    this.#kinds = new Map(kinds.map((kind) => [kind, new Set()]));
  }

  get isEmpty() {
    return [...this.#kinds.values()].every((told) => told.size === 0);
  }

  /**
   * @param {string} kind
   * @param {Function} run
   * @returns {() => void}  how to stop
   */
  add(kind, run) {
    const told = this.#of(kind);
    told.add(run);
    return () => void told.delete(run);
  }

  /**
   * Tell all of a kind. A listener's fault is its own: it is reported, the others are told, and
   * what tells them goes on.
   * @param {string} kind
   * @param {...any} words
   */
  tell(kind, ...words) {
    for (const run of [...this.#of(kind)]) {
      try {
        run(...words);
      } catch (fault) {
        this.#report(fault);
      }
    }
  }

  /** @param {string} kind */
  #of(kind) {
    return /** @type {Set<Function>} */ (this.#kinds.get(kind));
  }
}
