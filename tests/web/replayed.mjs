// Plays pages of operations with the SDK's reducer and prints the states they end at.

import { readFileSync } from "node:fs";

import { canonicalText } from "../../static/js/sdk/canonical.js";
import { createReducer } from "../../static/js/sdk/reducer.js";

const { moment, pages } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const held = new Map();
for (const { topic, ...snapshot } of moment.topics) {
  held.set(topic, createReducer());
  held.get(topic).snapshot(snapshot);
}
for (const { operations } of pages) {
  for (const { topic, ...frame } of operations) {
    const { outcome } = held.get(topic).frame(frame);
    if (outcome !== "applied") throw new Error(`${topic} ${frame.from}-${frame.to}: ${outcome}`);
  }
}
const states = Object.fromEntries([...held].map(([topic, { state }]) => [topic, state]));
process.stdout.write(`${canonicalText(states)}\n`);
