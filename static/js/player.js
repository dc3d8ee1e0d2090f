// Plays operations in match time; knows no page: what it needs is given.

// So much match time at hand, in real time at the speed: less asks for the next page.
const AHEAD_MS = 8_000;
const TICK_MS = 100;

/**
 * @param {{show: (moment: object) => void, take: (operation: object) => boolean,
 *   moment: (at: number) => Promise<object>, operations: (after: string) => Promise<object>,
 *   told: (now: {at: number, isPlaying: boolean, isWaiting: boolean, isOver: boolean}) => void,
 *   failed: () => void,
 *   clock: {now: () => number, after: (ms: number, run: () => void) => () => void}}} given
 */
export function createPlayer({ show, take, moment, operations, told, failed, clock }) {
  let at = null;
  let after = null;
  let queue = [];
  let owed = 0;
  let speed = 1;
  let isPlaying = false;
  let asking = null;
  let turn = 0; // what was asked for before the last seek is passed over
  let stop = () => {};

  const isOver = () => queue.length === 0 && after === null && asking === null;

  function tell() {
    told({ at, isPlaying, isWaiting: isPlaying && queue.length === 0 && !isOver(), isOver: isOver() });
  }

  async function ask() {
    const [mine, from] = [turn, after];
    asking = operations(from);
    after = null;
    try {
      const page = await asking;
      if (mine !== turn) return;
      queue.push(...page.operations);
      [after, asking] = [page.next, null];
    } catch {
      if (mine !== turn) return;
      // There is more: it is asked for anew when one plays on.
      [after, asking] = [from, null];
      pause();
      failed();
    }
  }

  function tick(since) {
    if (!isPlaying) return;
    const now = clock.now();
    owed += (now - since) * speed;
    while (queue.length > 0 && queue[0].wait_ms <= owed) {
      const next = queue.shift();
      owed -= next.wait_ms;
      if (!take(next)) {
        // Something was taken back since the page before: the moment is asked for whole.
        seek(at).catch(failed);
        return;
      }
      at = next.offset;
    }
    const ahead = queue.reduce((sum, { wait_ms: wait }) => sum + wait, 0);
    if (after !== null && ahead < AHEAD_MS * speed) ask();
    if (queue.length === 0) owed = 0;
    if (isOver()) isPlaying = false;
    tell();
    if (isPlaying) stop = clock.after(TICK_MS, () => tick(now));
  }

  function pause() {
    isPlaying = false;
    stop();
    tell();
  }

  async function seek(to) {
    turn += 1;
    const mine = turn;
    stop();
    let found;
    try {
      found = await moment(to);
    } catch (fault) {
      if (mine === turn) pause();
      throw fault;
    }
    if (mine !== turn) return;
    [at, after, queue, owed, asking] = [found.offset, found.after, [], 0, null];
    show(found);
    tell();
    if (isPlaying) tick(clock.now());
  }

  return {
    seek,
    pause,

    get isPlaying() {
      return isPlaying;
    },

    set speed(times) {
      speed = times;
    },

    /** Play on from a place; from one that is shown already nothing is asked for anew. */
    async play(from) {
      isPlaying = true;
      if (at === from && !isOver()) {
        tell();
        tick(clock.now());
      } else await seek(from);
    },
  };
}
