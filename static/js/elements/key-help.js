// The keyboard's list, and the switch for single keys.

import { keysAreOn, onKey, switchKeys } from "../keys.js";

class KeyHelp extends HTMLElement {
  connectedCallback() {
    const [button, dialog] = this.children;
    const choice = this.querySelector("input");
    button.hidden = false;
    const open = () => {
      choice.checked = keysAreOn();
      dialog.showModal();
    };
    button.addEventListener("click", open);
    onKey("?", open);
    choice.addEventListener("change", () => switchKeys(choice.checked));
  }
}

customElements.define("key-help", KeyHelp);
