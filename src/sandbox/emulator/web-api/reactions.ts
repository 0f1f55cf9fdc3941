import { messageJson, permalink } from '../state/message-json.ts';
import { react } from '../state/messages.ts';
import type { Message } from '../state/world.ts';
import { type Call, method, requiredText, textArg } from './call.ts';
import { findConversation, findMessage, isBotIn } from './find.ts';
import { SlackError } from './slack-error.ts';

function reactionTarget(call: Call): Message {
  const channel = textArg(call, 'channel');
  const timestamp = textArg(call, 'timestamp');
  if (!channel || !timestamp) throw new SlackError('no_item_specified');
  if (!/^\d+\.\d+$/.test(timestamp)) throw new SlackError('bad_timestamp');
  const conversation = findConversation(call, channel);
  return findMessage(conversation, timestamp);
}

function emojiArg(call: Call): string {
  const name = requiredText(call, 'name').replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackError('invalid_name');
  return name;
}

const add = method(3, ['reactions:write'], (call) => {
  const name = emojiArg(call);
  const message = reactionTarget(call);
  const conversation = findConversation(call, message.channel);
  if (conversation.is_archived) throw new SlackError('is_archived');
  if (!isBotIn(call, conversation)) throw new SlackError('not_in_channel');
  if (!react(call.world, message, call.world.app.bot_user_id, name, true))
    throw new SlackError('already_reacted');
  return {};
});

const remove = method(2, ['reactions:write'], (call) => {
  const name = emojiArg(call);
  const message = reactionTarget(call);
  if (!react(call.world, message, call.world.app.bot_user_id, name, false))
    throw new SlackError('no_reaction');
  return {};
});

const get = method(3, ['reactions:read'], (call) => {
  const message = reactionTarget(call);
  return {
    type: 'message',
    channel: message.channel,
    message: { ...messageJson(call.world, message), permalink: permalink(call.world, message) },
  };
});

export const reactionMethods = { 'reactions.add': add, 'reactions.remove': remove, 'reactions.get': get };
