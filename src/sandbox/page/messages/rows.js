/**
 * Which messages follow on from the one before, and where days and the unread line stand. Pure.
 * @import { SeenMessage } from '../../emulator/people.ts'
 */
import { dayKey, tsMillis } from '../core/time.js';

/** Messages of one author this close together stand under one name. */
const TOGETHER_MS = 5 * 60_000;

/**
 * @typedef {{ message: SeenMessage, compact: boolean, newDay: boolean, firstUnread: boolean }} Row
 */

/**
 * @param {SeenMessage[]} messages oldest first
 * @param {number} from @param {number} to the part to make rows of
 * @param {{ zone: string, me: string, unreadAfter: string }} view `unreadAfter`: a ts, '' for no line
 * @returns {Row[]}
 */
export function rowsOf(messages, from, to, { zone, me, unreadAfter }) {
  /** @type {Row[]} */
  const rows = [];
  const unread =
    unreadAfter === '' ? undefined : messages.find((one) => one.ts > unreadAfter && one.user !== me);
  for (let index = from; index < to; index += 1) {
    const message = messages[index];
    if (!message) continue;
    const before = messages[index - 1];
    const newDay = !before || dayKey(tsMillis(before.ts), zone) !== dayKey(tsMillis(message.ts), zone);
    const firstUnread = message === unread;
    rows.push({ message, newDay, firstUnread, compact: !newDay && !firstUnread && follows(before, message) });
  }
  return rows;
}

/**
 * Rows by day, so that each day can keep its name in view.
 * @param {Row[]} rows @param {string} zone
 * @returns {{ key: string, ts: string, starts: boolean, rows: Row[] }[]} `starts`: the day begins here, not above
 */
export function daysOf(rows, zone) {
  /** @type {{ key: string, ts: string, starts: boolean, rows: Row[] }[]} */
  const days = [];
  for (const row of rows) {
    const key = dayKey(tsMillis(row.message.ts), zone);
    const day = days.at(-1);
    if (day?.key === key) day.rows.push(row);
    else days.push({ key, ts: row.message.ts, starts: row.newDay, rows: [row] });
  }
  return days;
}

/** @param {SeenMessage | undefined} before @param {SeenMessage} message */
function follows(before, message) {
  return (
    before !== undefined &&
    before.user === message.user &&
    before.username === message.username &&
    before.ephemeral === message.ephemeral &&
    !before.subtype?.startsWith('channel_') &&
    before.subtype === message.subtype &&
    message.subtype !== 'thread_broadcast' &&
    tsMillis(message.ts) - tsMillis(before.ts) < TOGETHER_MS
  );
}

/** The index of the first message at or after a ts; the length when there is none.
 * @param {SeenMessage[]} messages @param {string} ts */
export function indexAtOrAfter(messages, ts) {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.ts ?? '') < ts) low = middle + 1;
    else high = middle;
  }
  return low;
}
