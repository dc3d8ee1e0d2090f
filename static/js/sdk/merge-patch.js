/**
 * JSON Merge Patch (RFC 7396), the same as community/core/patch.py; knows nothing of topics.
 * @module
 */

/** @typedef {null | boolean | number | string | JsonArray | JsonObject} Json */
/** @typedef {Json[]} JsonArray */
/** @typedef {{[key: string]: Json}} JsonObject */

/**
 * The value after the patch; neither argument changes, and what the patch leaves alone is shared.
 * @param {Json} patch  nulls remove members, objects go down, the rest replaces
 * @param {Json | undefined} value  undefined where there is none
 * @returns {Json}
 */
export function applyPatch(patch, value) {
  if (!isObject(patch)) return patch;
  const result = isObject(value) ? { ...value } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else put(result, key, applyPatch(change, Object.hasOwn(result, key) ? result[key] : undefined));
  }
  return result;
}

/**
 * @param {Json | undefined} value
 * @returns {value is {[key: string]: Json}}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Assignment would follow a key named "__proto__" up to the prototype; a definition does not.
 * @param {{[key: string]: Json}} object
 * @param {string} key
 * @param {Json} value
 */
function put(object, key, value) {
  Object.defineProperty(object, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
