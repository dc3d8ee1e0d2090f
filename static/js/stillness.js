// A list that is read from its end: whether the reader is there, and how to change it without moving what is read.

// So near the end is at it: a line of text, and the thumb's unrest.
const EDGE_PX = 64;

/** Whether a scroller that is turned round (column-reverse) is at its end. */
export function isAtEdge(scroller) {
  return scroller.scrollTop > -EDGE_PX;
}

/** Show the end. */
export function toEdge(scroller) {
  scroller.scrollTop = 0;
}

/**
 * Change a list; who reads further up sees nothing move.
 * @param {HTMLElement} scroller
 * @param {HTMLElement} list
 * @param {() => void} change
 */
export function keepStill(scroller, list, change) {
  if (isAtEdge(scroller)) {
    change();
    return;
  }
  const top = scroller.getBoundingClientRect().top;
  const read = [...list.children].find((row) => row.getBoundingClientRect().bottom > top);
  const before = read?.getBoundingClientRect().top;
  change();
  if (read?.isConnected) scroller.scrollTop += read.getBoundingClientRect().top - before;
}
