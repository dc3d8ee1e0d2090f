/**
 * One line to the server, kept: dialled, watched, dropped when dead, dialled again.
 *
 * Knows connect, hello, drain and token; every message is also handed on. Knows no topic.
 * @module
 */

import { pausedDelay, retryDelay } from "./backoff.js";
import { DRAIN, PAUSED, SUBPROTOCOL, TOKEN_EXPIRED, readMessage, saysStop } from "./wire.js";

/** @typedef {{now: () => number, after: (ms: number, run: () => void) => () => void}} Clock */
/** @typedef {"connecting" | "live" | "reconnecting" | "resting" | "stopped"} Phase */
/** @typedef {import("./wire.js").Message} Message */
/** @typedef {{phase: Phase, since: number, attempt: number, code: number}} Status */

/**
 * @typedef {object} SocketOptions
 * @property {string} url
 * @property {string} token
 * @property {boolean} measure  whether the server may measure how this session fares
 * @property {Clock} clock  local ms, any origin, never backwards
 * @property {() => number} random
 * @property {(url: string, subprotocol: string) => WebSocket} open
 * @property {() => Promise<string>} [freshToken]  asked when the token has expired
 * @property {() => number} serverNow  the server's ms since 1970
 * @property {() => void} onOpen  the line is up; say what you need
 * @property {() => void} onReturn  a line that had gone quiet speaks again; what was asked on it stands
 * @property {(message: Message) => void} onMessage
 * @property {(status: Status) => void} onStatus
 */

