// What every page carries.

import "../elements/theme-toggle.js";
import "../elements/key-help.js";
