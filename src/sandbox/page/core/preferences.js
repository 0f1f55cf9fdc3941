/** What the page remembers. Works without storage too: then nothing is remembered. */

const PREFIX = 'sandbox.';

/**
 * From any visit with this browser.
 * @param {string} key
 * @returns {unknown} what was written, or undefined
 */
export function recall(key) {
  return read(() => localStorage, key);
}

/** @param {string} key @param {unknown} value undefined forgets */
export function remember(key, value) {
  write(() => localStorage, key, value);
}

/**
 * From this tab only.
 * @param {string} key
 * @returns {unknown}
 */
export function recallHere(key) {
  return read(() => sessionStorage, key);
}

/** @param {string} key @param {unknown} value undefined forgets */
export function rememberHere(key, value) {
  write(() => sessionStorage, key, value);
}

/** Even naming the storage throws where a browser forbids it. @param {() => Storage} storage @param {string} key @returns {unknown} */
function read(storage, key) {
  try {
    const text = storage().getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {() => Storage} storage @param {string} key @param {unknown} value */
function write(storage, key, value) {
  try {
    if (value === undefined) storage().removeItem(PREFIX + key);
    else storage().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    return;
  }
}
