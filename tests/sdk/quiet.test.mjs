// A line that went quiet: kept beside the next one, and gone on with when it speaks first.

import assert from "node:assert/strict";
import { test } from "node:test";

import { HELLO, KEY, bench, frame, snapshot } from "./bench.mjs";

const HEARTBEAT = { t: "heartbeat", at: HELLO.at };

/** A client whose line, which held offset 5, has said nothing for 2.5 heartbeats. */
function quiet(options) {
  const set = bench(options);
  const states = [];
  set.client.topic(KEY).onState((state) => states.push(state));
  const old = set.greet();
  old.say(snapshot(5, { n: 5 }));
  old.sent.length = 0;
  set.clock.move(2_500);
  set.clock.move(100);
  return { ...set, old, states };
}

test("another line is dialled, and the quiet one is asked and kept", () => {
  const { client, lines, old } = quiet();

  assert.equal(client.status.phase, "reconnecting");
  assert.equal(lines.length, 2);
  assert.equal(old.readyState, 1);
  assert.equal(old.told("ping").length, 1);
});

test("the quiet line speaks first: it goes on where it was, and the dial is given up", () => {
  const { client, lines, old, states } = quiet();

  old.say(frame(5, 9, { n: 9 }));

  assert.equal(client.status.phase, "live");
  assert.equal(lines[1].readyState, 3);
  assert.deepEqual(states, [{ n: 5 }, { n: 9 }]);
  assert.deepEqual(old.told("subscribe"), []);
  assert.equal(client.isInStep, true);
});

test("the next line opens first: the quiet one is hung up, and nothing it says counts", () => {
  const { client, lines, old, states, greet } = quiet();

  greet();

  assert.equal(old.readyState, 3);
  assert.equal(old.onmessage, null);
  assert.deepEqual(lines[1].told("subscribe"), [{ t: "subscribe", topic: KEY, epoch: 1, offset: 5 }]);
  assert.deepEqual([client.status.phase, states.length], ["live", 1]);
});

test("a line that goes on is watched again, and given up again", () => {
  const { client, clock, lines, old } = quiet();
  old.say(HEARTBEAT);
  clock.move(2_400);
  const before = client.status.phase;

  clock.move(400);

  assert.deepEqual([before, client.status.phase, lines.length], ["live", "reconnecting", 3]);
  assert.equal(old.readyState, 1);
});

test("a line that goes on asks for a token, since its renewal may have been missed", () => {
  const { old } = quiet();

  old.say(HEARTBEAT);

  assert.equal(old.told("renew").length, 1);
});

test("what was sent in the dark goes by the line that goes on, once", () => {
  const { client, old } = quiet();
  const { op } = client.send({ name: "match.correct_score", data: {} });
  const before = old.told("command").length;

  old.say(HEARTBEAT);

  assert.equal(before, 0);
  assert.deepEqual(old.told("command").map((command) => command.op), [op]);
});

test("a topic first wanted in the dark is asked for on the line that goes on", () => {
  const { client, old } = quiet();
  client.topic("match.match_2").onState(() => {});

  old.say(HEARTBEAT);

  assert.deepEqual(old.told("subscribe"), [{ t: "subscribe", topic: "match.match_2" }]);
});

test("the quiet line ends: the dial goes on alone", () => {
  const { client, lines, old, greet } = quiet();

  old.drop(1_006);
  greet();

  assert.equal(client.status.phase, "live");
  assert.equal(lines.length, 2);
});

test("the quiet line says to stop: everything stops", () => {
  const { client, lines, old } = quiet();

  old.drop(4_504);

  assert.deepEqual([client.status.phase, client.status.code], ["stopped", 4_504]);
  assert.equal(lines[1].readyState, 3);
});

test("dial after dial fails, and the quiet line still goes on", () => {
  const { client, clock, lines, old } = quiet();
  for (let tried = 0; tried < 3; tried += 1) {
    lines.at(-1).drop();
    clock.move(10_000);
  }

  old.say(HEARTBEAT);

  assert.equal(client.status.phase, "live");
  assert.equal(lines.at(-1).readyState, 3);
});

test("resting and stopping hang both up", () => {
  const resting = quiet();
  const stopping = quiet();

  resting.client.rest();
  stopping.client.close();

  for (const { old, lines } of [resting, stopping]) assert.deepEqual([old.readyState, lines[1].readyState], [3, 3]);
});
