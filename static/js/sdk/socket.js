/**
 * One line to the server, kept: dialled, watched, dropped when dead, dialled again.
 *
 * Knows connect, hello, drain and token; every message is also handed on. Knows no topic.
 * @module
 */

import { retryDelay } from "./backoff.js";
import { DRAIN, SUBPROTOCOL, TOKEN_EXPIRED, readMessage, saysStop } from "./wire.js";

/** @typedef {{now: () => number, after: (ms: number, run: () => void) => () => void}} Clock */
/** @typedef {"connecting" | "live" | "reconnecting" | "resting" | "stopped"} Phase */
/** @typedef {{phase: Phase, since: number, attempt: number, code: number}} Status */

/**
 * @typedef {object} SocketOptions
 * @property {string} url
 * @property {string} token
 * @property {Clock} clock  local ms, any origin, never backwards
 * @property {() => number} random
 * @property {(url: string, subprotocol: string) => WebSocket} open
 * @property {(() => Promise<string>) | undefined} freshToken  asked when the token has expired
 * @property {() => number} serverNow  the server's ms since 1970
 * @property {() => void} onOpen  the line is up; say what you need
 * @property {(message: {t: string, [key: string]: any}) => void} onMessage
 * @property {(status: Status) => void} onStatus
 */

// Past this without a hello, another try is quicker than waiting on.
const HELLO_TIMEOUT_MS = 5_000;
// Missed heartbeats that make a line dead: with one a second, noticed in 2.5 s.
const HEARTBEATS_MISSED = 2.5;
// A line that lived this long was no accident: its loss starts the waiting over.
const STEADY_MS = 5_000;
// Tokens are renewed at half their life, and never so often that it is noise.
const RENEW_MS_MIN = 10_000;

/** @param {SocketOptions} options */
export function createSocket({ url, clock, random, open, ...options }) {
  let token = options.token;
  /** @type {WebSocket | null} */
  let line = null;
  /** @type {Status} */
  let status = { phase: "connecting", since: clock.now(), attempt: 0, code: 0 };
  let heardAt = 0;
  let quietMs = HELLO_TIMEOUT_MS;
  let drainMs = 0;
  let hasExpired = false;
  const cancels = { watch: () => {}, retry: () => {}, steady: () => {}, renew: () => {} };

  /** @param {Partial<Status>} change */
  function turn(change) {
    const moved = change.phase !== undefined && change.phase !== status.phase;
    status = { ...status, ...change, since: moved ? clock.now() : status.since };
    options.onStatus(status);
  }

  function dial() {
    if (hasExpired) return void renewThenDial();
    const dialled = open(url, SUBPROTOCOL);
    line = dialled;
    quietMs = HELLO_TIMEOUT_MS;
    heardAt = clock.now();
    dialled.onopen = () => {
      dialled.send(JSON.stringify({ t: "connect", token }));
      options.onOpen();
    };
    dialled.onmessage = ({ data }) => take(data);
    dialled.onclose = ({ code }) => lost(code);
    dialled.onerror = () => {};
    watch();
  }

  async function renewThenDial() {
    try {
      token = await options.freshToken();
      hasExpired = false;
    } catch {
      return void again();
    }
    if (status.phase === "connecting" || status.phase === "reconnecting") dial();
  }

  /** @param {string} text */
  function take(text) {
    heardAt = clock.now();
    const message = readMessage(text);
    if (message === null) return;
    if (message.t === "hello") welcome(message);
    else if (message.t === "drain") drainMs = message.reconnect_in_ms;
    else if (message.t === "token") keepToken(message.token, message.expires_at - options.serverNow());
    options.onMessage(message);
  }

  function welcome(hello) {
    keepToken(hello.token, hello.token_expires_at - hello.at);
    quietMs = hello.heartbeat_ms * HEARTBEATS_MISSED;
    watch();
    cancels.steady();
    cancels.steady = clock.after(STEADY_MS, () => turn({ attempt: 0 }));
    turn({ phase: "live", code: 0 });
  }

  /**
   * @param {string} fresh
   * @param {number} lifeMs
   */
  function keepToken(fresh, lifeMs) {
    token = fresh;
    const waitMs = Math.max(RENEW_MS_MIN, lifeMs / 2);
    cancels.renew();
    cancels.renew = clock.after(waitMs, () => send({ t: "renew" }));
  }

  function watch() {
    cancels.watch();
    const leftMs = Math.max(0, heardAt + quietMs - clock.now());
    cancels.watch = clock.after(leftMs, () => {
      if (clock.now() - heardAt >= quietMs) lost(0);
      else watch();
    });
  }

  /** @param {number} code */
  function lost(code) {
    hangUp();
    if (saysStop(code)) return turn({ phase: "stopped", code });
    hasExpired = code === TOKEN_EXPIRED;
    if (hasExpired && !options.freshToken) return turn({ phase: "stopped", code });
    return again(code);
  }

  function again(code = status.code) {
    const waitMs = code === DRAIN ? drainMs : retryDelay(status.attempt, random);
    const phase = status.phase === "connecting" ? "connecting" : "reconnecting";
    turn({ phase, code, attempt: status.attempt + 1 });
    cancels.retry();
    cancels.retry = clock.after(waitMs, dial);
  }

  function hangUp() {
    for (const cancel of Object.values(cancels)) cancel();
    if (line === null) return;
    const old = line;
    line = null;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  }

  /**
   * Send a message; false when there is no line to send it on.
   * @param {{t: string, [key: string]: any}} message
   */
  function send(message) {
    if (line?.readyState !== 1) return false;
    line.send(JSON.stringify(message));
    return true;
  }

  return {
    send,
    start: dial,

    get status() {
      return status;
    },

    /** Hang up without ending: nobody is looking. */
    rest() {
      if (status.phase === "stopped") return;
      hangUp();
      turn({ phase: "resting" });
    },

    /** Dial at once if resting or waiting; doubt a line that has been quiet. */
    wake() {
      if (status.phase === "stopped") return;
      const isQuiet = clock.now() - heardAt >= quietMs;
      if (line !== null && !isQuiet) return;
      hangUp();
      turn({ phase: "reconnecting", attempt: 0 });
      dial();
    },

    /** End for good. */
    stop() {
      hangUp();
      turn({ phase: "stopped", code: 1000 });
    },
  };
}
