// Paused, a page stands still without losing where the match is, and knows what it misses.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, bench, frame, goal, skip, snapshot } from "./bench.mjs";

function watching() {
  const set = bench();
  const told = { states: [], notices: [], pauses: [] };
  set.client.topic(KEY).onState((state, { offset }) => told.states.push([offset, state.n]));
  set.client.topic(KEY).onNotice(({ offset }) => told.notices.push(offset));
  set.client.onPause(({ isPaused, missed, notices }) => told.pauses.push([isPaused, missed, notices]));
  return { ...set, told, line: set.greet() };
}

test("paused, nothing is told but what is missed", () => {
  const { client, line, told } = watching();
  line.say(snapshot(10, { n: 10 }));

  client.pause();
  line.say(frame(10, 12, { n: 12 }, [goal(12)]));
  line.say(skip(12, 20));
  line.say(frame(20, 47, { n: 47 }));

  assert.deepEqual(told.states, [[10, 10]]);
  assert.deepEqual(told.notices, []);
  assert.deepEqual(told.pauses, [[false, 0, 0], [true, 0, 0], [true, 2, 1], [true, 2, 1], [true, 29, 1]]);
});

test("resumed, the newest state is told once and nothing is missed any more", () => {
  const { client, line, told } = watching();
  line.say(snapshot(10, { n: 10 }));
  client.pause();
  line.say(frame(10, 12, { n: 12 }));
  line.say(frame(12, 13, { n: 13 }, [goal(13)]));

  client.resume();
  line.say(frame(13, 14, { n: 14 }));

  assert.deepEqual(told.states, [[10, 10], [13, 13], [14, 14]]);
  assert.deepEqual(told.notices, []);
  assert.deepEqual(told.pauses.at(-1), [false, 0, 0]);
});

test("resumed with nothing new, nothing is told again", () => {
  const { client, line, told } = watching();
  line.say(snapshot(10, { n: 10 }));

  client.pause();
  client.resume();

  assert.deepEqual(told.states, [[10, 10]]);
});

test("paused, the client goes on keeping up: it acknowledges and asks as ever", () => {
  const { client, line, clock } = watching();
  line.say(snapshot(10, { n: 10 }));
  client.pause();

  line.say(frame(10, 12, { n: 12 }));
  clock.move(1_000);
  line.say(frame(14, 15, { n: 15 }));

  assert.equal(line.told("ack").at(-1).offset, 12);
  assert.deepEqual(line.told("subscribe").at(-1), { t: "subscribe", topic: KEY, epoch: 1, offset: 12 });
});

test("the first state of a topic is told even when paused, for there is nothing to hold still", () => {
  const { client, line, told } = watching();

  client.pause();
  line.say(snapshot(10, { n: 10 }));
  line.say(frame(10, 11, { n: 11 }));

  assert.deepEqual(told.states, [[10, 10]]);
});

test("who listens while paused is shown what the others are shown", () => {
  const { client, line } = watching();
  line.say(snapshot(10, { n: 10 }));
  client.pause();
  line.say(frame(10, 12, { n: 12 }));
  const late = [];

  client.topic(KEY).onState((state) => late.push(state.n));
  client.resume();

  assert.deepEqual(late, [10, 12]);
});

test("a snapshot that comes while paused counts what it is newer by", () => {
  const { client, line, told } = watching();
  line.say(snapshot(10, { n: 10 }));
  client.pause();

  line.say(snapshot(47, { n: 47 }));

  assert.deepEqual(told.pauses.at(-1), [true, 37, 0]);
});
