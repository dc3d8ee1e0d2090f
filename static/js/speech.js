// A polite queue: what is said aloud comes one sentence at a time, and never piles up.

const PAUSE_MS = 3_500;
const WAITING_MAX = 3;

/**
 * @param {{say: (words: string) => void, after: (ms: number, run: () => void) => void}} voice
 */
export function createSpeech({ say, after }) {
  const waiting = [];
  let isBusy = false;

  function next() {
    const words = waiting.shift();
    isBusy = words !== undefined;
    if (!isBusy) return;
    say(words);
    after(PAUSE_MS, next);
  }

  return {
    /** Say it now or in turn; past WAITING_MAX the oldest waiting gives way to the newest. */
    add(words) {
      waiting.push(words);
      if (waiting.length > WAITING_MAX) waiting.shift();
      if (!isBusy) next();
    },
  };
}
