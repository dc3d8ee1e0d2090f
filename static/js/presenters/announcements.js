// What is said aloud of a match: full words, one sentence a moment; screens read the same from the page.

import { headline, kind } from "./incidents.js";
import { minuteWords } from "./minutes.js";
import { spokenScore } from "./scoreboard.js";

const MARKERS = {
  kicked_off: "Kick-off.",
  full_time: "Full time.",
};
const STARTS = { 2: "The second half begins.", 3: "Extra time begins.", 5: "The shoot-out begins." };
const ENDS = { 1: "Half time.", 2: "End of normal time.", 4: "End of extra time." };

/**
 * The words for a notice, against the state after it; empty when it is nothing to say.
 * @param {{type: string, data: object}} notice
 */
export function announcement(notice, state, names) {
  const incident = { ...notice.data, type: notice.type };
  const score = `${spokenScore(state, names)}.`;
  switch (kind(incident)) {
    case "goal":
    case "own_goal":
      return `${headline(incident, names).title}. ${score} ${byline(incident, names)}.`;
    case "penalty":
      return `Penalty to ${names.sides[incident.side].name}.`;
    case "shootout_kick":
    case "card":
    case "substitution":
      return `${headline(incident, names).title}. ${byline(incident, names)}.`;
    case "var_check":
      return `${headline(incident, names).title}.`;
    case "period_started":
      return STARTS[incident.period] ?? "";
    case "period_ended":
      return ENDS[incident.period] ? `${ENDS[incident.period]} ${score}` : "";
    case "kicked_off":
    case "full_time":
      return `${MARKERS[kind(incident)]} ${score}`;
    case "retracted":
      return `${taken(incident, names)} ${score}`;
    case "amended":
      return `${headline(after(incident), names).title} corrected. ${score}`;
    default:
      return "";
  }
}

function byline(incident, names) {
  const who = names.player(incident.player) || names.sides[incident.side].name;
  const off = names.player(incident.off);
  return `${who}${off && ` for ${off}`}, ${minuteWords(incident.period, incident.clock_ms)}`;
}

function after({ after: told }) {
  return { ...told.data, type: told.type };
}

function taken({ before: told }, names) {
  const { title } = headline({ ...told.data, type: told.type }, names);
  return `${title} struck from the record.`;
}
