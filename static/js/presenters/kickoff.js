// What is left until kick-off, in words; pure.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const HALF_A_DAY = 12 * HOUR;

/**
 * "in 2:05" within the hour, "in 3 h 10 min" within half a day, nothing further away, "any moment" once due.
 * @param {number} leftMs until kick-off
 */
export function countdown(leftMs) {
  const left = Math.ceil(leftMs / 1000);
  if (left <= 0) return "any moment now";
  if (left < HOUR) return `in ${Math.floor(left / MINUTE)}:${String(left % MINUTE).padStart(2, "0")}`;
  if (left < HALF_A_DAY) return `in ${Math.floor(left / HOUR)} h ${Math.floor((left % HOUR) / MINUTE)} min`;
  return "";
}
