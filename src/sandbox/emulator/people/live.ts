import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Core } from '../core.ts';
import type { LiveChange, LiveEvent } from '../people.ts';
import { canSee } from '../state/conversations.ts';
import { stackOf } from '../state/views.ts';
import type { Change, Conversation, Message, User } from '../state/world.ts';
import { appState, clockState, commandsOf, shortcutsOf } from './reading.ts';
import { seenConversation, seenGroup, seenMessage, seenPerson, seenView } from './seen.ts';

/** How many events a person may have missed and still get when they come back. */
const KEPT = 250;
/** Bytes that may wait for somebody who does not read; beyond, the connection is cut and they catch up later. */
const MOST_WAITING = 16 * 1024 * 1024;

export type LiveFeeds = {
  /** The number of a person's last event. From the first asking on, their events are counted and kept. */
  seq(user: string): number;
  /** Opens a person's live socket; `since` and `epoch` as the person last saw them. */
  upgrade(
    req: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    user: User,
    seen: { since: number; epoch: string },
  ): void;
  /** Hears a person's events in this process; answers how to stop. */
  listen(user: string, listener: (event: LiveEvent) => void): () => void;
  close(): void;
};

type Feed = {
  seq: number;
  recent: LiveEvent[];
  sockets: Set<WebSocket>;
  listeners: Set<(event: LiveEvent) => void>;
};

/** Everybody's live events. Who never looked has no feed and costs nothing. */
export function createLiveFeeds(core: Core): LiveFeeds {
  const server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  const feeds = new Map<string, Feed>();

  function feedOf(user: string): Feed {
    const known = feeds.get(user);
    if (known) return known;
    const feed: Feed = { seq: 0, recent: [], sockets: new Set(), listeners: new Set() };
    feeds.set(user, feed);
    return feed;
  }

  function push(user: string, change: LiveChange): void {
    const feed = feeds.get(user);
    if (!feed) return;
    const event: LiveEvent = { seq: ++feed.seq, ...change };
    feed.recent.push(event);
    if (feed.recent.length > KEPT * 2) feed.recent = feed.recent.slice(-KEPT);
    for (const listener of feed.listeners) listener(event);
    if (feed.sockets.size === 0) return;
    const text = JSON.stringify(event);
    for (const socket of feed.sockets) {
      if (socket.bufferedAmount > MOST_WAITING) socket.terminate();
      else socket.send(text);
    }
  }

  function watchers(): User[] {
    return [...feeds.keys()].flatMap((id) => core.world.users.get(id) ?? []);
  }

  core.subscribe((change) => {
    for (const person of watchers()) {
      for (const seen of changesSeenBy(core, change, person)) push(person.id, seen);
    }
  });
  const stopWatchingClock = core.clock.onChange(() => {
    for (const user of feeds.keys()) push(user, { type: 'clock_changed', clock: clockState(core) });
  });
  core.onReset(() => {
    for (const user of feeds.keys()) push(user, { type: 'reload', epoch: core.world.epoch });
  });

  function greet(socket: WebSocket, feed: Feed, seen: { since: number; epoch: string }): void {
    const { epoch } = core.world;
    const hello: LiveEvent = { seq: feed.seq, type: 'hello', epoch, clock: clockState(core) };
    socket.send(JSON.stringify(hello));
    if (seen.epoch === '' && seen.since === 0) return;
    const missed = feed.recent.filter((event) => event.seq > seen.since);
    const isWhole = seen.epoch === epoch && missed.length === feed.seq - seen.since;
    const reload: LiveEvent = { seq: feed.seq, type: 'reload', epoch };
    for (const event of isWhole ? missed : [reload]) socket.send(JSON.stringify(event));
  }

  return {
    seq: (user) => feedOf(user).seq,
    upgrade(req, socket, head, user, seen) {
      server.handleUpgrade(req, socket, head, (live) => {
        const feed = feedOf(user.id);
        feed.sockets.add(live);
        live.on('close', () => feed.sockets.delete(live));
        live.on('error', () => live.terminate());
        greet(live, feed, seen);
      });
    },
    listen(user, listener) {
      const feed = feedOf(user);
      feed.listeners.add(listener);
      return () => feed.listeners.delete(listener);
    },
    close() {
      stopWatchingClock();
      for (const { sockets } of feeds.values()) for (const socket of sockets) socket.terminate();
      server.close();
    },
  };
}

