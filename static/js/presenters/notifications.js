// What a bell shows and says; the count is the twin of BellState.count in notices/state.py.

const NOTICES_MAX = 50;
const SAID = {
  kickoff: "kick-off",
  goal: "goal",
  reply: "reply",
  mention: "mention",
  hidden: "post hidden",
  restored: "post restored",
  refused: "post not let through",
  standing: "change of your standing",
};

/** How many are unread, short; empty for none. @param {{unread: number}} bell */
export function countLabel({ unread }) {
  return unread === NOTICES_MAX ? `${unread}+` : String(unread || "");
}

/** New notices in one sentence, however many. @param {string[]} kinds */
export function ringing(kinds) {
  if (kinds.length === 1) return `New notification: ${SAID[kinds[0]] ?? "something new"}.`;
  const goals = kinds.filter((kind) => kind === "goal").length;
  const among = goals ? `, ${goals} of them ${goals === 1 ? "a goal" : "goals"}` : "";
  return `${kinds.length} new notifications${among}.`;
}

/** How many notices lie past a place. @param {{notices: {[id: string]: {n: number}}}} bell @param {number} until */
export function newer({ notices }, until) {
  return Object.values(notices).filter(({ n }) => n > until).length;
}

/** A bell as it will be once it is read up to a place. @param {any} bell @param {number} until */
export function readUntil(bell, until) {
  const read = Math.max(bell.read, until);
  return { ...bell, read, unread: newer(bell, read) };
}
