// Writing a post of one's own anew where it stands: the form of its own page, brought into its row.

import { setText, slot } from "../dom.js";
import { editOf, forgetEdit, keepEdit } from "../drafts.js";
import { live } from "../live.js";
import { isHeld, refusalWords } from "../presenters/refused.js";

/** Open a row's form, or go on in it; where none can be brought, its own page has it. */
export async function editHere(thread, { key }) {
  if (thread.editing?.dataset.key === key) {
    thread.editing.form.elements.text.focus();
    return;
  }
  const path = thread.dataset.posts.replace("blank", key);
  const told = await fetch(path).catch(() => undefined);
  const page = told?.ok && new DOMParser().parseFromString(await told.text(), "text/html");
  const form = page && page.querySelector(`post-edit[data-key="${key}"]`);
  const node = thread.shown.get(key);
  if (!form || !node) {
    location.assign(path);
    return;
  }
  thread.editing?.close();
  slot(node, "body").after(document.adoptNode(form));
}

class PostEdit extends HTMLElement {
  connectedCallback() {
    this.thread = this.closest("match-thread");
    if (!this.thread) return; // on the post's own page the form goes its own way
    this.node = this.closest(".post");
    this.form = this.querySelector("form");
    const { text } = this.form.elements;
    const cancel = slot(this, "cancel");
    cancel.hidden = false;
    cancel.addEventListener("click", () => this.leave());
    this.form.addEventListener("input", () => this.keep());
    this.form.addEventListener("submit", (event) => this.submit(event));
    text.addEventListener("keydown", (event) => this.typed(event));
    // While it is open nothing is drawn away from under it.
    this.thread.editing = this;
    this.node.dataset.editing = "own";
    this.restore();
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  }

  /** What was written here before and not saved; who goes on with it sees what stands by now. */
  restore() {
    const { rev, text } = this.form.elements;
    const kept = editOf(this.dataset.key);
    if (!kept) return;
    text.value = kept.text;
    if (kept.rev === rev.value) return;
    this.node.dataset.editing = "stale";
    this.refuse(refusalWords({ code: "stale" }));
  }

  keep() {
    const { rev, text } = this.form.elements;
    if (text.value === text.defaultValue) forgetEdit(this.dataset.key);
    else keepEdit(this.dataset.key, { rev: rev.value, text: text.value });
  }

  typed(event) {
    if (event.isComposing) return; // the key is for the half-written word
    if (event.key === "Escape") this.close();
    else if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    else this.form.requestSubmit();
    event.preventDefault();
  }

  async submit(event) {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    this.refuse("");
    const { rev, text } = this.form.elements;
    const data = { post: this.dataset.key, rev: Number(rev.value), text: text.value };
    const told = await live().client.send({ name: "thread.edit", data }).answer;
    this.isSending = false;
    if (told.outcome === "confirmed" || isHeld(told)) this.take(data, told);
    else if (this.isConnected) this.askAgain(told);
    else this.thread.say(`Not saved. ${refusalWords(told)}`);
  }

  /** The words are out of our hands; those that were written since are not. */
  take({ post, text }, told) {
    if (editOf(post)?.text === text) forgetEdit(post);
    this.close();
    this.thread.say(told.outcome === "confirmed" ? "Changed." : refusalWords(told));
  }

  askAgain(told) {
    this.refuse(refusalWords(told));
    if (told.code !== "stale") return;
    // Who saves again has seen what stands now.
    this.form.elements.rev.value = told.current.rev;
    this.node.dataset.editing = "stale";
  }

  refuse(words) {
    const line = slot(this, "refusal");
    line.hidden = !words;
    setText(line, words);
  }

  /** Give the words up, unless they are on their way and may come back. */
  leave() {
    if (!this.isSending) forgetEdit(this.dataset.key);
    this.close();
  }

  /** Take the form away; the words stay kept, and the focus goes back to where it was opened from. */
  close() {
    if (!this.isConnected) return; // another may be open since
    const hadFocus = this.contains(document.activeElement);
    this.thread.editing = undefined;
    delete this.node.dataset.editing;
    this.remove();
    if (hadFocus) slot(this.node, "more").focus();
    this.thread.later();
  }
}

customElements.define("post-edit", PostEdit);
