import type { JsonObject } from '../json.ts';
import { messageJson } from '../state/message-json.ts';
import type { Message } from '../state/world.ts';
import {
  type Call,
  flagArg,
  method,
  needAnyConversationScope,
  needConversationScope,
  numberArg,
  requiredText,
  textArg,
} from './call.ts';
import { findConversation, findMessage, isBotIn } from './find.ts';
import { decodeCursor, encodeCursor } from './paging.ts';
import { SlackError } from './slack-error.ts';

type Window = { oldest: number; latest: number; inclusive: boolean };

function windowOf(call: Call): Window {
  const bound = (name: 'oldest' | 'latest', absent: number): number => {
    const text = textArg(call, name);
    if (text === undefined || text === '') return absent;
    const value = Number(text);
    if (!Number.isFinite(value)) throw new SlackError(`invalid_ts_${name}`);
    return value;
  };
  const isBounded = textArg(call, 'oldest') !== undefined || textArg(call, 'latest') !== undefined;
  return {
    oldest: bound('oldest', Number.NEGATIVE_INFINITY),
    latest: bound('latest', Number.POSITIVE_INFINITY),
    inclusive: isBounded && flagArg(call, 'inclusive'),
  };
}

function isInside({ oldest, latest, inclusive }: Window, message: Message): boolean {
  const at = Number(message.ts);
  return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
}

function limitOf(call: Call, byDefault: number): number {
  const limit = numberArg(call, 'limit') ?? byDefault;
  if (!Number.isInteger(limit) || limit < 1 || limit > 999) throw new SlackError('invalid_limit');
  return limit;
}

/** Where a cursor goes on: only messages on that side of `ts`. */
function cursorTs(call: Call): string | undefined {
  const cursor = textArg(call, 'cursor');
  return cursor ? decodeCursor(cursor, 'next_ts') : undefined;
}

function answer(call: Call, messages: Message[], next: Message | undefined): JsonObject {
  const metadata = flagArg(call, 'include_all_metadata');
  return {
    messages: messages.map((message) => messageJson(call.world, message, { metadata })),
    has_more: next !== undefined,
    ...(next && { response_metadata: { next_cursor: encodeCursor('next_ts', next.ts) } }),
  };
}

/** Newest first. */
const history = method(3, [], (call) => {
  needAnyConversationScope(call, 'history');
  const conversation = findConversation(call);
  needConversationScope(call, conversation.kind, 'history');
  if (!isBotIn(call, conversation)) throw new SlackError('not_in_channel');
  const window = windowOf(call);
  const limit = limitOf(call, 100);
  const from = cursorTs(call);
  const found: Message[] = [];
  for (let index = conversation.timeline.length - 1; index >= 0 && found.length <= limit; index -= 1) {
    const message = conversation.timeline[index];
    if (!message || (from !== undefined && message.ts > from)) continue;
    if (Number(message.ts) < window.oldest) break;
    if (isInside(window, message)) found.push(message);
  }
  const next = found[limit];
  return { ...answer(call, found.slice(0, limit), next), pin_count: 0, channel_actions_ts: null };
});

/** The parent first, then its replies, oldest first. */
const replies = method(3, [], (call) => {
  needAnyConversationScope(call, 'history');
  const conversation = findConversation(call);
  needConversationScope(call, conversation.kind, 'history');
  if (!isBotIn(call, conversation)) throw new SlackError('not_in_channel');
  const parent = findMessage(conversation, requiredText(call, 'ts'), 'thread_not_found');
  const window = windowOf(call);
  const limit = limitOf(call, 999);
  const from = cursorTs(call);
  const inWindow = (conversation.threads.get(parent.ts) ?? []).filter((reply) => isInside(window, reply));
  const rest = inWindow.filter((reply) => from === undefined || reply.ts >= from);
  const page = rest.slice(0, limit);
  return answer(call, from === undefined ? [parent, ...page] : page, rest[limit]);
});

export const historyMethods = {
  'conversations.history': history,
  'conversations.replies': replies,
};
