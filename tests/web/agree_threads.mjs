// Reads states of threads, a match's and names that Python made (argv[2]); prints what JavaScript would show.

import { readFileSync } from "node:fs";

import { Names } from "../../static/js/presenters/names.js";
import { thread } from "../../static/js/presenters/thread.js";
import { canonicalText } from "../../static/js/sdk/canonical.js";

const { names, match, states } = JSON.parse(readFileSync(process.argv[2], "utf8"));

for (const state of states) console.log(canonicalText(thread(state, match, new Names(names))));
