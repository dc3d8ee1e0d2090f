// A scrubber's moments to go to, and where they lie on its line; twin of presenters/replay.py.

import { ENDINGS, GOALS, headline, isMaterial, kind } from "./incidents.js";
import { minuteLabel } from "./minutes.js";

// The line's own units, from the first offset to the last.
const LINE = 1_000;
const REVISED = { retracted: "Taken back", amended: "Corrected" };
// What a fan goes back for, and what the line shows of it. The rest is reached step by step.
const SOUGHT = new Set([...GOALS, "kicked_off", "period_ended", "full_time", "retracted", "amended"]);
const MARKED = new Set([...GOALS, "card", "retracted", "amended"]);

/** Where an offset lies on a line that ends at the head. */
export function placeOf(offset, head) {
  return Math.floor(((offset - 1) * LINE) / Math.max(1, head - 1));
}

/**
 * A fact, or a notice of it, as a moment to go to; null when it changes nothing on the board.
 * @param {{offset: number, id: string, type: string, data: object}} fact
 * @returns {{offset: number, event: string, kind: string, icon: string, minute: string,
 *   words: string, isSought: boolean, isMarked: boolean} | null}
 */
export function stopOf({ offset, id, type, data }, names) {
  const { before, after, target } = data;
  if (![type, before?.type, after?.type].some((each) => each && isMaterial(each))) return null;
  const told = { ...(before ? before.data : data), type };
  const what = kind(told);
  const [words, icon] = said(told, names);
  return {
    offset,
    event: before ? target : id,
    kind: what,
    icon,
    minute: minuteLabel(told.period ?? 1, told.clock_ms ?? 0),
    words,
    isSought: SOUGHT.has(what),
    isMarked: MARKED.has(what),
  };
}

function said(told, names) {
  const what = kind(told);
  if (what === "period_ended") return [ENDINGS[told.period] ?? "End of the period", "whistle"];
  if (REVISED[what]) return [REVISED[what], "var"];
  const { title, who, icon } = headline(told, names);
  const side = told.side ? names.sides[told.side].name : "";
  return [[title, who || side].filter(Boolean).join(", "), icon];
}
