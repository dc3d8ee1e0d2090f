// Commands on their way: queued, sent again under one id until answered, bounded in number and age.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, bench, chance, frame, snapshot } from "./bench.mjs";

const NAME = "match.correct_score";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const correct = (state, { home }) => ({ ...state, home });

function playing(options) {
  const set = bench({ random: chance(7), optimistic: { [NAME]: correct }, ...options });
  const told = { states: [], turns: [] };
  set.client.topic(KEY).onState((state, { pending }) => told.states.push([state.home, state.away, pending]));
  set.client.onCommand(({ name, answer }) => told.turns.push([name, answer?.code ?? answer?.outcome ?? null]));
  const line = set.greet();
  line.say(snapshot(5, { home: 0, away: 0 }));
  const sendHome = (home) => set.client.send({ name: NAME, topic: KEY, data: { home } });
  return { ...set, told, line, sendHome };
}

const confirmed = (op, offset) => ({ t: "confirmed", op, topic: KEY, epoch: 1, offset });
const beat = ({ clock, line }, seconds) => {
  for (let second = 0; second < seconds; second += 1) {
    clock.move(1_000);
    line.say({ t: "heartbeat", at: 0 });
  }
};

test("a command is shown at once and goes out with its id and the trace of the frame it answers", () => {
  const { line, told, sendHome } = playing();
  line.say({ ...frame(5, 6, { away: 1 }), trace: "abc123" });

  const { op } = sendHome(2);

  assert.match(op, UUID);
  assert.deepEqual(told.states.at(-1), [2, 1, 1]);
  assert.deepEqual(line.told("command"), [
    { t: "command", op, name: NAME, data: { home: 2 }, trace: "abc123" },
  ]);
});

test("without an answer it goes again over the next line, in the same words, and is answered once", () => {
  const set = playing();
  const { op } = set.sendHome(2);

  set.line.drop();
  set.clock.move(100);
  const next = set.greet();
  next.say(confirmed(op, 6));
  next.say(confirmed(op, 6));

  assert.deepEqual(next.told("command"), set.line.told("command"));
  assert.deepEqual(set.told.turns, [[NAME, null], [NAME, "confirmed"]]);
});

test("an answer that is lost on a line that lives is asked for again after fifteen seconds", () => {
  const set = playing();
  set.sendHome(2);

  beat(set, 14);
  const before = set.line.told("command").length;
  beat(set, 1);

  assert.equal(before, 1);
  assert.equal(set.line.told("command").length, 2);
});

test("the patience with an answer begins anew with the line", () => {
  const set = playing();
  set.sendHome(2);
  beat(set, 14);
  set.line.drop();
  set.clock.move(100);

  set.line = set.greet();
  beat(set, 14);

  assert.equal(set.line.told("command").length, 1);
});

test("sent without a line it is shown, waits, and goes out in order once there is one", () => {
  const set = playing();
  set.line.drop();

  const ops = [1, 2].map((home) => set.sendHome(home).op);
  const shown = set.told.states.at(-1);
  set.clock.move(100);
  const next = set.greet();

  assert.deepEqual(shown, [2, 0, 2]);
  assert.deepEqual(next.told("command").map(({ op }) => op), ops);
});

test("the queue is bounded: the oldest are kept and the newest refused, unshown", async () => {
  const set = playing();
  set.line.drop();
  const kept = Array.from({ length: 64 }, (_, home) => set.sendHome(home));
  const shown = set.told.states.length;

  const { answer } = set.sendHome(99);

  const { code, wasSent } = await answer;
  assert.deepEqual([code, wasSent], ["queue_full", false]);
  assert.equal(set.client.pending, kept.length);
  assert.equal(set.told.states.length, shown);
});

test("what never left for two minutes expires and is taken back", async () => {
  const set = playing();
  set.line.drop();
  const { answer } = set.sendHome(2);

  set.clock.move(119_999);
  const before = set.told.states.at(-1);
  set.clock.move(1);

  const { code, wasSent } = await answer;
  assert.deepEqual([code, wasSent], ["expired", false]);
  assert.deepEqual([before, set.told.states.at(-1)], [[2, 0, 1], [0, 0, 0]]);
});

