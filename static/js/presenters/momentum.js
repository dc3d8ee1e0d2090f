// Pressure minute by minute as bars around an axis; twin of presenters/momentum.py.

import { minuteLabel, slots } from "./minutes.js";
import { counts, inOrder } from "./timeline.js";

const SLOT = 10;
const GAP = 14;
const AXIS = 60;
const REACH = 46;
const PEAK_MIN = 6;

/**
 * Lay out the strip; home's bars rise from the axis, away's hang from it.
 * @returns {{width: number, halves: number[], words: string,
 *   bars: {key: string, side: string, x: number, y: number, height: number}[],
 *   goals: {key: string, side: string, place: string, y: number}[]}}
 */
export function momentum(state, names) {
  const net = netPressure(state);
  const goals = inOrder(state.incidents ?? {}).filter(([, incident]) => counts(incident));
  const { starts, width } = places(state, net, goals);
  const peak = Math.max(PEAK_MIN, ...net.map((told) => Math.abs(told.value)));
  return {
    width,
    halves: [...starts].filter(([period]) => period > 1).map(([, start]) => start - GAP / 2),
    bars: net.filter((told) => told.value).map((told) => bar(told, starts, peak)),
    goals: goals
      .filter(([, goal]) => starts.has(goal.period))
      .map(([key, goal]) => mark(key, goal, starts, width)),
    words: words(net, names),
  };
}

function netPressure(state) {
  return Object.entries(state.momentum ?? {})
    .map(([key, { home = 0, away = 0 }]) => {
      const [period, minute] = key.split(":").map(Number);
      return { key, period, minute, value: home - away };
    })
    .filter(({ period }) => slots(period))
    .sort((one, other) => one.period - other.period || one.minute - other.minute);
}

function places(state, net, goals) {
  const reached = new Set([1, 2, ...Object.keys(state.stages ?? {}).map(Number).filter(slots)]);
  const starts = new Map();
  let x = 0;
  for (const period of [...reached].sort((one, other) => one - other)) {
    starts.set(period, x);
    const last = Math.max(
      slots(period) - 1,
      ...net.filter((told) => told.period === period).map(({ minute }) => minute),
      ...goals.filter(([, goal]) => goal.period === period).map(([, goal]) => minuteOf(goal)),
    );
    x += (last + 1) * SLOT + GAP;
  }
  return { starts, width: x - GAP };
}

function minuteOf(incident) {
  return Math.floor(incident.clock_ms / 60_000);
}

function bar({ key, period, minute, value }, starts, peak) {
  const height = Math.max(2, Math.floor((Math.abs(value) * REACH + Math.floor(peak / 2)) / peak));
  return {
    key,
    side: value > 0 ? "home" : "away",
    x: starts.get(period) + minute * SLOT + 1,
    y: value > 0 ? AXIS - height : AXIS,
    height,
  };
}

function mark(key, goal, starts, width) {
  const x = starts.get(goal.period) + minuteOf(goal) * SLOT + SLOT / 2;
  const tenths = Math.floor((x * 1000 + Math.floor(width / 2)) / width);
  const place = `${Math.floor(tenths / 10)}.${tenths % 10}%`;
  return { key, side: goal.side, place, y: goal.side === "home" ? 7 : 2 * AXIS - 7 };
}

function words(net, names) {
  if (!net.length) return "No pressure yet.";
  const { home, away } = names.sides;
  const ahead = net.filter(({ value }) => value > 0).length;
  const behind = net.filter(({ value }) => value < 0).length;
  const strongest = net.reduce((best, told) =>
    Math.abs(told.value) >= Math.abs(best.value) ? told : best,
  );
  const top = strongest.value > 0 ? home.name : away.name;
  const minute = minuteLabel(strongest.period, strongest.minute * 60_000);
  return `${home.name} on top in ${ahead} minutes, ${away.name} in ${behind}. Strongest: ${top}, ${minute}.`;
}
