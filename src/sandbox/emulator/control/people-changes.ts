import type { Core } from '../core.ts';
import { archiveConversation, joinConversation, leaveConversation } from '../state/conversations.ts';
import { createConversation, createUser } from '../state/create-world.ts';
import type { Conversation, User, UserGroup } from '../state/world.ts';
import type { ChannelSeed, UserGroupSeed, UserSeed } from '../workspace.ts';

/** What can happen to a user of the workspace: deactivated, made a guest, renamed … */
export type UserChange = Partial<Omit<UserSeed, 'id'>>;

export type ChannelChange = {
  name?: string;
  topic?: string;
  purpose?: string;
  is_archived?: boolean;
  add_members?: string[];
  remove_members?: string[];
  /** Who does it; the channel's creator unless said. */
  by?: string;
};

export type UserGroupChange = Partial<Omit<UserGroupSeed, 'id'>>;

/** Throws an Error when the id is taken. */
export function addUser({ world }: Core, seed: UserSeed): User {
  if (world.users.has(seed.id)) throw new Error(`there is a user ${seed.id} already`);
  const user = createUser(world, seed);
  world.users.set(user.id, user);
  world.emit({ type: 'user_joined_team', user });
  return user;
}

export function changeUser({ world }: Core, id: string, change: UserChange): User {
  const user = world.users.get(id);
  if (!user) throw new Error(`no user ${id}`);
  Object.assign(user, change, { updated: Math.floor(world.clock.now() / 1000) });
  world.emit({ type: 'user_changed', user });
  return user;
}

export function addChannel({ world }: Core, seed: ChannelSeed): Conversation {
  if (world.conversations.has(seed.id)) throw new Error(`there is a channel ${seed.id} already`);
  const kind = seed.is_private ? 'private_channel' : 'channel';
  const conversation = createConversation(world, kind, seed.id, seed.name, seed.members);
  conversation.topic = seed.topic ?? '';
  conversation.purpose = seed.purpose ?? '';
  conversation.is_archived = seed.is_archived ?? false;
  conversation.creator = seed.creator ?? seed.members[0] ?? '';
  world.emit({ type: 'conversation_changed', conversation });
  return conversation;
}

export function changeChannel({ world }: Core, id: string, change: ChannelChange): Conversation {
  const conversation = world.conversations.get(id);
  if (!conversation) throw new Error(`no channel ${id}`);
  const by = change.by ?? conversation.creator;
  for (const user of change.add_members ?? []) joinConversation(world, conversation, user, by);
  for (const user of change.remove_members ?? []) leaveConversation(world, conversation, user);
  const { name = conversation.name, topic = conversation.topic, purpose = conversation.purpose } = change;
  Object.assign(conversation, { name, topic, purpose });
  if (change.is_archived !== undefined) archiveConversation(world, conversation, change.is_archived, by);
  world.emit({ type: 'conversation_changed', conversation });
  return conversation;
}

export function addUserGroup({ world }: Core, seed: UserGroupSeed): UserGroup {
  if (world.usergroups.has(seed.id)) throw new Error(`there is a user group ${seed.id} already`);
  const now = Math.floor(world.clock.now() / 1000);
  const group: UserGroup = { description: '', disabled: false, ...seed, created: now, updated: now };
  world.usergroups.set(group.id, group);
  world.emit({ type: 'usergroup_created', group });
  return group;
}

export function changeUserGroup({ world }: Core, id: string, change: UserGroupChange): UserGroup {
  const group = world.usergroups.get(id);
  if (!group) throw new Error(`no user group ${id}`);
  const { users: before, updated: previously } = group;
  Object.assign(group, change, { updated: Math.floor(world.clock.now() / 1000) });
  const added = group.users.filter((user) => !before.includes(user));
  const removed = before.filter((user) => !group.users.includes(user));
  if (added.length + removed.length > 0) {
    world.emit({ type: 'usergroup_members', group, added, removed, previously });
  }
  world.emit({ type: 'usergroup_updated', group });
  return group;
}
