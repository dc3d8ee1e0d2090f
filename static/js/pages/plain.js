// What every page carries.

import "../elements/theme-toggle.js";
import "../elements/key-help.js";
import "../elements/viewing-bar.js";
import "../drafts.js";

// Who is signed in has a bell, and a page that is else quiet is then live.
if (document.querySelector("notice-bell")) import("../elements/notice-bell.js");
