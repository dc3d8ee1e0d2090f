// A match in a list, followed while it is on or about to be.

import { setAttributes, setText, slot } from "../dom.js";
import { live } from "../live.js";
import { penaltiesScored, winner } from "../presenters/scoreboard.js";
import { matchStatus } from "../presenters/status.js";
import { everySecond } from "../ticker.js";

// Line-ups and early kick-offs: from here on something may happen any minute.
const SOON_MS = 15 * 60_000;

class MatchRow extends HTMLElement {
  connectedCallback() {
    this.stop ??= everySecond(() => this.followInTime());
  }

  followInTime() {
    const { phase } = this.dataset;
    const isOver = phase === "ended";
    const kickoff = new Date(this.querySelector("time").dateTime);
    if (!isOver && (phase !== "scheduled" || kickoff - Date.now() < SOON_MS)) this.follow();
  }

  follow() {
    if (this.isFollowing) return;
    this.isFollowing = true;
    const { topic } = this.dataset;
    live().follow(topic, { onState: (state) => this.show(state) });
  }

  show(state) {
    const { phase, label } = matchStatus(state);
    const before = this.dataset.phase;
    setAttributes(this, { "data-phase": phase, "data-winner": winner(state) });
    setText(slot(this, "label"), label);
    const penalties = penaltiesScored(state);
    const score = this.score;
    for (const side of ["home", "away"]) {
      this.showScore(slot(this, side), state.score[side]);
      setText(slot(this, `${side}-penalties`), penalties[side]);
    }
    if (score !== this.score) this.dispatchEvent(new Event("score", { bubbles: true }));
    if (phase !== before) this.dispatchEvent(new Event("phase", { bubbles: true }));
  }

  get score() {
    return `${slot(this, "home").textContent}:${slot(this, "away").textContent}`;
  }

  showScore(node, score) {
    const before = node.textContent;
    if (before === String(score)) return;
    setText(node, score);
    if (score < Number(before)) return; // a goal taken back lights nothing
    node.setAttribute("data-flipping", "");
    node.addEventListener("animationend", () => node.removeAttribute("data-flipping"), { once: true });
  }
}

customElements.define("match-row", MatchRow);
