// Canonical JSON and SHA-256: the bytes and digests that Python has for the same vectors.

import assert from "node:assert/strict";
import { test } from "node:test";

import { OutsideDomainError, canonicalText, digest } from "../../static/js/sdk/canonical.js";
import { sha256 } from "../../static/js/sdk/sha256.js";
import { vectors } from "./vectors.mjs";

const { inside, outside, sha256: hashes } = vectors("canonical");

for (const { json, canonical, sha256: wanted } of inside) {
  test(`${json.slice(0, 40)} has Python's bytes and digest`, () => {
    assert.equal(canonicalText(JSON.parse(json)), canonical);
    assert.equal(digest(JSON.parse(json)), wanted);
  });
}

for (const { json, pointer } of outside) {
  test(`${json.slice(0, 40)} is refused where it is wrong`, () => {
    assert.throws(
      () => canonicalText(JSON.parse(json)),
      (refused) => refused instanceof OutsideDomainError && refused.pointer === pointer,
    );
  });
}

for (const [value, pointer] of [
  [{ a: ["b", "\ud800"] }, "/a/1"],
  [{ a: { "\udfff": 1 } }, "/a"],
  [[undefined], "/0"],
  [{ a: 1n }, "/a"],
  [{ a: NaN }, "/a"],
]) {
  test(`${pointer} of a value that JSON cannot carry is refused`, () => {
    assert.throws(() => canonicalText(value), { name: "OutsideDomainError", pointer });
  });
}

for (const { text, sha256: wanted } of hashes) {
  test(`${text.length} letters, ${text.slice(0, 12)}, have their SHA-256`, () => {
    assert.equal(sha256(text), wanted);
  });
}
