// What can be done with a post; one menu for all of them.

import { setAttributes, setText, slot } from "../dom.js";
import { live } from "../live.js";
import { refusalWords } from "../presenters/refused.js";
import { answer } from "./live-announcer.js";

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
    setText(slot(this, "page-words"), isMine ? "Edit or delete" : "Its own page");
    setText(slot(this, "mute"), `Mute ${name}`);
    slot(this, "others").hidden = isMine || !actor;
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
    else if (verb === "mute") this.mute();
    else this.dispatchEvent(new CustomEvent("post-reply", { bubbles: true, detail: this.row }));
  }

  mute() {
    const { by, name } = this.row;
    this.ask("user.mute", { actor: by, on: true }, `You do not see ${name} any more.`);
    this.thread.mute(by);
  }

  async ask(name, data, words) {
    const told = await live().client.send({ name, data }).answer;
    this.thread.say(told.outcome === "confirmed" ? words : refusalWords(told));
  }
}

customElements.define("thread-menu", ThreadMenu);
