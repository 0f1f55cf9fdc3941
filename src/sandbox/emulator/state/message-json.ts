import type { JsonObject } from '../json.ts';
import { fileJson } from './files.ts';
import type { Conversation, Message, World } from './world.ts';

/** A message as the Web API, events and interactions carry it. Metadata only when asked for. */
export function messageJson(world: World, message: Message, { metadata = false } = {}): JsonObject {
  const conversation = world.conversations.get(message.channel);
  const isReply = message.thread_ts !== undefined;
  const parent = isReply ? conversation?.byTs.get(message.thread_ts ?? '') : undefined;
  return {
    ...authorJson(world, message),
    type: 'message',
    ...(message.subtype && { subtype: message.subtype }),
    ts: message.ts,
    ...(message.client_msg_id && { client_msg_id: message.client_msg_id }),
    ...(message.inviter && { inviter: message.inviter }),
    text: message.text,
    team: world.team.id,
    ...(message.edited && { edited: message.edited }),
    ...(isReply && { thread_ts: message.thread_ts }),
    ...(parent && { parent_user_id: parent.user }),
    ...(!isReply && conversation && threadSummary(conversation, message.ts)),
    ...(message.files.length > 0 && { files: filesJson(world, message) }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.reactions.size > 0 && { reactions: reactionsJson(message) }),
    ...(metadata && message.metadata && { metadata: message.metadata }),
  };
}

function authorJson(world: World, message: Message): JsonObject {
  return {
    user: message.user,
    ...(message.bot_id && {
      bot_id: message.bot_id,
      app_id: message.app_id,
      bot_profile: botProfile(world),
    }),
    ...(message.username && { username: message.username }),
    ...((message.icon_emoji || message.icon_url) && {
      icons: {
        ...(message.icon_emoji && { emoji: message.icon_emoji }),
        ...(message.icon_url && { image_48: message.icon_url }),
      },
    }),
  };
}

export function botProfile(world: World): JsonObject {
  return {
    id: world.app.bot_id,
    app_id: world.app.id,
    user_id: world.app.bot_user_id,
    name: world.app.name,
    icons: {},
    deleted: false,
    updated: world.users.get(world.app.bot_user_id)?.updated ?? 0,
    team_id: world.team.id,
  };
}

function filesJson(world: World, message: Message): JsonObject[] {
  return message.files.flatMap((id) => {
    const file = world.files.get(id);
    return file ? [fileJson(world, file)] : [];
  });
}

export function reactionsJson(message: Message): JsonObject[] {
  return [...message.reactions].map(([name, users]) => ({ name, users, count: users.length }));
}

/** Where a message can be linked to. */
export function permalink(
  world: World,
  message: { channel: string; ts: string; thread_ts?: string },
): string {
  const base = `https://${world.team.domain}.slack.com/archives/${message.channel}/p${message.ts.replace('.', '')}`;
  return message.thread_ts ? `${base}?thread_ts=${message.thread_ts}&cid=${message.channel}` : base;
}

/** What Slack adds to a thread's parent; nothing when there are no replies. */
export function threadSummary(conversation: Conversation, parent: string): JsonObject | undefined {
  const replies = conversation.threads.get(parent);
  const latest = replies?.at(-1);
  if (!replies || !latest) return undefined;
  const users = [...new Set(replies.map((reply) => reply.user))];
  return {
    thread_ts: parent,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: latest.ts,
    reply_users: users,
  };
}
