// The gate holds the page still without losing where the match is; the polite queue never piles up.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createGate } from "../../static/js/gate.js";
import { createSpeech } from "../../static/js/speech.js";
import { handClock } from "../sdk/bench.mjs";

function page() {
  const shown = [];
  let changes = 0;
  const gate = createGate(() => (changes += 1));
  const follower = {};
  const arrive = (offset) => gate.pass(follower, { topic: "match.m", offset }, () => shown.push(offset));
  return { gate, arrive, shown, follower, changes: () => changes };
}

test("an open gate lets every state through", () => {
  const { arrive, shown, gate } = page();

  [1, 2, 5].forEach(arrive);

  assert.deepEqual(shown, [1, 2, 5]);
  assert.equal(gate.missed, 0);
});

test("a shut gate shows nothing new and counts the facts that came", () => {
  const { arrive, shown, gate } = page();
  arrive(10);

  gate.shut();
  [12, 47].forEach(arrive);

  assert.deepEqual(shown, [10]);
  assert.equal(gate.missed, 37);
});

test("an opened gate shows the newest state once", () => {
  const { arrive, shown, gate } = page();
  arrive(10);
  gate.shut();
  [12, 47].forEach(arrive);

  gate.open();
  arrive(48);

  assert.deepEqual(shown, [10, 47, 48]);
  assert.equal(gate.missed, 0);
});

test("the first state of a topic passes even a shut gate, for there is nothing to hold still", () => {
  const { arrive, shown, gate } = page();
  gate.shut();

  arrive(10);

  assert.deepEqual(shown, [10]);
});

test("who has left is shown nothing when the gate opens", () => {
  const { arrive, shown, gate, follower } = page();
  arrive(10);
  gate.shut();
  arrive(11);

  gate.forget(follower);
  gate.open();

  assert.deepEqual(shown, [10]);
});

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
