// What the console's pages carry.

import "../elements/theme-toggle.js";
import "../elements/copy-text.js";
import "../drafts.js";
