/**
 * MessagePack, as much of it as operations use: maps, lists, texts, whole numbers, booleans, nil.
 * @module
 */

const text = new TextDecoder();

/** @param {Uint8Array} octets */
export function decode(octets) {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  let at = 0;

  const readText = (size) => {
    const begin = at;
    at += size;
    // A short text is quicker by hand than by the decoder's call.
    if (size > 40) return text.decode(octets.subarray(begin, at));
    let told = "";
    for (let place = begin; place < at; place += 1) {
      if (octets[place] > 127) return text.decode(octets.subarray(begin, at));
      told += String.fromCharCode(octets[place]);
    }
    return told;
  };
  const readList = (size) => Array.from({ length: size }, readValue);
  const readMap = (size) => {
    const told = {};
    for (let place = 0; place < size; place += 1) {
      const key = readValue();
      told[key] = readValue();
    }
    return told;
  };
  const readNumber = (size, read) => {
    const told = read.call(view, at);
    at += size;
    return told;
  };

  function readValue() {
    const head = octets[at];
    at += 1;
    if (head < 0x80) return head;
    if (head < 0x90) return readMap(head & 0x0f);
    if (head < 0xa0) return readList(head & 0x0f);
    if (head < 0xc0) return readText(head & 0x1f);
    if (head >= 0xe0) return head - 256;
    switch (head) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xcc: return readNumber(1, view.getUint8);
      case 0xcd: return readNumber(2, view.getUint16);
      case 0xce: return readNumber(4, view.getUint32);
      case 0xcf: return Number(readNumber(8, view.getBigUint64));
      case 0xd9: return readText(readNumber(1, view.getUint8));
      case 0xda: return readText(readNumber(2, view.getUint16));
      case 0xdc: return readList(readNumber(2, view.getUint16));
      case 0xdd: return readList(readNumber(4, view.getUint32));
      case 0xde: return readMap(readNumber(2, view.getUint16));
      default: throw new RangeError(`no value of ours begins with ${head}`);
    }
  }

  return readValue();
}
