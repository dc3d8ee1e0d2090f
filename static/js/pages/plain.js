// What every page carries.

import "../elements/theme-toggle.js";
import "../elements/key-help.js";
import "../elements/viewing-bar.js";
import { forgetAll } from "../drafts.js";

// Who is signed in has a bell, and a page that is else quiet is then live.
if (document.querySelector("notice-bell")) import("../elements/notice-bell.js");

// Who signs out, or closes the account, leaves no unsaid word on this machine for whoever comes next.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-signs-out]")) forgetAll();
});
