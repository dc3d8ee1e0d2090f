// A process of viewers, each a client of the real SDK. Orders come in on stdin, one JSON a line;
// all they are told goes out on stdout, one JSON a line, stamped with this process's milliseconds.

import { createInterface } from "node:readline";
import { digest } from "../../static/js/sdk/canonical.js";
import { connect } from "../../static/js/sdk/index.js";
import { Line } from "./line.mjs";

const clients = new Map();

function say(viewer, what, told = {}) {
  process.stdout.write(`${JSON.stringify({ viewer, what, at: performance.now(), ...told })}\n`);
}

const orders = {
  open({ viewer, url, token, topics }) {
    const tell = (what, text) => {
      const { t, at: sent, topic, epoch, offset, from, to, code } = JSON.parse(text);
      say(viewer, what, { t, sent, topic, epoch, offset, from, to, code });
    };
    const client = connect({ url, token, open: (to, subprotocol) => new Line(to, subprotocol, tell) });
    clients.set(viewer, client);
    client.onStatus(({ phase, code }) => say(viewer, "status", { phase, code }));
    for (const key of topics) {
      const topic = client.topic(key);
      topic.onState((state, { to, offset }) => {
        say(viewer, "state", { topic: key, offset: to ?? offset, digest: digest(state) });
      });
      topic.onNotice((notice) => say(viewer, "notice", { topic: key, offset: notice.offset, type: notice.type }));
      topic.onRejected((code) => say(viewer, "rejected", { topic: key, code }));
    }
  },

  /** Send commands in their order, `ahead` of them unanswered at most, and never two within a gap. */
  send({ viewer, name, each, ahead, gapMs }) {
    const client = clients.get(viewer);
    const left = each.values();
    let dueAt = performance.now();
    const sendNext = () => {
      const { value: data, done } = left.next();
      if (done) return;
      const now = performance.now();
      const waitMs = Math.max(0, dueAt - now);
      dueAt = now + waitMs + gapMs;
      setTimeout(async () => {
        const { op, answer } = client.send({ name, data });
        say(viewer, "sent", { op, data });
        const { outcome, code } = await answer;
        say(viewer, "answered", { op, outcome, code });
        sendNext();
      }, waitMs);
    };
    for (let each = 0; each < ahead; each += 1) sendNext();
  },

  close({ viewer }) {
    clients.get(viewer)?.close();
    clients.delete(viewer);
  },
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const order = JSON.parse(line);
    orders[order.do](order);
  })
  .on("close", () => process.exit(0));
