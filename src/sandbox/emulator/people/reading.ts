import type { Core } from '../core.ts';
import type {
  CastAnswer,
  ClockState,
  MessagesAnswer,
  PersonState,
  SeenApp,
  SeenCommand,
  SeenShortcut,
} from '../people.ts';
import { canSee } from '../state/conversations.ts';
import { stackOf } from '../state/views.ts';
import type { Message, User } from '../state/world.ts';
import type { LiveFeeds } from './live.ts';
import { seenApp, seenConversations, seenGroup, seenMessage, seenPerson, seenView } from './seen.ts';

export function clockState({ clock }: Core): ClockState {
  return { now: clock.now(), rate: clock.rate };
}

export function appState(core: Core): SeenApp {
  const connected = core.sockets.open > 0 ? 'socket' : core.world.app.request_url ? 'http' : 'none';
  return seenApp(core.world, connected);
}

export function commandsOf({ world }: Core): SeenCommand[] {
  return world.app.commands.map(({ command, description, usage_hint = '' }) => ({
    command,
    description,
    usage_hint,
    app_id: world.app.id,
  }));
}

export function shortcutsOf({ world }: Core): SeenShortcut[] {
  return world.app.shortcuts.map((shortcut) => ({ ...shortcut, app_id: world.app.id }));
}

export function cast(core: Core): CastAnswer {
  const { id, name, domain } = core.world.team;
  return {
    ok: true,
    team: { id, name, domain },
    clock: clockState(core),
    people: [...core.world.users.values()].map(seenPerson),
  };
}

export function personState(core: Core, feeds: LiveFeeds, person: User): PersonState {
  const { world } = core;
  const { id, name, domain } = world.team;
  const home = world.homes.get(person.id);
  return {
    ok: true,
    epoch: world.epoch,
    seq: feeds.seq(person.id),
    me: seenPerson(person),
    team: { id, name, domain },
    app: appState(core),
    clock: clockState(core),
    conversations: seenConversations(world, person),
    people: [...world.users.values()].map(seenPerson),
    usergroups: [...world.usergroups.values()].map(seenGroup),
    commands: commandsOf(core),
    shortcuts: shortcutsOf(core),
    modals: stackOf(world, person.id).map(seenView),
    home: home ? seenView(home) : null,
  };
}

export type MessagesQuery = {
  thread?: string | undefined;
  before?: string | undefined;
  limit?: number | undefined;
};

/** What a person sees in a conversation or thread, oldest first; nothing when they may not see it. */
export function messagesOf(
  core: Core,
  feeds: LiveFeeds,
  person: User,
  channel: string,
  { thread, before, limit = 100 }: MessagesQuery = {},
): MessagesAnswer | undefined {
  const { world } = core;
  const conversation = world.conversations.get(channel);
  if (!conversation || !canSee(conversation, person)) return undefined;
  const parent = thread === undefined ? undefined : conversation.byTs.get(thread);
  const standing =
    thread === undefined
      ? conversation.timeline
      : [...(parent ? [parent] : []), ...(conversation.threads.get(thread) ?? [])];
  const mine = (conversation.ephemerals.get(person.id) ?? []).filter(
    (message) => message.thread_ts === thread,
  );
  const all = [...standing, ...mine]
    .sort(byTs)
    .filter((message) => before === undefined || message.ts < before);
  const shown = all.slice(-limit);
  return {
    ok: true,
    seq: feeds.seq(person.id),
    messages: shown.map((message) => seenMessage(world, message, person)),
    has_more: shown.length < all.length,
  };
}

function byTs(one: Message, other: Message): number {
  return one.ts < other.ts ? -1 : one.ts > other.ts ? 1 : 0;
}
