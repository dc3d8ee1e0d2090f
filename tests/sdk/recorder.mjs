// Writes down all that reaches a client from outside, and gives it again: clock, chance, lines, user.
//
// A turn is one call from outside: a timer, a word of a line, the page, the user. Within a turn the
// clock stands still, so a turn and its time are all there is to write.

import { traced } from "./traced.mjs";

/** @typedef {{at: number, what: string, [told: string]: any}} Turn */
/** @typedef {{url: string, token: string, turns: Turn[], draws: number[]}} Recording */

const WORDS = ["onopen", "onmessage", "onclose"];

/**
 * A traced client on what is given, and the recording that grows with it.
 * @param {object} given  clock, random, open, url, token, surroundings?
 */
export function record({ clock, random, open, url, token, surroundings }) {
  /** @type {Recording} */
  const recording = { url, token, turns: [], draws: [] };
  let now = 0;
  let [timers, lines] = [0, 0];

  function turn(told, run) {
    now = Math.round(clock.now());
    recording.turns.push({ at: now, ...told });
    run();
  }

  const watched = {
    clock: {
      now: () => now,
      after(ms, run) {
        const number = timers++;
        return clock.after(ms, () => turn({ what: "timer", number }, run));
      },
    },
    random() {
      recording.draws.push(random());
      return recording.draws.at(-1);
    },
    open(...where) {
      return listened(open(...where), lines++, turn);
    },
    surroundings: surroundings && {
      isVisible: surroundings.isVisible,
      onTurn: (run) => surroundings.onTurn((how) => turn({ what: "page", how }, () => run(how))),
    },
  };
  let made;
  turn({ what: "begin" }, () => (made = traced({ ...watched, url, token })));
  const acts = Object.fromEntries(
    Object.entries(made.acts).map(([name, run]) => [
      name,
      (...told) => turn({ what: "act", name, told }, () => run(...told)),
    ]),
  );
  return { ...made, acts, recording };
}

/** A line that lets the client hear only through turns. */
function listened(line, number, turn) {
  const heard = Object.fromEntries(WORDS.map((word) => [word, null]));
  for (const word of WORDS) {
    line[word] = ({ data = null, code = null } = {}) => {
      const run = heard[word];
      if (run) turn({ what: "line", line: number, word, data, code }, () => run({ data, code }));
    };
  }
  const face = {
    get readyState() {
      return line.readyState;
    },
    send: (text) => line.send(text),
    close: () => line.close(),
  };
  for (const word of WORDS) {
    Object.defineProperty(face, word, { get: () => heard[word], set: (run) => (heard[word] = run) });
  }
  return face;
}

/**
 * Give a recording to a new client; its trace, lines joined.
 * @param {Recording} recording
 * @returns {string}
 */
export function replay({ url, token, turns, draws }) {
  let now = 0;
  let drawn = 0;
  let page = () => {};
  const [timers, lines] = [[], []];
  const given = {
    url,
    token,
    clock: {
      now: () => now,
      after(ms, run) {
        timers.push(run);
        return () => {};
      },
    },
    random: () => draws[drawn++],
    open() {
      const line = { readyState: 0, send: () => {}, close: () => (line.readyState = 3) };
      lines.push(line);
      return line;
    },
    surroundings: { isVisible: () => true, onTurn: (run) => (page = run) },
  };
  let made;
  const turned = {
    begin: () => (made = traced(given)),
    timer: ({ number }) => timers[number](),
    page: ({ how }) => page(how),
    act: ({ name, told }) => made.acts[name](...told),
    line({ line: number, word, data, code }) {
      if (word === "onopen") lines[number].readyState = 1;
      if (word === "onclose") lines[number].readyState = 3;
      lines[number][word]({ data, code });
    },
  };
  for (const turn of turns) {
    now = turn.at;
    turned[turn.what](turn);
  }
  return made.trace.join("\n");
}
