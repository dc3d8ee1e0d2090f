// The thread: it follows its end, holds still for who reads, and never has more on the page than a phone can bear.

import { setAttributes, setText, slot } from "../dom.js";
import { onKey } from "../keys.js";
import { live } from "../live.js";
import { UNPLACED } from "../optimistic.js";
import { namesOf } from "../presenters/names.js";
import { refusalWords, stoodSo } from "../presenters/refused.js";
import { countWords, newWords, spokenPosts } from "../presenters/talk.js";
import { thread } from "../presenters/thread.js";
import { Reactions } from "../reactions.js";
import { isAtEdge, keepStill, toEdge } from "../stillness.js";
import { speechMode } from "../talk-speech.js";
import { ThreadRows } from "../thread-rows.js";
import { announce, answer } from "./live-announcer.js";

// Often enough to feel live, seldom enough that a batch of rows is laid out at once.
const DRAW_MS = 250;
const PARTS = ["pill", "count", "empty", "earlier", "told", "undo"];
// A pointer that moved over the posts means one of them; so long it may aim.
const AIMED_MS = 3_000;
// What was in sight for so long was read.
const READ_MS = 2_000;
// A sentence is read twice in this time.
const TOLD_MS = 6_000;
// Whoever wants to take something back has to find the button first.
const UNDO_MS = 20_000;
// What one's own stream tells of whom one keeps away, on any device.
const TURNS = {
  "user.muted": ["muted", true],
  "user.unmuted": ["muted", false],
  "user.blocked": ["blocked", true],
  "user.unblocked": ["blocked", false],
};

class MatchThread extends HTMLElement {
  connectedCallback() {
    this.names = namesOf(document);
    this.scroller = slot(this, "scroll");
    this.list = slot(this, "posts");
    // Looked up once: behind two hundred posts a search takes its time.
    this.parts = Object.fromEntries(PARTS.map((name) => [name, slot(this, name)]));
    this.templates = Object.fromEntries(
      [...this.querySelectorAll("template")].map((each) => [each.dataset.slot, each]),
    );
    this.reactions = new Reactions();
    this.shown = new ThreadRows(this.list, this);
    this.unsent = new Map();
    this.muted = new Set(this.dataset.muted.split(" "));
    this.blocked = new Set(this.dataset.blocked.split(" "));
    this.drawnAt = this.aimedAt = -Infinity;
    this.newest = this.read = Number(this.dataset.read || 0);
    this.tab = document.querySelector('[data-slot="talk-count"]');
    this.adopt();
    this.listen();
    const { topic } = this.closest("[data-topic]").dataset;
    this.unfollow = [
      live().follow(topic, { onState: (match) => this.take({ match }) }),
      live().follow(this.dataset.thread, { onState: (state) => this.take({ state }) }),
    ];
    const { actor } = this.dataset;
    if (!actor) return;
    const onNotice = ({ type, data }) => TURNS[type] && this.keepAway(data.actor, ...TURNS[type]);
    this.unfollow.push(live().follow(`user.${actor}`, { onNotice }));
  }

  disconnectedCallback() {
    this.unfollow.forEach((stop) => stop());
  }

  /**
   * Rows the server made are ours from now on. A button of a form elsewhere costs 3 ms whenever a row
   * comes or goes, so their form is for pages without a script.
   */
  adopt() {
    for (const node of this.list.querySelectorAll(".post")) {
      this.shown.adopt(node);
      this.newest = Math.max(this.newest, Number(node.dataset.n));
      for (const button of node.querySelectorAll("[form]")) {
        button.removeAttribute("form");
        if (button.ariaPressed === "true") this.reactions.note(node.dataset.key, button.value);
      }
    }
  }

  listen() {
    this.scroller.addEventListener("scroll", () => this.later(), { passive: true });
    this.list.addEventListener("focusout", () => this.later());
    this.list.addEventListener("pointermove", ({ pointerType }) => {
      if (pointerType === "mouse") this.aimedAt = performance.now();
    });
    this.list.addEventListener("click", (event) => this.press(event));
    this.parts.pill.addEventListener("click", () => this.follow());
    onKey("j", () => this.step(1));
    onKey("k", () => this.step(-1));
  }

  take(told) {
    Object.assign(this, told);
    this.later();
  }

  /** Draw soon; at once when nothing was drawn for long enough. */
  later(ms = Math.max(0, this.drawnAt + DRAW_MS - performance.now())) {
    this.timer ??= setTimeout(() => this.draw(), ms);
  }

