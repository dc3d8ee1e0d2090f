// One second hand for the whole page.

const runs = new Set();
let timer;

/** Run now and every second; returns how to stop. */
export function everySecond(run) {
  runs.add(run);
  timer ??= setInterval(() => runs.forEach((each) => each()), 1_000);
  run();
  return () => runs.delete(run);
}
