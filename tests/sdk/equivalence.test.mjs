// What a viewer of the shared vectors is sent makes the states that Python says it makes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { canonicalText } from "../../static/js/sdk/canonical.js";
import { createReducer } from "../../static/js/sdk/reducer.js";
import { vectors } from "./vectors.mjs";

for (const [number, { stream, messages, states }] of vectors("equivalence").entries()) {
  test(`viewing ${number}, of ${stream}, goes through the states Python goes through`, () => {
    const reducer = createReducer();

    const held = messages.map((message) => {
      assert.equal(reducer[message.t](message).outcome, "applied");
      return canonicalText(reducer.state);
    });

    assert.deepEqual(held, states.map(canonicalText));
  });
}
