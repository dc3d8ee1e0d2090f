// What the client does with answers that are lost, late, repeated or refused, and when to come back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, bench, frame, goal, handPage, skip, snapshot } from "./bench.mjs";

const DRIFTED = "0".repeat(64);

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

/** A new line after a loss, opened and greeted. */
function redialled({ lines, clock, greet }) {
  lines.at(-1).drop();
  clock.move(100);
  return greet();
}

const asked = (line) => line.told("subscribe").map(({ epoch, offset }) => [epoch, offset]);

test("offsets that hold nothing are stepped over and told to nobody", () => {
  const { line, states, clock } = held(5);

  line.say(skip(5, 7));
  line.say(frame(7, 8, { n: 8 }));
  clock.move(1_000);

  assert.deepEqual(states, [{ n: 5 }, { n: 8 }]);
  assert.deepEqual(asked(line), [[undefined, undefined]]);
  assert.equal(line.told("ack").at(-1).offset, 8);
});

test("a skip that does not follow is a gap like any other", () => {
  const { line, states } = held(5);

  line.say(skip(6, 7));

  assert.deepEqual(asked(line).slice(1), [[1, 5]]);
  assert.deepEqual(states, [{ n: 5 }]);
});

test("however many frames come while it asks, it asks once", () => {
  const { line, states } = held(5);

  for (let from = 6; from < 26; from += 1) line.say(frame(from, from + 1, { n: from + 1 }));

  assert.deepEqual(asked(line).slice(1), [[1, 5]]);
  assert.deepEqual(states, [{ n: 5 }]);
});

test("two frames swapped cost one question, and no wrong state between", () => {
  const { line, states } = held(5);

  line.say(frame(6, 7, { n: 7 }));
  line.say(frame(5, 6, { n: 6 }));
  line.say({ t: "resumed", topic: KEY, epoch: 1, from: 5, to: 7 });
  line.say(frame(5, 7, { n: 7 }));

  assert.deepEqual(asked(line).slice(1), [[1, 5]]);
  assert.deepEqual(states, [{ n: 5 }, { n: 7 }]);
});

test("a question nobody answers is asked again after three seconds", () => {
  const { line, clock } = held(5);
  line.say(frame(6, 7, {}));
  const beat = (ms) => {
    clock.move(ms);
    line.say({ t: "heartbeat", at: 0 });
  };

  beat(1_500);
  beat(1_499);
  const before = asked(line).length;
  beat(1);

  assert.equal(before, 2);
  assert.deepEqual(asked(line).slice(1), [[1, 5], [1, 5]]);
});

test("what is left while it asks is asked for no more", () => {
  const { greet, client, clock } = bench();
  const line = greet();
  const stop = client.topic(KEY).onState(() => {});

  stop();
  clock.move(1_500);
  line.say({ t: "heartbeat", at: 0 });
  clock.move(2_000);

  assert.equal(line.told("subscribe").length, 1);
});

test("on a new line the frame that follows says that a lost answer was yes", () => {
  const set = held(5);
  const line = redialled(set);

  line.say(frame(5, 9, { n: 9 }));
  line.say({ t: "resumed", topic: KEY, epoch: 1, from: 5, to: 9 });
  line.say(frame(9, 10, { n: 10 }));

  assert.deepEqual(asked(line), [[1, 5]]);
  assert.deepEqual(set.states, [{ n: 5 }, { n: 9 }, { n: 10 }]);
});

test("on a new line a second frame that does not follow says that the answer was lost", () => {
  const set = following();
  const line = set.greet();

  line.say(frame(5, 6, { n: 6 }));
  const afterOne = asked(line).length;
  line.say(frame(6, 7, { n: 7 }));
  line.say(snapshot(7, { n: 7 }));

  assert.equal(afterOne, 1);
  assert.equal(asked(line).length, 2);
  assert.deepEqual(set.states, [{ n: 7 }]);
});

test("resumed from elsewhere is no answer: it asks for the whole state, once", () => {
  const set = held(5);
  const line = redialled(set);

  line.say({ t: "resumed", topic: KEY, epoch: 1, from: 4, to: 8 });
  line.say(frame(4, 8, { n: 8 }));
  line.say(snapshot(8, { n: 8 }));

  assert.deepEqual(asked(line), [[1, 5], [undefined, undefined]]);
  assert.deepEqual(set.states, [{ n: 5 }, { n: 8 }]);
});

test("a snapshot that drifts is not shown and asked for again a second later, not at every frame", () => {
  const { greet, clock, states } = following();
  const line = greet();

  line.say({ ...snapshot(5, { n: 5 }), digest: DRIFTED });
  line.say(frame(5, 6, { n: 6 }));
  line.say(frame(6, 7, { n: 7 }));
  const before = asked(line).length;
  clock.move(1_000);
  line.say(snapshot(7, { n: 7 }));

  assert.equal(before, 1);
  assert.equal(asked(line).length, 2);
  assert.deepEqual(states, [{ n: 7 }]);
});

test("a topic that cannot be read just now is asked for again; one that is not, never", () => {
  const { greet, clock } = following();
  const line = greet();
  const beat = () => {
    clock.move(1_500);
    line.say({ t: "heartbeat", at: 0 });
  };

  line.say({ t: "rejected", topic: KEY, code: "unavailable" });
  beat();
  line.say({ t: "rejected", topic: KEY, code: "unknown_topic" });
  Array.from({ length: 20 }, beat);

  assert.equal(asked(line).length, 2);
});

test("another epoch begins afresh: its lower offsets are shown, told and acknowledged", () => {
  const set = held(50);
  set.line.say(frame(50, 51, { n: 51 }, [goal(51)]));
  const line = redialled(set);

  line.say({ ...snapshot(3, { n: 3 }), epoch: 2 });
  line.say({ ...frame(3, 4, { n: 4 }, [goal(4)]), epoch: 2 });
  set.clock.move(1_000);

  assert.deepEqual(set.states, [{ n: 50 }, { n: 51 }, { n: 3 }, { n: 4 }]);
  assert.deepEqual(set.notices, [51, 4]);
  assert.equal(line.told("ack").at(-1).offset, 4);
});

test("a notice is told once, though a resync goes back behind it", () => {
  const { line, notices } = held(5);
  line.say(frame(5, 6, { n: 6 }, [goal(6)]));

  line.say({ ...frame(6, 7, { n: 7 }), digest: DRIFTED });
  line.say(snapshot(5, { n: 5 }));
  line.say(frame(5, 7, { n: 7 }, [goal(6), goal(7)]));

  assert.deepEqual(notices, [6, 7]);
});

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
