// A client all of whose doings are written down, a line each, in canonical JSON: its trace.

import { canonicalText } from "../../static/js/sdk/canonical.js";
import { Client } from "../../static/js/sdk/client.js";

/** Shows a command before it is done: a mark beside the server's own keys. */
const marked = (state, { mark }, op) => ({ ...state, [`mark_${op}`]: mark });

/**
 * @param {object} given  clock, random, open, surroundings, url, token
 * @returns {{trace: string[], acts: {[name: string]: (...told: any[]) => void}}} acts: what its user may do
 */
export function traced({ open, ...given }) {
  const trace = [];
  const write = (what, told = null) => trace.push(canonicalText([what, told]));

  /** A line whose sends and end are written. */
  function opened(url, subprotocol) {
    write("dial", { url, subprotocol });
    const line = open(url, subprotocol);
    const [send, close] = [line.send.bind(line), line.close.bind(line)];
    line.send = (text) => {
      write("send", JSON.parse(text));
      send(text);
    };
    line.close = () => {
      write("hang up");
      close();
    };
    return line;
  }

  const client = new Client({ ...given, open: opened, optimistic: { mark: marked } });
  client.onStatus(({ phase, since, attempt, code }) => write("status", { phase, since, attempt, code }));
  client.onPause((paused) => write("pause", paused));
  client.onError((fault) => write("error", fault));
  client.onCommand(({ op, name, answer }) => {
    write("command", { op, name, outcome: answer?.outcome ?? null, code: answer?.code ?? null });
  });
  const acts = {
    follow(key) {
      const topic = client.topic(key);
      topic.onState((state, shown) => write("state", { key, shown, state, at: Math.round(client.serverNow()) }));
      topic.onNotice((notice) => write("notice", { key, notice }));
      topic.onPresence((presence) => write("presence", { key, presence }));
      topic.onRejected((code) => write("rejected", { key, code }));
    },
    send: (command) => void client.send(command),
    pause: () => client.pause(),
    resume: () => client.resume(),
    close: () => client.close(),
  };
  return { trace, acts, client };
}
