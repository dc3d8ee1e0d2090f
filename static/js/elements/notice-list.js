// The list of notices: what was read elsewhere is read here, and what is new waits to be asked for.

import { setAttributes, setText, slot } from "../dom.js";
import { live } from "../live.js";
import { newer, readUntil } from "../presenters/notifications.js";

class NoticeList extends HTMLElement {
  connectedCallback() {
    const { topic, until } = this.dataset;
    this.until = Number(until);
    this.form = slot(this, "read");
    this.form.addEventListener("submit", (event) => this.read(event));
    this.unfollow = live().follow(topic, { onState: (bell) => this.show(bell) });
  }

  disconnectedCallback() {
    this.unfollow();
  }

  show(bell) {
    for (const line of this.querySelectorAll(".notice")) {
      const held = bell.notices[line.id];
      setAttributes(line, { "data-unread": Number(line.dataset.n) > bell.read });
      if (held) setAttributes(line, { "data-struck": Boolean(held.struck) });
    }
    this.form.hidden = bell.read >= this.until;
    const fresh = newer(bell, this.until);
    slot(this, "fresh").hidden = !fresh;
    setText(slot(this, "fresh-words"), `Show ${fresh} new`);
  }

  /** Without a line the form is sent as it is. */
  async read(event) {
    const { client } = live();
    if (client.status.phase !== "live") return;
    event.preventDefault();
    const { until } = this;
    const sent = client.send({
      name: "user.notices_read",
      data: { until },
      topic: this.dataset.topic,
      apply: (bell) => readUntil(bell, until),
    });
    const { outcome } = await sent.answer;
    if (outcome === "refused") this.form.submit();
  }
}

customElements.define("notice-list", NoticeList);
