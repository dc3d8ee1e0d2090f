// The scrubber and its player: on a live page it leads to the past, on a page of the past it moves it.

import { setAttributes, setIcon, setText, slot } from "../dom.js";
import { onKey } from "../keys.js";
import { live } from "../live.js";
import { createPlayer } from "../player.js";
import { namesOf } from "../presenters/names.js";
import { momentOf } from "../presenters/scoreboard.js";
import { matchStatus } from "../presenters/status.js";
import { createLine } from "../replay-line.js";
import { answer } from "./live-announcer.js";

// A thumb on its way passes many places; one that rests means its own.
const REST_MS = 200;
const STRIDES = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
const KEPT_MS = 1_000;
const COPIED_MS = 4_000;
// The link that begins a replay has a play's sign, and so it plays.
const PLAY = "#play";

const clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

class MatchReplay extends HTMLElement {
  connectedCallback() {
    const { at, start, head, incidents, minutes } = this.dataset;
    [this.at, this.start, this.head] = [Number(at || head), Number(start), Number(head)];
    this.isPast = at !== undefined;
    this.incidents = JSON.parse(incidents);
    this.minutes = JSON.parse(minutes);
    this.range = this.querySelector("input[type=range]");
    slot(this, "show").hidden = true;
    this.range.addEventListener("keydown", (event) => this.stride(event));
    slot(this, "share").addEventListener("click", (event) => this.share(event));
    this.say();
    if (this.isPast) this.replay();
    else this.leadBack();
  }

  /** On a live page every place is a page of its own, and there are more of them all the time. */
  leadBack() {
    const { topic } = this.closest("[data-topic]").dataset;
    const { client, follow } = live();
    const { facts, events, told } = this.dataset;
    this.line = createLine(this, {
      names: namesOf(document),
      incidents: this.incidents,
      events: JSON.parse(events),
      told: Number(told),
      head: this.head,
      changed: () => this.offer("before", this.line.before(this.at)),
      factsAfter: (after) => ask(`${facts}?after=${after}`),
    });
    this.range.addEventListener("change", () => this.leave());
    this.range.addEventListener("input", () => this.say());
    client.topic(topic).onState((state, { offset }) => this.grow(state, offset));
    follow(topic, {
      onNotice: (notice) => this.line.enter(notice),
      onState: (state) => this.line.check(state),
    });
    client.onPause(({ isPaused }) => {
      // What is told while a page is held still is not told again.
      if (this.wasPaused && !isPaused) this.line.fillIn();
      this.wasPaused = isPaused;
    });
  }

  grow(state, offset) {
    const { label, phase } = matchStatus(state);
    if (phase === "live" && label !== this.minutes.at(-1)?.[1]) this.minutes.push([offset, label]);
    if (document.activeElement === this.range) return;
    [this.at, this.head] = [offset, offset];
    setAttributes(this.range, { max: offset });
    this.range.value = offset;
    this.line.stretch(offset);
    this.offer("before", this.line.before(offset));
    setAttributes(slot(this, "share"), { href: `?at=${offset}` });
  }

  leave() {
    location.assign(`?at=${this.range.value}`);
  }

  replay() {
    const { moment, operations } = this.dataset;
    this.names = namesOf(document);
    const past = live();
    this.player = createPlayer({
      clock,
      show: past.show,
      take: past.take,
      moment: (at) => ask(`${moment}?at=${at}`),
      operations: (after) => ask(`${operations}?after=${after}`),
      told: (now) => this.told(now),
      failed: () => this.fail(),
    });
    const { topic } = this.closest("[data-topic]").dataset;
    past.follow(topic, { onState: (state) => this.showMoment(state) });
    const speed = slot(this, "speed");
    [speed.hidden, slot(this, "play").hidden] = [false, false];
    speed.addEventListener("change", ({ target }) => (this.player.speed = Number(target.value)));
    slot(this, "play").addEventListener("click", () => this.toggle());
    this.range.addEventListener("input", () => this.scrub(REST_MS));
    this.range.addEventListener("change", () => this.scrub(0));
    this.addEventListener("click", (event) => this.jump(event));
    document.addEventListener("click", (event) => this.lead(event), true);
    onKey("p", () => this.toggle());
    onKey(",", () => this.step(-1));
    onKey(".", () => this.step(1));
    if (location.hash !== PLAY) return;
    // Loaded again or handed on, the moment stands still.
    history.replaceState(history.state, "", location.pathname + location.search);
    this.toggle();
  }

  toggle() {
    if (this.player.isPlaying) {
      this.player.pause();
      answer(`Paused at ${this.label}.`);
      return;
    }
    // What is not over may have gone on; what is, is played again.
    const again = this.isEnded() && this.at >= this.head;
    this.player.play(again ? this.start : this.at).catch(() => this.fail());
  }

  scrub(ms) {
    clearTimeout(this.resting);
    this.say();
    this.resting = setTimeout(() => this.go(Number(this.range.value)), ms);
  }

  go(at) {
    if (at === this.at && this.isMoved) return;
    this.isMoved = true;
    this.player.seek(at).catch(() => this.fail());
  }

