// Words only the live page says: announcements, freshness, countdowns, minutes spoken.

import assert from "node:assert/strict";
import { test } from "node:test";

import { announcement } from "../../static/js/presenters/announcements.js";
import { freshness, span, waiting, watching } from "../../static/js/presenters/freshness.js";
import { countdown } from "../../static/js/presenters/kickoff.js";
import { minuteLabel, minuteWords } from "../../static/js/presenters/minutes.js";
import { countLabel, newer, readUntil, ringing } from "../../static/js/presenters/notifications.js";
import { Names } from "../../static/js/presenters/names.js";
import { vectors } from "../sdk/vectors.mjs";

const names = new Names({
  sides: { home: { name: "City" }, away: { name: "United" } },
  players: { silva: { name: "Silva", side: "home", shirt: 21 }, mane: { name: "Mané", side: "away" } },
});
const state = { status: "live", score: { home: 2, away: 1 } };
const moment = { period: 2, clock_ms: 1_020_000 };
const notice = (type, data) => ({ type: `match.${type}`, id: "event_1", at: 0, offset: 1, data });

test("a minute reads, and sounds, as fans say it", () => {
  for (const { period, clock_ms: clockMs, label, words } of vectors("minute_labels")) {
    assert.equal(minuteLabel(period, clockMs), label);
    assert.equal(minuteWords(period, clockMs), words);
  }
});

const SAID = [
  ["goal", { ...moment, side: "home", player: "silva" }, "Goal. City 2, United 1. Silva, 63rd minute."],
  ["own_goal", { ...moment, side: "home", player: "mane" }, "Own goal. City 2, United 1. Mané, 63rd minute."],
  ["goal", { ...moment, side: "away" }, "Goal. City 2, United 1. United, 63rd minute."],
  ["penalty", { ...moment, side: "away" }, "Penalty to United."],
  ["card", { ...moment, side: "home", player: "silva", colour: "second_yellow" }, "Second yellow card. Silva, 63rd minute."],
  ["substitution", { ...moment, side: "away", player: "mane", off: "silva" }, "Substitution. Mané for Silva, 63rd minute."],
  ["var_check", { ...moment, subject: "red_card", outcome: "checking" }, "VAR: red card being checked."],
  ["kicked_off", {}, "Kick-off. City 2, United 1."],
  ["period_started", { period: 2 }, "The second half begins."],
  ["period_started", { period: 1 }, ""],
  ["period_ended", { ...moment, period: 1 }, "Half time. City 2, United 1."],
  ["full_time", moment, "Full time. City 2, United 1."],
  ["retracted", { target: "event_1", before: { type: "match.goal", data: { ...moment, side: "home" } } }, "Goal struck from the record. City 2, United 1."],
  ["amended", { target: "event_1", after: { type: "match.goal", data: { ...moment, side: "home" } } }, "Goal corrected. City 2, United 1."],
  ["feed_resumed", { silent_ms: 1, source: "s" }, ""],
];

test("what happens is said in whole words", () => {
  for (const [type, data, words] of SAID) {
    assert.equal(announcement(notice(type, data), state, names), words);
  }
});

const LIVE = { phase: "live", isInStep: true, forMs: 0, ageMs: 0, matchPhase: "live", paused: false, missed: 0, silentMs: 0 };

const FRESH = [
  [{}, "live", "Live, just now"],
  [{ ageMs: Infinity }, "live", "Live, just now"],
  [{ ageMs: 2_000 }, "live", "Live, 2 s ago"],
  [{ ageMs: 125_000 }, "live", "Live, 2 min ago"],
  [{ silentMs: 31_000 }, "wait", "Live, but the source has been silent for 31 s"],
  [{ matchPhase: "ended" }, "still", "Final, checked just now"],
  [{ matchPhase: "scheduled", ageMs: 3_000 }, "still", "Not started, checked 3 s ago"],
  [{ isInStep: false }, "wait", "Catching up"],
  [{ paused: true }, "held", "Paused, nothing new"],
  [{ paused: true, missed: 37 }, "held", "Paused, 37 updates waiting"],
  [{ delayS: 30 }, "live", "30 s behind live, just now"],
  [{ phase: "connecting", ageMs: Infinity }, "wait", "Connecting"],
  [{ phase: "reconnecting", forMs: 9_999 }, "wait", "Reconnecting"],
  [{ phase: "resting" }, "wait", "No network"],
  [{ phase: "reconnecting", pending: 2 }, "wait", "Reconnecting, 2 to send"],
  [{ phase: "reconnecting", code: 4_009 }, "lost", "Live updates are switched off for now"],
  [{ phase: "reconnecting", forMs: 10_000, ageMs: 13_000 }, "lost", "Connection lost, 13 s ago"],
  [{ phase: "connecting", forMs: 10_000, ageMs: Infinity }, "lost", "No connection"],
  [{ phase: "stopped", paused: true }, "lost", "Live updates ended. Reload the page."],
];

test("freshness is always told, and truly", () => {
  for (const [now, tone, words] of FRESH) {
    const isInStep = !("phase" in now);
    assert.deepEqual(freshness({ ...LIVE, isInStep, ...now }), { tone, words });
  }
});

test("what waits, and how many watch, is counted in words", () => {
  assert.deepEqual([1, 12, 1_370].map(waiting), ["1 update waiting", "12 updates waiting", "1,370 updates waiting"]);
  assert.equal(watching({ count: 3, exact: true }), "3 watching");
  assert.equal(watching({ count: 1_200, exact: false }), "about 1,200 watching");
});

test("a span is told in its largest whole unit", () => {
  assert.deepEqual([0, 59_999, 60_000, 3_599_999, 3_600_000].map(span), ["0 s", "59 s", "1 min", "59 min", "1 h"]);
});

test("a countdown is exact when near and silent when far", () => {
  const left = [-1, 0, 59_001, 180_000, 3_600_000, 12 * 3_600_000 - 1_000, 12 * 3_600_000];
  assert.deepEqual(left.map(countdown), [
    "any moment now",
    "any moment now",
    "in 1:00",
    "in 3:00",
    "in 1 h 0 min",
    "in 11 h 59 min",
    "",
  ]);
});

test("a bell counts what is unread, and says so when there may be more", () => {
  const held = (count) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`notice_${n}`, { n: n + 1 }]));
  assert.deepEqual([0, 2, 50].map((unread) => countLabel({ unread })), ["", "2", "50+"]);
  assert.equal(newer({ notices: held(5) }, 3), 2);
  assert.deepEqual(readUntil({ read: 4, unread: 1, notices: held(5) }, 2), { read: 4, unread: 1, notices: held(5) });
  assert.equal(readUntil({ read: 0, unread: 5, notices: held(5) }, 5).unread, 0);
});

test("what rings together is one sentence", () => {
  assert.equal(ringing(["goal"]), "New notification: goal.");
  assert.equal(ringing(["goal", "reply", "goal"]), "3 new notifications, 2 of them goals.");
  assert.equal(ringing(["reply", "mention"]), "2 new notifications.");
  assert.equal(ringing(["something"]), "New notification: something new.");
});
