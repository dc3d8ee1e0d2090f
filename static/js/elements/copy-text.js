// A text with a button that copies it; without a clipboard there is no button, and the text is selectable.

import { setText } from "../dom.js";

class CopyText extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard) return;
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const told = this.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(this.querySelector("pre").textContent);
      setText(told, "Copied");
    } catch {
      setText(told, "Not copied: select the text instead");
    }
  }
}

customElements.define("copy-text", CopyText);
