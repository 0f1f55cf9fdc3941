/**
 * What stands in a composer, kept per conversation while the page is open, and how it becomes what is sent.
 */
import { encode } from '../text/entities.js';

/** @typedef {{ message: string, command: string }} Mark */
/** @typedef {{ text: string, marks: Record<string, Mark> }} Draft `marks`: completed names → what is sent for them */

/** @type {Map<string, Draft>} */
const drafts = new Map();

/** @param {string} key @returns {Draft} */
export function readDraft(key) {
  return drafts.get(key) ?? { text: '', marks: {} };
}

/** @param {string} key @param {Draft} draft */
export function keepDraft(key, draft) {
  if (draft.text === '') drafts.delete(key);
  else drafts.set(key, draft);
}

/** The message in Slack's own syntax. @param {Draft} draft */
export function messageText(draft) {
  const marks = Object.entries(draft.marks).map(
    ([name, mark]) => /** @type {const} */ ([encode(name), mark.message]),
  );
  return replaceNames(encode(draft.text.trim()), marks);
}

/**
 * A command and what follows it, or null when the text is a message.
 * @param {Draft} draft
 */
export function commandIn(draft) {
  const match = /^(\/[a-z0-9_-]+)(?:\s+([\s\S]*))?$/i.exec(draft.text.trim());
  if (!match) return null;
  const marks = Object.entries(draft.marks).map(
    ([name, mark]) => /** @type {const} */ ([name, mark.command]),
  );
  return { command: (match[1] ?? '').toLowerCase(), text: replaceNames(match[2] ?? '', marks) };
}

/** Longer names first, so that "@Ann Lee" is not taken for "@Ann". @param {string} text
 * @param {(readonly [string, string])[]} marks */
function replaceNames(text, marks) {
  const sorted = marks.toSorted(([a], [b]) => b.length - a.length);
  let out = '';
  let at = 0;
  while (at < text.length) {
    const found = sorted.find(
      ([name]) => text.startsWith(name, at) && !/[\p{L}\p{N}]/u.test(text[at + name.length] ?? ''),
    );
    out += found ? found[1] : text[at];
    at += found ? found[0].length : 1;
  }
  return out;
}
