// The page and the network: when the line is given up, when it is dialled again, when it is doubted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SERVER_MS, bench, handPage } from "./bench.mjs";

function seen() {
  const { page, surroundings } = handPage();
  const set = bench({ surroundings });
  const line = set.greet();
  const pass = (ms) => {
    for (let gone = 0; gone < ms; gone += 500) {
      set.clock.move(500);
      if (line.readyState === 1) line.say({ t: "heartbeat", at: SERVER_MS });
    }
  };
  return { ...set, page, pass, line };
}

test("half a minute out of sight the line is given up, and taken up when somebody looks", () => {
  const { page, pass, client, lines } = seen();
  page.isSeen = false;

  page.turn("hidden");
  pass(29_500);
  const before = client.status.phase;
  pass(500);
  const after = client.status.phase;
  page.isSeen = true;
  page.turn("visible");

  assert.deepEqual([before, after], ["live", "resting"]);
  assert.equal(client.status.phase, "reconnecting");
  assert.equal(lines.length, 2);
});

test("a glance elsewhere costs nothing", () => {
  const { page, pass, client, lines } = seen();

  page.turn("hidden");
  pass(29_000);
  page.turn("visible");
  pass(60_000);

  assert.equal(client.status.phase, "live");
  assert.equal(lines.length, 1);
});

test("without a network it rests, and dials when there is one", () => {
  const { page, client, lines } = seen();

  page.turn("offline");
  const without = [client.status.phase, lines.length];
  page.turn("online");

  assert.deepEqual(without, ["resting", 1]);
  assert.equal(lines.length, 2);
});

test("a network that never says it is back is tried all the same", () => {
  const { page, clock, lines } = seen();

  page.turn("offline");
  clock.move(15_000);

  assert.equal(lines.length, 2);
});

test("a network that comes back unseen is given up again after half a minute", () => {
  const { page, clock, client, greet } = seen();
  page.isSeen = false;
  page.turn("hidden");
  page.turn("offline");

  page.turn("online");
  const line = greet();
  for (let second = 0; second < 30; second += 1) {
    clock.move(1_000);
    if (line.readyState === 1) line.say({ t: "heartbeat", at: SERVER_MS });
  }

  assert.equal(client.status.phase, "resting");
});

test("a page that is left hangs up, and comes back with the browser's history", () => {
  const { page, line, client, lines } = seen();

  page.turn("left");
  const left = [line.readyState, client.status.phase];
  page.turn("back");

  assert.deepEqual(left, [3, "resting"]);
  assert.equal(lines.length, 2);
});

test("another way to the network: a line that answers stays", () => {
  const { page, clock, line, lines } = seen();
  const before = line.told("ping").length;

  page.turn("changed");
  clock.move(40);
  line.say({ t: "heartbeat", at: SERVER_MS });
  clock.move(1_000);

  assert.equal(line.told("ping").length, before + 1);
  assert.equal(lines.length, 1);
});

test("another way to the network: a line that says nothing is replaced within a second", () => {
  const { page, clock, lines } = seen();
  clock.move(1);

  page.turn("changed");
  clock.move(1_100);

  assert.equal(lines.length, 2);
});
