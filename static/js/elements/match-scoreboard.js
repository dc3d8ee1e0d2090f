// The score header: score, minute, scorers, shoot-out.

import { copyOf, keyed, setAttributes, setIcon, setText, setTexts, slot } from "../dom.js";
import { halfTime, kicks, scorers, shootoutScore, spokenScore } from "../presenters/scoreboard.js";
import { matchStatus } from "../presenters/status.js";
import { LiveElement } from "./live-element.js";

class MatchScoreboard extends LiveElement {
  show(state) {
    const { phase, label, words } = matchStatus(state);
    this.closest("[data-topic]").dataset.phase = phase;
    const spoken = spokenScore(state, this.names);
    setTexts(this, { label, words, spoken, "half-time": halfTime(state) });
    this.turnPlate("home", state.score.home);
    this.turnPlate("away", state.score.away);
    this.showScorers(scorers(state, this.names));
    this.showShootout(state);
  }

  turnPlate(side, score) {
    const plate = slot(this, side);
    const before = plate.textContent;
    if (before === String(score)) return;
    setText(plate, score);
    plate.removeAttribute("data-flipping");
    plate.getBoundingClientRect(); // lets the same animation start over
    plate.setAttribute("data-flipping", score > Number(before) ? "up" : "down");
  }

  showScorers(lines) {
    for (const side of ["home", "away"]) {
      const rows = lines[side].map((words) => ({ key: words, words }));
      keyed(slot(this, `${side}-scorers`), rows, {
        make: () => document.createElement("li"),
        fill: (node, row) => setText(node, row.words),
      });
    }
  }

  showShootout(state) {
    const score = shootoutScore(state);
    slot(this, "shootout").hidden = !score;
    if (!score) return;
    setText(slot(this, "shootout-score"), score);
    const taken = kicks(state, this.names);
    for (const side of ["home", "away"]) {
      keyed(slot(this, `${side}-kicks`), taken[side], {
        make: () => copyOf(this, "kick"),
        fill: (node, kick) => {
          setIcon(node.querySelector("svg"), kick.scored ? "kick-in" : "kick-out");
          setText(node.querySelector("span"), kick.words);
          setAttributes(node, { "data-scored": kick.scored });
        },
      });
    }
  }
}

customElements.define("match-scoreboard", MatchScoreboard);
