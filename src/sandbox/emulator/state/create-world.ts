import type { EmulatorClock } from '../time/clock.ts';
import type { AppSeed, UserSeed, WorkspaceSeed } from '../workspace.ts';
import { createIds } from './ids.ts';
import { postMessage } from './messages.ts';
import type { Change, Conversation, ConversationKind, User, World } from './world.ts';

const COLORS = [
  '9f69e7',
  '4bbe2e',
  'e7392d',
  '3c989f',
  'df3dc0',
  'd58247',
  '5b89d5',
  'a63024',
  '235e5b',
  '684b6c',
];

/** A fresh workspace out of its seed. `emit` hears of everything that happens in it from then on. */
export function createWorld(
  seed: WorkspaceSeed,
  { clock, baseUrl, emit }: { clock: EmulatorClock; baseUrl: string; emit: (change: Change) => void },
): World {
  const ids = createIds(clock);
  const seconds = Math.floor(clock.now() / 1000);
  const world: World = {
    epoch: ids.next('W'),
    clock,
    ids,
    team: { ...seed.team },
    app: createApp(seed.app),
    baseUrl,
    rateLimits: seed.rateLimits ?? false,
    users: new Map(),
    usergroups: new Map(),
    conversations: new Map(),
    files: new Map(),
    scheduled: new Map(),
    modals: new Map(),
    homes: new Map(),
    messageValues: new Map(),
    emit: () => {},
    seedMessages: seed.messages ?? [],
  };
  for (const user of seed.users) world.users.set(user.id, createUser(world, user));
  if (!world.users.has(seed.app.bot_user_id)) {
    world.users.set(seed.app.bot_user_id, createUser(world, botUser(seed.app)));
  }
  for (const group of seed.usergroups ?? []) {
    world.usergroups.set(group.id, {
      description: '',
      disabled: false,
      ...group,
      users: [...group.users],
      created: seconds,
      updated: seconds,
    });
  }
  for (const channel of seed.channels) {
    const kind: ConversationKind = channel.is_private ? 'private_channel' : 'channel';
    const conversation = createConversation(world, kind, channel.id, channel.name, channel.members);
    conversation.topic = channel.topic ?? '';
    conversation.purpose = channel.purpose ?? '';
    conversation.is_archived = channel.is_archived ?? false;
    conversation.creator = channel.creator ?? channel.members[0] ?? seed.app.bot_user_id;
  }
  for (const { channel, user, text } of world.seedMessages) postMessage(world, { channel, user, text });
  for (const { readers } of world.conversations.values()) readers.clear();
  world.emit = emit;
  return world;
}

function createApp(app: AppSeed): World['app'] {
  return {
    description: '',
    verification_token: 'verification-token',
    app_token_scopes: ['connections:write'],
    request_url: '',
    home_tab: true,
    messages_tab: true,
    ...structuredClone(app),
  };
}

function botUser(app: AppSeed): UserSeed {
  return {
    id: app.bot_user_id,
    name: app.bot_name,
    real_name: app.name,
    display_name: app.name,
    is_bot: true,
  };
}

export function createUser(world: World, seed: UserSeed): User {
  return {
    display_name: seed.name,
    title: '',
    email: `${seed.name}@${world.team.domain}.example`,
    tz: 'Etc/UTC',
    color: COLORS[world.users.size % COLORS.length] ?? '9f69e7',
    is_admin: false,
    is_owner: false,
    is_bot: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_stranger: false,
    deleted: false,
    online: true,
    ...seed,
    team_id: seed.team_id ?? world.team.id,
    updated: Math.floor(world.clock.now() / 1000),
  };
}

/** Adds an empty conversation. */
export function createConversation(
  world: World,
  kind: ConversationKind,
  id: string,
  name: string,
  members: Iterable<string>,
): Conversation {
  const conversation: Conversation = {
    id,
    kind,
    name,
    topic: '',
    purpose: '',
    is_archived: false,
    creator: '',
    created: Math.floor(world.clock.now() / 1000),
    members: new Set(members),
    timeline: [],
    threads: new Map(),
    byTs: new Map(),
    ephemerals: new Map(),
    readers: new Map(),
  };
  world.conversations.set(id, conversation);
  return conversation;
}
