// The match page.

import "./plain.js";
import { announce } from "../elements/live-announcer.js";
import "../elements/follow-match.js";
import "../elements/live-bar.js";
import "../elements/kickoff-time.js";
import "../elements/match-lineups.js";
import "../elements/match-momentum.js";
import "../elements/match-pitch.js";
import "../elements/match-replay.js";
import "../elements/match-scoreboard.js";
import "../elements/match-stats.js";
import "../elements/match-timeline.js";
import "../elements/match-thread.js";
import "../elements/thread-composer.js";
import "../elements/thread-menu.js";
import { live } from "../live.js";
import { announcement } from "../presenters/announcements.js";
import { namesOf } from "../presenters/names.js";
import { spokenScore } from "../presenters/scoreboard.js";

const { topic } = document.querySelector("[data-topic]").dataset;
const names = namesOf(document);

let told;

// A notice says what happened; a score that moved without one (a pause, a lost line) is said by itself.
live().follow(topic, {
  onNotice(notice, state) {
    told = spokenScore(state, names);
    announce(announcement(notice, state, names));
  },
  onState(state) {
    const score = spokenScore(state, names);
    if (told !== undefined && told !== score) announce(`${score}.`);
    told = score;
  },
});
