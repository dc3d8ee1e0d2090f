// The page's one client, behind its one gate: elements follow topics here and know of no socket.

import { createGate } from "./gate.js";
import { connect } from "./sdk/index.js";

// Out of sight this long, the line is given up; it comes back, and resumes, when somebody looks.
const HIDDEN_MS_MAX = 30_000;

/** @type {ReturnType<typeof createLive> | undefined} */
let shared;

/** The page's live side, made at the first asking. */
export function live() {
  shared ??= createLive(document.querySelector("live-bar"));
  return shared;
}

function createLive(bar) {
  const changes = new Set();
  const tell = () => changes.forEach((run) => run());
  const gate = createGate(tell);
  const url = new URL(bar.dataset.live, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const client = connect({
    url: url.href,
    token: bar.dataset.token,
    isVisible: () => document.visibilityState === "visible",
    freshToken: () => fetchToken(bar.dataset.renewal),
  });
  client.onStatus(tell);
  restWhileHidden(client);

  return {
    client,
    gate,

    /** Told when the line or the gate turns. */
    onChange(run) {
      changes.add(run);
      return () => changes.delete(run);
    },

    /**
     * Follow a topic. States come at most once a frame of the screen, notices one by one; a shut gate
     * holds the newest state and swallows notices, for the state says what they led to.
     * @param {{onState?: (state: object) => void, onNotice?: (notice: object, state: object) => void}} told
     */
    follow(topic, told) {
      const handle = client.topic(topic);
      const stops = [];
      if (told.onState) {
        const show = onceAFrame(told.onState);
        stops.push(
          handle.onState((state, message) => {
            const offset = message.to ?? message.offset;
            gate.pass(told, { topic, offset }, () => show(state));
          }),
        );
      }
      if (told.onNotice) {
        stops.push(handle.onNotice((...words) => gate.isShut || told.onNotice(...words)));
      }
      return () => {
        gate.forget(told);
        stops.forEach((stop) => stop());
      };
    },
  };
}

function onceAFrame(run) {
  let next;
  return (state) => {
    if (next === undefined) {
      requestAnimationFrame(() => {
        const newest = next;
        next = undefined;
        run(newest);
      });
    }
    next = state;
  };
}

function restWhileHidden(client) {
  let timer;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") client.wake();
    else timer = setTimeout(() => client.rest(), HIDDEN_MS_MAX);
  });
  addEventListener("online", () => client.wake());
  addEventListener("pageshow", () => client.wake());
}

async function fetchToken(url) {
  const answer = await fetch(url, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return (await answer.json()).token;
}
