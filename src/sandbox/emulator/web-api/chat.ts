import { type MessageRules, validateMessage } from '../blocks/message.ts';
import { type Problem, wording } from '../blocks/problem.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { appDraft, contentsOf } from '../state/app-message.ts';
import { messageJson, permalink } from '../state/message-json.ts';
import {
  broadcastReply,
  type Draft,
  deleteMessage,
  type Edit,
  editMessage,
  postEphemeral,
  postMessage,
} from '../state/messages.ts';
import { pictureProblems } from '../state/pictures.ts';
import type { Conversation, Message } from '../state/world.ts';
import { type Call, flagArg, jsonArg, method, needScope, requiredText, textArg } from './call.ts';
import { findConversation, findDestination, findMessage, isBotIn } from './find.ts';
import { page } from './paging.ts';
import { SlackError } from './slack-error.ts';

const WRITE = ['chat:write'];

/** The arguments that make up a message, read and checked. Throws what Slack answers when they are wrong. */
export function messageArgs(call: Call, rules: MessageRules = {}): JsonObject {
  const blocks = jsonArg(call, 'blocks', 'invalid_blocks_format');
  const attachments = jsonArg(call, 'attachments', 'invalid_attachments');
  const metadata = jsonArg(call, 'metadata', 'invalid_metadata_format');
  const text = textArg(call, 'text');
  const markdown = textArg(call, 'markdown_text');
  if (markdown !== undefined && (blocks !== undefined || text !== undefined)) {
    throw new SlackError('markdown_text_conflict');
  }
  const given = {
    ...defined('text', text ?? markdown),
    ...defined('blocks', markdown === undefined ? blocks : [{ type: 'markdown', text: markdown }]),
    ...defined('attachments', attachments),
    ...defined('metadata', metadata),
  };
  refuseProblems(validateMessage(given, rules));
  refuseProblems(pictureProblems(call.world, defined('blocks', given.blocks), 'invalid_blocks'));
  refuseProblems(pictureProblems(call.world, defined('attachments', attachments), 'invalid_attachments'));
  return { ...given, ...appearance(call) };
}

function defined(key: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}

function appearance(call: Call): JsonObject {
  const given: JsonObject = {};
  for (const key of ['username', 'icon_emoji', 'icon_url']) {
    const value = textArg(call, key);
    if (value === undefined) continue;
    needScope(call, 'chat:write.customize');
    given[key] = value;
  }
  if (textArg(call, 'mrkdwn') === 'false') given.mrkdwn = false;
  return given;
}

/** Throws the first problem's error, with all of that kind explained. */
export function refuseProblems(problems: Problem[], root = ''): void {
  const [first] = problems;
  if (!first) return;
  const explained = problems.filter(({ error }) => error === first.error).map((each) => wording(each, root));
  const isPlain = !first.error.startsWith('invalid_');
  if (isPlain) throw new SlackError(first.error);
  throw new SlackError(first.error, {
    ...(first.error !== 'invalid_arguments' && { errors: explained }),
    response_metadata: { messages: explained.map((message) => `[ERROR] ${message}`) },
  });
}

/** Throws unless the bot may write into the conversation. */
function refuseUnwritable(call: Call, conversation: Conversation): void {
  if (conversation.is_archived) throw new SlackError('is_archived');
  if (isBotIn(call, conversation)) return;
  if (conversation.kind === 'channel' && call.granted.includes('chat:write.public')) return;
  throw new SlackError('not_in_channel');
}

/** Where in a thread a message goes: `thread_ts` names its parent, or any reply of it. */
function threadArgs(
  call: Call,
  conversation: Conversation,
): Pick<Draft, 'thread_ts' | 'broadcast' | 'subtype'> {
  const ts = textArg(call, 'thread_ts');
  if (ts === undefined || ts === '') return {};
  const anchor = findMessage(conversation, ts, 'thread_not_found');
  const broadcast = flagArg(call, 'reply_broadcast');
  return {
    thread_ts: anchor.thread_ts ?? anchor.ts,
    ...(broadcast && { broadcast, subtype: 'thread_broadcast' }),
  };
}

const postMessageMethod = method('special', WRITE, (call) => {
  const conversation = findDestination(call);
  refuseUnwritable(call, conversation);
  const args = messageArgs(call);
  const thread = threadArgs(call, conversation);
  call.core.rateLimits.message(conversation.id);
  const message = postMessage(call.world, { ...appDraft(call.world, conversation.id, args), ...thread });
  return posted(call, message);
});

function posted({ world }: Call, message: Message): JsonObject {
  return {
    channel: message.channel,
    ts: message.ts,
    message: messageJson(world, message, { metadata: true }),
  };
}

const update = method(3, WRITE, (call) => {
  const conversation = findConversation(call);
  const ts = requiredText(call, 'ts');
  if (conversation.is_archived) throw new SlackError('is_inactive');
  const message = findMessage(conversation, ts);
  if (message.bot_id !== call.world.app.bot_id) throw new SlackError('cant_update_message');
  const alone = flagArg(call, 'reply_broadcast') && !message.broadcast;
  if (alone && message.thread_ts === undefined) throw new SlackError('cant_broadcast_message');
  if (
    alone &&
    textArg(call, 'text') === undefined &&
    jsonArg(call, 'blocks', 'invalid_blocks_format') === undefined
  ) {
    broadcastReply(call.world, message);
  } else if (alone) {
    throw new SlackError('no_dual_broadcast_content_update');
  } else {
    editMessage(call.world, message, editOf(call, messageArgs(call, { as: 'update' })));
  }
  return { ...posted(call, message), text: message.text };
});

