// Paired numbers.

import { copyOf, keyed, setAttributes, setTexts, slot } from "../dom.js";
import { statPairs } from "../presenters/stats.js";
import { LiveElement } from "./live-element.js";

class MatchStats extends LiveElement {
  show(state) {
    if (state.stats === this.shown) return;
    this.shown = state.stats;
    const pairs = statPairs(state);
    slot(this, "empty").hidden = pairs.length > 0;
    slot(this, "table").hidden = pairs.length === 0;
    keyed(slot(this, "rows"), pairs, { make: () => copyOf(this, "row"), fill });
  }
}

function fill(node, { label, home, away, leader, ...shares }) {
  const { home_share: homeShare, away_share: awayShare } = shares;
  setTexts(node, { label, home, away });
  setAttributes(node, { "data-leader": leader });
  setAttributes(slot(node, "home-bar"), { x: 100 - homeShare, width: homeShare });
  setAttributes(slot(node, "away-bar"), { width: awayShare });
}

customElements.define("match-stats", MatchStats);
