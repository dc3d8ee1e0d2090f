// Writing a post of one's own anew where it stands: the form of its own page, brought into its row.

import { setText, slot } from "../dom.js";
import { live } from "../live.js";
import { isHeld, refusalWords } from "../presenters/refused.js";

/** Open a row's form; where none can be brought, its own page has it. */
export async function editHere(thread, { key }) {
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
    cancel.addEventListener("click", () => this.close());
    this.form.addEventListener("submit", (event) => this.submit(event));
    text.addEventListener("keydown", (event) => this.typed(event));
    // While it is open nothing is drawn away from under it.
    this.thread.editing = this;
    this.node.dataset.editing = "own";
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  }

  typed(event) {
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
    if (told.outcome === "confirmed" || isHeld(told)) {
      this.close();
      this.thread.say(told.outcome === "confirmed" ? "Changed." : refusalWords(told));
      return;
    }
    this.refuse(refusalWords(told));
    if (told.code !== "stale") return;
    // Who saves again has seen what stands now.
    rev.value = told.current.rev;
    this.node.dataset.editing = "stale";
  }

  refuse(words) {
    const line = slot(this, "refusal");
    line.hidden = !words;
    setText(line, words);
  }

  /** Take the form away; the focus goes back to where it was opened from. */
  close() {
    const hadFocus = this.contains(document.activeElement);
    this.thread.editing = undefined;
    delete this.node.dataset.editing;
    this.remove();
    if (hadFocus) slot(this.node, "more").focus();
    this.thread.later();
  }
}

customElements.define("post-edit", PostEdit);
