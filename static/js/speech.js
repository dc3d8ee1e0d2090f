// A polite queue: what is said aloud comes one sentence at a time, and never piles up.

const PAUSE_MS = 3_500;
const WAITING_MAX = 3;

/**
 * @param {{say: (words: string) => void, after: (ms: number, run: () => void) => () => void}} voice
 */
export function createSpeech({ say, after }) {
  const waiting = [];
  let isBusy = false;
  let cancel = () => {};

  function next() {
    const words = waiting.shift();
    isBusy = words !== undefined;
    if (!isBusy) return;
    say(words);
    cancel = after(PAUSE_MS, next);
  }

  return {
    /** Say it at once, in place of all that waits: an answer to what somebody just did. */
    answer(words) {
      waiting.length = 0;
      cancel();
      waiting.push(words);
      next();
    },

    /** Say it now or in turn; past WAITING_MAX the oldest waiting gives way to the newest. */
    add(words) {
      waiting.push(words);
      if (waiting.length > WAITING_MAX) waiting.shift();
      if (!isBusy) next();
    },
  };
}
