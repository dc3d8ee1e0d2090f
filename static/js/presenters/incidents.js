// What an incident is called: title, who, note, icon; twin of presenters/incidents.py.

export const GOALS = new Set(["goal", "own_goal"]);
/** What the end of a period is called. */
export const ENDINGS = {
  1: "Half time",
  2: "End of normal time",
  3: "Half time of extra time",
  4: "End of extra time",
};
const CARDS = {
  yellow: ["Yellow card", "card-yellow"],
  second_yellow: ["Second yellow card", "card-second"],
  red: ["Red card", "card-red"],
};
const SUBJECTS = { goal: "goal", penalty: "penalty", red_card: "red card", identity: "identity" };
const OUTCOMES = { checking: "being checked", stands: "stands", overturned: "overturned" };
const PLAIN = {
  kicked_off: ["Kick-off", "whistle"],
  period_started: ["Start of the period", "whistle"],
  period_ended: ["End of the period", "whistle"],
  full_time: ["Full time", "whistle"],
  penalty: ["Penalty awarded", "penalty"],
  pass: ["Pass", "touch"],
  shot: ["Shot", "touch"],
  foul: ["Foul", "touch"],
  duel: ["Duel", "touch"],
  touch: ["Touch", "touch"],
  save: ["Save", "touch"],
  offside: ["Offside", "touch"],
  corner: ["Corner", "touch"],
};

/** What enters the timeline; MATERIAL of community/matches/timeline.py. */
const MATERIAL = new Set(
  [
    "kicked_off",
    "period_started",
    "period_ended",
    "full_time",
    "goal",
    "own_goal",
    "penalty",
    "shootout_kick",
    "card",
    "substitution",
    "var_check",
  ].map((each) => `match.${each}`),
);

/** Whether facts of a type enter the timeline. */
export function isMaterial(type) {
  return MATERIAL.has(type);
}

/** A fact's type without its slice: "goal" of "match.goal". */
export function kind(incident) {
  return incident.type.replace(/^match\./, "");
}

/**
 * Name an incident.
 * @returns {{title: string, who: string, note: string, icon: string}} any but title may be empty
 */
export function headline(incident, names) {
  const [title, note, icon] = told(incident, names);
  return { title, who: names.player(incident.player), note, icon };
}

function told(incident, names) {
  switch (kind(incident)) {
    case "goal":
      return ["Goal", goalNote(incident, names), "goal"];
    case "own_goal":
      return ["Own goal", "", "own-goal"];
    case "shootout_kick":
      return incident.scored ? ["Scored", "", "kick-in"] : ["Missed", "", "kick-out"];
    case "card": {
      const [title, icon] = CARDS[incident.colour];
      return [title, "", icon];
    }
    case "substitution": {
      const off = names.player(incident.off);
      return ["Substitution", off && `for ${off}`, "substitution"];
    }
    case "var_check":
      return [`VAR: ${SUBJECTS[incident.subject]} ${OUTCOMES[incident.outcome]}`, "", "var"];
    default: {
      const [title, icon] = PLAIN[kind(incident)] ?? ["Event", "touch"];
      return [title, "", icon];
    }
  }
}

function goalNote(incident, names) {
  if (incident.penalty) return "Penalty";
  const assist = names.player(incident.assist);
  return assist && `Assist: ${assist}`;
}
