// The bell: how much is unread on all devices, and a word when something new comes.

import { setAttributes, setText, slot } from "../dom.js";
import { live } from "../live.js";
import { countLabel, ringing } from "../presenters/notifications.js";
import { announce } from "./live-announcer.js";

// A goal that a match and a club both tell, or a burst of replies, is one sentence.
const TOGETHER_MS = 2_000;

class NoticeBell extends HTMLElement {
  connectedCallback() {
    this.kinds = [];
    this.unfollow = live().follow(this.dataset.bell, {
      onState: (bell) => this.show(bell),
      onNotice: ({ type, data }) => type === "user.notified" && this.ring(data.kind),
    });
  }

  disconnectedCallback() {
    this.unfollow();
    clearTimeout(this.timer);
  }

  show(bell) {
    const count = countLabel(bell);
    // A match's tabs have it too, for a phone whose masthead is scrolled away; one bell rings for both.
    for (const place of [this, ...document.querySelectorAll(".stand__bell")]) {
      for (const name of ["count", "unread"]) slot(place, name).hidden = !count;
      setText(slot(place, "count"), count);
    }
  }

  ring(kind) {
    this.kinds.push(kind);
    setAttributes(this, { "data-rung": true });
    this.timer ??= setTimeout(() => this.say(), TOGETHER_MS);
  }

  say() {
    announce(ringing(this.kinds));
    this.kinds = [];
    this.timer = undefined;
    setAttributes(this, { "data-rung": false });
  }
}

customElements.define("notice-bell", NoticeBell);
