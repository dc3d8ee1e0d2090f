// Today's SDK with the servers of long ago: recorded frames are read as they were, and what a later
// server may add within the version is passed over.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { HELLO, KEY, bench, frame, goal, snapshot } from "./bench.mjs";

const WIRE = new URL("../vectors/wire/", import.meta.url);

/** A recording said to a client: its lines are opened and dropped, the server's side is told. */
function replay(happened) {
  const set = bench();
  const held = { state: null, notices: [] };
  const stops = new Map();
  const ways = {
    open({ line }) {
      if (line > 1) set.clock.move(100);
      set.lines[line - 1].open();
    },
    in({ said }) {
      const { t, topic } = JSON.parse(said);
      if (t === "subscribe" && !stops.has(topic)) {
        const handle = set.client.topic(topic);
        const stop = handle.onState((state) => (held.state = state));
        handle.onNotice((notice) => held.notices.push(notice));
        stops.set(topic, stop);
      }
    },
    out: ({ line, said }) => set.lines[line - 1].onmessage({ data: said }),
    log() {},
    drop: () => set.line.drop(),
    held() {},
  };
  for (const line of happened) ways[line.way](line);
  return { ...set, held };
}

for (const name of readdirSync(WIRE).filter((each) => each.endsWith(".session.jsonl"))) {
  test(`what was recorded in ${name} is shown as it was then`, () => {
    const lines = readFileSync(new URL(name, WIRE), "utf8").trim().split("\n");
    const happened = lines.map((line) => JSON.parse(line));
    const then = happened.find(({ way }) => way === "held");

    const { client, held } = replay(happened);

    assert.deepEqual(held.state, then.state);
    assert.deepEqual(held.notices, then.notices);
    assert.equal(client.status.phase, "live");
  });
}

test("messages and fields that a later server adds are passed over", () => {
  const { client, greet, line, phases } = bench();
  const states = [];
  const notices = [];
  client.topic(KEY).onState((state) => states.push(state));
  client.topic(KEY).onNotice((notice) => notices.push(notice.offset));
  greet();

  line.say({ ...HELLO, weather: "rain", budgets: { ...HELLO.budgets, songs_max: 3 } });
  line.say({ ...snapshot(5, { n: 5 }), songs: ["one"] });
  line.say({ t: "song", topic: KEY, epoch: 1, from: 5, to: 6, offset: 6, text: "la" });
  line.say({ t: "song", topic: "song.other" });
  line.say({ ...frame(5, 6, { n: 6 }, [{ ...goal(6), loud: true }]), tempo: 120 });

  assert.deepEqual(states, [{ n: 5 }, { n: 6 }]);
  assert.deepEqual(notices, [6]);
  assert.deepEqual(phases, ["connecting", "live"]);
  assert.equal(line.told("subscribe").length, 1);
});

/** What a client is told of a key, and what the server was asked, over two lines. */
function rejectionsOf(key) {
  const { client, clock, greet, lines } = bench();
  const codes = [];
  const handle = client.topic(key);
  const stops = [handle.onState(() => {}), handle.onRejected((code) => codes.push(code))];
  greet();
  clock.move(0);
  const steps = [client.isInStep];
  lines[0].drop();
  clock.move(100);
  greet();
  clock.move(0);
  steps.push(client.isInStep);
  stops.forEach((stop) => stop());
  const asked = lines.flatMap(({ sent }) => sent).filter(({ topic }) => topic !== undefined);
  return { codes, asked, steps, lines: lines.length };
}

for (const key of ["match_e33a", "", "Match.match_1", "match.", "match.a b", `match.${"a".repeat(65)}`, "match.match_1\n"]) {
  test(`a key that is no topic's is rejected once, and the server not asked: ${JSON.stringify(key)}`, () => {
    assert.deepEqual(rejectionsOf(key), {
      codes: ["unknown_topic"],
      asked: [],
      steps: [true, true],
      lines: 2,
    });
  });
}

test("a key of the wire's form is asked for, however unlikely", () => {
  const key = `kind.${"aZ9_-".repeat(12)}1234`;

  const { codes, asked } = rejectionsOf(key);

  assert.deepEqual(codes, []);
  assert.deepEqual(asked.map(({ t }) => t), ["subscribe", "subscribe", "unsubscribe"]);
});
