// The keyboard's list, and the switch for single keys.

import { keysAreOn, onKey, switchKeys } from "../keys.js";
import { chooseSpeech, speechMode } from "../talk-speech.js";

class KeyHelp extends HTMLElement {
  connectedCallback() {
    const [button, dialog] = this.children;
    const choice = this.querySelector("input");
    button.hidden = false;
    const speech = this.querySelector("select");
    const open = () => {
      choice.checked = keysAreOn();
      speech.value = speechMode();
      dialog.showModal();
    };
    button.addEventListener("click", open);
    onKey("?", open);
    choice.addEventListener("change", () => switchKeys(choice.checked));
    speech.addEventListener("change", () => chooseSpeech(speech.value));
  }
}

customElements.define("key-help", KeyHelp);
