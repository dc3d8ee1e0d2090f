// Who started, who sat, and what became of them; twin of presenters/lineups.py.

import { headline, kind } from "./incidents.js";
import { minuteLabel } from "./minutes.js";
import { inOrder } from "./timeline.js";

const LAST = 1_000;

/**
 * @typedef {{key: string, name: string, shirt: string,
 *   notes: {key: string, icon: string, words: string}[]}} Place
 */

/** Both sides' line-ups. @returns {Record<"home"|"away", {starting: Place[], bench: Place[]}>} */
export function lineups(state, names) {
  const notes = notesByPlayer(state, names);
  const { home = {}, away = {} } = state.lineups ?? {};
  return { home: lineup(home, names, notes), away: lineup(away, names, notes) };
}

function lineup(named, names, notes) {
  const ids = Object.keys(named).sort((a, b) => compare(rank(a, names), rank(b, names)));
  const places = (role) =>
    ids.filter((id) => named[id] === role).map((id) => place(id, names, notes));
  return { starting: places("starting"), bench: places("bench") };
}

function rank(id, names) {
  const known = names.players[id];
  return known ? [known.shirt || LAST, known.name, id] : [LAST, "", id];
}

function compare(left, right) {
  const index = left.findIndex((part, at) => part !== right[at]);
  if (index < 0) return 0;
  return left[index] < right[index] ? -1 : 1;
}

function place(id, names, notes) {
  const known = names.players[id];
  return {
    key: id,
    name: known?.name ?? "Unknown player",
    shirt: known?.shirt ? String(known.shirt) : "",
    notes: notes.get(id) ?? [],
  };
}

function notesByPlayer(state, names) {
  const notes = new Map();
  for (const [key, incident] of inOrder(state.incidents ?? {})) {
    if (incident.struck || !incident.player) continue;
    for (const [id, note] of told(key, incident, names)) {
      notes.set(id, [...(notes.get(id) ?? []), note]);
    }
  }
  return notes;
}

function told(key, incident, names) {
  const minute = minuteLabel(incident.period, incident.clock_ms);
  const { icon, title } = headline(incident, names);
  switch (kind(incident)) {
    case "substitution":
      return [
        [incident.player, { key, icon: "on", words: `On ${minute}` }],
        [incident.off ?? "", { key, icon: "off", words: `Off ${minute}` }],
      ];
    case "goal":
    case "own_goal":
    case "card":
      return [[incident.player, { key, icon, words: `${title} ${minute}` }]];
    default:
      return [];
  }
}
