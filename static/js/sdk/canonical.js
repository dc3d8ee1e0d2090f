/**
 * Canonical JSON (RFC 8785) within our domain, the same bytes as community/core/canonical.py.
 *
 * The domain: ASCII keys, strings without lone surrogates, booleans, null, integers within
 * +-(2^53-1), arrays and objects, nested at most DEPTH_MAX deep.
 * @module
 */

import { sha256 } from "./sha256.js";

/** @typedef {import("./merge-patch.js").Json} Json */

const DEPTH_MAX = 32;
const LONE_SURROGATE = /\p{Surrogate}/u;
const NOT_ASCII = /[^\x00-\x7f]/;

/** A value that has no canonical form; `pointer` (RFC 6901) says where. */
export class OutsideDomainError extends Error {
  /**
   * @param {(string | number)[]} path
   * @param {string} fault
   */
  constructor(path, fault) {
    const pointer = path.map((token) => `/${escaped(String(token))}`).join("");
    super(`${fault} at "${pointer}"`);
    this.name = "OutsideDomainError";
    this.pointer = pointer;
  }
}

/**
 * The canonical text.
 * @param {Json} value
 * @returns {string}
 * @throws {OutsideDomainError}
 */
export function canonicalText(value) {
  return written(value, []);
}

/**
 * SHA-256 of the canonical text in UTF-8, 64 hexadecimal digits: a frame's `digest`.
 * @param {Json} value
 * @returns {string}
 * @throws {OutsideDomainError}
 */
export function digest(value) {
  return sha256(canonicalText(value));
}

/**
 * @param {unknown} value
 * @param {(string | number)[]} path  from the root to the value; back as it was on return
 * @returns {string}
 */
function written(value, path) {
  switch (typeof value) {
    case "boolean":
      return String(value);
    case "number":
      if (!Number.isSafeInteger(value)) throw new OutsideDomainError(path, "no safe integer");
      return String(value === 0 ? 0 : value); // -0 is written 0
    case "string":
      if (LONE_SURROGATE.test(value)) throw new OutsideDomainError(path, "lone surrogate");
      return JSON.stringify(value);
    case "object":
      return value === null ? "null" : container(value, path);
    default:
      throw new OutsideDomainError(path, `${typeof value} has no form`);
  }
}

/**
 * @param {object} value
 * @param {(string | number)[]} path
 * @returns {string}
 */
function container(value, path) {
  if (path.length >= DEPTH_MAX) {
    throw new OutsideDomainError(path, `nested more than ${DEPTH_MAX} deep`);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item, position) => below(item, position, path)).join(",")}]`;
  }
  const members = /** @type {{[key: string]: unknown}} */ (value);
  const parts = Object.keys(members)
    .sort()
    .map((key) => `${keyText(key, path)}:${below(members[key], key, path)}`);
  return `{${parts.join(",")}}`;
}

/**
 * @param {unknown} item
 * @param {string | number} token
 * @param {(string | number)[]} path
 * @returns {string}
 */
function below(item, token, path) {
  path.push(token);
  const text = written(item, path);
  path.pop();
  return text;
}

/**
 * @param {string} key
 * @param {(string | number)[]} path
 * @returns {string}
 */
function keyText(key, path) {
  if (!NOT_ASCII.test(key)) return JSON.stringify(key);
  const place = LONE_SURROGATE.test(key) ? path : [...path, key];
  throw new OutsideDomainError(place, "key is not ASCII text");
}

/**
 * @param {string} token
 * @returns {string}
 */
function escaped(token) {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}