// Past this without a hello, another try is quicker than waiting on.
const HELLO_TIMEOUT_MS = 5_000;
// Missed heartbeats that make a line dead: with one a second, noticed in 2.5 s.
const HEARTBEATS_MISSED = 2.5;
// A line that lived this long was no accident: its loss starts the waiting over.
const STEADY_MS = 5_000;
// A line in doubt has this long to say anything.
const DOUBT_MS = 1_000;
// No server asks for longer; one that says nothing sensible is tried like any other.
const DRAIN_MS_MAX = 120_000;
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
  /** @type {WebSocket | null} a line that went quiet, kept while another is dialled */
  #aside = null;
  /** @type {Status} */
  #status;
  #heardAt = 0;
  #quietMs = HELLO_TIMEOUT_MS;
  #greetedMs = HELLO_TIMEOUT_MS;
  /** @type {number | null} when to come back, as a draining server said */
  #drainMs = null;
  #hasExpired = false;
  #dials = 0;
  #cancels = { watch: nothing, retry: nothing, steady: nothing, renew: nothing, doubt: nothing };

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

  start() {
    this.#dial();
  }

  /** Send a message; false when there is no line to send it on. @param {Message} message */
  send(message) {
    return this.transmit(JSON.stringify(message));
  }

  /** Send a message that is text already. @param {string} text */
  transmit(text) {
    if (this.#line?.readyState !== OPEN) return false;
    this.#line.send(text);
    return true;
  }

  /** Hang up without ending: nobody is looking. */
  rest() {
    if (this.#status.phase === "stopped") return;
    this.#dropAside();
    this.#hangUp();
    this.#turn({ phase: "resting" });
  }

  /** Dial at once if resting or waiting; doubt a line that has been quiet. */
  wake() {
    if (this.#status.phase === "stopped") return;
    if (this.#line !== null && this.#clock.now() - this.#heardAt < this.#quietMs) return;
    this.#hangUp();
    this.#turn({ phase: "reconnecting", attempt: 0 });
    this.#dial();
  }

  /** The way to the server may have changed: a line that now says nothing is soon given up. */
  doubt() {
    if (this.#status.phase !== "live") return;
    const askedAt = this.#clock.now();
    this.#ask(this.#line);
    this.#later("doubt", DOUBT_MS, () => this.#heardAt <= askedAt && this.#setAside());
  }

  /** End for good. */
  stop() {
    this.#dropAside();
    this.#hangUp();
    this.#turn({ phase: "stopped", code: 1000 });
  }

  #dial() {
    this.#dials += 1;
    if (this.#hasExpired) return void this.#renewThenDial();
    this.#drainMs = null;
    const line = this.#options.open(this.#options.url, SUBPROTOCOL);
    this.#line = line;
    this.#quietMs = HELLO_TIMEOUT_MS;
    this.#heardAt = this.#clock.now();
    line.onopen = () => {
      this.#dropAside(); // the server is there, on a line that is new for certain
      const decline = this.#options.measure ? {} : { measure: false };
      line.send(JSON.stringify({ t: "connect", token: this.#token, ...decline }));
      this.#options.onOpen();
    };
    line.onmessage = ({ data }) => this.#take(data);
    line.onclose = ({ code }) => this.#lose(code);
    this.#watch();
  }

  async #renewThenDial() {
    const dial = this.#dials;
    const token = await this.#freshToken();
    const { phase } = this.#status;
    // Another dial has overtaken this one, or nobody waits for it any more.
    if (dial !== this.#dials || (phase !== "connecting" && phase !== "reconnecting")) return;
    if (token === null) return void this.#retry();
    [this.#token, this.#hasExpired] = [token, false];
    this.#dial();
  }

  /** Another token; null when there is none to be had now. */
  async #freshToken() {
    try {
      return (await this.#options.freshToken?.()) ?? null;
    } catch {
      return null;
    }
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

  /** @param {Message} hello */
  #welcome(hello) {
    this.#keepToken(hello.token, hello.token_expires_at - hello.at);
    this.#quietMs = this.#greetedMs = hello.heartbeat_ms * HEARTBEATS_MISSED;
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
      if (this.#clock.now() - this.#heardAt < this.#quietMs) this.#watch();
      else if (this.#status.phase === "live") this.#setAside();
      else this.#lose(0);
    });
  }

  /**
   * Dial anew and keep the quiet line beside: a network that comes back brings what lies on the way
   * at once, long before a crowd has been let in again. What speaks first goes on.
   */
  #setAside() {
    const line = this.#line;
    this.#dropAside();
    this.#line = null;
    this.#aside = line;
    if (line !== null) {
      line.onmessage = ({ data }) => this.#takeUp(data);
      line.onclose = ({ code }) => this.#loseAside(code);
      this.#ask(line); // heard as soon as anything is, and the server then sends what was missed
    }
    for (const cancel of Object.values(this.#cancels)) cancel();
    this.#retry(0);
  }

  /** The line that had gone quiet speaks, and no other is open yet. @param {string} data */
  #takeUp(data) {
    const line = this.#aside;
    this.#aside = null;
    this.#hangUp();
    this.#line = line;
    if (line === null) return;
    line.onmessage = ({ data: text }) => this.#take(text);
    line.onclose = ({ code }) => this.#lose(code);
    this.#quietMs = this.#greetedMs;
    this.#heardAt = this.#clock.now();
    this.#watch();
    this.send({ t: "renew" }); // which sets the next renewal's time as well
    this.#later("steady", STEADY_MS, () => this.#turn({ attempt: 0 }));
    this.#turn({ phase: "live", code: 0 });
    this.#take(data);
    this.#options.onReturn();
  }

  /** The quiet line ended, which matters only if it says to stop. @param {number} code */
  #loseAside(code) {
    this.#dropAside();
    if (saysStop(code)) this.#lose(code);
  }

  /** @param {WebSocket | null} line */
  #ask(line) {
    if (line?.readyState !== OPEN) return;
    line.send(JSON.stringify({ t: "ping", at: Math.round(this.#clock.now()) }));
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
    const waitMs = this.#waitMs(code, attempt);
    this.#turn({ phase: phase === "connecting" ? phase : "reconnecting", code, attempt: attempt + 1 });
    this.#later("retry", waitMs, () => this.#dial());
  }

  /** @param {number} code @param {number} attempt */
  #waitMs(code, attempt) {
    const { random } = this.#options;
    if (code === PAUSED) return pausedDelay(random);
    const askedMs = code === DRAIN && Number.isFinite(this.#drainMs) ? this.#drainMs : null;
    return askedMs === null ? retryDelay(attempt, random) : Math.min(askedMs, DRAIN_MS_MAX);
  }

  #hangUp() {
    for (const cancel of Object.values(this.#cancels)) cancel();
    end(this.#line);
    this.#line = null;
  }

  #dropAside() {
    end(this.#aside);
    this.#aside = null;
  }

  /**
   * Run later, in place of what was to run under the same name.
   * @param {"watch" | "retry" | "steady" | "renew" | "doubt"} name
   * @param {number} ms
   * @param {() => void} run
   */
  #later(name, ms, run) {
    this.#cancels[name]();
    this.#cancels[name] = this.#clock.after(ms, run);
  }

  /** @param {Partial<Status>} change */
  #turn(change) {
    const { phase = this.#status.phase } = change;
    const since = phase === this.#status.phase ? this.#status.since : this.#clock.now();
    this.#status = { ...this.#status, ...change, since };
    this.#options.onStatus(this.#status);
  }
}

/** Hear nothing more of a line, and close it. @param {WebSocket | null} line */
function end(line) {
  if (line === null) return;
  line.onopen = line.onmessage = line.onclose = null;
  line.close();
}
