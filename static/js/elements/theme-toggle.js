// Light or dark, kept in a cookie so that the server renders it and nothing flashes.

import { setAttributes } from "../dom.js";
import { onKey } from "../keys.js";

const YEAR_S = 365 * 24 * 3600;
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

class ThemeToggle extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", () => this.toggle());
    system.addEventListener("change", () => this.show());
    onKey("t", () => this.toggle());
    this.show();
  }

  get isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  }

  toggle() {
    root.dataset.theme = this.isDark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`;
    this.show();
  }

  show() {
    setAttributes(this.button, { "aria-pressed": String(this.isDark) });
  }
}

customElements.define("theme-toggle", ThemeToggle);
