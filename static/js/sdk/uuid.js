/**
 * Operation ids: random UUIDs (RFC 9562, version 4) from a chance that is given; pure.
 * @module
 */

const OCTETS = 16;

/**
 * @param {() => number} random  uniform in [0, 1), drawn sixteen times
 * @returns {string}
 */
export function uuid(random) {
  const octets = Array.from({ length: OCTETS }, () => Math.floor(random() * 256));
  octets[6] = (octets[6] & 0x0f) | 0x40; // version 4
  octets[8] = (octets[8] & 0x3f) | 0x80; // variant 10
  const digits = octets.map((octet) => octet.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
