import {
  conversationByName,
  directMessage,
  findDirectMessage,
  groupMessage,
  joinConversation,
  leaveConversation,
} from '../state/conversations.ts';
import { createConversation } from '../state/create-world.ts';
import type { Conversation, ConversationKind } from '../state/world.ts';
import {
  type Call,
  flagArg,
  listArg,
  method,
  needAnyConversationScope,
  needConversationScope,
  needScope,
  requiredText,
  textArg,
} from './call.ts';
import { conversationJson } from './conversation-json.ts';
import { findConversation, findUser, isBotIn } from './find.ts';
import { historyMethods } from './history.ts';
import { page } from './paging.ts';
import { SlackError } from './slack-error.ts';

const TYPES: Record<string, ConversationKind> = {
  public_channel: 'channel',
  private_channel: 'private_channel',
  im: 'im',
  mpim: 'mpim',
};

const list = method(2, [], (call) => {
  const asked = listArg(call, 'types');
  const kinds = (asked.length > 0 ? asked : ['public_channel']).map((type) => TYPES[type]);
  for (const kind of kinds) {
    if (kind === undefined) throw new SlackError('invalid_types');
    needConversationScope(call, kind, 'read');
  }
  const withoutArchived = flagArg(call, 'exclude_archived');
  const all = [...call.world.conversations.values()]
    .filter((each) => kinds.includes(each.kind) && (each.kind === 'channel' || isBotIn(call, each)))
    .filter((each) => !withoutArchived || !each.is_archived);
  const { items, response_metadata } = page(call, all, { name: 'team', byDefault: 100, max: 1000 });
  return {
    channels: items.map((each) => ({
      ...conversationJson(call.world, each),
      ...(each.kind !== 'im' && { num_members: each.members.size }),
    })),
    response_metadata,
  };
});

const info = method(3, [], (call) => {
  needAnyConversationScope(call, 'read');
  const conversation = findConversation(call);
  needConversationScope(call, conversation.kind, 'read');
  return {
    channel: {
      ...conversationJson(call.world, conversation),
      ...(flagArg(call, 'include_num_members') && { num_members: conversation.members.size }),
    },
  };
});

const open = method(3, [], (call) => {
  const { world } = call;
  const channel = textArg(call, 'channel');
  const users = listArg(call, 'users');
  if (channel !== undefined) {
    const conversation = findConversation(call, channel);
    if (conversation.kind !== 'im' && conversation.kind !== 'mpim') {
      throw new SlackError('method_not_supported_for_channel_type');
    }
    needConversationScope(call, conversation.kind, 'write');
    return { no_op: true, already_open: true, ...opened(call, conversation) };
  }
  if (users.length === 0) throw new SlackError('users_list_not_supplied');
  if (users.length > 8) throw new SlackError('too_many_users');
  for (const user of users) if (findUser(call, user).deleted) throw new SlackError('user_disabled');
  const [first = ''] = users;
  if (users.length > 1) {
    needScope(call, 'mpim:write');
    return opened(call, groupMessage(world, [...users, world.app.bot_user_id]));
  }
  needScope(call, 'im:write');
  const known = findDirectMessage(world, first, world.app.bot_user_id);
  const conversation = known ?? directMessage(world, first, world.app.bot_user_id);
  return { ...(known && { no_op: true, already_open: true }), ...opened(call, conversation) };
});

function opened(call: Call, conversation: Conversation) {
  const whole = flagArg(call, 'return_im');
  return { channel: whole ? conversationJson(call.world, conversation) : { id: conversation.id } };
}

const join = method(3, ['channels:join'], (call) => {
  const conversation = findConversation(call);
  if (conversation.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type');
  if (conversation.is_archived) throw new SlackError('is_archived');
  const isNew = joinConversation(call.world, conversation, call.world.app.bot_user_id);
  return {
    channel: conversationJson(call.world, conversation),
    ...(!isNew && {
      warning: 'already_in_channel',
      response_metadata: { warnings: ['already_in_channel'] },
    }),
  };
});

const leave = method(3, [], (call) => {
  const conversation = findConversation(call);
  if (conversation.kind === 'im') throw new SlackError('method_not_supported_for_channel_type');
  needScope(call, ...manageScopes(conversation.kind));
  if (conversation.is_archived) throw new SlackError('is_archived');
  const left = leaveConversation(call.world, conversation, call.world.app.bot_user_id);
  return left ? {} : { not_in_channel: true };
});

function manageScopes(kind: ConversationKind): string[] {
  return kind === 'channel' ? ['channels:manage'] : kind === 'mpim' ? ['mpim:write'] : ['groups:write'];
}

const members = method(4, [], (call) => {
  needAnyConversationScope(call, 'read');
  const conversation = findConversation(call);
  needConversationScope(call, conversation.kind, 'read');
  const { items, response_metadata } = page(call, [...conversation.members], {
    name: 'user',
    byDefault: 100,
    max: 1000,
  });
  return { members: items, response_metadata };
});

const invite = method(3, [], (call) => {
  const { world } = call;
  const conversation = findConversation(call);
  if (conversation.kind === 'im' || conversation.kind === 'mpim') {
    throw new SlackError('method_not_supported_for_channel_type');
  }
  needScope(call, ...inviteScopes(conversation.kind));
  const users = listArg(call, 'users');
  if (users.length === 0) throw new SlackError('no_user');
  if (conversation.is_archived) throw new SlackError('is_archived');
  if (!isBotIn(call, conversation)) throw new SlackError('not_in_channel');
  for (const user of users) refuseInvitation(call, conversation, user);
  for (const user of users) joinConversation(world, conversation, user, world.app.bot_user_id);
  return { channel: conversationJson(world, conversation) };
});

function inviteScopes(kind: ConversationKind): string[] {
  return kind === 'channel'
    ? ['channels:manage', 'channels:write.invites']
    : ['groups:write', 'groups:write.invites'];
}

function refuseInvitation(call: Call, conversation: Conversation, id: string): void {
  if (id === call.world.app.bot_user_id) throw new SlackError('cant_invite_self');
  const user = findUser(call, id);
  if (user.deleted) throw new SlackError('cant_invite');
  if (conversation.members.has(id)) throw new SlackError('already_in_channel');
}

const create = method(2, [], (call) => {
  const { world } = call;
  const isPrivate = flagArg(call, 'is_private');
  needScope(call, isPrivate ? 'groups:write' : 'channels:manage');
  const name = requiredText(call, 'name');
  if (name.length > 80) throw new SlackError('invalid_name_maxlength');
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) throw new SlackError('invalid_name_specials');
  if (!/[\p{L}\p{N}]/u.test(name)) throw new SlackError('invalid_name_punctuation');
  if (conversationByName(world, name)) throw new SlackError('name_taken');
  const kind = isPrivate ? 'private_channel' : 'channel';
  const bot = world.app.bot_user_id;
  const conversation = createConversation(world, kind, world.ids.next('C'), name, [bot]);
  conversation.creator = bot;
  world.emit({ type: 'conversation_changed', conversation });
  return { channel: conversationJson(world, conversation) };
});

export const conversationMethods = {
  'conversations.list': list,
  'conversations.info': info,
  'conversations.open': open,
  'conversations.join': join,
  'conversations.leave': leave,
  'conversations.members': members,
  'conversations.invite': invite,
  'conversations.create': create,
  ...historyMethods,
};
