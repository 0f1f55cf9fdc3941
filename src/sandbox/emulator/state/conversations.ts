import { createConversation } from './create-world.ts';
import { postMessage } from './messages.ts';
import type { Conversation, User, World } from './world.ts';

/** Public channels are for everybody but guests and strangers; the rest is for members. */
export function canSee(conversation: Conversation, user: User): boolean {
  if (conversation.members.has(user.id)) return true;
  return conversation.kind === 'channel' && !isOutsider(user);
}

export function isGuest(user: User): boolean {
  return user.is_restricted || user.is_ultra_restricted;
}

function isOutsider(user: User): boolean {
  return isGuest(user) || user.is_stranger;
}

/** The direct message between two users, made when there is none. */
export function directMessage(world: World, one: string, other: string): Conversation {
  return (
    findDirectMessage(world, one, other) ??
    createConversation(world, 'im', world.ids.next('D'), '', [one, other])
  );
}

export function findDirectMessage(world: World, one: string, other: string): Conversation | undefined {
  for (const conversation of world.conversations.values()) {
    if (conversation.kind === 'im' && conversation.members.has(one) && conversation.members.has(other)) {
      if (one !== other || conversation.members.size === 1) return conversation;
    }
  }
  return undefined;
}

/** The group message of exactly these people, made when there is none. */
export function groupMessage(world: World, members: string[]): Conversation {
  const wanted = new Set(members);
  for (const conversation of world.conversations.values()) {
    if (conversation.kind !== 'mpim' || conversation.members.size !== wanted.size) continue;
    if (members.every((member) => conversation.members.has(member))) return conversation;
  }
  const names = members.map((id) => world.users.get(id)?.name ?? id);
  return createConversation(world, 'mpim', world.ids.next('G'), `mpdm-${names.join('--')}-1`, members);
}

/** The other member of a direct message, as `viewer` sees it. */
export function counterpart(conversation: Conversation, viewer: string): string {
  for (const member of conversation.members) if (member !== viewer) return member;
  return viewer;
}

export function conversationByName(world: World, name: string): Conversation | undefined {
  const wanted = name.replace(/^#/, '');
  for (const conversation of world.conversations.values()) {
    if (conversation.name === wanted && conversation.kind !== 'im') return conversation;
  }
  return undefined;
}

/** Adds a member, with Slack's "has joined the channel" message. False when they were one already. */
export function joinConversation(
  world: World,
  conversation: Conversation,
  user: string,
  inviter?: string,
): boolean {
  if (conversation.members.has(user)) return false;
  conversation.members.add(user);
  const subtype = conversation.kind === 'private_channel' ? 'group_join' : 'channel_join';
  const text = `<@${user}> has joined the channel`;
  postMessage(world, { channel: conversation.id, user, text, subtype, ...(inviter && { inviter }) });
  world.emit({ type: 'member_joined', conversation, user, ...(inviter && { inviter }) });
  return true;
}

/** Removes a member. False when they were none. */
export function leaveConversation(world: World, conversation: Conversation, user: string): boolean {
  if (!conversation.members.delete(user)) return false;
  conversation.readers.delete(user);
  world.emit({ type: 'member_left', conversation, user });
  return true;
}

export function archiveConversation(
  world: World,
  conversation: Conversation,
  archived: boolean,
  by: string,
): void {
  if (conversation.is_archived === archived) return;
  conversation.is_archived = archived;
  world.emit({ type: 'archived', conversation, user: by });
}
