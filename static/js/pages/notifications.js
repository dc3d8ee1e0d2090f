// The page of notices.

import "./plain.js";
import "../elements/live-announcer.js";
import "../elements/live-bar.js";
import "../elements/notice-list.js";
