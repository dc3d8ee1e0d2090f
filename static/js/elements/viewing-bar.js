// How far behind live this page is; a page that is not as its viewer chose since is shown anew.

import { announce } from "./live-announcer.js";

// Other pages of this browser: whoever is not signed in has no other word between them.
const PAGES = "viewing";

class ViewingBar extends HTMLElement {
  connectedCallback() {
    this.delay = Number(this.dataset.delay);
    this.pages = new BroadcastChannel(PAGES);
    this.pages.onmessage = ({ data }) => this.compare(data);
    this.pages.postMessage(this.delay);
    if (document.querySelector("[data-live]")) this.follow();
  }

  disconnectedCallback() {
    this.pages.close();
  }

  /** The socket's word comes from the server, so it is the truth on every device. */
  async follow() {
    const { live } = await import("../live.js");
    const { client, onChange } = live();
    onChange(() => {
      // Told in the same turn as the hello that says it, before or after.
      if (client.status.phase === "live") queueMicrotask(() => this.compare(client.delayS));
    });
  }

  /** What somebody is amid writing, or sent already, is not taken from under him. */
  compare(delay) {
    if (delay === this.delay) return;
    if (this.dataset.answer === undefined && !isWriting()) location.reload();
    else this.say(this.querySelector('[data-slot="changed"]'));
  }

  say(line) {
    if (!line.hidden) return;
    line.hidden = false;
    announce(line.textContent.trim());
  }
}

/** The composer brings its draft back by itself; an edit has to be opened again for its words. */
function isWriting() {
  const fields = [...document.querySelectorAll("post-edit textarea")];
  return fields.some(({ value, defaultValue }) => value !== defaultValue);
}

customElements.define("viewing-bar", ViewingBar);
