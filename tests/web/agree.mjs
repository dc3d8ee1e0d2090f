// Reads states and names that Python made (argv[2]); prints, one a line, what JavaScript would show.

import { readFileSync } from "node:fs";

import { canonicalText } from "../../static/js/sdk/canonical.js";
import { shown } from "./pages.mjs";

const { names, states } = JSON.parse(readFileSync(process.argv[2], "utf8"));

for (const state of states) console.log(canonicalText(shown(state, names)));
