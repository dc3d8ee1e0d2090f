// The gate between the line and the page: open it lets states through, shut it holds the newest and counts.

/**
 * @typedef {object} Gate
 * @property {boolean} isShut
 * @property {number} missed  facts that arrived since it was shut
 */

/** @param {() => void} onChange */
export function createGate(onChange) {
  let isShut = false;
  const held = new Map();
  const shownTo = new Map();
  const arrivedTo = new Map();

  return {
    get isShut() {
      return isShut;
    },

    get missed() {
      let missed = 0;
      for (const [topic, offset] of arrivedTo) missed += offset - (shownTo.get(topic) ?? offset);
      return missed;
    },

    /**
     * Let a state through, or hold it until the gate opens.
     * @param {object} follower  who waits; only its newest state is held
     */
    pass(follower, { topic, offset }, run) {
      arrivedTo.set(topic, offset);
      if (!isShut) shownTo.set(topic, offset);
      if (isShut && shownTo.has(topic)) held.set(follower, run);
      else run();
      if (isShut) onChange();
    },

    forget(follower) {
      held.delete(follower);
    },

    shut() {
      isShut = true;
      onChange();
    },

    open() {
      isShut = false;
      for (const [topic, offset] of arrivedTo) shownTo.set(topic, offset);
      const waiting = [...held.values()];
      held.clear();
      for (const run of waiting) run();
      onChange();
    },
  };
}
