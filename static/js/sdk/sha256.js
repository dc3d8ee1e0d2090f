/**
 * SHA-256 (FIPS 180-4) at once: crypto.subtle answers later, and on plain HTTP not at all.
 * @module
 */

// The first 32 bits of the fractions of the cube roots of the first 64 primes (4.2.2).
const ROUNDS = Uint32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);
// The same of the square roots of the first eight (5.3.3).
const START = Uint32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
);
const BLOCK_BYTES = 64;

/**
 * SHA-256 of a text's UTF-8, 64 hexadecimal digits.
 * @param {string} text
 * @returns {string}
 */
export function sha256(text) {
  const blocks = padded(new TextEncoder().encode(text));
  const hash = START.slice();
  const schedule = new Uint32Array(64);
  for (let at = 0; at < blocks.byteLength; at += BLOCK_BYTES) {
    expand(schedule, blocks, at);
    compress(hash, schedule);
  }
  return Array.from(hash, (word) => word.toString(16).padStart(8, "0")).join("");
}

/**
 * The message, a 1 bit, zeros, and its length in bits, to whole blocks (5.1.1).
 * @param {Uint8Array} octets
 * @returns {DataView}
 */
function padded(octets) {
  const room = Math.ceil((octets.length + 9) / BLOCK_BYTES) * BLOCK_BYTES;
  const blocks = new Uint8Array(room);
  blocks.set(octets);
  blocks[octets.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setBigUint64(room - 8, BigInt(octets.length) * 8n);
  return view;
}

/**
 * One block's message schedule (6.2.2, step 1).
 * @param {Uint32Array} schedule
 * @param {DataView} blocks
 * @param {number} at  the block's first byte
 */
function expand(schedule, blocks, at) {
  for (let t = 0; t < 16; t += 1) schedule[t] = blocks.getUint32(at + 4 * t);
  for (let t = 16; t < 64; t += 1) {
    const early = schedule[t - 15];
    const late = schedule[t - 2];
    const sigma0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const sigma1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    schedule[t] = schedule[t - 16] + sigma0 + schedule[t - 7] + sigma1;
  }
}

/**
 * One block into the hash (6.2.2, steps 2 to 4); `| 0` and Uint32Array keep sums within 32 bits.
 * @param {Uint32Array} hash
 * @param {Uint32Array} schedule
 */
function compress(hash, schedule) {
  let [a, b, c, d, e, f, g, h] = hash;
  for (let t = 0; t < 64; t += 1) {
    const sum1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const chosen = (e & f) ^ (~e & g);
    const first = (h + sum1 + chosen + ROUNDS[t] + schedule[t]) | 0;
    const sum0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const major = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + sum0 + major) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => (hash[place] += word));
}

/**
 * A word turned right, the bits that fall out coming in again.
 * @param {number} word
 * @param {number} bits
 * @returns {number}
 */
function turn(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}