  step(by) {
    const { incidents, at } = this;
    const next = by > 0 ? incidents.find((each) => each > at) : incidents.findLast((each) => each < at);
    if (next) this.go(next);
  }

  /** Links of the scrubber itself move the page that is here. */
  jump(event) {
    const link = event.target.closest("a[href^='?at=']");
    if (!link || event.metaKey || event.ctrlKey || link.dataset.slot === "share") return;
    event.preventDefault();
    this.querySelector("details").open = false;
    this.go(Number(new URLSearchParams(link.search).get("at")));
  }

  /** Links that lead on in the past lead to the moment that is shown when they are pressed. */
  lead(event) {
    const link = event.target.closest?.("a[href*='at=']");
    if (!link || this.contains(link)) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || !url.searchParams.has("at")) return;
    url.searchParams.set("at", this.at);
    link.href = url.href;
  }

  /** By keys the thumb goes from minute to minute: an offset is a touch. */
  stride(event) {
    const by = STRIDES[event.key];
    if (!by || this.minutes.length === 0) return;
    event.preventDefault();
    const now = this.minuteAt(Number(this.range.value));
    const to = Math.min(this.minutes.length - 1, Math.max(0, now + by));
    this.range.value = by > 0 && to === now ? this.head : this.minutes[to][0];
    this.say();
    if (this.isPast) this.scrub(REST_MS);
    else {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.leave(), KEPT_MS);
    }
  }

  minuteAt(offset) {
    return this.minutes.findLastIndex(([begins]) => begins <= offset);
  }

  /** What the place of the thumb is called. */
  say() {
    const [, label] = this.minutes[this.minuteAt(Number(this.range.value))] ?? [0, "Before kick-off"];
    setAttributes(this.range, { "aria-valuetext": label });
  }

  showMoment(state) {
    this.label = matchStatus(state).label || "Before";
    setText(slot(this, "label"), this.label);
    document.title = `${momentOf(state, this.names)} \u00b7 Terrace`;
  }

  told({ at, isPlaying, isWaiting, isOver }) {
    this.at = at;
    if (at > this.head) {
      this.head = at;
      setAttributes(this.range, { max: at });
    }
    for (const each of this.querySelectorAll("[data-offset]")) {
      setAttributes(each, { "data-later": Number(each.dataset.offset) > at });
    }
    if (document.activeElement !== this.range || isPlaying) this.range.value = at;
    this.say();
    setText(slot(this, "play-words"), isPlaying ? "Pause" : "Play");
    setIcon(slot(this, "play").querySelector("svg"), isPlaying ? "pause" : "play");
    this.offer("before", this.incidents.findLast((each) => each < at));
    this.offer("after", this.incidents.find((each) => each > at));
    setAttributes(slot(this, "share"), { href: `?at=${at}` });
    // How it ended is known once the last state is on the page: with the next frame.
    if (isOver) requestAnimationFrame(() => this.note(this.ending()));
    else this.note(isWaiting ? "Loading" : "");
    this.keep(isPlaying);
  }

  /** Of a match that goes on there is more: at its live page, or a little later here. */
  ending() {
    return this.isEnded() ? "This is as far as it goes." : "You have caught up. It goes on live.";
  }

  isEnded() {
    return this.closest("[data-topic]").dataset.phase === "ended";
  }

  offer(name, at) {
    setAttributes(slot(this, name), {
      href: at ? `?at=${at}` : null,
      "aria-disabled": at ? null : "true",
    });
  }

  /** The address is that of what is shown; browsers bear so many changes of it and no more. */
  keep(isPlaying) {
    if (isPlaying && performance.now() - (this.keptAt ?? -Infinity) < KEPT_MS) return;
    this.keptAt = performance.now();
    history.replaceState(null, "", `?at=${this.at}${location.hash}`);
  }

  /** Say what became of something, in sight and aloud, once; lastsMs: no tick of the player ends it before. */
  note(words, lastsMs = 0) {
    if (!words && performance.now() < (this.notedUntil ?? 0)) return;
    this.notedUntil = performance.now() + lastsMs;
    const line = slot(this, "told");
    if (line.textContent === words) return;
    setText(line, words);
    line.hidden = !words;
    if (words && words !== "Loading") answer(words);
  }

  fail() {
    this.note("Not loaded. Try again in a moment.");
  }

  async share(event) {
    const url = new URL(event.currentTarget.href).href;
    if (!navigator.share && !navigator.clipboard) return;
    event.preventDefault();
    try {
      if (navigator.share) await navigator.share({ url, title: document.title });
      else {
        await navigator.clipboard.writeText(url);
        this.note("Link copied.", COPIED_MS);
      }
    } catch ({ name }) {
      if (name !== "AbortError") location.assign(url);
    }
  }
}

async function ask(url) {
  const told = await fetch(url, { headers: { accept: "application/json" } });
  if (!told.ok) throw new Error(`not told: ${told.status}`);
  return told.json();
}

customElements.define("match-replay", MatchReplay);
