// What somebody was about to say, kept until it is said or he signs out: at a match on this machine, of a post in this tab.

const KINDS = ["terrace.draft.", "terrace.edit."];
const [DRAFT, EDIT] = KINDS;
// Whose words they are: of whoever is signed in, as the page says; of nobody yet, on the way through sign-up.
const who = document.documentElement.dataset.actor ?? "";
const key = (match, whose = who) => `${DRAFT}${whose}/${match}`;
const editKey = (post) => `${EDIT}${who}/${post}`;

forgetOthers();

/** Words of anybody else are gone: of who signed out, in whatever way, from the next page on. */
function forgetOthers() {
  try {
    for (const store of [localStorage, sessionStorage]) {
      const kept = Object.keys(store).filter((name) => KINDS.some((kind) => name.startsWith(kind)));
      const ours = KINDS.flatMap((kind) => [`${kind}${who}/`, `${kind}/`]);
      for (const name of kept) if (!ours.some((start) => name.startsWith(start))) store.removeItem(name);
    }
  } catch {
    // Closed to us: nothing was kept.
  }
}

/**
 * @typedef {{text: string, event: string, context: string, reply: string, kind: string,
 *   source: string, links: string, model: string, key?: string, went?: boolean}} Draft
 * key: the post it becomes, when it was on its way. went: its form went its own way.
 */

/** One's own, else the one begun before signing in. @returns {Draft | null} */
export function draftOf(match) {
  try {
    return JSON.parse(localStorage.getItem(key(match)) ?? localStorage.getItem(key(match, "")));
  } catch {
    return null; // not ours, or storage is closed to us
  }
}

/** Keep a draft; one without words is forgotten. @param {Draft} draft */
export function keepDraft(match, draft) {
  try {
    if (draft.text.trim()) localStorage.setItem(key(match), JSON.stringify(draft));
    else localStorage.removeItem(key(match));
    if (who) localStorage.removeItem(key(match, ""));
  } catch {
    // Full or closed storage: the words are still on the page.
  }
}

/**
 * Words a post was to have instead, and the revision they were written over.
 * @typedef {{rev: string, text: string}} Edit
 */

/** @returns {Edit | null} */
export function editOf(post) {
  try {
    return JSON.parse(sessionStorage.getItem(editKey(post)));
  } catch {
    return null; // as a draft
  }
}

/** Keep an edit as long as its tab: what stands is safe, and nobody looks for it days later. @param {Edit} edit */
export function keepEdit(post, edit) {
  try {
    sessionStorage.setItem(editKey(post), JSON.stringify(edit));
  } catch {
    // As a draft: the words are still on the page.
  }
}

export function forgetEdit(post) {
  try {
    sessionStorage.removeItem(editKey(post));
  } catch {
    // Closed to us: nothing was kept.
  }
}
