// Where a match stands, short for a board, whole for a voice; twin of presenters/status.py.

import { SHOOTOUT, minuteLabel } from "./minutes.js";

const PLAYING = {
  1: "First half",
  2: "Second half",
  3: "Extra time, first half",
  4: "Extra time, second half",
  5: "Penalty shoot-out",
};
const BREAKS = {
  1: ["HT", "Half time"],
  2: ["90'", "Break before extra time"],
  3: ["ET HT", "Half time of extra time"],
  4: ["120'", "Break before the shoot-out"],
};

/**
 * Say where a match stands.
 * @returns {{phase: string, label: string, words: string}}
 */
export function matchStatus(state) {
  const phase = state.status ?? "scheduled";
  const [label, words] = said(phase, state);
  return { phase, label, words };
}

function said(phase, state) {
  const { period, clock_ms: clockMs } = state.clock ?? { period: 1, clock_ms: 0 };
  if (phase === "live") return [minuteLabel(period, clockMs), PLAYING[period]];
  if (phase === "break") return BREAKS[period] ?? BREAKS[1];
  if (phase === "ended") return ending(state, period);
  return ["", "Not started"];
}

function ending(state, period) {
  const stages = state.stages ?? {};
  if (state.shootout || period === SHOOTOUT) return ["Pens", "After penalties"];
  if ("3" in stages || "4" in stages) return ["AET", "After extra time"];
  return ["FT", "Full time"];
}
