/**
 * A WebSocket over node:net with the browser's face, for every Node we allow (RFC 6455).
 *
 * Texts both ways, no fragments, no compression: what our server speaks. It tells what passes, so
 * that a test can say what was asked and answered.
 * @module
 */

import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
// What a browser says of a line that ended without a word.
const ABNORMAL = 1006;

export class Line {
  readyState = CONNECTING;
  onopen = null;
  onmessage = null;
  onclose = null;
  #socket;
  #buffer = Buffer.alloc(0);
  #code = ABNORMAL;
  #tell;

  /**
   * @param {string} url  ws://host:port/path
   * @param {string} subprotocol
   * @param {(what: "said" | "heard", text: string) => void} tell
   */
  constructor(url, subprotocol, tell = () => {}) {
    const { hostname, port, pathname, host } = new URL(url);
    const key = randomBytes(16).toString("base64");
    this.#tell = tell;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on("connect", () => this.#socket.write(request(host, pathname, { key, subprotocol })));
    this.#socket.on("data", (octets) => this.#take(octets, key));
    this.#socket.on("error", () => {}); // "close" follows
    this.#socket.on("close", () => this.#end());
  }

  /** @param {string} text */
  send(text) {
    this.#tell("said", text);
    this.#write(TEXT, Buffer.from(text));
  }

  close(code = 1000) {
    if (this.readyState >= CLOSING) return;
    const wasOpen = this.readyState === OPEN;
    this.readyState = CLOSING;
    const body = Buffer.alloc(2);
    body.writeUInt16BE(code);
    if (wasOpen) this.#write(CLOSE, body);
    this.#socket.destroySoon();
  }

  #take(octets, key) {
    this.#buffer = Buffer.concat([this.#buffer, octets]);
    if (this.readyState === CONNECTING && !this.#isGreeted(key)) return;
    for (const { opcode, body } of this.#frames()) this.#read(opcode, body);
  }

  #isGreeted(key) {
    const end = this.#buffer.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const head = this.#buffer.subarray(0, end).toString("latin1");
    this.#buffer = this.#buffer.subarray(end + 4);
    const accept = createHash("sha1").update(key + GUID).digest("base64");
    if (!head.startsWith("HTTP/1.1 101") || !head.includes(accept)) {
      this.#socket.destroy();
      return false;
    }
    this.readyState = OPEN;
    this.onopen?.({});
    return true;
  }

  /** Whole frames at the front of the buffer, taken out of it. */
  *#frames() {
    while (this.#buffer.length >= 2 && this.readyState === OPEN) {
      const short = this.#buffer[1] & 0x7f;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (this.#buffer.length < head) return;
      const size = head === 2 ? short : head === 4 ? this.#buffer.readUInt16BE(2) : Number(this.#buffer.readBigUInt64BE(2));
      if (this.#buffer.length < head + size) return;
      const opcode = this.#buffer[0] & 0x0f;
      const body = this.#buffer.subarray(head, head + size);
      this.#buffer = this.#buffer.subarray(head + size);
      yield { opcode, body };
    }
  }

  #read(opcode, body) {
    if (opcode === TEXT) {
      const data = body.toString();
      this.#tell("heard", data);
      this.onmessage?.({ data });
    } else if (opcode === PING) this.#write(PONG, body);
    else if (opcode === CLOSE) {
      this.#code = body.length >= 2 ? body.readUInt16BE(0) : 1005;
      this.#write(CLOSE, body);
      this.#socket.destroySoon();
    }
  }

  #write(opcode, body) {
    const size = body.length;
    const length = size < 126 ? Buffer.from([0x80 | size]) : Buffer.from([0xfe, size >> 8, size & 0xff]);
    const mask = randomBytes(4);
    const masked = Buffer.from(body.map((octet, place) => octet ^ mask[place % 4]));
    this.#socket.write(Buffer.concat([Buffer.from([0x80 | opcode]), length, mask, masked]));
  }

  #end() {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.onclose?.({ code: this.#code });
  }
}

function request(host, path, { key, subprotocol }) {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Origin: http://${host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${key}`,
    `Sec-WebSocket-Protocol: ${subprotocol}`,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}
