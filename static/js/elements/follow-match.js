// Follow a match or a club at a press; the same forms do it without a script, and lead who is signed out.

import { setAttributes } from "../dom.js";
import { live } from "../live.js";
import { refusalWords } from "../presenters/refused.js";
import { answer } from "./live-announcer.js";

class FollowMatch extends HTMLElement {
  connectedCallback() {
    if (!("mine" in this.dataset)) return; // the form leads to signing up, and follows after it
    this.addEventListener("submit", (event) => this.press(event));
  }

  async press(event) {
    event.preventDefault();
    const button = event.submitter;
    const on = button.ariaPressed !== "true";
    setAttributes(button, { "aria-pressed": String(on) });
    const data = { [button.name]: button.value, on };
    const told = await live().client.send({ name: "user.follow", data }).answer;
    if (told.outcome === "confirmed") return;
    setAttributes(button, { "aria-pressed": String(!on) });
    answer(refusalWords(told));
  }
}

customElements.define("follow-match", FollowMatch);
