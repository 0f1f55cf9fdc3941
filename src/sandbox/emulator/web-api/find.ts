import { conversationByName, directMessage } from '../state/conversations.ts';
import type { Conversation, Message, User } from '../state/world.ts';
import { type Call, requiredText } from './call.ts';
import { SlackError } from './slack-error.ts';

/** The conversation of `channel`, as far as the bot may know of it. Throws `channel_not_found`. */
export function findConversation(call: Call, id = requiredText(call, 'channel')): Conversation {
  const conversation = call.world.conversations.get(id);
  if (!conversation || !isKnownToBot(call, conversation)) throw new SlackError('channel_not_found');
  return conversation;
}

export function isBotIn({ world }: Call, conversation: Conversation): boolean {
  return conversation.members.has(world.app.bot_user_id);
}

function isKnownToBot(call: Call, conversation: Conversation): boolean {
  return conversation.kind === 'channel' || isBotIn(call, conversation);
}

/**
 * Where a message goes: a conversation's id, a channel's name, or a user's id for the direct message with the bot.
 * Throws `channel_not_found`.
 */
export function findDestination(call: Call): Conversation {
  const { world } = call;
  const wanted = requiredText(call, 'channel');
  const user = world.users.get(wanted);
  if (user) return directMessageOf(call, user);
  if (world.conversations.has(wanted)) return findConversation(call, wanted);
  const named = conversationByName(world, wanted);
  if (!named || !isKnownToBot(call, named)) throw new SlackError('channel_not_found');
  return named;
}

function directMessageOf({ world }: Call, user: User): Conversation {
  if (user.deleted || user.is_bot) throw new SlackError('channel_not_found');
  if (!world.app.messages_tab) throw new SlackError('messages_tab_disabled');
  return directMessage(world, user.id, world.app.bot_user_id);
}

/** The message of a conversation at `ts`. Throws `message_not_found`. */
export function findMessage(conversation: Conversation, ts: string, error = 'message_not_found'): Message {
  const message = conversation.byTs.get(ts);
  if (!message) throw new SlackError(error);
  return message;
}

export function findUser({ world }: Call, id: string): User {
  const user = world.users.get(id);
  if (!user) throw new SlackError('user_not_found');
  return user;
}
