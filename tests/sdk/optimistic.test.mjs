// Commands as they show: at once, over what arrives, until the state has them or they are refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KEY, bench, chance, frame, snapshot } from "./bench.mjs";

const NAME = "match.correct_score";
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

test("confirmed, it stays shown until the state has reached it, and nobody sees it flicker", async () => {
  const { client, line, told, sendHome } = playing();
  const { op, answer } = sendHome(2);

  line.say(confirmed(op, 7));
  line.say(frame(5, 6, { away: 1 }));
  line.say(frame(6, 7, { home: 2 }));

  assert.deepEqual(told.states, [[0, 0, 0], [2, 0, 1], [2, 1, 1], [2, 1, 0]]);
  assert.deepEqual(told.turns, [[NAME, null], [NAME, "confirmed"]]);
  assert.equal((await answer).place.offset, 7);
  assert.equal(client.pending, 0);
});

test("confirmed before the topic's first fact is told, it stays shown until then", () => {
  const { line, told, sendHome } = playing();
  line.say({ ...snapshot(0, { home: 0, away: 0 }), epoch: 0 });
  const { op } = sendHome(2);

  line.say({ ...confirmed(op, 1), epoch: 7 });
  line.say({ ...frame(0, 1, { home: 2 }), epoch: 7 });

  assert.deepEqual(told.states.slice(2), [[2, 0, 1], [2, 0, 1], [2, 0, 0]].slice(1));
});

test("the frame may come before the word that confirms it", () => {
  const { line, told, sendHome } = playing();
  const { op } = sendHome(2);

  line.say(frame(5, 6, { home: 2 }));
  line.say(confirmed(op, 6));

  assert.deepEqual(told.states, [[0, 0, 0], [2, 0, 1], [2, 0, 1], [2, 0, 0]]);
});

test("refused, it is taken back, and the reason told with what stands now", async () => {
  const { line, told, sendHome } = playing();
  const { op, answer } = sendHome(2);

  line.say({ t: "refused", op, code: "stale", detail: "It was edited.", current: { home: 1 } });

  assert.deepEqual(told.states, [[0, 0, 0], [2, 0, 1], [0, 0, 0]]);
  assert.deepEqual(told.turns.at(-1), [NAME, "stale"]);
  assert.deepEqual(await answer, {
    outcome: "refused",
    op,
    code: "stale",
    detail: "It was edited.",
    retryAfterMs: undefined,
    limit: undefined,
    current: { home: 1 },
    wasSent: true,
  });
});

test("what arrives meanwhile goes below what was sent, and the server's order wins", () => {
  const { client, line, told } = playing();
  const add = (state, { goals }) => ({ ...state, home: state.home + goals });
  const first = client.send({ name: "add", topic: KEY, data: { goals: 1 }, apply: add });
  client.send({ name: "add", topic: KEY, data: { goals: 10 }, apply: add });

  line.say(frame(5, 6, { home: 5 }));
  line.say({ t: "refused", op: first.op, code: "conflict" });
  line.say(frame(6, 7, { home: 7 }));

  assert.deepEqual(told.states, [[0, 0, 0], [1, 0, 1], [11, 0, 2], [16, 0, 2], [15, 0, 1], [17, 0, 1]]);
});

test("a layer that no longer fits shows the server's state instead", () => {
  const { client, line, told } = playing();
  const apply = (state) => ({ ...state, home: state.posts.first.length });

  client.send({ name: "edit", topic: KEY, data: {}, apply });
  line.say(frame(5, 6, { posts: { first: "word" } }));

  assert.deepEqual(told.states, [[0, 0, 0], [0, 0, 1], [4, 0, 1]]);
});

test("what is confirmed in another epoch, or at no place, has done its work at once", () => {
  const { line, told, sendHome } = playing();
  const [first, second] = [sendHome(1), sendHome(2)];

  line.say({ ...confirmed(first.op, 9), epoch: 2 });
  line.say({ t: "confirmed", op: second.op, result: { id: "x" } });

  assert.deepEqual(told.states.slice(-2), [[2, 0, 1], [0, 0, 0]]);
});

test("while paused what is sent shows over what stands still, and stays until the page goes on", () => {
  const { client, line, told, sendHome } = playing();
  client.pause();

  const { op } = sendHome(2);
  line.say(confirmed(op, 7));
  line.say(frame(5, 7, { home: 2, away: 3 }));
  const paused = told.states.at(-1);
  client.resume();

  assert.deepEqual(paused, [2, 0, 1]);
  assert.deepEqual(told.states.at(-1), [2, 3, 0]);
});

test("who follows a topic later sees what is still on its way", () => {
  const set = playing({ optimistic: {} });
  const apply = (state, { x }) => ({ ...state, x });
  set.client.send({ name: "mark", topic: "match.other", data: { x: 1 }, apply });
  const states = [];

  set.client.topic("match.other").onState((state) => states.push(state));
  set.line.say({ ...snapshot(1, { y: 2 }), topic: "match.other" });

  assert.deepEqual(states, [{ y: 2, x: 1 }]);
});
