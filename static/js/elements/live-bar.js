// How fresh the page is, and the switch that holds it still.

import { setAttributes, setIcon, setText, setTexts, slot } from "../dom.js";
import { onKey } from "../keys.js";
import { live } from "../live.js";
import { freshness } from "../presenters/freshness.js";
import { matchStatus } from "../presenters/status.js";
import { everySecond } from "../ticker.js";
import { announce, answer } from "./live-announcer.js";

class LiveBar extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector(".live-bar__pause");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.toggle());
    onKey("p", () => this.toggle());
    this.followMatch();
    live().onChange(() => this.show());
    everySecond(() => this.show());
  }

  followMatch() {
    const { topic, phase } = this.closest("[data-topic]")?.dataset ?? {};
    if (!topic) return;
    this.matchPhase = phase;
    live().follow(topic, { onState: (state) => this.showBoard(state) });
    const hero = document.querySelector("match-scoreboard");
    new IntersectionObserver(([seen]) =>
      setAttributes(this, { "data-stuck": !seen.isIntersecting }),
    ).observe(hero);
  }

  showBoard(state) {
    const { home, away } = state.score;
    this.silentSince = state.feed.silent_since;
    this.matchPhase = state.status;
    setTexts(this, { home, away, minute: matchStatus(state).label });
    this.show();
  }

  toggle() {
    const { gate } = live();
    if (gate.isShut) gate.open();
    else gate.shut();
    answer(gate.isShut ? "Live updates paused." : "Live updates resumed.");
  }

  show() {
    const { client, gate } = live();
    const { phase, since } = client.status;
    const forMs = performance.now() - since;
    const told = freshness({
      phase,
      isInStep: client.isInStep,
      forMs,
      ageMs: client.ageMs(),
      matchPhase: this.matchPhase ?? "live",
      paused: gate.isShut,
      missed: gate.missed,
      silentMs: this.silentSince ? Math.max(1, client.serverNow() - this.silentSince) : 0,
    });
    setAttributes(slot(this, "freshness"), { "data-tone": told.tone });
    setText(slot(this, "words"), told.words);
    this.showButton(gate.isShut);
    this.warn(told.tone);
  }

  showButton(isShut) {
    setAttributes(this.button, { "data-shut": isShut });
    setIcon(this.button.querySelector("svg"), isShut ? "play" : "pause");
    setText(slot(this.button, "action"), isShut ? "Resume" : "Pause");
  }

  /** A line lost for long is worth interrupting for, once; so is its coming back. */
  warn(tone) {
    const isLost = tone === "lost";
    if (isLost === Boolean(this.isLost) || tone === "wait") return;
    this.isLost = isLost;
    if (isLost) announce("Connection lost. The page is not up to date.", { urgent: true });
    else announce("Connected again. The page is up to date.");
  }
}

customElements.define("live-bar", LiveBar);
