// Which new posts are said aloud; kept on this machine.

const KEPT = "terrace.speech";
const MODES = new Set(["off", "mentions", "all"]);

/** @returns {"off" | "mentions" | "all"} off unless chosen: a busy thread would drown everything else */
export function speechMode() {
  const kept = localStorage.getItem(KEPT);
  return MODES.has(kept) ? kept : "off";
}

export function chooseSpeech(mode) {
  localStorage.setItem(KEPT, mode);
}
