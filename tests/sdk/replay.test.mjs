// Whatever a server spoils, what is shown is true; and the same recording makes the same trace.

import assert from "node:assert/strict";
import { test } from "node:test";

import { replay } from "./recorder.mjs";
import { unruly } from "./unruly.mjs";

const SEEDS = 40;
const TICKS = 150;
const RUNS = 100;

const told = (trace, what) => trace.map(JSON.parse).filter(([each]) => each === what).map(([, each]) => each);
const unmarked = (state) =>
  Object.fromEntries(Object.entries(state).filter(([key]) => !key.startsWith("mark_")));

test("only true states are shown, each notice once, and all arrives, whatever is spoiled", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { trace, server, client } = unruly(seed, TICKS);
    const states = told(trace, "state");
    const notices = told(trace, "notice").map(({ notice }) => notice.id);
    const offsets = states.map(({ shown }) => shown.offset);

    for (const { state, shown } of states) {
      assert.deepEqual(unmarked(state), server.truths[shown.offset], `seed ${seed}`);
    }
    assert.deepEqual(offsets, offsets.toSorted((one, other) => one - other), `seed ${seed}`);
    assert.equal(new Set(notices).size, notices.length, `seed ${seed}`);
    assert.deepEqual(states.at(-1).state, server.truths[server.head], `seed ${seed}`);
    assert.equal(client.pending, 0, `seed ${seed}`);
  }
});

test("every command is answered once, and done at most once", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { trace, server } = unruly(seed, TICKS);
    const turns = told(trace, "command");
    const answered = turns.filter(({ outcome }) => outcome !== null);

    assert.equal(turns.length, 2 * answered.length, `seed ${seed}`);
    for (const { op, outcome } of answered) assert.equal(server.done.get(op).t, outcome, `seed ${seed}`);
  }
});

test("a recording makes the trace it was made of, byte for byte, a hundred times", () => {
  const { trace, recording } = unruly(11, TICKS);
  const kept = JSON.stringify(recording);

  const traces = new Set(Array.from({ length: RUNS }, () => replay(JSON.parse(kept))));

  assert.deepEqual([...traces], [trace.join("\n")]);
});
