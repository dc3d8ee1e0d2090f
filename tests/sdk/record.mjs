// The SDK on a real line, told what to do on stdin; every message, either way, goes to stdout.
//
// In: {do: "follow" | "leave", topic} | {do: "say", text} | {do: "rest" | "wake" | "held" | "end"}
// Out: {line, way: "open", subprotocol} | {line, way: "in" | "out", said} | {way: "drop"}
//      | {way: "held", state, notices}

import { createInterface } from "node:readline";

import { connect } from "../../static/js/sdk/index.js";

const [url, origin, token] = process.argv.slice(2);
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const lines = [];

/** A WebSocket that tells what goes through it. */
class Recorded extends WebSocket {
  constructor(url, subprotocol) {
    super(url, { protocols: [subprotocol], headers: { origin } });
    this.number = lines.push(this);
    this.addEventListener("open", () => tell({ line: this.number, way: "open", subprotocol: this.protocol }));
    this.addEventListener("message", ({ data }) => this.#told("out", data));
  }

  send(text) {
    this.#told("in", text);
    super.send(text);
  }

  #told(way, text) {
    tell({ line: this.number, way, said: text });
  }
}

const client = connect({ url, token, open: (url, subprotocol) => new Recorded(url, subprotocol) });
const held = { state: null, notices: [] };
const stops = new Map();

const orders = {
  follow({ topic }) {
    const handle = client.topic(topic);
    const stop = [
      handle.onState((state) => (held.state = state)),
      handle.onNotice((notice) => held.notices.push(notice)),
    ];
    stops.set(topic, () => stop.forEach((each) => each()));
  },
  leave: ({ topic }) => stops.get(topic)(),
  say: ({ text }) => lines.at(-1).send(text),
  rest() {
    client.rest();
    tell({ way: "drop" });
  },
  wake: () => client.wake(),
  held: () => tell({ way: "held", ...held }),
  end() {
    client.close();
    process.stdin.destroy();
  },
};

createInterface({ input: process.stdin }).on("line", (text) => {
  const order = JSON.parse(text);
  orders[order.do](order);
});
