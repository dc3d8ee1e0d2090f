// What the client does with answers that are lost, late, repeated or refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, bench, frame, goal, skip, snapshot } from "./bench.mjs";

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

test("behind live, one that is not known is asked for once more when today's would be due", () => {
  const { greet, clock, client } = following();
  const codes = [];
  client.topic(KEY).onRejected((code) => codes.push(code));
  const line = greet({ delay_s: 5 });
  const reject = () => line.say({ t: "rejected", topic: KEY, code: "unknown_topic" });
  const pass = (s) => Array.from({ length: s }, () => {
    clock.move(1_000);
    line.say({ t: "heartbeat", at: 0 });
  });

  reject();
  pass(4);
  const before = asked(line).length;
  pass(1);
  reject();
  pass(20);

  assert.deepEqual([before, asked(line).length], [1, 2]);
  assert.deepEqual(codes, ["unknown_topic", "unknown_topic"]);
});

test("before the first fact no history has begun, and whichever does goes on from there", () => {
  const ofSeven = (message) => ({ ...message, epoch: 7 });
  const begun = () => {
    const set = following();
    set.greet().say({ ...snapshot(0, { n: 0 }), epoch: 0 });
    return { ...set, line: set.line };
  };
  const [set, other] = [begun(), begun()];

  set.line.say(ofSeven(frame(0, 1, { n: 1 }, [goal(1)])));
  const line = redialled(other);
  line.say({ t: "resumed", topic: KEY, epoch: 7, from: 0, to: 1 });
  line.say(ofSeven(frame(0, 1, { n: 1 }, [goal(1)])));
  line.say(ofSeven(frame(1, 2, { n: 2 })));

  assert.deepEqual([set.states, set.notices], [[{ n: 0 }, { n: 1 }], [1]]);
  assert.deepEqual([other.states, other.notices], [[{ n: 0 }, { n: 1 }, { n: 2 }], [1]]);
  assert.deepEqual([asked(set.line).length, asked(line)], [1, [[0, 0]]]);
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

test("the answer on a new line is shown though it is older, for a viewer may be kept further behind", () => {
  const set = held(50);
  const line = redialled(set);

  line.say(snapshot(40, { n: 40 }));
  line.say(frame(40, 41, { n: 41 }));

  assert.deepEqual(set.states, [{ n: 50 }, { n: 40 }, { n: 41 }]);
});

test("an older snapshot that nobody asked for is not shown", () => {
  const { line, states } = held(50);

  line.say(snapshot(40, { n: 40 }));
  line.say(frame(50, 51, { n: 51 }));

  assert.deepEqual(states, [{ n: 50 }, { n: 51 }]);
});
