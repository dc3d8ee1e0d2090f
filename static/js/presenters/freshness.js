// How fresh the page is, in words; pure.

const AGO_MIN_S = 2;
const LOST_AFTER_MS = 10_000;
const SWITCHED_OFF = 4009; // a close code: somebody paused live updates for all
const STILL = { ended: "Final", scheduled: "Not started" };

/**
 * @param {{phase: "connecting"|"live"|"reconnecting"|"resting"|"stopped", isInStep: boolean,
 *   code: number, forMs: number, ageMs: number, matchPhase: string, paused: boolean, missed: number,
 *   pending: number, delayS: number, silentMs: number}} now
 *   isInStep: the page shows what the server has; code: why the line was last lost; forMs: how long the phase has
 *   held; ageMs: since the server was last heard; pending: commands not answered yet; delayS: how far behind this
 *   viewer is kept; silentMs: how long the match's source has said nothing, 0 while it speaks
 * @returns {{tone: "live"|"still"|"wait"|"lost"|"held", words: string}}
 */
export function freshness(now) {
  if (now.phase === "stopped") return { tone: "lost", words: "Live updates ended. Reload the page." };
  if (now.paused) return { tone: "held", words: pausedWords(now.missed) };
  if (!now.isInStep) return away(now);
  if (now.silentMs) {
    return { tone: "wait", words: `Live, but the source has been silent for ${span(now.silentMs)}` };
  }
  if (now.matchPhase in STILL) return { tone: "still", words: `${STILL[now.matchPhase]}, checked ${ago(now.ageMs)}` };
  const pace = now.delayS ? `${now.delayS} s behind live` : "Live";
  return { tone: "live", words: `${pace}, ${ago(now.ageMs)}` };
}

/** What is not shown while paused. @param {number} missed */
export function waiting(missed) {
  return `${missed.toLocaleString("en")} ${missed === 1 ? "update" : "updates"} waiting`;
}

/** How many follow along. @param {{count: number, exact: boolean}} presence */
export function watching({ count, exact }) {
  return `${exact ? "" : "about "}${count.toLocaleString("en")} watching`;
}

function away(now) {
  const { tone, words } = lineWords(now);
  return { tone, words: now.pending ? `${words}, ${now.pending} to send` : words };
}

function lineWords({ phase, code, forMs, ageMs }) {
  const isFirst = ageMs === Infinity;
  if (phase === "live") return { tone: "wait", words: "Catching up" };
  if (phase === "resting") return { tone: "wait", words: "No network" };
  if (code === SWITCHED_OFF) return { tone: "lost", words: "Live updates are switched off for now" };
  if (forMs >= LOST_AFTER_MS) {
    return { tone: "lost", words: isFirst ? "No connection" : `Connection lost, ${span(ageMs)} ago` };
  }
  return { tone: "wait", words: isFirst && phase === "connecting" ? "Connecting" : "Reconnecting" };
}

function pausedWords(missed) {
  return missed ? `Paused, ${waiting(missed)}` : "Paused, nothing new";
}

function ago(ms) {
  return ms === Infinity || ms < AGO_MIN_S * 1000 ? "just now" : `${span(ms)} ago`;
}

/** A span of time in its largest whole unit: "8 s", "3 min", "2 h". */
export function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}
