// The page's voice: a polite line and an urgent one, empty until there is something to say.

import { createSpeech } from "../speech.js";

function after(ms, run) {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** @type {{polite: ReturnType<typeof createSpeech>, urgent: ReturnType<typeof createSpeech>} | undefined} */
let voices;

/** Answer what somebody just did, before anything that waits. */
export function answer(words) {
  voices?.polite.answer(words);
}

/** Say words aloud; urgent interrupts. */
export function announce(words, { urgent = false } = {}) {
  if (!words) return;
  voices?.[urgent ? "urgent" : "polite"].add(words);
}

class LiveAnnouncer extends HTMLElement {
  connectedCallback() {
    const voice = (role) => {
      const line = this.querySelector(`[role=${role}]`);
      return createSpeech({ say: (words) => speak(line, words), after });
    };
    voices = { polite: voice("status"), urgent: voice("alert") };
  }
}

/** The same words twice are still news: an emptied line is heard again. */
function speak(line, words) {
  line.textContent = "";
  requestAnimationFrame(() => (line.textContent = words));
}

customElements.define("live-announcer", LiveAnnouncer);
