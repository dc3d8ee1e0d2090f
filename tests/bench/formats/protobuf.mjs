/**
 * Protobuf of one schema, as a generated decoder would read it; protobuf.py has the same fields.
 * @module
 */

const text = new TextDecoder();
const TYPES = [
  "match.pass", "match.duel", "match.touch", "match.foul", "match.shot", "match.save",
  "match.corner", "match.offside", "match.card",
];
const SIDES = ["home", "away"];

/** @param {Uint8Array} octets */
export function decode(octets) {
  let at = 0;

  const readNumber = () => {
    let told = 0;
    for (let scale = 1; ; scale *= 128) {
      const octet = octets[at];
      at += 1;
      told += (octet & 0x7f) * scale;
      if (octet < 0x80) return told;
    }
  };
  const readText = () => {
    const size = readNumber();
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
  const readOperation = (end) => {
    const told = { offset: 0, type: "", id: "", at: 0, data: {} };
    const { data } = told;
    while (at < end) {
      const field = readNumber() >>> 3;
      switch (field) {
        case 1: told.offset = readNumber(); break;
        case 2: told.type = TYPES[readNumber()]; break;
        case 3: told.id = readText(); break;
        case 4: told.at = readNumber(); break;
        case 5: data.period = readNumber(); break;
        case 6: data.clock_ms = readNumber(); break;
        case 7: data.side = SIDES[readNumber()]; break;
        case 8: data.player = readText(); break;
        case 9: data.x = readNumber(); break;
        case 10: data.y = readNumber(); break;
        case 11: data.to_x = readNumber(); break;
        case 12: data.to_y = readNumber(); break;
        case 13: data.accurate = readNumber() === 1; break;
        case 14: data.on_target = readNumber() === 1; break;
        case 15: data.won = readNumber() === 1; break;
        case 16: data.kind = readText(); break;
        case 17: data.colour = readText(); break;
        default: throw new RangeError(`no field ${field}`);
      }
    }
    return told;
  };

  const operations = [];
  while (at < octets.length) {
    readNumber(); // field 1, a message
    const size = readNumber();
    operations.push(readOperation(at + size));
  }
  return operations;
}
