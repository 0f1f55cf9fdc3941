/**
 * What stands in a composer, kept per conversation while the tab is open, and how it becomes what is sent.
 */
import { recallHere, rememberHere } from '../core/preferences.js';
import { encode } from '../text/entities.js';

/** @typedef {{ message: string, command: string }} Mark */
/** @typedef {{ text: string, marks: Record<string, Mark> }} Draft `marks`: completed names → what is sent for them */

/** @param {string} key @returns {Draft} */
export function readDraft(key) {
  const kept = recallHere(`draft.${key}`);
  return isDraft(kept) ? kept : { text: '', marks: {} };
}

/** @param {string} key @param {Draft} draft */
export function keepDraft(key, draft) {
  rememberHere(`draft.${key}`, draft.text === '' ? undefined : draft);
}

/** @param {any} value @returns {value is Draft} */
function isDraft(value) {
  return typeof value?.text === 'string' && typeof value.marks === 'object' && value.marks !== null;
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
