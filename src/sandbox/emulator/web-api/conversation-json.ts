import type { JsonObject } from '../json.ts';
import { counterpart } from '../state/conversations.ts';
import { messageJson } from '../state/message-json.ts';
import type { Conversation, World } from '../state/world.ts';

/** A conversation as the Web API answers it to the bot. */
export function conversationJson(world: World, conversation: Conversation): JsonObject {
  return conversation.kind === 'im' ? imJson(world, conversation) : channelJson(world, conversation);
}

function imJson(world: World, conversation: Conversation): JsonObject {
  const latest = conversation.timeline.at(-1);
  const user = counterpart(conversation, world.app.bot_user_id);
  return {
    id: conversation.id,
    created: conversation.created,
    is_archived: conversation.is_archived,
    is_im: true,
    is_org_shared: false,
    context_team_id: world.team.id,
    user,
    is_user_deleted: world.users.get(user)?.deleted ?? false,
    last_read: conversation.readers.get(world.app.bot_user_id)?.lastRead || '0000000000.000000',
    latest: latest ? messageJson(world, latest) : null,
    is_open: true,
    priority: 0,
  };
}

function channelJson(world: World, conversation: Conversation): JsonObject {
  const isPrivate = conversation.kind !== 'channel';
  const said = (value: string) => ({
    value,
    creator: value ? conversation.creator : '',
    last_set: value ? conversation.created : 0,
  });
  return {
    id: conversation.id,
    name: conversation.name,
    name_normalized: conversation.name,
    is_channel: conversation.kind === 'channel',
    is_group: conversation.kind === 'private_channel',
    is_im: false,
    is_mpim: conversation.kind === 'mpim',
    is_private: isPrivate,
    created: conversation.created,
    creator: conversation.creator,
    is_archived: conversation.is_archived,
    is_general: false,
    is_member: conversation.members.has(world.app.bot_user_id),
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    shared_team_ids: [world.team.id],
    context_team_id: world.team.id,
    unlinked: 0,
    updated: conversation.created * 1000,
    topic: said(conversation.topic),
    purpose: said(conversation.purpose),
    previous_names: [],
  };
}
