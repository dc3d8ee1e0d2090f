// Merge patches: RFC 7396's table and ours, as in tests/core/test_patch.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { canonicalText } from "../../static/js/sdk/canonical.js";
import { applyPatch } from "../../static/js/sdk/merge-patch.js";
import { vectors } from "./vectors.mjs";

const { rfc7396, ours } = vectors("merge_patch");

for (const { state, patch, result } of [...rfc7396, ...ours]) {
  test(`${JSON.stringify(patch)} applied to ${JSON.stringify(state)}`, () => {
    const written = JSON.stringify([state, patch]);

    const patched = applyPatch(patch, state);

    assert.equal(canonicalText(patched), canonicalText(result));
    assert.equal(JSON.stringify([state, patch]), written);
  });
}

test("what does not change is shared", () => {
  const state = { still: { x: 1 }, moved: { x: 1, deep: { y: 2 } } };

  const patched = applyPatch({ moved: { x: 2 } }, state);

  assert.equal(patched.still, state.still);
  assert.equal(patched.moved.deep, state.moved.deep);
  assert.deepEqual(patched.moved, { x: 2, deep: { y: 2 } });
});

test("a patch cannot reach the prototype of anything", () => {
  applyPatch(JSON.parse('{"__proto__":{"reached":1},"constructor":{"prototype":{"reached":1}}}'), {});

  assert.equal({}.reached, undefined);
});
