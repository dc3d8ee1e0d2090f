// The score header: sides, scorers, shoot-out; twin of presenters/scoreboard.py.

import { kind } from "./incidents.js";
import { minuteLabel } from "./minutes.js";
import { matchStatus } from "./status.js";
import { counts, inOrder } from "./timeline.js";

/** Lines under each side's name: a scorer and his minutes, in the order of the first goals. */
export function scorers(state, names) {
  const minutes = { home: new Map(), away: new Map() };
  for (const [, incident] of inOrder(state.incidents ?? {})) {
    if (!counts(incident)) continue;
    const who = names.player(incident.player) || "Goal";
    const told = minutes[incident.side];
    told.set(who, [...(told.get(who) ?? []), goalMinute(incident)]);
  }
  const lines = (told) => [...told].map(([who, all]) => `${who} ${all.join(", ")}`);
  return { home: lines(minutes.home), away: lines(minutes.away) };
}

function goalMinute(incident) {
  const label = minuteLabel(incident.period, incident.clock_ms);
  if (kind(incident) === "own_goal") return `${label} (og)`;
  return incident.penalty ? `${label} (pen)` : label;
}

/** The shoot-out's kicks by side, in order. */
export function kicks(state, names) {
  const taken = { home: [], away: [] };
  for (const [key, incident] of inOrder(state.incidents ?? {})) {
    if (kind(incident) !== "shootout_kick" || incident.struck) continue;
    const who = names.player(incident.player) || names.sides[incident.side].name;
    const words = `${who} ${incident.scored ? "scored" : "missed"}`;
    taken[incident.side].push({ key, scored: incident.scored, words });
  }
  return taken;
}

/** The half-time score once the first half is over; empty before. */
export function halfTime(state) {
  const first = state.stages?.["1"];
  if (!first || (!("2" in state.stages) && state.status === "live")) return "";
  return `HT ${first.home}\u2013${first.away}`;
}

/** Each side's kicks scored, in brackets; empty when there was no shoot-out. */
export function penaltiesScored({ shootout }) {
  const told = (side) => (shootout ? `(${shootout[side]})` : "");
  return { home: told("home"), away: told("away") };
}

/** The shoot-out's score; empty when there was none. */
export function shootoutScore(state) {
  return state.shootout ? `${state.shootout.home}\u2013${state.shootout.away}` : "";
}

/** The side that won an ended match, penalties counted; empty for a draw or before. */
export function winner(state) {
  if (state.status !== "ended") return "";
  for (const { home = 0, away = 0 } of [state.score ?? {}, state.shootout ?? {}]) {
    if (home !== away) return home > away ? "home" : "away";
  }
  return "";
}

/** The score as a voice reads it: City 2, United 1. */
export function spokenScore(state, names) {
  const { home, away } = names.sides;
  if ((state.status ?? "scheduled") === "scheduled") return `${home.name} v ${away.name}, not started`;
  const said = `${home.name} ${state.score.home}, ${away.name} ${state.score.away}`;
  const penalties = shootoutScore(state);
  return penalties ? `${said}; penalties ${penalties}` : said;
}

/** How it stands and when, as short as a title: "City 2\u20131 United, 63'". */
export function momentOf(state, names) {
  const { home, away } = names.sides;
  const { phase, label } = matchStatus(state);
  if (phase === "scheduled") return `${home.name} v ${away.name}`;
  return `${home.name} ${state.score.home}\u2013${state.score.away} ${away.name}, ${label}`;
}
