// States as often as the screen shows them, and no oftener.

/** @param {(state: object) => void} run @returns {(state: object) => void} */
export function onceAFrame(run) {
  let next;
  return (state) => {
    if (next === undefined) {
      requestAnimationFrame(() => {
        const newest = next;
        next = undefined;
        run(newest);
      });
    }
    next = state;
  };
}
