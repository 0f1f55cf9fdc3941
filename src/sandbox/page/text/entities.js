/** The three characters that Slack escapes in every text. */

/** @param {string} text */
export function decode(text) {
  return text.includes('&') ? text.replace(/&(amp|lt|gt);/g, (_, name) => DECODED[name] ?? '') : text;
}

/** @param {string} text */
export function encode(text) {
  return text.replace(/[&<>]/g, (character) => ENCODED[character] ?? character);
}

/** @type {Record<string, string>} */
const DECODED = { amp: '&', lt: '<', gt: '>' };
/** @type {Record<string, string>} */
const ENCODED = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * The address when it is one that a link may lead to, else ''. Whatever could run code stays text.
 * @param {string} url
 */
export function safeUrl(url) {
  return /^(https?:\/\/|mailto:|tel:)/i.test(url.trim()) ? url.trim() : '';
}
