// The page's one client: elements follow topics here and know of no socket.

import { onceAFrame } from "./once-a-frame.js";
import { createPast } from "./past.js";
import { connect } from "./sdk/index.js";

/** @type {ReturnType<typeof createLive> | undefined} */
let shared;

/** The page's live side, made at the first asking; on a page of the past, what is replayed. */
export function live() {
  const isPast = document.querySelector("match-replay[data-at]") !== null;
  shared ??= isPast ? createPast() : createLive(document.querySelector("[data-live]"));
  return shared;
}

/** place: what carries the socket's address and the page's token: the bar, else the bell. */
function createLive(place) {
  const url = new URL(place.dataset.live, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const client = connect({
    url: url.href,
    token: place.dataset.token,
    freshToken: () => fetchToken(place.dataset.renewal),
    measure: !asksNotToBeMeasured(),
  });

  return {
    client,

    /** Told when the line turns, and when the page is paused, resumed or misses something. */
    onChange(run) {
      client.onStatus(run);
      client.onPause(run);
    },

    /**
     * Follow a topic. States come at most once a frame of the screen, notices and presence one by one.
     * @param {{onState?: (state: object) => void, onNotice?: (notice: object, state: object) => void,
     *   onPresence?: (presence: {count: number, exact: boolean}) => void}} told
     */
    follow(topic, { onState, onNotice, onPresence }) {
      const handle = client.topic(topic);
      const stops = [];
      if (onState) stops.push(handle.onState(onceAFrame(onState)));
      if (onNotice) stops.push(handle.onNotice(onNotice));
      if (onPresence) stops.push(handle.onPresence(onPresence));
      return () => stops.forEach((stop) => stop());
    },
  };
}

/** What the browser says for its user, either way there is to say it. */
function asksNotToBeMeasured() {
  return navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";
}

async function fetchToken(url) {
  const answer = await fetch(url, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return (await answer.json()).token;
}