/** What an update changes: blocks go when only a text is given, attachments and metadata stay unless given. */
function editOf(call: Call, args: JsonObject): Edit & { noMetadata?: boolean } {
  const next = contentsOf(call.world, args);
  const usesBlocks = args.blocks !== undefined;
  const metadata = isJsonObject(args.metadata) ? args.metadata : undefined;
  const isCleared = metadata !== undefined && Object.keys(metadata).length === 0;
  return {
    ...(args.text !== undefined && { text: next.text }),
    ...((usesBlocks || args.text !== undefined) && { blocks: next.blocks }),
    ...(args.attachments !== undefined && { attachments: next.attachments }),
    ...(metadata && !isCleared && { metadata }),
    ...(isCleared && { noMetadata: true }),
    ...(!usesBlocks && { edited: { user: call.world.app.bot_user_id, ts: call.world.ids.ts() } }),
  };
}

const deleteMethod = method(3, WRITE, (call) => {
  const conversation = findConversation(call);
  const message = findMessage(conversation, requiredText(call, 'ts'));
  if (message.subtype === 'tombstone') throw new SlackError('message_not_found');
  if (message.bot_id !== call.world.app.bot_id) throw new SlackError('cant_delete_message');
  deleteMessage(call.world, message);
  return { channel: conversation.id, ts: message.ts };
});

const postEphemeralMethod = method(4, WRITE, (call) => {
  const conversation = findDestination(call);
  const user = requiredText(call, 'user');
  refuseUnwritable(call, conversation);
  if (!conversation.members.has(user)) throw new SlackError('user_not_in_channel');
  const thread = threadArgs(call, conversation);
  const args = messageArgs(call);
  const message = postEphemeral(call.world, {
    ...appDraft(call.world, conversation.id, args),
    ...thread,
    ephemeralTo: user,
  });
  return { message_ts: message.ts };
});

const FURTHEST_S = 120 * 24 * 3600;

const schedule = method(3, WRITE, (call) => {
  const { world, core } = call;
  const conversation = findDestination(call);
  const postAt = Number(requiredText(call, 'post_at'));
  if (!Number.isInteger(postAt)) throw new SlackError('invalid_time');
  const now = Math.floor(world.clock.now() / 1000);
  if (postAt <= now) throw new SlackError('time_in_past');
  if (postAt > now + FURTHEST_S) throw new SlackError('time_too_far');
  refuseUnwritable(call, conversation);
  const args = messageArgs(call);
  const thread = threadArgs(call, conversation);
  const id = world.ids.next('Q');
  const cancel = core.timers.at(postAt * 1000, () => {
    world.scheduled.delete(id);
    const isGone = conversation.is_archived || !isBotIn(call, conversation);
    if (!isGone) postMessage(world, { ...appDraft(world, conversation.id, args), ...thread });
  });
  const text = contentsOf(world, args).text;
  world.scheduled.set(id, { id, channel: conversation.id, post_at: postAt, created: now, text, cancel });
  return {
    channel: conversation.id,
    scheduled_message_id: id,
    post_at: postAt,
    message: {
      ...contentsOf(world, args),
      user: world.app.bot_user_id,
      bot_id: world.app.bot_id,
      type: 'delayed_message',
      subtype: 'bot_message',
    },
  };
});

const deleteScheduled = method(3, WRITE, (call) => {
  const conversation = findConversation(call);
  const id = requiredText(call, 'scheduled_message_id');
  const scheduled = call.world.scheduled.get(id);
  if (scheduled?.channel !== conversation.id) throw new SlackError('invalid_scheduled_message_id');
  scheduled.cancel();
  call.world.scheduled.delete(id);
  return {};
});

const listScheduled = method(3, [], (call) => {
  const channel = textArg(call, 'channel');
  if (channel !== undefined && !call.world.conversations.has(channel))
    throw new SlackError('invalid_channel');
  const oldest = Number(textArg(call, 'oldest') ?? 0);
  const latest = Number(textArg(call, 'latest') ?? Number.POSITIVE_INFINITY);
  const scheduled = [...call.world.scheduled.values()]
    .filter((each) => channel === undefined || each.channel === channel)
    .filter((each) => each.post_at >= oldest && each.post_at <= latest)
    .sort((one, other) => one.post_at - other.post_at);
  const { items, response_metadata } = page(call, scheduled, { name: 'next', byDefault: 100, max: 1000 });
  return {
    scheduled_messages: items.map(({ id, channel: channel_id, post_at, created, text }) => ({
      id,
      channel_id,
      post_at,
      date_created: created,
      text,
    })),
    response_metadata,
  };
});

const getPermalink = method('special', [], (call) => {
  const conversation = findConversation(call);
  const message = findMessage(conversation, requiredText(call, 'message_ts'));
  return { channel: conversation.id, permalink: permalink(call.world, message) };
});

export const chatMethods = {
  'chat.postMessage': postMessageMethod,
  'chat.update': update,
  'chat.delete': deleteMethod,
  'chat.postEphemeral': postEphemeralMethod,
  'chat.scheduleMessage': schedule,
  'chat.deleteScheduledMessage': deleteScheduled,
  'chat.scheduledMessages.list': listScheduled,
  'chat.getPermalink': getPermalink,
};
