// What passes on a line besides states: who is here, what is told of us, and when to come back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, bench, frame, goal, handPage, snapshot } from "./bench.mjs";

function following(options) {
  const set = bench(options);
  const states = [];
  const notices = [];
  const topic = set.client.topic(KEY);
  topic.onState((state) => states.push(state));
  topic.onNotice((notice) => notices.push(notice.offset));
  return { ...set, topic, states, notices };
}

function held(offset, options) {
  const set = following(options);
  const line = set.greet();
  line.say(snapshot(offset, { n: offset }));
  return { ...set, line };
}

test("a viewer who declines says so, and acknowledges nothing", () => {
  const { line, clock } = held(5, { measure: false });

  clock.move(2_000);

  assert.deepEqual(line.sent[0], { t: "connect", token: "first", measure: false });
  assert.deepEqual(line.told("ack"), []);
});

test("hiding is acknowledged though nothing new was applied", () => {
  const { page, surroundings } = handPage();
  const { line, clock } = held(5, { surroundings });
  clock.move(1_000);

  page.isSeen = false;
  clock.move(1_000);

  assert.deepEqual(line.told("ack").map(({ offset, visible }) => [offset, visible]), [[5, true], [5, false]]);
});

test("a listener's fault is reported, and nobody else's", () => {
  const faults = [];
  const report = (fault) => faults.push(fault.message);
  const { greet, topic, states, notices } = following({ report });
  topic.onState(() => {
    throw new Error("mine");
  });
  topic.onNotice(() => {
    throw new Error("mine too");
  });
  const line = greet();
  line.say(snapshot(5, { n: 5 }));

  line.say(frame(5, 6, { n: 6 }, [goal(6)]));
  line.say(frame(6, 7, { n: 7 }));

  assert.deepEqual(faults, ["mine", "mine", "mine too", "mine"]);
  assert.deepEqual(states, [{ n: 5 }, { n: 6 }, { n: 7 }]);
  assert.deepEqual(notices, [6]);
});

test("how many are here is told when it changes, and at once to who listens late", () => {
  const { line, topic } = held(5);
  const early = [];
  const late = [];
  topic.onPresence((presence) => early.push(presence));

  line.say({ t: "presence", topic: KEY, count: 3, exact: true });
  line.say({ t: "presence", topic: KEY, count: 1_200, exact: false });
  topic.onPresence((presence) => late.push(presence));

  assert.deepEqual(early, [{ count: 3, exact: true }, { count: 1_200, exact: false }]);
  assert.deepEqual(late, [{ count: 1_200, exact: false }]);
});

test("hello says how far behind this viewer is kept", () => {
  const { client, lines } = bench();
  const before = client.delayS;
  lines[0].open();

  lines[0].say({ t: "hello", at: 0, heartbeat_ms: 1_000, ack_ms: 1_000, token_expires_at: 0, delay_s: 30 });

  assert.deepEqual([before, client.delayS], [0, 30]);
});

test("a refusal without a name is told with how long to wait", () => {
  const { greet, client } = bench();
  const faults = [];
  client.onError((fault) => faults.push(fault));

  greet().say({ t: "error", code: "too_many", retry_after_ms: 250 });

  assert.deepEqual(faults, [{ code: "too_many", detail: "", retryAfterMs: 250 }]);
});

test("a server that was switched off is not tried again at once", () => {
  const { greet, lines, clock, client } = following();
  greet().drop(4_009);

  clock.move(14_999);
  const before = lines.length;
  clock.move(1);

  assert.equal(before, 1);
  assert.equal(lines.length, 2);
  assert.equal(client.status.code, 4_009);
});

test("what an earlier server said of coming back is not asked of the next", () => {
  const { greet, lines, clock } = following();
  greet().say({ t: "drain", reconnect_in_ms: 30_000 });
  lines[0].drop(1_006);
  clock.move(100);

  greet().drop(4_000);
  clock.move(1_000);

  assert.equal(lines.length, 3);
});

test("waking while a token is fetched dials once", async () => {
  const { greet, lines, clock, client } = following({ freshToken: async () => "third" });
  greet().drop(4_100);
  clock.move(100);

  client.wake();
  await new Promise(setImmediate);

  assert.equal(lines.length, 2);
});
