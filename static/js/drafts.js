// What somebody was about to say, kept until it is said: at a match on this machine, of a post in this tab.

const DRAFT = "terrace.draft.";
const EDIT = "terrace.edit.";
const key = (match) => `${DRAFT}${match}`;
const editKey = (post) => `${EDIT}${post}`;

// Set by who signs out: a page that is left keeps its words once more.
let isOver = false;

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
  if (isOver) return;
  try {
    if (draft.text.trim()) localStorage.setItem(key(match), JSON.stringify(draft));
    else localStorage.removeItem(key(match));
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
  if (isOver) return;
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

/** Forget every word kept on this machine and in this tab, and keep no more on this page. */
export function forgetAll() {
  isOver = true;
  try {
    for (const store of [localStorage, sessionStorage]) {
      const ours = Object.keys(store).filter((name) => name.startsWith(DRAFT) || name.startsWith(EDIT));
      for (const name of ours) store.removeItem(name);
    }
  } catch {
    // Closed to us: nothing was kept.
  }
}
