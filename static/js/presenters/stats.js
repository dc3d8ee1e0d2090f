// Paired numbers of two sides; twin of presenters/stats.py.

const SHOWN = [
  ["possession", "Possession"],
  ["shots", "Shots"],
  ["shots_on_target", "On target"],
  ["corners", "Corners"],
  ["passes", "Passes"],
  ["accuracy", "Pass accuracy"],
  ["duels_won", "Duels won"],
  ["saves", "Saves"],
  ["fouls", "Fouls"],
  ["offsides", "Offsides"],
  ["yellow", "Yellow cards"],
  ["red", "Red cards"],
];
const PERCENT = new Set(["possession", "accuracy"]);

/**
 * Every pair a page shows, in its order; none before the first touch.
 * @returns {{key: string, label: string, home: string, away: string, home_share: number,
 *   away_share: number, leader: string}[]} the shares are whole percents of the pair, 0 of nothing
 */
export function statPairs(state) {
  const { home = {}, away = {} } = state.stats ?? {};
  if (!(home.touches ?? 0) && !(away.touches ?? 0)) return [];
  return SHOWN.map(([key, label]) => pair(key, label, value(home, key), value(away, key)));
}

function value(side, key) {
  if (key === "red") return (side.red ?? 0) + (side.second_yellow ?? 0);
  if (key !== "accuracy") return side[key] ?? 0;
  return percent(side.passes_accurate ?? 0, side.passes ?? 0);
}

function percent(part, whole) {
  return whole ? Math.floor((100 * part + Math.floor(whole / 2)) / whole) : 0;
}

function pair(key, label, home, away) {
  const unit = PERCENT.has(key) ? "%" : "";
  const ahead = home > away ? "home" : "away";
  return {
    key,
    label,
    home: `${home}${unit}`,
    away: `${away}${unit}`,
    home_share: percent(home, home + away),
    away_share: home + away ? 100 - percent(home, home + away) : 0,
    leader: home === away ? "" : ahead,
  };
}
