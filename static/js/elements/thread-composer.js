// Saying something: the draft outlives a reload, a lost line and signing up; a post shows before it is done.

import { setAttributes, setText, slot } from "../dom.js";
import { draftOf, keepDraft } from "../drafts.js";
import { onKey } from "../keys.js";
import { live } from "../live.js";
import { idOf, posting } from "../optimistic.js";
import { leftWords, slowWords, waitWords } from "../presenters/composer.js";
import { namesOf } from "../presenters/names.js";
import { isHeld, refusalWords } from "../presenters/refused.js";
import { aboutOf, thread } from "../presenters/thread.js";
import { everySecond } from "../ticker.js";
import { announce, answer } from "./live-announcer.js";

const KEPT_MS = 300;
const FIELDS = ["text", "event", "reply", "source", "links", "model"];

/**
 * Whether a draft was said after all: it was on its way when its page went, and its post is here, or
 * its form went its own way, and the answer has led to the post.
 */
function isSaid({ key, went }) {
  return Boolean(key && document.getElementById(`post-${key}`)) || Boolean(went && location.hash.startsWith("#post-"));
}

class ThreadComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.text = this.form.elements.text;
    this.thread = document.querySelector("match-thread");
    this.freeAt = -Infinity;
    this.flying = new Map();
    this.context = this.form.elements.reply.value || this.form.elements.event.value
      ? slot(this, "context-words").textContent
      : "";
    this.restore();
    this.listen();
    this.followTopics();
    everySecond(() => this.showLimit());
  }

  listen() {
    this.form.addEventListener("input", () => this.changed());
    // What the form's own way had to say was of the post before.
    for (const next of ["input", "submit"]) {
      this.form.addEventListener(next, () => this.forgetTold(), { once: true });
    }
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.text.addEventListener("keydown", (event) => this.typed(event));
    slot(this, "drop").addEventListener("click", (event) => {
      event.preventDefault();
      this.speakOf({});
    });
    document.addEventListener("click", (event) => this.takeUp(event));
    document.addEventListener("post-reply", ({ detail }) => this.reply(detail));
    document.addEventListener("post-retry", (event) => this.retry(event));
    document.addEventListener("post-drop", (event) => this.giveUp(event));
    onKey("c", () => this.open());
    addEventListener("pagehide", () => this.leave());
  }

  /** What was on its way when the page went is a draft again. */
  leave() {
    const draft = [...this.flying.values()].at(-1);
    keepDraft(this.dataset.match, this.text.value.trim() || !draft ? this.draft : draft);
  }

  followTopics() {
    const { topic } = this.closest("[data-topic]").dataset;
    const { client } = live();
    client.topic(topic).onState((match, { offset }) => Object.assign(this, { match, seen: offset }));
    client.topic(this.thread.dataset.thread).onState((state) => {
      this.state = state;
      this.showLimit();
    });
  }

  /** What was being written here before, unless the server brought it along. */
  restore() {
    const kept = draftOf(this.dataset.match);
    if (!this.text.value && kept && !isSaid(kept)) this.fill(kept);
    this.changed();
  }

  fill(draft) {
    const { elements } = this.form;
    for (const name of FIELDS) elements[name].value = draft[name] ?? "";
    elements.kind.checked = draft.kind === "insight";
    this.showContext(draft.context ?? "");
  }

  get draft() {
    const { elements } = this.form;
    const told = Object.fromEntries(FIELDS.map((name) => [name, elements[name].value]));
    const kind = elements.kind.checked ? "insight" : "comment";
    return { ...told, context: this.context, kind, ...(this.went && { went: true }) };
  }

  changed() {
    const left = Number(this.dataset.textMax) - [...this.text.value].length;
    setText(slot(this, "left"), leftWords(left));
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => keepDraft(this.dataset.match, this.draft), KEPT_MS);
  }

  forgetTold() {
    for (const told of this.querySelectorAll(".composer__told")) told.remove();
  }

  typed(event) {
    const isMeant = event.ctrlKey || event.metaKey || (matchMedia("(hover: hover)").matches && !event.shiftKey);
    if (event.key !== "Enter" || event.isComposing || !isMeant) return;
    event.preventDefault();
    if (this.text.value.trim()) this.form.requestSubmit();
  }

  submit(event) {
    // Signed out, or without a line that will come back, the form goes its own way.
    const isHere = this.thread.dataset.actor && this.state && this.match;
    this.went = !isHere || live().client.status.phase === "stopped";
    keepDraft(this.dataset.match, this.draft);
    if (this.went) return;
    event.preventDefault();
    const { draft } = this;
    if (!draft.text.trim() || this.waitMs > 0) return;
    this.fill({ kind: "comment" });
    this.changed();
    this.refuse("");
    this.send(draft);
  }

  async send(draft) {
    const { match } = this;
    const data = asked(draft, { match: this.dataset.match, seen: this.seen });
    const apply = posting(this.author, match);
    const topic = this.thread.dataset.thread;
    const sent = live().client.send({ name: "thread.post", topic, data, apply });
    this.flying.set(sent.op, { ...draft, key: idOf(this.author.by, sent.op) });
    this.thread.followSoon();
    const told = await sent.answer;
    this.flying.delete(sent.op);
    const [row] = thread(apply({ posts: {} }, data, sent.op), match, namesOf(document));
    this.said(told, { op: sent.op, row: { ...row, draft } });
  }

  /** Who writes, as the thread will show it. */
  get author() {
    const { actor: by, name, hue, demo } = this.thread.dataset;
    const at = Math.round(live().client.serverNow());
    return { by, name, hue: Number(hue), at, ...(demo !== undefined && { demo: true }) };
  }

  said(told, { op, row }) {
    if (told.outcome === "confirmed") {
      this.hold(this.state.slow_ms ?? 0);
      return;
    }
    const why = refusalWords(told);
    if (isHeld(told)) {
      this.thread.say(why);
      return;
    }
    this.hold(told.retryAfterMs ?? 0);
    this.thread.keep(op, row, why);
    announce(`Not sent. ${why}`, { urgent: true });
  }

  retry(event) {
    event.preventDefault();
    this.thread.drop(event.detail.key);
    this.send(event.detail.draft);
  }

  giveUp(event) {
    event.preventDefault();
    this.thread.drop(event.detail.key);
    if (!this.text.value.trim()) this.fill(event.detail.draft);
    this.changed();
    this.text.focus();
  }

  /** "Talk about this" anywhere on the page. */
  takeUp(event) {
    const link = event.target.closest?.("[data-about]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    this.speakOf({ event: link.dataset.about });
  }

  speakOf({ event = "", reply = "", context = "" }) {
    const { elements } = this.form;
    [elements.event.value, elements.reply.value] = [event, reply];
    const { words } = event ? aboutOf({ event }, this.match ?? {}, namesOf(document)) : { words: "" };
    this.showContext(context || (words && `About: ${words}`));
    this.changed();
    this.open();
  }

  reply({ key, name }) {
    this.speakOf({ reply: key, context: `Answering ${name || "an earlier post"}` });
  }

  showContext(words) {
    this.context = words;
    slot(this, "context").hidden = !words;
    setText(slot(this, "context-words"), words);
  }

  /** On a phone the talk is another view: the address leads to it. */
  open() {
    if (!this.checkVisibility()) location.hash = "#compose";
    this.text.focus();
  }

  hold(ms) {
    this.freeAt = performance.now() + ms;
    this.heldMs = ms;
    this.showLimit();
  }

  get waitMs() {
    return Math.max(0, this.freeAt - performance.now());
  }

  showLimit() {
    const wait = this.waitMs;
    const { slow_ms: gap, slow_until: until } = this.state ?? {};
    const slow = this.state ? slowWords(gap, until) : slot(this, "limit").textContent;
    setText(slot(this, "limit"), waitWords(wait) || slow);
    const ring = slot(this, "ring");
    ring.parentElement.toggleAttribute("hidden", wait === 0);
    if (wait) setAttributes(ring, { "stroke-dashoffset": Math.round((100 * wait) / this.heldMs) - 100 });
    setAttributes(this.form.querySelector("[type=submit]"), { "aria-disabled": wait > 0 && "true" });
  }

  refuse(words) {
    const line = slot(this, "refusal");
    line.hidden = !words;
    setText(line, words);
    if (words) answer(words);
  }
}

/** A draft as the command has it. */
function asked(draft, { match, seen }) {
  const how = { source: draft.source, ...sources(draft) };
  return {
    match,
    text: draft.text,
    kind: draft.kind,
    seen,
    ...(draft.event && { event: draft.event }),
    ...(draft.reply && { reply: draft.reply }),
    ...(draft.kind === "insight" && { how }),
  };
}

const OUR_POST = /\/posts\/(post_[0-9a-f]+)\//;

/** Links as they were written, one a line; those to posts of ours are posts. */
function sources({ links, model, source }) {
  const lines = links.split(/\s+/).filter(Boolean);
  const from = lines.flatMap((line) => OUR_POST.exec(line)?.[1] ?? []);
  const pages = lines.filter((line) => !OUR_POST.test(line));
  return {
    ...(pages.length && { links: pages }),
    ...(from.length && { from }),
    ...(model && source === "model" && { model }),
  };
}

customElements.define("thread-composer", ThreadComposer);
