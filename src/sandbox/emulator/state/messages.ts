import { findMentions, mentionsUser } from './mentions.ts';
import { messageJson } from './message-json.ts';
import type { Conversation, Message, Reader, World } from './world.ts';

/** What a new message is made of; the rest is filled in. */
export type Draft = Pick<Message, 'channel' | 'user' | 'text'> &
  Partial<Omit<Message, 'channel' | 'user' | 'text' | 'ts' | 'mentions' | 'reactions'>>;

function createMessage(world: World, draft: Draft): Message {
  return {
    mrkdwn: true,
    blocks: [],
    attachments: [],
    files: [],
    broadcast: false,
    ...draft,
    ts: world.ids.ts(),
    reactions: new Map(),
    mentions: findMentions(draft.text, draft.blocks ?? []),
  };
}

function home(world: World, channel: string): Conversation {
  const conversation = world.conversations.get(channel);
  if (!conversation) throw new Error(`no conversation ${channel}`);
  return conversation;
}

/** Puts a message into its conversation or thread. Throws when the conversation does not exist. */
export function postMessage(world: World, draft: Draft): Message {
  const conversation = home(world, draft.channel);
  const message = createMessage(world, draft);
  conversation.byTs.set(message.ts, message);
  if (message.thread_ts !== undefined) {
    const replies = conversation.threads.get(message.thread_ts) ?? [];
    replies.push(message);
    conversation.threads.set(message.thread_ts, replies);
  }
  if (message.thread_ts === undefined || message.broadcast) conversation.timeline.push(message);
  for (const file of message.files) world.files.get(file)?.shares.add(conversation.id);
  countUnread(world, conversation, message);
  world.emit({ type: 'message_posted', message });
  return message;
}

function countUnread(world: World, conversation: Conversation, message: Message): void {
  const inTimeline = message.thread_ts === undefined || message.broadcast;
  for (const user of conversation.members) {
    const reader = readerOf(conversation, user);
    if (user === message.user) {
      if (inTimeline) markRead(conversation, reader, message.ts);
      continue;
    }
    if (inTimeline) reader.unread += 1;
    if (conversation.kind === 'im' || mentionsUser(world, message.mentions, user)) {
      reader.mentions.set(message.ts, inTimeline ? '' : (message.thread_ts ?? ''));
    }
  }
}

export function readerOf(conversation: Conversation, user: string): Reader {
  const known = conversation.readers.get(user);
  if (known) return known;
  const reader: Reader = { lastRead: '', unread: 0, mentions: new Map() };
  conversation.readers.set(user, reader);
  return reader;
}

function markRead(conversation: Conversation, reader: Reader, ts: string): void {
  if (ts > reader.lastRead) reader.lastRead = ts;
  reader.unread = countSince(conversation, reader.lastRead);
  for (const [mention, thread] of reader.mentions) {
    if (thread === '' && mention <= reader.lastRead) reader.mentions.delete(mention);
  }
}

function countSince(conversation: Conversation, ts: string): number {
  let index = conversation.timeline.length;
  while (index > 0 && (conversation.timeline[index - 1]?.ts ?? '') > ts) index -= 1;
  return conversation.timeline.length - index;
}

/** Marks what a person has seen of a conversation, or with `thread` of that thread, up to `ts`. */
export function markSeen(
  world: World,
  conversation: Conversation,
  user: string,
  { ts, thread }: { ts?: string; thread?: string } = {},
): void {
  const reader = readerOf(conversation, user);
  if (thread === undefined) {
    markRead(conversation, reader, ts ?? conversation.timeline.at(-1)?.ts ?? '');
  } else {
    for (const [mention, of] of reader.mentions) {
      if (of === thread && (ts === undefined || mention <= ts)) reader.mentions.delete(mention);
    }
  }
  world.emit({ type: 'read', conversation, user });
}

