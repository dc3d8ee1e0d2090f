// The client on a bench: what it asks, what it tells, and what it does when the line fails.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, SERVER_MS, bench, frame, goal, snapshot } from "./bench.mjs";

function following(options) {
  const set = bench(options);
  const states = [];
  const notices = [];
  const topic = set.client.topic(KEY);
  const stops = [
    topic.onState((state) => states.push(state)),
    topic.onNotice((notice, state) => notices.push([notice.offset, state])),
  ];
  return { ...set, greet: set.greet, states, notices, stops };
}

test("it connects with its token, then asks for its topics, before any answer", () => {
  const { lines } = following();

  lines[0].open();

  assert.equal(lines[0].subprotocol, "terrace.v1");
  assert.deepEqual(lines[0].sent, [
    { t: "connect", token: "first" },
    { t: "subscribe", topic: KEY },
  ]);
});

test("a snapshot and frames that follow one another are told as states", () => {
  const { greet, states } = following();
  const line = greet();

  line.say(snapshot(5, { score: { home: 0 } }));
  line.say(frame(5, 7, { score: { home: 1 } }));
  line.say(frame(7, 8, { minute: 3 }));

  assert.deepEqual(states, [
    { score: { home: 0 } },
    { score: { home: 1 } },
    { score: { home: 1 }, minute: 3 },
  ]);
});

test("after a gap it asks once, from where it stands, and takes the one frame that mends it", () => {
  const { greet, states } = following();
  const line = greet();
  line.say(snapshot(5, { n: 5 }));

  line.say(frame(6, 7, { n: 7 }));
  line.say(frame(7, 8, { n: 8 }));
  line.say({ t: "resumed", topic: KEY, epoch: 1, from: 5, to: 8 });
  line.say(frame(5, 8, { n: 8 }));
  line.say(frame(8, 9, { n: 9 }));

  assert.deepEqual(line.told("subscribe").slice(1), [
    { t: "subscribe", topic: KEY, epoch: 1, offset: 5 },
  ]);
  assert.deepEqual(states, [{ n: 5 }, { n: 8 }, { n: 9 }]);
});

test("a frame that has been seen is not told again", () => {
  const { greet, states, notices } = following();
  const line = greet();
  line.say(snapshot(5, { n: 5 }));

  line.say(frame(5, 6, { n: 6 }, [goal(6)]));
  line.say(frame(5, 6, { n: 6 }, [goal(6)]));

  assert.deepEqual(states, [{ n: 5 }, { n: 6 }]);
  assert.deepEqual(notices, [[6, { n: 6 }]]);
});

test("a state whose digest is wrong is not shown, and a fresh one is asked for", () => {
  const { greet, states } = following();
  const line = greet();
  line.say(snapshot(5, { n: 5 }));

  line.say({ ...frame(5, 6, { n: 6 }), digest: "0".repeat(64) });

  assert.deepEqual(line.told("subscribe").at(-1), { t: "subscribe", topic: KEY });
  assert.deepEqual(states, [{ n: 5 }]);
});

test("a lost line is dialled again within 100 ms and resumed from where the client stands", () => {
  const { greet, lines, clock, phases } = following();
  greet().say(snapshot(5, { n: 5 }));

  lines[0].drop();
  clock.move(100);
  lines[1].open();

  assert.equal(lines.length, 2);
  assert.deepEqual(lines[1].sent, [
    { t: "connect", token: "second" },
    { t: "subscribe", topic: KEY, epoch: 1, offset: 5 },
  ]);
  assert.deepEqual(phases, ["connecting", "live", "reconnecting"]);
});

test("waits grow while the line keeps failing, and never past ten seconds", () => {
  const { lines, clock } = bench();
  const waits = [];

  for (let count = 1; count < 12; count += 1) {
    const lost = clock.now();
    lines.at(-1).drop();
    while (lines.length === count) clock.move(1);
    waits.push(clock.now() - lost);
  }

  assert.deepEqual(waits.slice(0, 5), [50, 187, 375, 750, 1_500]);
  assert.ok(waits.every((wait) => wait <= 10_000));
  assert.equal(waits.at(-1), 7_500);
});

test("a line that says nothing for two and a half heartbeats is passed over", () => {
  const { greet, lines, clock, phases } = following();
  const line = greet();

  clock.move(1_000);
  line.say({ t: "heartbeat", at: SERVER_MS + 1_000 });
  clock.move(2_499);
  const before = phases.at(-1);
  clock.move(1);

  assert.equal(before, "live");
  assert.equal(phases.at(-1), "reconnecting");
  clock.move(100);
  assert.equal(lines.length, 2);
});

test("a line that never greets is dropped after five seconds", () => {
  const { lines, clock } = bench();
  lines[0].open();

  clock.move(5_100);

  assert.equal(lines.length, 2);
});

test("close codes from 4500 on stop it for good", () => {
  const { greet, lines, clock, client } = following();

  greet().drop(4_501);
  clock.move(60_000);

  assert.equal(client.status.phase, "stopped");
  assert.equal(client.status.code, 4_501);
  assert.equal(lines.length, 1);
});

