// What somebody was about to say at a match, kept on this machine until it is said.

const key = (match) => `terrace.draft.${match}`;

/**
 * @typedef {{text: string, event: string, context: string, reply: string, kind: string,
 *   source: string, links: string, model: string}} Draft
 */

/** @returns {Draft | null} */
export function draftOf(match) {
  try {
    return JSON.parse(localStorage.getItem(key(match)));
  } catch {
    return null; // not ours, or storage is closed to us
  }
}

/** Keep a draft; one without words is forgotten. @param {Draft} draft */
export function keepDraft(match, draft) {
  try {
    if (draft.text.trim()) localStorage.setItem(key(match), JSON.stringify(draft));
    else localStorage.removeItem(key(match));
  } catch {
    // Full or closed storage: the words are still on the page.
  }
}
