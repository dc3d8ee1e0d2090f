// A live page's scrubber: its line grows with the match, and what is told becomes a place on it.

import { copyOf, setAttributes, setIcon, setText, setTexts, slot, svgElement } from "./dom.js";
import { placeOf, stopOf } from "./presenters/replay.js";

/**
 * @param {HTMLElement} root  the scrubber, as the page was served
 * @param {{names: import("./presenters/names.js").Names, incidents: number[], events: string[], told: number, head: number,
 *   changed: () => void,
 *   factsAfter: (offset: number) => Promise<{facts: object[], next: number | null}>}} given
 *   what was on the page: its incidents' offsets, what they are of, how far they had been looked for, and its end
 */
export function createLine(root, { names, incidents, events, told, head, changed, factsAfter }) {
  const entered = new Set(incidents);
  const known = new Set(events);
  let end = head;
  let sure = told; // up to here nothing is missing
  let seen = null;
  let asking = null;

  /** Enter a fact, or a notice of it. */
  function enter(fact) {
    const stop = entered.has(fact.offset) ? null : stopOf(fact, names);
    if (!stop) return;
    entered.add(stop.offset);
    known.add(stop.event);
    if (stop.isMarked) slot(root, "marks").append(markOf(stop, end));
    if (stop.isSought) put(slot(root, "stops"), rowOf(root, stop));
    changed();
  }

  async function read() {
    for (let after = sure; after !== null; ) {
      const { facts, next } = await factsAfter(after);
      facts.forEach(enter);
      sure = facts.at(-1)?.offset ?? after;
      after = next;
    }
  }

  /** Ask for what was told while nobody listened: paused, or away for so long that a snapshot came. */
  function fillIn() {
    asking ??= read()
      .catch(() => {}) // without it the line lacks a mark until it is asked for again
      .finally(() => (asking = null));
    return asking;
  }

  return {
    enter,
    fillIn,

    /** See that a state holds nothing that the line does not. */
    check({ incidents: now }) {
      if (now === seen) return;
      seen = now;
      if (!Object.keys(now).every((event) => known.has(event))) fillIn();
    },

    /** Have the line end at an offset. */
    stretch(to) {
      end = to;
      for (const mark of slot(root, "marks").children) {
        setAttributes(mark, { x: placeOf(Number(mark.dataset.offset), end) });
      }
    },

    /** The incident next before an offset; 0 for none. */
    before(offset) {
      return Math.max(0, ...[...entered].filter((each) => each < offset));
    },
  };
}

function markOf({ offset, kind, minute, words }, end) {
  const mark = svgElement("rect", {
    class: `replay__mark replay__mark--${kind}`,
    "data-offset": offset,
    x: placeOf(offset, end),
    y: 0,
    width: 4,
    height: 24,
  });
  const title = svgElement("title");
  setText(title, `${minute} ${words}`);
  mark.append(title);
  return mark;
}

function rowOf(root, { offset, icon, minute, words }) {
  const row = copyOf(root, "stop");
  setAttributes(row, { "data-offset": offset });
  setAttributes(row.querySelector("a"), { href: `?at=${offset}` });
  setIcon(row.querySelector("svg"), icon);
  setTexts(row, { minute, words });
  return row;
}

/** Into its place: what fills a hole comes before what was told since. */
function put(list, row) {
  const isLater = (each) => Number(each.dataset.offset) > Number(row.dataset.offset);
  list.insertBefore(row, [...list.children].find(isLater) ?? null);
}
