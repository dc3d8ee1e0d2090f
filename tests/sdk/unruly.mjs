// A server that spoils its own messages, by chance from a seed; and the truth of what it held.

import { digest } from "../../static/js/sdk/canonical.js";
import { applyPatch } from "../../static/js/sdk/merge-patch.js";
import { HELLO, KEY, Line, SERVER_MS, chance, handClock } from "./bench.mjs";
import { record } from "./recorder.mjs";

const EPOCH = 7;
const STEP_MS = 100;

class Unruly {
  constructor(seed) {
    this.random = chance(seed);
    this.clock = handClock();
    this.truths = [{ n: 0 }];
    this.spoils = true;
    this.notices = [];
    this.late = [];
    this.done = new Map();
  }

  /** Whether something of so many in a hundred happens. */
  happens(percent) {
    return this.random() * 100 < percent;
  }

  get head() {
    return this.truths.length - 1;
  }

  open(url, subprotocol) {
    const line = new Line(url, subprotocol);
    this.line = line;
    this.isGreeted = this.isFollowed = false;
    this.late = [];
    line.send = (text) => this.hear(line, JSON.parse(text));
    line.close = () => (line.readyState = 3);
    this.clock.after(5, () => line.readyState === 0 && line.open());
    return line;
  }

  /** Say something, spoiled or not. */
  say(message) {
    if (this.line.readyState !== 1) return;
    const waiting = this.late.splice(0);
    const fate = this.spoils ? this.random() * 100 : 100;
    if (fate < 4) this.late.push(message);
    else if (fate >= 8) this.line.say(message); // between the two it is lost
    if (fate >= 8 && fate < 12 && this.line.readyState === 1) this.line.say(message);
    for (const each of waiting) if (this.line.readyState === 1) this.line.say(each);
  }

  hear(line, message) {
    if (line !== this.line) return;
    const at = SERVER_MS + this.clock.now();
    const answer = (run) => this.clock.after(2, () => line === this.line && run());
    if (message.t === "connect") answer(() => line.readyState === 1 && line.say({ ...HELLO, at }));
    else if (message.t === "subscribe") answer(() => this.follow(message));
    else if (message.t === "ping") answer(() => this.say({ t: "pong", at: message.at, server_at: at }));
    else if (message.t === "command") answer(() => this.obey(message));
  }

  follow({ epoch, offset }) {
    this.isFollowed = true;
    this.told = this.head;
    if (epoch !== EPOCH || offset > this.head || this.happens(20)) return this.say(this.snapshot());
    this.say({ t: "resumed", topic: KEY, epoch: EPOCH, from: offset, to: this.head });
    if (offset < this.head) this.say(this.frame(offset));
  }

  snapshot() {
    const state = this.truths[this.head];
    return { t: "snapshot", topic: KEY, epoch: EPOCH, offset: this.head, at: 0, state, digest: digest(state) };
  }

  frame(from) {
    const [before, after] = [this.truths[from], this.truths[this.head]];
    const gone = Object.keys(before).filter((key) => !(key in after));
    const patch = { ...after, ...Object.fromEntries(gone.map((key) => [key, null])) };
    const notices = this.notices.filter(({ offset }) => offset > from);
    const message = { t: "frame", topic: KEY, epoch: EPOCH, from, to: this.head, at: 0, patch, notices };
    if (this.happens(30)) message.digest = digest(after);
    if (this.spoils && this.happens(3)) Object.assign(message, { patch: { n: -99 }, digest: digest(after) });
    return { ...message, trace: `${this.head}`.padStart(8, "0") };
  }

  /** Each command once for its id, whatever became of the answer. */
  obey({ op, data }) {
    if (!this.done.has(op)) {
      const isDone = this.happens(70);
      if (isDone) this.append({ last: data.mark });
      const done = { t: "confirmed", op, topic: KEY, epoch: EPOCH, offset: this.head };
      this.done.set(op, isDone ? done : { t: "refused", op, code: "stale", current: {} });
    }
    this.say(this.done.get(op));
  }

  append(patch) {
    this.truths.push(applyPatch(patch, this.truths[this.head]));
  }

  /** A fact, which now and then must be told by itself. */
  happen() {
    const offset = this.head + 1;
    this.append({ n: offset, [`k${offset % 5}`]: this.happens(30) ? null : offset });
    if (this.happens(40)) this.notices.push({ offset, type: "match.goal", id: `e${offset}`, at: 0, data: {} });
  }

  /** A tick: something happens, or nothing, and who follows is told. */
  tick() {
    if (this.happens(50)) this.happen();
    if (this.isFollowed && this.head > this.told) {
      this.say(this.frame(this.told));
      this.told = this.head;
    } else this.say({ t: "heartbeat", at: SERVER_MS + this.clock.now() });
    if (this.happens(5)) this.say({ t: "presence", topic: KEY, count: this.head, exact: true });
    if (this.spoils && this.happens(2) && this.line.readyState === 1) this.line.drop();
  }
}

/**
 * Play a session of a seed: spoiled, then healed until all has arrived.
 * @param {number} seed
 * @param {number} ticks
 */
export function unruly(seed, ticks) {
  const server = new Unruly(seed);
  const { clock } = server;
  const made = record({
    url: "ws://ground/live/",
    token: "first",
    clock,
    random: chance(seed + 1),
    open: (...where) => server.open(...where),
  });
  made.acts.follow(KEY);
  for (let tick = 0; tick < ticks; tick += 1) {
    server.tick();
    if (server.happens(10)) made.acts.send({ name: "mark", topic: KEY, data: { mark: tick } });
    if (server.happens(4)) made.acts[server.happens(50) ? "pause" : "resume"]();
    clock.move(STEP_MS);
  }
  server.spoils = false;
  made.acts.resume();
  for (let tick = 0; tick < 300 && !(made.client.isInStep && made.client.pending === 0); tick += 1) {
    server.tick();
    clock.move(STEP_MS);
  }
  server.append({ n: -1 });
  server.tick();
  clock.move(STEP_MS);
  return { ...made, server };
}
