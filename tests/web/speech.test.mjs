// What is said aloud comes one sentence at a time, and the polite queue never piles up.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createSpeech } from "../../static/js/speech.js";
import { handClock } from "../sdk/bench.mjs";

function voice() {
  const said = [];
  const clock = handClock();
  const speech = createSpeech({ say: (words) => said.push(words), after: clock.after });
  return { said, clock, speech };
}

test("the first sentence is said at once, the next in turn", () => {
  const { said, clock, speech } = voice();

  speech.add("Goal.");
  speech.add("Yellow card.");
  const atOnce = [...said];
  clock.move(3_500);

  assert.deepEqual(atOnce, ["Goal."]);
  assert.deepEqual(said, ["Goal.", "Yellow card."]);
});

test("when too much waits the oldest gives way", () => {
  const { said, clock, speech } = voice();

  ["a", "b", "c", "d", "e"].forEach((words) => speech.add(words));
  clock.move(60_000);

  assert.deepEqual(said, ["a", "c", "d", "e"]);
});

test("an answer comes at once, in place of what waits, and the queue goes on after it", () => {
  const { said, clock, speech } = voice();
  ["a", "b"].forEach((words) => speech.add(words));

  speech.answer("Paused.");
  speech.add("c");
  const atOnce = [...said];
  clock.move(3_500);

  assert.deepEqual(atOnce, ["a", "Paused."]);
  assert.deepEqual(said, ["a", "Paused.", "c"]);
});
