/** @import { SeenApp, SeenConversation } from '../../emulator/people.ts' */

/**
 * Where something waits to be read: mentions first, then the newest.
 * @param {Record<string, SeenConversation>} conversations @param {SeenApp} app
 * @returns {string} a place's `channel`, '' when all is read
 */
export function firstUnread(conversations, app) {
  const waiting = Object.values(conversations)
    .filter((one) => one.is_member && (one.mention_count > 0 || one.unread_count > 0))
    .sort(
      (a, b) =>
        Number(b.mention_count > 0) - Number(a.mention_count > 0) || b.latest_ts.localeCompare(a.latest_ts),
    );
  const first = waiting[0];
  return first ? (first.im_user === app.bot_user_id ? app.id : first.id) : '';
}