test("what has left may have been done, so it is asked for however late", () => {
  const set = playing();
  const { op } = set.sendHome(2);
  set.line.drop();

  set.clock.move(600_000);
  while (set.lines.at(-1).readyState !== 0) set.clock.move(100);
  const next = set.greet();

  assert.deepEqual(next.told("command").map((message) => message.op), [op]);
});

test("a queue that comes back is sent a few at a time", () => {
  const set = playing();
  set.line.drop();
  const ops = Array.from({ length: 6 }, (_, home) => set.sendHome(home).op);
  set.clock.move(100);
  const next = set.greet();

  const atOnce = next.told("command").length;
  next.say({ t: "refused", op: ops[0], code: "forbidden" });
  next.say(confirmed(ops[1], 6));

  assert.equal(atOnce, 4);
  assert.deepEqual(next.told("command").map(({ op }) => op), ops);
});

test("what is larger than the server takes never leaves", async () => {
  const set = bench({ random: chance(7) });
  set.lines[0].open();
  const { answer } = set.client.send({ name: "post", data: { text: "é".repeat(300) } });
  set.lines[0].say({ t: "hello", at: 0, ack_ms: 1_000, heartbeat_ms: 1_000, budgets: { message_bytes_max: 500 } });

  assert.equal((await answer).code, "too_large");
  assert.deepEqual(set.lines[0].told("command"), []);
});

test("when the client is stopped what waits is answered, and what comes after is refused", async () => {
  const set = playing();
  const flying = set.sendHome(1);
  set.line.drop(4_504);

  const late = set.sendHome(2);

  const answers = await Promise.all([flying.answer, late.answer]);
  assert.deepEqual(answers.map(({ code, wasSent }) => [code, wasSent]), [["stopped", true], ["stopped", false]]);
  assert.deepEqual(set.told.states.at(-1), [0, 0, 0]);
});

test("what the caller changes afterwards is not sent", () => {
  const set = playing();
  const data = { home: 1 };
  set.line.drop();
  set.client.send({ name: NAME, topic: KEY, data });

  data.home = 9;
  set.clock.move(100);
  const next = set.greet();

  assert.deepEqual(next.told("command")[0].data, { home: 1 });
  assert.deepEqual(set.told.states.at(-1), [1, 0, 1]);
});

test("what the server would take another time is sent again as asked, still shown", () => {
  const set = playing();
  const { op } = set.sendHome(2);

  set.line.say({ t: "refused", op, code: "too_many", retry_after_ms: 1_000 });
  set.clock.move(1_000);
  const before = set.line.told("command").length;
  beat(set, 1);
  set.line.say(confirmed(op, 6));

  assert.equal(before, 1);
  assert.deepEqual(set.line.told("command").map((message) => message.op), [op, op]);
  assert.deepEqual(set.told.states, [[0, 0, 0], [2, 0, 1]]);
  assert.deepEqual(set.told.turns, [[NAME, null], [NAME, "confirmed"]]);
});

test("what is refused again and again is refused in the end", async () => {
  const set = playing();
  const { op, answer } = set.sendHome(2);

  for (let tries = 0; tries < 5; tries += 1) {
    set.line.say({ t: "refused", op, code: "unavailable" });
    beat(set, 3);
  }

  assert.equal((await answer).code, "unavailable");
  assert.equal(set.line.told("command").length, 5);
  assert.deepEqual(set.told.states.at(-1), [0, 0, 0]);
});

test("who would have to wait too long is told so at once", async () => {
  const { line, sendHome } = playing();
  const { op, answer } = sendHome(2);

  line.say({ t: "refused", op, code: "too_many", retry_after_ms: 60_000 });

  const { code, retryAfterMs } = await answer;
  assert.deepEqual([code, retryAfterMs], ["too_many", 60_000]);
});

test("what is held back when the line is lost goes over the next", () => {
  const set = playing();
  const { op } = set.sendHome(2);
  set.line.say({ t: "refused", op, code: "unavailable", retry_after_ms: 9_000 });

  set.line.drop();
  set.clock.move(100);
  const next = set.greet();

  assert.deepEqual(next.told("command").map((message) => message.op), [op]);
});
