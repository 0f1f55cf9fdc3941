/**
 * Everything one person's window knows, and how it changes with what the workspace tells. Pure.
 * @import { CastMember, LiveEvent, MessagesAnswer, Notice, PersonState, SeenApp, SeenConversation, SeenMessage, SeenUserGroup } from '../../emulator/people.ts'
 * @import { ClockReading } from './clock.js'
 */

/**
 * The messages of a channel (`C1`) or of a thread (`C1:1700000000.000100`), oldest first, without holes up to now.
 * @typedef {{ messages: SeenMessage[], hasMore: boolean }} Timeline
 */

/** @typedef {Notice & { id: number }} ShownNotice */

/**
 * @typedef {Omit<PersonState, 'ok' | 'conversations' | 'people' | 'usergroups' | 'clock'> & {
 *   conversations: Record<string, SeenConversation>,
 *   people: Record<string, CastMember>,
 *   usergroups: Record<string, SeenUserGroup>,
 *   clock: ClockReading,
 *   timelines: Record<string, Timeline>,
 *   notices: ShownNotice[],
 *   connected: boolean,
 * }} WindowState
 */

/**
 * @param {PersonState} answer
 * @param {ClockReading} clock
 * @param {WindowState | null} [before] what is kept when the state is read again
 * @returns {WindowState}
 */
export function windowState(answer, clock, before = null) {
  const { ok: _ok, conversations, people, usergroups, clock: _clock, ...rest } = answer;
  return {
    ...rest,
    conversations: byId(conversations.map((one) => named(one, rest.app))),
    people: byId(people),
    usergroups: byId(usergroups),
    clock,
    timelines: before && before.epoch === answer.epoch ? before.timelines : {},
    notices: before?.notices ?? [],
    connected: before?.connected ?? true,
  };
}

/** @template {{ id: string }} T @param {T[]} list @returns {Record<string, T>} */
function byId(list) {
  return Object.fromEntries(list.map((item) => [item.id, item]));
}

/** The app goes by its own name, not by its bot's handle. @param {SeenConversation} conversation @param {SeenApp} app */
function named(conversation, app) {
  return conversation.im_user === app.bot_user_id ? { ...conversation, name: app.name } : conversation;
}

/** @param {string} channel @param {string} [thread] */
export function timelineKey(channel, thread) {
  return thread ? `${channel}:${thread}` : channel;
}

/**
 * @param {WindowState} state
 * @param {LiveEvent} event
 * @param {ClockReading} clock the reading that belongs to a `clock_changed`
 * @returns {WindowState}
 */
export function applyEvent(state, event, clock) {
  const next = event.seq > state.seq ? { ...state, seq: event.seq } : state;
  switch (event.type) {
    case 'message_posted':
    case 'message_changed':
      return withMessage(next, event.message);
    case 'message_deleted':
      return withoutMessage(next, event.channel, event.ts);
    case 'modals_changed':
      return { ...next, modals: event.modals };
    case 'home_changed':
      return { ...next, home: event.home };
    case 'conversation_changed':
      return {
        ...next,
        conversations: {
          ...next.conversations,
          [event.conversation.id]: named(event.conversation, next.app),
        },
      };
    case 'conversation_removed':
      return { ...next, conversations: without(next.conversations, event.channel) };
    case 'people_changed': {
      const people = byId(event.people);
      return { ...next, people, me: people[next.me.id] ?? next.me };
    }
    case 'usergroups_changed':
      return { ...next, usergroups: byId(event.usergroups) };
    case 'app_changed':
      return { ...next, app: event.app, commands: event.commands, shortcuts: event.shortcuts };
    case 'notice':
      return withNotice(next, event.notice);
    case 'clock_changed':
      return { ...next, clock };
    case 'hello':
    case 'reload':
      return state;
    default:
      return next;
  }
}

/** @template T @param {Record<string, T>} record @param {string} key @returns {Record<string, T>} */
function without(record, key) {
  const { [key]: _gone, ...rest } = record;
  return rest;
}

/** At most so many notices stand on the screen at once. */
const NOTICES = 4;

/** @param {WindowState} state @param {Notice} notice @returns {WindowState} */
export function withNotice(state, notice) {
  const id = (state.notices.at(-1)?.id ?? 0) + 1;
  if (state.notices.some((shown) => bare(shown.text) === bare(notice.text))) return state;
  return { ...state, notices: [...state.notices, { ...notice, id }].slice(-NOTICES) };
}

/** An answer and the notice that goes with it differ in their full stop at most. @param {string} text */
function bare(text) {
  return text.replace(/\.$/, '').toLowerCase();
}

/** @param {SeenMessage} message */
export function standsInChannel(message) {
  const isReply = message.thread_ts !== undefined && message.thread_ts !== message.ts;
  return !isReply || message.subtype === 'thread_broadcast';
}

/** @param {WindowState} state @param {SeenMessage} message @returns {WindowState} */
function withMessage(state, message) {
  const keys = [timelineKey(message.channel, message.thread_ts ?? message.ts)];
  if (standsInChannel(message)) keys.push(message.channel);
  return keys.reduce((now, key) => withInTimeline(now, key, message), state);
}

/** Only timelines that were read are kept up to date; the others are read whole when they are opened.
 * @param {WindowState} state @param {string} key @param {SeenMessage} message @returns {WindowState} */
function withInTimeline(state, key, message) {
  const timeline = state.timelines[key];
  if (!timeline) return state;
  const messages = placed(timeline.messages, message, timeline.hasMore);
  return messages === timeline.messages
    ? state
    : { ...state, timelines: { ...state.timelines, [key]: { ...timeline, messages } } };
}

/**
 * @param {SeenMessage[]} messages @param {SeenMessage} message
 * @param {boolean} hasMore whether older messages exist that were not read: those stay unread
 */
function placed(messages, message, hasMore) {
  const at = messages.findLastIndex((one) => one.ts <= message.ts);
  if (messages[at]?.ts === message.ts) return messages.with(at, message);
  if (at < 0 && hasMore) return messages;
  return messages.toSpliced(at + 1, 0, message);
}

/** @param {WindowState} state @param {string} channel @param {string} ts @returns {WindowState} */
function withoutMessage(state, channel, ts) {
  const timelines = Object.fromEntries(
    Object.entries(state.timelines).map(([key, timeline]) => {
      if (key !== channel && !key.startsWith(`${channel}:`)) return [key, timeline];
      const messages = timeline.messages.filter((message) => message.ts !== ts);
      return [key, messages.length === timeline.messages.length ? timeline : { ...timeline, messages }];
    }),
  );
  return { ...state, timelines };
}

/**
 * Puts a page that was read into its timeline.
 * @param {WindowState} state @param {string} key @param {MessagesAnswer} answer
 * @param {'newest' | 'older'} which
 * @returns {WindowState}
 */
export function withPage(state, key, answer, which) {
  const known = state.timelines[key];
  if (which === 'older' && !known) return state;
  const messages = which === 'older' && known ? merged(answer.messages, known.messages) : answer.messages;
  return { ...state, timelines: { ...state.timelines, [key]: { messages, hasMore: answer.has_more } } };
}

/** @param {SeenMessage[]} older @param {SeenMessage[]} newer */
function merged(older, newer) {
  const first = newer[0]?.ts ?? '';
  return [...older.filter((message) => first === '' || message.ts < first), ...newer];
}
