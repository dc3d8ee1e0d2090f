// The minute a fan reads; the same words as community/matches/minutes.py.

const PLAYED_BEFORE = { 1: 0, 2: 45, 3: 90, 4: 105 };
const LENGTH = { 1: 45, 2: 45, 3: 15, 4: 15 };
export const SHOOTOUT = 5;

/**
 * Name the minute being played: the 63rd is 62:00 to 62:59; past a period's end, 45+2'.
 * @param {number} period 1..5
 * @param {number} clockMs milliseconds since the period began
 * @returns {string}
 */
export function minuteLabel(period, clockMs) {
  if (period === SHOOTOUT) return "Pens";
  const minute = Math.floor(clockMs / 60_000) + 1;
  const length = LENGTH[period];
  if (minute > length) return `${PLAYED_BEFORE[period] + length}+${minute - length}'`;
  return `${PLAYED_BEFORE[period] + minute}'`;
}

/** The minute as a voice says it: "63rd minute", "45th minute plus 2". */
export function minuteWords(period, clockMs) {
  if (period === SHOOTOUT) return "in the shoot-out";
  const [minute, extra] = minuteLabel(period, clockMs).slice(0, -1).split("+");
  return `${ordinal(Number(minute))} minute${extra ? ` plus ${extra}` : ""}`;
}

/** How many minutes a period has without stoppage; 0 for the shoot-out. */
export function slots(period) {
  return LENGTH[period] ?? 0;
}

function ordinal(number) {
  const teens = number % 100 >= 11 && number % 100 <= 13;
  const ending = teens ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th");
  return `${number}${ending}`;
}
