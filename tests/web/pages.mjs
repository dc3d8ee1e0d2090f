// One state as every presenter of a match page shows it, in plain values; the twin of pages.py.

import { lineups } from "../../static/js/presenters/lineups.js";
import { momentum } from "../../static/js/presenters/momentum.js";
import { Names } from "../../static/js/presenters/names.js";
import { pitch } from "../../static/js/presenters/pitch.js";
import {
  halfTime,
  kicks,
  momentOf,
  penaltiesScored,
  scorers,
  shootoutScore,
  spokenScore,
  winner,
} from "../../static/js/presenters/scoreboard.js";
import { statPairs } from "../../static/js/presenters/stats.js";
import { matchStatus } from "../../static/js/presenters/status.js";
import { timeline } from "../../static/js/presenters/timeline.js";

/** Everything a match page shows of a state. */
export function shown(state, block) {
  const names = new Names(block);
  return {
    status: matchStatus(state),
    timeline: timeline(state, names),
    scorers: scorers(state, names),
    kicks: kicks(state, names),
    penalties: penaltiesScored(state),
    shootout: shootoutScore(state),
    half_time: halfTime(state),
    winner: winner(state),
    spoken: spokenScore(state, names),
    moment: momentOf(state, names),
    stats: statPairs(state),
    momentum: momentum(state, names),
    pitch: pitch(state, names),
    lineups: lineups(state, names),
  };
}
