// The reducer: what becomes of snapshots and frames in order, missing, repeated and wrong.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createReducer } from "../../static/js/sdk/reducer.js";
import { vectors } from "./vectors.mjs";

for (const { name, steps } of vectors("reducer")) {
  test(name, () => {
    const reducer = createReducer();
    for (const { message, outcome, state, position } of steps) {
      assert.deepEqual(reducer[message.t](message), { outcome, state });
      assert.deepEqual(reducer.state, state);
      assert.deepEqual(reducer.position, position);
    }
  });
}

test("a state once shown is never changed underneath its viewer", () => {
  const reducer = createReducer();
  const { state } = reducer.snapshot({ epoch: 1, offset: 1, state: { score: { home: 0 } } });

  reducer.frame({ epoch: 1, from: 1, to: 2, patch: { score: { home: 1 } } });

  assert.deepEqual(state, { score: { home: 0 } });
  assert.deepEqual(reducer.state, { score: { home: 1 } });
});
