/**
 * Decode and fold a file of frames in Node: `node replay.mjs FORMAT FILE`.
 *
 * The file is frames, each after its size in four bytes. Prints {decode_ms, replay_ms, state}, of CPU.
 * @module
 */

import { readFileSync } from "node:fs";

import { decode as decodeMsgpack } from "./msgpack.mjs";
import { decode as decodeProtobuf } from "./protobuf.mjs";

const text = new TextDecoder();
const DECODERS = {
  json: (octets) => JSON.parse(text.decode(octets)),
  msgpack: decodeMsgpack,
  protobuf: decodeProtobuf,
};
// The first rounds warm the compiler up, as a page's first minute does; the best one is told.
const ROUNDS = 6;

const [format, path] = process.argv.slice(2);
const frames = read(readFileSync(path));
const decode = DECODERS[format];
const told = { decode_ms: Infinity, replay_ms: Infinity, state: {} };
for (let round = 0; round < ROUNDS; round += 1) {
  told.decode_ms = Math.min(told.decode_ms, cpuMs(() => frames.forEach(decode)));
  told.replay_ms = Math.min(told.replay_ms, cpuMs(() => (told.state = fold(frames))));
}
process.stdout.write(JSON.stringify(told));

/** @param {() => void} work */
function cpuMs(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** @param {Buffer} file */
function read(file) {
  const found = [];
  for (let at = 0; at < file.length; ) {
    const size = file.readUInt32BE(at);
    found.push(file.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return found;
}

function fold(told) {
  const state = { offset: 0, by_type: {}, by_player: {}, clock: {}, places: 0 };
  for (const frame of told) {
    for (const { offset, type, data } of decode(frame)) {
      state.offset = offset;
      const named = `${data.side}.${type}`;
      state.by_type[named] = (state.by_type[named] ?? 0) + 1;
      state.by_player[data.player] = (state.by_player[data.player] ?? 0) + 1;
      state.clock = { period: data.period, clock_ms: data.clock_ms };
      state.places += (data.x ?? 0) + (data.y ?? 0) + (data.to_x ?? 0) + (data.to_y ?? 0);
    }
  }
  return state;
}
