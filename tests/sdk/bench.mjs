// A clock moved by hand and lines that never left the room: everything the SDK is given from outside.

import { Client } from "../../static/js/sdk/client.js";

/** A clock whose timers run, in order, when time is moved past them. */
export function handClock() {
  let now = 1_000;
  let timers = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((each) => each !== timer));
    },
    move(ms) {
      const until = now + ms;
      for (;;) {
        const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((each) => each !== due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = until;
    },
  };
}

/** A line as WebSocket shows it; the test is the server. */
export class Line {
  constructor(url, subprotocol) {
    Object.assign(this, { url, subprotocol, readyState: 0, sent: [] });
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  open() {
    this.readyState = 1;
    this.onopen();
  }

  say(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }

  drop(code = 1006) {
    this.readyState = 3;
    this.onclose({ code });
  }

  /** Messages of a kind, in order. */
  told(kind) {
    return this.sent.filter(({ t }) => t === kind);
  }
}

/** A page and a network turned by hand. */
export function handPage() {
  const page = { isSeen: true, turn: () => {} };
  const surroundings = {
    isVisible: () => page.isSeen,
    onTurn: (run) => (page.turn = run),
  };
  return { page, surroundings };
}

/** A chance of its own, the same for the same seed, everywhere (mulberry32). */
export function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const SERVER_MS = 1_700_000_000_000;
export const HELLO = {
  t: "hello",
  session: "s",
  at: SERVER_MS,
  tick_ms: 100,
  heartbeat_ms: 1_000,
  ack_ms: 1_000,
  token: "second",
  token_expires_at: SERVER_MS + 600_000,
  budgets: { topics_max: 32 },
};

/** A client on a bench: its clock, its lines, and the phases it went through. */
export function bench(options = {}) {
  const clock = handClock();
  const lines = [];
  const phases = [];
  const client = new Client({
    url: "ws://ground/live/",
    token: "first",
    clock,
    random: () => 0.5,
    open(url, subprotocol) {
      const line = new Line(url, subprotocol);
      lines.push(line);
      return line;
    },
    ...options,
  });
  client.onStatus(({ phase }) => phases.at(-1) === phase || phases.push(phase));
  return {
    client,
    clock,
    lines,
    phases,
    get line() {
      return lines.at(-1);
    },
    /** Open the newest line and greet. */
    greet(told = {}) {
      lines.at(-1).open();
      lines.at(-1).say({ ...HELLO, ...told });
      return lines.at(-1);
    },
  };
}

export const KEY = "match.match_1";
export const snapshot = (offset, state) => ({ t: "snapshot", topic: KEY, epoch: 1, offset, at: SERVER_MS, state });
export const frame = (from, to, patch, notices = []) => ({
  t: "frame",
  topic: KEY,
  epoch: 1,
  from,
  to,
  patch,
  notices,
  at: SERVER_MS,
});
export const skip = (from, to) => ({ t: "skip", topic: KEY, epoch: 1, from, to });
export const goal = (offset) => ({ offset, type: "match.goal", id: `event_${offset}`, at: 1, data: {} });