/** Shows a message to one person only; nobody else, nor the history, ever has it. */
export function postEphemeral(world: World, draft: Draft & { ephemeralTo: string }): Message {
  const conversation = home(world, draft.channel);
  const message = createMessage(world, draft);
  const list = conversation.ephemerals.get(draft.ephemeralTo) ?? [];
  list.push(message);
  if (list.length > KEPT_EPHEMERALS) list.shift();
  conversation.ephemerals.set(draft.ephemeralTo, list);
  world.emit({ type: 'message_posted', message });
  return message;
}

const KEPT_EPHEMERALS = 200;

export function findEphemeral(conversation: Conversation, user: string, ts: string): Message | undefined {
  return conversation.ephemerals.get(user)?.find((message) => message.ts === ts);
}

/** What `chat.update` and a person's edit may change. */
export type Edit = Partial<
  Pick<Message, 'text' | 'blocks' | 'attachments' | 'metadata' | 'edited' | 'mrkdwn'>
>;

export function editMessage(world: World, message: Message, edit: Edit & { noMetadata?: boolean }): void {
  const previous = messageJson(world, message);
  const { noMetadata, ...changes } = edit;
  Object.assign(message, changes);
  if (noMetadata) delete message.metadata;
  message.mentions = findMentions(message.text, message.blocks);
  world.emit({ type: 'message_changed', message, previous });
}

/** Sends a reply that was only in its thread to the channel as well. */
export function broadcastReply(world: World, message: Message): void {
  const previous = messageJson(world, message);
  message.broadcast = true;
  message.subtype = 'thread_broadcast';
  const { timeline } = home(world, message.channel);
  const index = timeline.findIndex((other) => other.ts > message.ts);
  timeline.splice(index < 0 ? timeline.length : index, 0, message);
  world.emit({ type: 'message_changed', message, previous });
}

/** Deletes a message; a parent with replies leaves a tombstone that keeps its thread. */
export function deleteMessage(world: World, message: Message): void {
  const conversation = home(world, message.channel);
  const previous = messageJson(world, message);
  if (message.ephemeralTo !== undefined) {
    const rest = conversation.ephemerals.get(message.ephemeralTo)?.filter((other) => other !== message);
    conversation.ephemerals.set(message.ephemeralTo, rest ?? []);
  } else if (conversation.threads.has(message.ts)) {
    bury(message);
    world.emit({ type: 'message_changed', message, previous, hidden: true });
    return;
  } else {
    removeFrom(conversation, message);
  }
  world.emit({ type: 'message_deleted', message, previous });
}

function bury(message: Message): void {
  const empty: Partial<Message> = { blocks: [], attachments: [], files: [], reactions: new Map() };
  Object.assign(message, empty, {
    subtype: 'tombstone',
    text: 'This message was deleted.',
    user: 'USLACKBOT',
    mentions: findMentions('', []),
  });
  delete message.metadata;
  delete message.edited;
}

function removeFrom(conversation: Conversation, message: Message): void {
  conversation.byTs.delete(message.ts);
  conversation.timeline = conversation.timeline.filter((other) => other !== message);
  if (message.thread_ts !== undefined) {
    const rest = (conversation.threads.get(message.thread_ts) ?? []).filter((other) => other !== message);
    if (rest.length > 0) conversation.threads.set(message.thread_ts, rest);
    else conversation.threads.delete(message.thread_ts);
  }
  for (const reader of conversation.readers.values()) {
    reader.mentions.delete(message.ts);
    reader.unread = countSince(conversation, reader.lastRead);
  }
}

/** Adds or takes back a reaction. False when it was there (or not there) already. */
export function react(world: World, message: Message, user: string, name: string, added: boolean): boolean {
  const users = message.reactions.get(name) ?? [];
  if (users.includes(user) === added) return false;
  const next = added ? [...users, user] : users.filter((other) => other !== user);
  if (next.length > 0) message.reactions.set(name, next);
  else message.reactions.delete(name);
  world.emit({ type: 'reaction', message, user, name, added });
  return true;
}
