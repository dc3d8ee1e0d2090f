// The last minute of touches on a pitch seen from the main stand; twin of presenters/pitch.py.

import { headline, kind } from "./incidents.js";

const LENGTH = 1050;
const WIDTH = 680;
const FRESH_MS = 6_000;
const RECENT_MS = 22_000;
const THIRDS = ["own third", "middle third", "final third"];
const LANES = ["left", "centre", "right"];

/**
 * Lay out the pitch, oldest touch first; ball is null before the first.
 * @returns {{touches: {key: string, side: string, kind: string, age: string, x: number, y: number,
 *   to_x: number, to_y: number}[], ball: [number, number] | null, words: string}}
 */
export function pitch(state, names) {
  const placed = Object.entries(state.touches ?? {})
    .filter(([, touch]) => "x" in touch && "y" in touch)
    .sort(byMoment);
  if (!placed.length) return { touches: [], ball: null, words: "No touch in the last minute." };
  const [, last] = placed.at(-1);
  const touches = placed.map(([key, touch]) => drawn(key, touch, last));
  const { to_x: x, to_y: y } = touches.at(-1);
  return { touches, ball: [x, y], words: words(last, names) };
}

function byMoment([a, one], [b, other]) {
  return one.period - other.period || one.clock_ms - other.clock_ms || (a < b ? -1 : 1);
}

function drawn(key, touch, last) {
  const [x, y] = place(touch.side, touch.x, touch.y);
  const [toX, toY] = place(touch.side, touch.to_x ?? touch.x, touch.to_y ?? touch.y);
  const { side } = touch;
  return { key, side, kind: kind(touch), age: age(touch, last), x, y, to_x: toX, to_y: toY };
}

function place(side, x, y) {
  const [along, across] = side === "away" ? [1000 - x, 1000 - y] : [x, y];
  return [Math.floor((along * LENGTH + 500) / 1000), Math.floor((across * WIDTH + 500) / 1000)];
}

function age(touch, last) {
  if (touch.period !== last.period) return "old";
  const ageMs = last.clock_ms - touch.clock_ms;
  if (ageMs <= FRESH_MS) return "fresh";
  return ageMs <= RECENT_MS ? "recent" : "old";
}

function words(touch, names) {
  const said = headline(touch, names);
  const club = names.sides[touch.side].name;
  const third = THIRDS[Math.min(2, Math.floor((touch.x * 3) / 1000))];
  const lane = LANES[Math.min(2, Math.floor((touch.y * 3) / 1000))];
  return `${said.title}: ${said.who ? `${said.who}, ` : ""}${club}, ${third}, ${lane}.`;
}
