// The timeline's rows, oldest first, from a match's incidents; twin of presenters/timeline.py.

import { ENDINGS, GOALS, headline, kind } from "./incidents.js";
import { minuteLabel } from "./minutes.js";

const RANKS = { kicked_off: 0, period_started: 1, period_ended: 8, full_time: 9 };
const RANK = 5;
const OPENINGS = {
  2: "Second half",
  3: "Extra time",
  4: "Extra time, second half",
  5: "Penalty shoot-out",
};
const CLOSINGS = new Set(["period_ended", "full_time"]);

/**
 * @typedef {{key: string, kind: "event"|"divider", side: string, minute: string, icon: string,
 *   title: string, who: string, note: string, score: string, club: string, mark: string,
 *   struck: boolean}} Row
 */

/** Every row, oldest first. @returns {Row[]} */
export function timeline(state, names) {
  const ordered = inOrder(state.incidents ?? {});
  const running = { goals: { home: 0, away: 0 }, kicks: { home: 0, away: 0 } };
  return ordered
    .filter(([, incident]) => isShown(incident, ordered))
    .map(([key, incident]) => row(key, incident, running, names));
}

/** [event id, incident] by match clock; ties by source time, then id. */
export function inOrder(incidents) {
  return Object.entries(incidents).sort(([a, one], [b, other]) => {
    const left = moment(a, one);
    const right = moment(b, other);
    const place = left.findIndex((part, index) => part !== right[index]);
    if (place < 0) return 0;
    return left[place] < right[place] ? -1 : 1;
  });
}

function moment(key, incident) {
  return [
    incident.period ?? 1,
    incident.clock_ms ?? 0,
    RANKS[kind(incident)] ?? RANK,
    incident.at ?? 0,
    key,
  ];
}

/** Whether an incident is a goal that stands. */
export function counts(incident) {
  return GOALS.has(kind(incident)) && !incident.struck;
}

function take(running, incident) {
  if (counts(incident)) {
    running.goals[incident.side] += 1;
    return score(running.goals);
  }
  if (kind(incident) === "shootout_kick" && !incident.struck) {
    running.kicks[incident.side] += incident.scored ? 1 : 0;
    return score(running.kicks);
  }
  return "";
}

function standing({ goals, kicks }) {
  return score(goals) + (kicks.home || kicks.away ? ` (${score(kicks)})` : "");
}

function score({ home, away }) {
  return `${home}\u2013${away}`;
}

function isShown(incident, ordered) {
  if (kind(incident) === "period_started") return incident.period in OPENINGS;
  if (kind(incident) !== "period_ended") return true;
  return !ordered.some(
    ([, other]) =>
      kind(other) === "full_time" && other.period === incident.period && !other.struck,
  );
}

function row(key, incident, running, names) {
  const after = take(running, incident);
  const divider = dividerTitle(incident);
  if (divider) {
    const closing = CLOSINGS.has(kind(incident)) ? standing(running) : "";
    return blank(key, incident, { title: divider, score: closing });
  }
  const said = headline(incident, names);
  return blank(key, incident, {
    kind: "event",
    side: incident.side ?? "",
    minute: minuteLabel(incident.period, incident.clock_ms),
    icon: said.icon,
    title: said.title,
    who: said.who,
    note: said.note,
    score: after,
    club: names.sides[incident.side]?.name ?? "",
  });
}

function blank(key, incident, shown) {
  const struck = Boolean(incident.struck);
  const empty = { kind: "divider", side: "", minute: "", icon: "", who: "", note: "", club: "" };
  return { ...empty, key, ...shown, mark: mark(incident), struck };
}

function mark(incident) {
  if (incident.struck) return "Struck";
  if (incident.revision) return "Corrected";
  return incident.by_hand ? "Entered by hand" : "";
}

function dividerTitle(incident) {
  switch (kind(incident)) {
    case "kicked_off":
      return "Kick-off";
    case "period_started":
      return OPENINGS[incident.period] ?? "Kick-off";
    case "period_ended":
      return ENDINGS[incident.period] ?? "End of the shoot-out";
    case "full_time":
      return "Full time";
    default:
      return "";
  }
}
