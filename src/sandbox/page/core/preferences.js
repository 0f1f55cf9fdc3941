/** What the page remembers in this browser. Works without storage too: then nothing is remembered. */

const PREFIX = 'sandbox.';

/**
 * @param {string} key
 * @returns {unknown} what was written, or undefined
 */
export function recall(key) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} key @param {unknown} value */
export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    return;
  }
}
