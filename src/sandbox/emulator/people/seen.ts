import { valuesOf } from '../inputs/values.ts';
import { isJsonObject, type JsonObject, objectsOf } from '../json.ts';
import type {
  CastMember,
  InputValues,
  SeenApp,
  SeenConversation,
  SeenFile,
  SeenMessage,
  SeenUserGroup,
  SeenView,
} from '../people.ts';
import { canSee, counterpart, isGuest } from '../state/conversations.ts';
import { mentionsUser } from '../state/mentions.ts';
import { permalink } from '../state/message-json.ts';
import type { Conversation, Message, StoredFile, User, UserGroup, View, World } from '../state/world.ts';

export function seenPerson(user: User): CastMember {
  return {
    id: user.id,
    name: user.name,
    real_name: user.real_name,
    display_name: user.display_name,
    title: user.title,
    initials: initialsOf(user.real_name),
    color: user.color,
    tz: user.tz,
    is_bot: user.is_bot,
    is_guest: isGuest(user),
    is_admin: user.is_admin || user.is_owner,
    is_stranger: user.is_stranger,
    deleted: user.deleted,
    online: user.online && !user.deleted,
  };
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  );
  return letters.join('').toUpperCase();
}

export function seenGroup({ id, name, handle, users, disabled }: UserGroup): SeenUserGroup {
  return { id, name, handle, users, disabled };
}

export function seenApp(world: World, connected: SeenApp['connected']): SeenApp {
  const { id, name, description, bot_user_id, bot_id, home_tab, messages_tab } = world.app;
  return { id, name, description, bot_user_id, bot_id, home_tab, messages_tab, connected };
}

export function seenConversations(world: World, person: User): SeenConversation[] {
  return [...world.conversations.values()]
    .filter((conversation) => canSee(conversation, person))
    .map((conversation) => seenConversation(world, conversation, person));
}

export function seenConversation(world: World, conversation: Conversation, person: User): SeenConversation {
  const reader = conversation.readers.get(person.id);
  const other = conversation.kind === 'im' ? counterpart(conversation, person.id) : undefined;
  const otherName = other && (world.users.get(other)?.display_name || world.users.get(other)?.name);
  return {
    id: conversation.id,
    kind: conversation.kind,
    name: otherName ?? conversation.name,
    topic: conversation.topic,
    purpose: conversation.purpose,
    ...(other !== undefined && { im_user: other }),
    is_member: conversation.members.has(person.id),
    is_archived: conversation.is_archived,
    members: [...conversation.members],
    unread_count: reader?.unread ?? 0,
    mention_count: reader?.mentions.size ?? 0,
    last_read: reader?.lastRead ?? '',
    latest_ts: conversation.timeline.at(-1)?.ts ?? '',
  };
}

/** A message's blocks, those of its attachments included: what a person can click. */
export function clickableBlocks(message: Message): JsonObject[] {
  return [...message.blocks, ...message.attachments.flatMap((attachment) => objectsOf(attachment.blocks))];
}

/** What the inputs of a message hold for one person. */
export function messageValues(world: World, message: Message, person: string): InputValues {
  const kept = world.messageValues.get(person)?.get(`${message.channel}:${message.ts}`);
  return valuesOf(clickableBlocks(message), kept, message.channel);
}

export function seenMessage(world: World, message: Message, person: User): SeenMessage {
  const replies = world.conversations.get(message.channel)?.threads.get(message.ts);
  const isParent = message.thread_ts === undefined && replies !== undefined;
  const thread = message.thread_ts ?? (isParent ? message.ts : undefined);
  return {
    channel: message.channel,
    ts: message.ts,
    ...(thread !== undefined && { thread_ts: thread }),
    ...(message.subtype !== undefined && { subtype: message.subtype }),
    user: message.user,
    ...(message.username !== undefined && { username: message.username }),
    ...(message.icon_emoji !== undefined && { icon_emoji: message.icon_emoji }),
    ...(message.icon_url !== undefined && { icon_url: message.icon_url }),
    ...(message.bot_id !== undefined && { bot_id: message.bot_id }),
    ...(message.app_id !== undefined && { app_id: message.app_id }),
    text: message.text,
    mrkdwn: message.mrkdwn,
    blocks: message.blocks,
    attachments: message.attachments,
    files: message.files.flatMap((id) => {
      const file = world.files.get(id);
      return file ? [seenFile(file, person.id)] : [];
    }),
    ...(message.edited && { edited: message.edited }),
    reactions: [...message.reactions].map(([name, users]) => ({ name, count: users.length, users })),
    ephemeral: message.ephemeralTo !== undefined,
    mentions_me: mentionsUser(world, message.mentions, person.id),
    ...(isParent && {
      reply_count: replies.length,
      reply_users: [...new Set(replies.map((reply) => reply.user))],
      latest_reply: replies.at(-1)?.ts ?? message.ts,
    }),
    values: messageValues(world, message, person.id),
    permalink: permalink(world, message),
  };
}

export function seenFile(file: StoredFile, person: string): SeenFile {
  const { id, name, title, mimetype, filetype, user, created } = file;
  return {
    id,
    name,
    title,
    mimetype,
    filetype,
    size: file.content.length,
    user,
    created,
    url: `/people/${person}/files/${id}`,
  };
}

export function seenView(view: View): SeenView {
  const text = (value: View['title']) => (isJsonObject(value) ? value : null);
  return {
    id: view.id,
    type: view.type,
    callback_id: view.callback_id,
    external_id: view.external_id,
    title: text(view.title),
    submit: text(view.submit),
    close: text(view.close),
    blocks: view.blocks,
    hash: view.hash,
    root_view_id: view.root_view_id,
    previous_view_id: view.previous_view_id,
    clear_on_close: view.clear_on_close,
    notify_on_close: view.notify_on_close,
    values: view.values,
    errors: view.errors,
    busy: view.busy,
    notice: view.notice,
  };
}
