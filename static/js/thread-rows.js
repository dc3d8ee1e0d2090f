// The rows of a talk as they stand on the page: brought in few at a time, filled when they changed, let go.

import { setAttributes, setText, slot } from "./dom.js";
import { UNPLACED } from "./optimistic.js";
import { fillPost } from "./post-row.js";

// Rows made in one go: on a slow phone a row costs a few milliseconds, and a task may take 200.
const MADE_MAX = 16;

export class ThreadRows {
  #list;
  #thread;
  /** @type {Map<string, HTMLElement>} */
  #nodes = new Map();

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} thread  whose templates, reactions and open edit are used
   */
  constructor(list, thread) {
    [this.#list, this.#thread] = [list, thread];
  }

  /** @param {string} key */
  get(key) {
    return this.#nodes.get(key);
  }

  /** Take a row the server made for ours. @param {HTMLElement} node */
  adopt(node) {
    this.#nodes.set(node.dataset.key, node);
  }

  /** @param {string} key */
  remove(key) {
    this.#nodes.get(key)?.remove();
    this.#nodes.delete(key);
  }

  /**
   * Bring rows in, the newest first, so many at a time.
   * @param {import("./presenters/thread.js").PostRow[]} rows
   * @param {(row: object) => boolean} waits  whether a row that is not in yet is to wait
   * @returns {boolean} whether all are in that do not wait
   */
  place(rows, waits) {
    let left = MADE_MAX;
    let after = null;
    for (const row of rows.toReversed()) {
      const held = this.#nodes.get(row.key);
      if (!held && (waits(row) || left === 0)) continue;
      if (!held) left -= 1;
      const node = held ?? this.#make(row);
      this.#fill(node, row);
      if (!held || !comesBefore(node, after)) this.#list.insertBefore(node, after);
      after = node;
    }
    return left > 0;
  }

  #make(row) {
    const node = this.#thread.copy("post");
    node.dataset.key = row.key;
    this.#nodes.set(row.key, node);
    return node;
  }

  /** A row that is drawn already is left alone. */
  #fill(node, row) {
    const { reactions, editing } = this.#thread;
    const drawn = `${reactions.version} ${JSON.stringify(row)}`;
    if (node.drawn === drawn) return;
    node.drawn = drawn;
    fillPost(node, row, this.#thread);
    if (row.gone && node === editing?.node) editing.close();
    setAttributes(node, { "data-state": row.why ? "unsent" : row.n === UNPLACED && "pending" });
    slot(node, "state-line").hidden = !row.why;
    setText(slot(node, "state"), row.why ? `Not sent. ${row.why}` : "");
  }

  /**
   * Rows the talk holds no more go once nobody reads them or writes in them; what was only on its way
   * goes at once.
   */
  letGo(rows, isHeld) {
    const kept = new Set(rows.map(({ key }) => key));
    for (const [key, node] of this.#nodes) {
      const isUsed = isHeld || node === this.#thread.editing?.node;
      if (!kept.has(key) && !(isUsed && !node.dataset.state)) this.remove(key);
    }
  }
}

function comesBefore(node, other) {
  return !other || Boolean(node.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}
