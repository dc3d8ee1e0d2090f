// How fresh the page is, and the switch that holds it still.

import { setAttributes, setIcon, setText, setTexts, slot } from "../dom.js";
import { onKey } from "../keys.js";
import { live } from "../live.js";
import { freshness, waiting, watching } from "../presenters/freshness.js";
import { matchStatus } from "../presenters/status.js";
import { everySecond } from "../ticker.js";
import { announce, answer } from "./live-announcer.js";

// What waits is said soon after the pause, then now and then: a count is no news.
const WAITING_FIRST_MS = 2_000;
const WAITING_NEXT_MS = 20_000;

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
    live().follow(topic, {
      onState: (state) => this.showBoard(state),
      onPresence: (presence) => this.showPresence(presence),
    });
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

  showPresence(presence) {
    const node = slot(this, "presence");
    node.hidden = false;
    setText(node, watching(presence));
  }

  toggle() {
    const { client } = live();
    if (client.paused.isPaused) client.resume();
    else client.pause();
    const { isPaused } = client.paused;
    this.sayWaitingAt = performance.now() + WAITING_FIRST_MS;
    answer(isPaused ? "Live updates paused." : "Live updates resumed.");
  }

  show() {
    const { client } = live();
    const { phase, since, code } = client.status;
    const { isPaused, missed } = client.paused;
    const told = freshness({
      phase,
      code,
      isInStep: client.isInStep,
      forMs: performance.now() - since,
      ageMs: client.ageMs(),
      matchPhase: this.matchPhase ?? "live",
      paused: isPaused,
      missed,
      pending: client.pending,
      delayS: client.delayS,
      silentMs: this.silentSince ? Math.max(1, client.serverNow() - this.silentSince) : 0,
    });
    setAttributes(slot(this, "freshness"), { "data-tone": told.tone });
    setText(slot(this, "words"), told.words);
    setAttributes(this.button, { "data-paused": isPaused });
    setText(slot(this, "pause-words"), isPaused ? "Resume" : "Pause");
    setIcon(this.button.querySelector("svg"), isPaused ? "play" : "pause");
    this.sayWaiting(missed);
    this.warn(told.tone);
  }

  sayWaiting(missed) {
    if (!missed || performance.now() < this.sayWaitingAt) return;
    this.sayWaitingAt = performance.now() + WAITING_NEXT_MS;
    announce(`${waiting(missed)}.`);
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
