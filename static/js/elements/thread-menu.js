// What can be done with a post; one menu for all of them.

import { setAttributes, setText, slot } from "../dom.js";
import { live } from "../live.js";
import { refusalWords } from "../presenters/refused.js";
import { editHere } from "./post-edit.js";

class ThreadMenu extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.thread = document.querySelector("match-thread");
    document.addEventListener("post-more", (event) => this.open(event));
    this.dialog.addEventListener("click", (event) => this.press(event));
  }

  open(event) {
    event.preventDefault();
    this.row = event.detail;
    const { name, minute, by, key } = this.row;
    const { actor } = this.thread.dataset;
    const isMine = by === actor;
    setText(slot(this, "title"), [name, minute].filter(Boolean).join(", "));
    setAttributes(slot(this, "page"), { href: this.path });
    setText(slot(this, "page-words"), isMine ? "Delete, on its own page" : "Its own page");
    slot(this, "may-edit").hidden = !isMine;
    for (const verb of ["mute", "block"]) {
      const isOffered = !isMine && Boolean(by);
      slot(this, `may-${verb}`).hidden = !isOffered;
      setText(slot(this, verb), `${verb === "mute" ? "Mute" : "Block"} ${name}`);
    }
    slot(this, "reports").hidden = isMine;
    for (const button of this.querySelectorAll("[data-react]")) {
      const isGiven = this.thread.reactions.isGiven(key, button.dataset.react);
      setAttributes(button, { "aria-pressed": String(isGiven) });
    }
    this.dialog.showModal();
  }

  get path() {
    return this.thread.dataset.posts.replace("blank", this.row.key);
  }

  press(event) {
    if (event.target === this.dialog) this.dialog.close();
    const button = event.target.closest("button");
    const { react, verb, report } = button?.dataset ?? {};
    if (!react && !verb && !report) return;
    this.dialog.close();
    if (!this.thread.dataset.actor) {
      // Signed out: the post's page has the same, and leads to signing up.
      location.assign(this.path);
    } else if (react) this.thread.react(this.row, react);
    else if (report) this.ask("thread.report", { post: this.row.key, reason: report }, "Reported. A moderator will look at it.");
    else if (verb === "edit") editHere(this.thread, this.row);
    else if (verb === "mute" || verb === "block") this.keepAway(this.row, verb, true);
    else this.dispatchEvent(new CustomEvent("post-reply", { bubbles: true, detail: this.row }));
  }

  /** Its effect is seen at once, and taken back when it is refused. */
  async keepAway(row, verb, on) {
    const { by, name } = row;
    const how = verb === "mute" ? "muted" : "blocked";
    this.thread.keepAway(by, how, on);
    const words = on ? `You do not see ${name} any more.` : `You see ${name} again.`;
    const undo = on ? () => this.keepAway(row, verb, false) : undefined;
    const isDone = await this.ask(`user.${verb}`, { actor: by, on }, words, undo);
    if (!isDone) this.thread.keepAway(by, how, !on);
  }

  async ask(name, data, words, undo) {
    const told = await live().client.send({ name, data }).answer;
    const isDone = told.outcome === "confirmed";
    if (isDone) this.thread.say(words, undo);
    else this.thread.say(refusalWords(told));
    return isDone;
  }
}

customElements.define("thread-menu", ThreadMenu);