  /** @param {boolean} [isHeld]  whether what is new has to wait */
  draw(isHeld = this.isHeld) {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.state || !this.match) return;
    this.drawnAt = performance.now();
    const rows = thread(this.state, this.match, this.names);
    this.rows = [...rows.filter(({ by }) => !this.isAway(by)), ...this.unsent.values()];
    let isWhole = true;
    keepStill(this.scroller, this.list, () => {
      isWhole = this.shown.place(this.rows, (row) => isHeld && this.isNew(row));
      if (!isHeld) this.bringNewest();
      this.shown.letGo(this.rows, isHeld);
      this.markLeftOff();
    });
    this.tell(isHeld);
    if (!isWhole) this.later();
    else if (isHeld && isAtEdge(this.scroller)) this.later(AIMED_MS);
  }

  /** Whoever reads further up, aims at a post, has its focus or writes it anew is left in peace. */
  get isHeld() {
    const isAiming = performance.now() - this.aimedAt < AIMED_MS;
    const isMeant = isAiming || this.editing || this.list.contains(document.activeElement);
    return !isAtEdge(this.scroller) || Boolean(isMeant);
  }

  /** Whether a post came after all that was shown. */
  isNew({ n }) {
    return n > this.newest && n !== UNPLACED;
  }

  bringNewest() {
    const fresh = this.rows.filter((row) => this.isNew(row));
    if (fresh.length === 0) return;
    this.newest = fresh.at(-1).n;
    if (this.isTold) {
      announce(spokenPosts(fresh, { mode: speechMode(), actor: this.dataset.actor }));
    }
    this.isTold = true;
  }

  /** A fresh copy of what one of our templates holds. */
  copy(name) {
    return this.templates[name].content.firstElementChild.cloneNode(true);
  }

  /** The line between what was read on any device and what was not. */
  markLeftOff() {
    const until = Number(this.dataset.read || 0);
    const first = until && this.rows.find(({ n, by }) => n > until && by !== this.dataset.actor);
    const isWhole = first && this.rows[0].n <= until;
    const node = isWhole && this.shown.get(first.key);
    if (!node || this.leftOff) return;
    this.leftOff = this.querySelector(".thread__left-off") ?? this.copy("left-off");
    node.before(this.leftOff);
  }

  tell(isHeld) {
    const { count, posts = {}, from } = this.state;
    const waiting = this.rows.filter((row) => this.isNew(row)).length;
    const { pill, empty, earlier } = this.parts;
    pill.hidden = !isHeld || waiting === 0;
    setText(pill, newWords(waiting));
    setText(this.parts.count, countWords(count));
    if (this.tab) setText(this.tab, count ? count.toLocaleString("en") : "");
    empty.hidden = this.rows.length > 0;
    earlier.hidden = count <= Object.keys(posts).length;
    setAttributes(earlier.firstElementChild, { href: `${this.dataset.talk}?before=${from}${this.dataset.more}` });
    if (!isHeld) this.note();
  }

  /** Say how far this fan has read, for all his devices. */
  note() {
    clearTimeout(this.noting);
    if (!this.dataset.actor || this.newest <= this.read) return;
    this.noting = setTimeout(() => {
      if (document.visibilityState !== "visible" || !this.checkVisibility()) return;
      this.read = this.newest;
      live().client.send({
        name: "thread.read",
        data: { match: this.dataset.match, until: this.read },
      });
    }, READ_MS);
  }

  /** Show the newest, and go along with it. */
  follow() {
    this.aimedAt = -Infinity;
    if (this.list.contains(document.activeElement)) document.activeElement.blur();
    toEdge(this.scroller);
    // It was asked for: an open edit, which holds the rest back, stays as it is among what comes.
    this.draw(false);
    toEdge(this.scroller);
  }

  /** The same once what was just sent is laid over the state, two frames of the screen from now. */
  followSoon() {
    requestAnimationFrame(() => requestAnimationFrame(() => this.follow()));
  }

  /** Say what became of something, in sight for a while and aloud. */
  say(words, undo) {
    const { told, undo: button } = this.parts;
    setText(told, words);
    [told.hidden, button.hidden, button.onclick] = [false, !undo, undo ?? null];
    answer(words);
    if (undo) button.focus(); // the row that had it is gone
    clearTimeout(this.telling);
    const hide = () => (told.hidden = button.hidden = true);
    this.telling = setTimeout(hide, undo ? UNDO_MS : TOLD_MS);
  }

  isAway(actor) {
    return Boolean(actor) && (this.muted.has(actor) || this.blocked.has(actor));
  }

  /** Show nothing of an author any more, or show him again. @param {"muted" | "blocked"} how */
  keepAway(actor, how, on) {
    if (on) this[how].add(actor);
    else this[how].delete(actor);
    // At once, whoever reads: it was asked for.
    for (const { key } of this.rows?.filter(({ by }) => this.isAway(by)) ?? []) {
      this.shown.remove(key);
    }
    this.draw();
  }

  /** Keep what could not be sent in sight, with the reason. */
  keep(op, row, why) {
    this.unsent.set(op, { ...row, key: op, n: UNPLACED, why });
    this.draw();
  }

  drop(key) {
    this.unsent.delete(key);
    this.draw();
  }

  press(event) {
    const pressed = event.target.closest("button, a");
    const node = pressed?.closest(".post"); // none for a button that took its form away
    if (!node || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const { key } = node.dataset;
    const row = this.rows?.find((each) => each.key === key);
    if (!row) return;
    const { slot: name } = pressed.dataset;
    if (["give", "take"].includes(pressed.name)) {
      event.preventDefault();
      if (this.dataset.actor) this.react(row, pressed.value);
      else location.assign(this.dataset.posts.replace("blank", key));
    } else if (name === "more" || name === "retry" || name === "drop") {
      const asked = new CustomEvent(`post-${name}`, { bubbles: true, cancelable: true, detail: row });
      if (!pressed.dispatchEvent(asked)) event.preventDefault();
    }
  }

  async react(row, reaction) {
    const on = this.reactions.toggle(row, reaction);
    this.draw();
    const data = { post: row.key, reaction, on };
    const told = await live().client.send({ name: "thread.react", data }).answer;
    if (told.outcome === "confirmed") return;
    // It stands as it was asked for, by another device: only the count laid ahead was too much.
    if (stoodSo(told)) this.reactions.forget(row, reaction);
    else this.reactions.toggle(row, reaction);
    this.draw();
    this.say(refusalWords(told));
  }

  /** From post to post by single keys. */
  step(by) {
    const posts = [...this.list.querySelectorAll(".post")];
    const now = posts.indexOf(document.activeElement?.closest(".post"));
    const next = now < 0 ? posts.at(-1) : posts[now + by];
    next?.focus();
    if (!next && by > 0) this.follow();
  }
}

customElements.define("match-thread", MatchThread);
