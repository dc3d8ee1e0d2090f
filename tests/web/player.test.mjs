// Playing operations in match time: what a page that does not come leaves behind.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createPlayer } from "../../static/js/player.js";

/** A player over a log of pages by place; a page that is missing fails. */
function playing(pages) {
  const timers = [];
  const log = { told: [], taken: [], failures: 0 };
  let now = 0;
  const player = createPlayer({
    clock: {
      now: () => now,
      after: (ms, run) => {
        timers.push({ at: now + ms, run });
        return () => timers.splice(0);
      },
    },
    show: () => {},
    take: (operation) => log.taken.push(operation.offset),
    moment: async (at) => {
      if (log.isAway) throw new Error("away");
      return { offset: at, after: `${at}` };
    },
    operations: async (after) => {
      if (!pages[after]) throw new Error("away");
      return pages[after];
    },
    told: (state) => log.told.push(state),
    failed: () => (log.failures += 1),
  });
  const settle = () => new Promise(setImmediate);
  const pass = async (ms) => {
    for (const end = now + ms; now < end; ) {
      now += 100;
      for (const due of timers.splice(0)) due.run();
      await settle();
    }
  };
  return { player, log, pages, pass };
}

const page = (next, ...offsets) => ({ next, operations: offsets.map((offset) => ({ offset, wait_ms: 100 })) });

test("pages are played to their end", async () => {
  const { player, log, pass } = playing({ 1: page("3", 2, 3), 3: page(null, 4) });

  await player.play(1);
  await pass(1_000);

  assert.deepEqual(log.taken, [2, 3, 4]);
  assert.deepEqual(log.told.at(-1), { at: 4, isPlaying: false, isWaiting: false, isOver: true });
});

test("a page that does not come is no end: one plays on from there", async () => {
  const { player, log, pages, pass } = playing({ 1: page("3", 2, 3) });
  await player.play(1);
  await pass(1_000);
  assert.equal(log.failures, 1);
  assert.deepEqual([log.told.at(-1).isPlaying, log.told.at(-1).isOver], [false, false]);

  pages[3] = page(null, 4);
  await player.play(log.told.at(-1).at);
  await pass(1_000);

  assert.deepEqual(log.taken.slice(-1), [4]);
  assert.equal(log.told.at(-1).isOver, true);
});

test("a moment that does not come stops the player, and says so to who asked", async () => {
  const { player, log } = playing({});
  log.isAway = true;

  await assert.rejects(player.play(7));

  assert.equal(player.isPlaying, false);
});
