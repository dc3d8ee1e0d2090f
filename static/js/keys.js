// Single keys for the page; they can be switched off, and never fire while somebody types (WCAG 2.1.4).

const KEPT = "terrace.keys";
const runs = new Map();

/** Run when a key is pressed alone. */
export function onKey(key, run) {
  if (!runs.size) document.addEventListener("keydown", pressed);
  runs.set(key, run);
}

/** Whether single keys are on; kept on this machine. */
export function keysAreOn() {
  return localStorage.getItem(KEPT) !== "off";
}

export function switchKeys(isOn) {
  localStorage.setItem(KEPT, isOn ? "on" : "off");
}

function pressed(event) {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable], dialog");
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping || !keysAreOn()) return;
  const run = runs.get(event.key);
  if (!run) return;
  event.preventDefault();
  run();
}
