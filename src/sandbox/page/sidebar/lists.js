/**
 * How the conversations are sorted into the sidebar. Pure.
 * @import { CastMember, SeenApp, SeenConversation } from '../../emulator/people.ts'
 */

/**
 * @param {Record<string, SeenConversation>} conversations
 * @param {Record<string, CastMember>} people
 * @param {SeenApp} app
 * @param {string} me
 */
export function conversationLists(conversations, people, app, me) {
  const all = Object.values(conversations);
  const channels = all
    .filter((one) => one.kind === 'channel' || one.kind === 'private_channel')
    .sort((a, b) => a.name.localeCompare(b.name));
  const direct = all
    .filter((one) => (one.kind === 'im' || one.kind === 'mpim') && one.im_user !== app.bot_user_id)
    .filter((one) => one.im_user === undefined || one.im_user === me || people[one.im_user] !== undefined)
    .sort((a, b) => b.latest_ts.localeCompare(a.latest_ts) || a.name.localeCompare(b.name));
  return {
    channels: channels.filter((one) => one.is_member && !one.is_archived),
    others: channels.filter((one) => !one.is_member && !one.is_archived),
    direct,
    app: appConversation(conversations, app),
  };
}

/** The direct message with the app, when there is one. @param {Record<string, SeenConversation>} conversations @param {SeenApp} app */
export function appConversation(conversations, app) {
  return Object.values(conversations).find((one) => one.im_user === app.bot_user_id);
}
