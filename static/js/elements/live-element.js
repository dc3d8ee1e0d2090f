// What every element that follows a topic shares: it finds its topic, follows it, and lets go.

import { live } from "../live.js";
import { namesOf } from "../presenters/names.js";

export class LiveElement extends HTMLElement {
  connectedCallback() {
    this.names ??= namesOf(document);
    const { topic } = this.closest("[data-topic]").dataset;
    this.unfollow = live().follow(topic, { onState: (state) => this.show(state) });
  }

  disconnectedCallback() {
    this.unfollow?.();
  }
}
