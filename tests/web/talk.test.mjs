// What the live talk says and shows before the server does: counts, speech, limits, reactions, posts on their way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { posting, UNPLACED } from "../../static/js/optimistic.js";
import { leftWords, slowWords, waitWords } from "../../static/js/presenters/composer.js";
import { isHeld, stoodSo } from "../../static/js/presenters/refused.js";
import { countWords, newWords, spokenPosts } from "../../static/js/presenters/talk.js";
import { Reactions } from "../../static/js/reactions.js";

test("posts are counted in words, and nothing is said of none", () => {
  assert.deepEqual([0, 1, 1_204].map(countWords), ["", "1 post", "1,204 posts"]);
  assert.deepEqual([0, 1, 24].map(newWords), ["", "1 new post", "24 new posts"]);
});

const said = (by, ...body) => ({ by, name: `fan ${by}`, gone: "", body: [["p", null, ...body]] });
const mention = ["mention", { actor: "me" }, "@me"];

test("one new post is said whole, more are counted, and none unless asked for", () => {
  const posts = [said("a", "What a save"), said("me", "Mine"), said("b", "For ", mention), { ...said("c", "x"), gone: "Removed." }];
  const to = (mode, rows = posts) => spokenPosts(rows, { mode, actor: "me" });

  assert.equal(to("off"), "");
  assert.equal(to("mentions"), "fan b: For @me");
  assert.equal(to("all"), "2 new posts.");
  assert.equal(to("all", posts.slice(0, 1)), "fan a: What a save");
  assert.equal(to("mentions", [posts[2], posts[2]]), "2 new posts that speak of you.");
});

test("what is left is said once it is little, and what is to be waited for to the second", () => {
  assert.deepEqual([50, 49, -3].map(leftWords), ["", "49", "-3"]);
  assert.deepEqual([slowWords(0, 5), slowWords(30_000)], ["", "Slow mode: one post every 30 s"]);
  assert.equal(slowWords(8_000, 5, () => "20:14"), "Slow mode: one post every 8 s, until 20:14");
  assert.deepEqual([0, 1, 12_400].map(waitWords), ["", "You can post again in 1 s", "You can post again in 13 s"]);
});

test("what a moderator reads first is told apart from what was refused", () => {
  assert.equal(isHeld({ code: "forbidden", detail: "held: held='held_1', reason='held'" }), true);
  assert.equal(isHeld({ code: "forbidden", detail: "standing: kind='muted'" }), false);
});

const row = { key: "post_1", up: 3, down: 1, reactions: [{ key: "fire", count: 2 }] };

test("a reaction counts at once, and once only when the tally has it", () => {
  let now = 0;
  const reactions = new Reactions(() => now);

  const isOn = reactions.toggle(row, "fire");

  assert.deepEqual([isOn, reactions.count(row, "fire")], [true, 3]);
  assert.equal(reactions.count({ ...row, reactions: [{ key: "fire", count: 3 }] }, "fire"), 3);
  now = 4_001;
  assert.equal(reactions.count(row, "fire"), 2);
});

test("an up takes back a down", () => {
  const reactions = new Reactions(() => 0);
  reactions.note("post_1", "down");

  reactions.toggle(row, "up");

  assert.deepEqual(["up", "down"].map((vote) => reactions.count(row, vote)), [4, 0]);
  assert.equal(reactions.isGiven("post_1", "down"), false);
});

test("what stood already stays as it was asked for, and is not counted twice", () => {
  const reactions = new Reactions(() => 0);
  reactions.note("post_1", "down");
  reactions.toggle(row, "up");

  reactions.forget(row, "up");

  assert.deepEqual(["up", "down"].map((vote) => reactions.count(row, vote)), [3, 1]);
  assert.deepEqual(["up", "down"].map((vote) => reactions.isGiven("post_1", vote)), [true, false]);
  const refused = (detail) => stoodSo({ code: "conflict", detail });
  const told = ["already_given: post='post_1', reaction='up'", "not_given: post='post_1'", "own_post"];
  assert.deepEqual(told.map(refused), [true, true, false]);
});

test("a first reaction is a chip before anybody else has given it", () => {
  const reactions = new Reactions(() => 0);

  reactions.toggle(row, "sad");

  assert.deepEqual(reactions.chips(row), [
    { key: "fire", label: "Fire", count: 2 },
    { key: "sad", label: "Sadness", count: 1 },
  ]);
});

test("a post on its way has the id it will have, and changes nothing once it is there", () => {
  const op = "3f2a0000-0000-4000-8000-000000000001";
  const author = { by: "actor_x", name: "ola", hue: 200, at: 5 };
  const match = { clock: { period: 2, clock_ms: 1_020_000 } };
  const apply = posting(author, match);
  const data = { match: "m", text: "One.\n\nTwo.", kind: "comment", seen: 7, event: "event_1" };

  const state = apply({ count: 0, posts: {} }, data, op);

  const id = "post_77567b9ec59fa5cce3535a4e"; // core.ids.derived_id("post", "actor_x", op)
  assert.deepEqual(Object.keys(state.posts), [id]);
  assert.deepEqual(state.posts[id], {
    ...author,
    n: UNPLACED,
    kind: "comment",
    anchor: { offset: 7, event: "event_1", period: "2H", clock_ms: 1_020_000 },
    rev: 1,
    body: [["p", null, "One."], ["p", null, "Two."]],
  });
  assert.equal(apply(state, data, op), state);
});