/** What one person sees of a change. */
function changesSeenBy(core: Core, change: Change, person: User): LiveChange[] {
  const { world } = core;
  switch (change.type) {
    case 'message_posted':
      return postedChanges(core, change.message, person);
    case 'message_changed':
    case 'reaction':
      return isVisible(core, change.message, person) ? [messageChange(core, change.message, person)] : [];
    case 'message_deleted':
      return deletedChanges(core, change.message, person);
    case 'member_joined':
    case 'member_left':
    case 'conversation_changed':
    case 'archived':
      return [conversationChange(core, change.conversation, person)];
    case 'user_joined_team':
    case 'user_changed':
      return [{ type: 'people_changed', people: [...world.users.values()].map(seenPerson) }];
    case 'usergroup_created':
    case 'usergroup_updated':
    case 'usergroup_members':
      return [{ type: 'usergroups_changed', usergroups: [...world.usergroups.values()].map(seenGroup) }];
    case 'app':
      return [
        {
          type: 'app_changed',
          app: appState(core),
          commands: commandsOf(core),
          shortcuts: shortcutsOf(core),
        },
      ];
    default:
      return change.user === person.id ? ownChanges(core, change, person) : [];
  }
}

/** Changes that concern one person only. */
function ownChanges(
  core: Core,
  change: Extract<Change, { type: 'read' | 'modals' | 'home' | 'notice' }>,
  person: User,
): LiveChange[] {
  const { world } = core;
  switch (change.type) {
    case 'read':
      return [conversationChange(core, change.conversation, person)];
    case 'modals':
      return [{ type: 'modals_changed', modals: stackOf(world, person.id).map(seenView) }];
    case 'home': {
      const home = world.homes.get(person.id);
      return [{ type: 'home_changed', home: home ? seenView(home) : null }];
    }
    case 'notice':
      return [{ type: 'notice', notice: change.notice }];
  }
}

function conversationChange({ world }: Core, conversation: Conversation, person: User): LiveChange {
  return canSee(conversation, person)
    ? { type: 'conversation_changed', conversation: seenConversation(world, conversation, person) }
    : { type: 'conversation_removed', channel: conversation.id };
}

function messageChange({ world }: Core, message: Message, person: User): LiveChange {
  return { type: 'message_changed', message: seenMessage(world, message, person) };
}

function isVisible({ world }: Core, message: Message, person: User): boolean {
  if (message.ephemeralTo !== undefined) return message.ephemeralTo === person.id;
  const conversation = world.conversations.get(message.channel);
  return conversation !== undefined && canSee(conversation, person);
}

function postedChanges(core: Core, message: Message, person: User): LiveChange[] {
  if (!isVisible(core, message, person)) return [];
  const posted: LiveChange = { type: 'message_posted', message: seenMessage(core.world, message, person) };
  return message.ephemeralTo === undefined ? [posted, ...around(core, message, person)] : [posted];
}

function deletedChanges(core: Core, message: Message, person: User): LiveChange[] {
  if (!isVisible(core, message, person)) return [];
  const deleted: LiveChange = {
    type: 'message_deleted',
    channel: message.channel,
    ts: message.ts,
    ...(message.thread_ts !== undefined && { thread_ts: message.thread_ts }),
  };
  return message.ephemeralTo === undefined ? [deleted, ...around(core, message, person)] : [deleted];
}

/** What else changes when a message comes or goes: its thread's parent, and the counts of its conversation. */
function around(core: Core, message: Message, person: User): LiveChange[] {
  const conversation = core.world.conversations.get(message.channel);
  if (!conversation) return [];
  const parent = message.thread_ts === undefined ? undefined : conversation.byTs.get(message.thread_ts);
  return [
    ...(parent ? [messageChange(core, parent, person)] : []),
    conversationChange(core, conversation, person),
  ];
}
