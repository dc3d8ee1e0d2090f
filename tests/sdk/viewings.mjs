// Reads viewings (argv[2]), a line each: the messages of one viewer, as they came over the wire.
// Prints, a line each, the canonical text of the state that the reducer ends in.

import { readFileSync } from "node:fs";

import { canonicalText } from "../../static/js/sdk/canonical.js";
import { createReducer } from "../../static/js/sdk/reducer.js";
import { readMessage } from "../../static/js/sdk/wire.js";

for (const line of readFileSync(process.argv[2], "utf8").split("\n")) {
  const reducer = createReducer();
  for (const text of JSON.parse(line)) {
    const message = readMessage(text);
    const { outcome } = reducer[message.t](message);
    if (outcome !== "applied") throw new Error(`${outcome} at ${text}`);
  }
  console.log(canonicalText(reducer.state));
}