test("a draining server says when to come back, and is believed", () => {
  const { greet, lines, clock } = following();
  const line = greet();

  line.say({ t: "drain", reconnect_in_ms: 3_000 });
  line.drop(4_000);
  clock.move(2_999);
  const before = lines.length;
  clock.move(1);

  assert.equal(before, 1);
  assert.equal(lines.length, 2);
});

test("an expired token is replaced before it dials again", async () => {
  const { greet, lines, clock } = following({ freshToken: async () => "third" });

  greet().drop(4_100);
  clock.move(100);
  await Promise.resolve();
  await Promise.resolve();
  lines[1].open();

  assert.deepEqual(lines[1].sent[0], { t: "connect", token: "third" });
});

test("without a way to a fresh token an expired one stops it", () => {
  const { greet, client } = following();

  greet().drop(4_100);

  assert.equal(client.status.phase, "stopped");
});

test("it renews its token at half its life", () => {
  const { greet, lines, clock } = following();
  const line = greet();
  const beat = () => line.say({ t: "heartbeat", at: SERVER_MS });

  for (let second = 0; second < 300; second += 1) {
    clock.move(1_000);
    beat();
  }

  assert.equal(line.told("renew").length, 1);
  line.say({ t: "token", token: "third", expires_at: SERVER_MS + 900_000 });
  line.drop();
  clock.move(100);
  lines[1].open();
  assert.deepEqual(lines[1].sent[0], { t: "connect", token: "third" });
});

test("it acknowledges what it has applied, once a second, and only when it is new", () => {
  const { greet, clock } = following({ surroundings: { isVisible: () => false, onTurn() {} } });
  const line = greet();
  line.say(snapshot(5, { n: 5 }));

  clock.move(1_000);
  clock.move(1_000);
  line.say(frame(5, 6, { n: 6 }));
  clock.move(1_000);

  assert.deepEqual(line.told("ack"), [
    { t: "ack", topic: KEY, offset: 5, visible: false },
    { t: "ack", topic: KEY, offset: 6, visible: false },
  ]);
});

test("the server's time is told by the quickest echo", () => {
  const { greet, clock, client } = following();
  const line = greet();
  const [{ at }] = line.told("ping");

  clock.move(40);
  line.say({ t: "pong", at, server_at: SERVER_MS + 20 });

  assert.equal(client.serverNow(), SERVER_MS + 40);
  assert.equal(client.ageMs(), 20);
});

test("a topic is left when nobody listens any more", () => {
  const { greet, stops } = following();
  const line = greet();

  stops[0]();
  const before = line.told("unsubscribe");
  stops[1]();

  assert.deepEqual(before, []);
  assert.deepEqual(line.told("unsubscribe"), [{ t: "unsubscribe", topic: KEY }]);
});

test("who listens late is told at once what is held", () => {
  const { greet, client } = following();
  greet().say(snapshot(5, { n: 5 }));
  const told = [];

  client.topic(KEY).onState((state) => told.push(state));

  assert.deepEqual(told, [{ n: 5 }]);
});

test("a rejection is told with its code", () => {
  const { greet, client } = following();
  const codes = [];
  client.topic(KEY).onRejected((code) => codes.push(code));

  greet().say({ t: "rejected", topic: KEY, code: "unknown_topic" });

  assert.deepEqual(codes, ["unknown_topic"]);
});

test("it is in step once every topic was answered, and no longer when the line is lost", () => {
  const { greet, client, lines } = following();
  client.topic("match.other").onState(() => {});
  const steps = [client.isInStep];

  const line = greet();
  steps.push(client.isInStep);
  line.say(snapshot(5, { n: 5 }));
  steps.push(client.isInStep);
  line.say({ t: "rejected", topic: "match.other", code: "unknown_topic" });
  steps.push(client.isInStep);
  line.say(frame(7, 8, { n: 8 }));
  steps.push(client.isInStep);
  lines[0].drop();
  steps.push(client.isInStep);

  assert.deepEqual(steps, [false, false, false, true, false, false]);
});

test("resting hangs up, and waking resumes at once", () => {
  const { greet, client, lines, clock } = following();
  greet().say(snapshot(5, { n: 5 }));

  client.rest();
  clock.move(60_000);
  const whileResting = lines.length;
  client.wake();
  lines[1].open();

  assert.equal(whileResting, 1);
  assert.equal(client.status.phase, "reconnecting");
  assert.deepEqual(lines[1].told("subscribe"), [
    { t: "subscribe", topic: KEY, epoch: 1, offset: 5 },
  ]);
});

test("what is no message, or none it knows, changes nothing", () => {
  const { greet, states, client } = following();
  const line = greet();

  line.onmessage({ data: "not json" });
  line.say({ t: "weather", topic: KEY });
  line.say({ ...frame(0, 1, { n: 1 }), topic: "match.other" });

  assert.deepEqual(states, []);
  assert.equal(client.status.phase, "live");
});

test("a state that is told is never changed afterwards", () => {
  const { greet, states } = following();
  const line = greet();
  line.say(snapshot(5, { deep: { n: 5 }, kept: { m: 1 } }));

  line.say(frame(5, 6, { deep: { n: 6 } }));

  assert.deepEqual(states[0], { deep: { n: 5 }, kept: { m: 1 } });
  assert.equal(states[0].kept, states[1].kept);
});
