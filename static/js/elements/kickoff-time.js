// When a match begins, by the viewer's own clock; close to it, what is left until then instead of the day.

import { setText } from "../dom.js";
import { live } from "../live.js";
import { countdown } from "../presenters/kickoff.js";
import { everySecond } from "../ticker.js";

const HOUR = { hour: "2-digit", minute: "2-digit" };
const DAY = { weekday: "short", day: "numeric", month: "short" };

class KickoffTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    const { lang } = document.documentElement;
    this.at = new Date(time.dateTime);
    [this.hour, this.day] = time.children;
    this.left = this.querySelector(".kickoff__left");
    setText(this.hour, this.at.toLocaleTimeString(lang, HOUR));
    setText(this.day, this.at.toLocaleDateString(lang, DAY));
    this.stop = everySecond(() => this.show());
  }

  disconnectedCallback() {
    this.stop();
  }

  show() {
    const { client } = live();
    const now = client.ageMs() === Infinity ? Date.now() : client.serverNow();
    const left = countdown(this.at.getTime() - now);
    setText(this.left, left);
    this.left.hidden = !left;
    this.day.hidden = Boolean(left);
  }
}

customElements.define("kickoff-time", KickoffTime);
