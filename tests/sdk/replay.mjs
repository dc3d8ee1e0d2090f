// Replays the recording in a file (argv[2]) as often as asked (argv[3]); prints each trace that differs from those before.

import { readFileSync } from "node:fs";

import { replay } from "./recorder.mjs";

const recording = JSON.parse(readFileSync(process.argv[2], "utf8"));
const traces = new Set();
for (let run = 0; run < Number(process.argv[3]); run += 1) traces.add(replay(recording));
process.stdout.write([...traces].join("\n---\n"));
