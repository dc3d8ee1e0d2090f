// A page of the past: its elements follow topics as on a live page, and what moves them is replayed.

import { onceAFrame } from "./once-a-frame.js";
import { createReducer } from "./sdk/index.js";

/** The page's topics without a line: whoever replays puts snapshots and operations in. */
export function createPast() {
  const topics = new Map();

  function topicOf(name) {
    if (!topics.has(name)) {
      topics.set(name, { reducer: createReducer(), onState: new Set(), onNotice: new Set() });
    }
    return topics.get(name);
  }

  return {
    // A clock that never heard of a server: what asks it goes by the machine's own.
    client: { ageMs: () => Infinity },

    onChange() {},

    follow(name, { onState, onNotice }) {
      const topic = topicOf(name);
      const shown = onState && onceAFrame(onState);
      if (shown) topic.onState.add(shown);
      if (onNotice) topic.onNotice.add(onNotice);
      if (shown && topic.reducer.state) shown(topic.reducer.state);
      return () => {
        topic.onState.delete(shown);
        topic.onNotice.delete(onNotice);
      };
    },

    /** Show a moment, whatever was shown before. */
    show({ topics: states }) {
      for (const { topic: name, ...snapshot } of states) {
        const topic = topicOf(name);
        topic.reducer.forget();
        topic.reducer.snapshot(snapshot);
        for (const run of topic.onState) run(topic.reducer.state);
      }
    },

    /** Take an operation; false when it does not follow what is shown, and a moment must be. */
    take({ topic: name, notices = [], ...frame }) {
      const topic = topicOf(name);
      if (topic.reducer.frame(frame).outcome !== "applied") return false;
      for (const run of topic.onState) run(topic.reducer.state);
      for (const notice of notices) {
        for (const run of topic.onNotice) run(notice, topic.reducer.state);
      }
      return true;
    },
  };
}
