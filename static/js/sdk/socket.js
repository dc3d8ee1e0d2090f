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

const OPEN = 1;
const nothing = () => {};

export class Socket {
  #options;
  #clock;
  #token;
  /** @type {WebSocket | null} */
  #line = null;
  /** @type {Status} */
  #status;
  #heardAt = 0;
  #quietMs = HELLO_TIMEOUT_MS;
  #drainMs = 0;
  #hasExpired = false;
  #cancels = { watch: nothing, retry: nothing, steady: nothing, renew: nothing };

  /** @param {SocketOptions} options */
  constructor(options) {
    this.#options = options;
    this.#clock = options.clock;
    this.#token = options.token;
    this.#status = { phase: "connecting", since: this.#clock.now(), attempt: 0, code: 0 };
  }

  get status() {
    return this.#status;
  }

  /** Dial for the first time. */
  start() {
    this.#dial();
  }

  /**
   * Send a message; false when there is no line to send it on.
   * @param {{t: string, [key: string]: any}} message
   */
  send(message) {
    if (this.#line?.readyState !== OPEN) return false;
    this.#line.send(JSON.stringify(message));
    return true;
  }

  /** Hang up without ending: nobody is looking. */
  rest() {
    if (this.#status.phase === "stopped") return;
    this.#hangUp();
    this.#turn({ phase: "resting" });
  }

  /** Dial at once if resting or waiting; doubt a line that has been quiet. */
  wake() {
    if (this.#status.phase === "stopped") return;
    const isQuiet = this.#clock.now() - this.#heardAt >= this.#quietMs;
    if (this.#line !== null && !isQuiet) return;
    this.#hangUp();
    this.#turn({ phase: "reconnecting", attempt: 0 });
    this.#dial();
  }

  /** End for good. */
  stop() {
    this.#hangUp();
    this.#turn({ phase: "stopped", code: 1000 });
  }

  #dial() {
    if (this.#hasExpired) return void this.#renewThenDial();
    const line = this.#options.open(this.#options.url, SUBPROTOCOL);
    this.#line = line;
    this.#quietMs = HELLO_TIMEOUT_MS;
    this.#heardAt = this.#clock.now();
    line.onopen = () => {
      line.send(JSON.stringify({ t: "connect", token: this.#token }));
      this.#options.onOpen();
    };
    line.onmessage = ({ data }) => this.#take(data);
    line.onclose = ({ code }) => this.#lose(code);
    this.#watch();
  }

  async #renewThenDial() {
    try {
      this.#token = await this.#options.freshToken();
      this.#hasExpired = false;
    } catch {
      return void this.#retry();
    }
    if (this.#status.phase === "connecting" || this.#status.phase === "reconnecting") this.#dial();
  }

  /** @param {string} text */
  #take(text) {
    this.#heardAt = this.#clock.now();
    const message = readMessage(text);
    if (message === null) return;
    if (message.t === "hello") this.#welcome(message);
    else if (message.t === "drain") this.#drainMs = message.reconnect_in_ms;
    else if (message.t === "token") {
      this.#keepToken(message.token, message.expires_at - this.#options.serverNow());
    }
    this.#options.onMessage(message);
  }

  #welcome(hello) {
    this.#keepToken(hello.token, hello.token_expires_at - hello.at);
    this.#quietMs = hello.heartbeat_ms * HEARTBEATS_MISSED;
    this.#watch();
    this.#later("steady", STEADY_MS, () => this.#turn({ attempt: 0 }));
    this.#turn({ phase: "live", code: 0 });
  }

  /**
   * @param {string} token
   * @param {number} lifeMs
   */
  #keepToken(token, lifeMs) {
    this.#token = token;
    this.#later("renew", Math.max(RENEW_MS_MIN, lifeMs / 2), () => this.send({ t: "renew" }));
  }

  /** Drop the line when it has been quiet for too long; look again when it has not. */
  #watch() {
    const silentMs = this.#clock.now() - this.#heardAt;
    this.#later("watch", Math.max(0, this.#quietMs - silentMs), () => {
      if (this.#clock.now() - this.#heardAt >= this.#quietMs) this.#lose(0);
      else this.#watch();
    });
  }

  /** @param {number} code */
  #lose(code) {
    this.#hangUp();
    this.#hasExpired = code === TOKEN_EXPIRED;
    const isLast = saysStop(code) || (this.#hasExpired && !this.#options.freshToken);
    if (isLast) this.#turn({ phase: "stopped", code });
    else this.#retry(code);
  }

  #retry(code = this.#status.code) {
    const { attempt, phase } = this.#status;
    const waitMs = code === DRAIN ? this.#drainMs : retryDelay(attempt, this.#options.random);
    const next = phase === "connecting" ? "connecting" : "reconnecting";
    this.#turn({ phase: next, code, attempt: attempt + 1 });
    this.#later("retry", waitMs, () => this.#dial());
  }

  #hangUp() {
    for (const cancel of Object.values(this.#cancels)) cancel();
    if (this.#line === null) return;
    const line = this.#line;
    this.#line = null;
    line.onopen = line.onmessage = line.onclose = null;
    line.close();
  }

  /** Run later, in place of what was to run under the same name. */
  #later(name, ms, run) {
    this.#cancels[name]();
    this.#cancels[name] = this.#clock.after(ms, run);
  }

  /** @param {Partial<Status>} change */
  #turn(change) {
    const moved = change.phase !== undefined && change.phase !== this.#status.phase;
    const since = moved ? this.#clock.now() : this.#status.since;
    this.#status = { ...this.#status, ...change, since };
    this.#options.onStatus(this.#status);
  }
}
