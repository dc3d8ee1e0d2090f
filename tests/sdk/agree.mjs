// Reads cases that Python made (argv[2]); prints, one a line, what JavaScript makes of each.

import { readFileSync } from "node:fs";

import { digest } from "../../static/js/sdk/canonical.js";
import { applyPatch } from "../../static/js/sdk/merge-patch.js";
import { createReducer } from "../../static/js/sdk/reducer.js";

const { patches, lines } = JSON.parse(readFileSync(process.argv[2], "utf8"));

for (const { state, patch } of patches) console.log(digest(applyPatch(patch, state)));

// Each line carries frames with faults in it; every state the reducer shows is told by its offset.
for (const { snapshot, frames } of lines) {
  const reducer = createReducer();
  const shown = [reducer.snapshot(snapshot), ...frames.map((frame) => reducer.frame(frame))]
    .filter(({ outcome }) => outcome === "applied")
    .map(({ state }) => digest(state));
  console.log(`${reducer.position.offset} ${shown.join(" ")}`);
}
