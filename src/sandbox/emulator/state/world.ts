import type { Json, JsonObject } from '../json.ts';
import type { InputValues, Notice } from '../people.ts';
import type { EmulatorClock } from '../time/clock.ts';
import type { AppSeed, MessageSeed, TeamSeed, UserGroupSeed, UserSeed } from '../workspace.ts';
import type { Ids } from './ids.ts';

export type User = Required<Omit<UserSeed, 'team_id'>> & {
  team_id: string;
  /** Epoch seconds of the last change. */
  updated: number;
};

export type UserGroup = Required<UserGroupSeed> & { created: number; updated: number };

export type ConversationKind = 'channel' | 'private_channel' | 'im' | 'mpim';

export type Conversation = {
  id: string;
  kind: ConversationKind;
  /** '' for a direct message. */
  name: string;
  topic: string;
  purpose: string;
  is_archived: boolean;
  creator: string;
  /** Epoch seconds. */
  created: number;
  members: Set<string>;
  /** What stands in the conversation itself, by ts: everything but replies that were not sent there too. */
  timeline: Message[];
  /** Replies by their parent's ts, oldest first. */
  threads: Map<string, Message[]>;
  byTs: Map<string, Message>;
  /** Ephemeral messages by the person who sees them. */
  ephemerals: Map<string, Message[]>;
  readers: Map<string, Reader>;
};

/** What one person has read of a conversation. */
export type Reader = {
  lastRead: string;
  unread: number;
  /** Unread mentions: the message's ts, and its thread's ('' outside threads). */
  mentions: Map<string, string>;
};

export type Mentions = { users: Set<string>; groups: Set<string>; everyone: boolean };

export type Message = {
  channel: string;
  ts: string;
  thread_ts?: string;
  subtype?: string;
  user: string;
  bot_id?: string;
  app_id?: string;
  username?: string;
  icon_emoji?: string;
  icon_url?: string;
  client_msg_id?: string;
  inviter?: string;
  text: string;
  mrkdwn: boolean;
  blocks: JsonObject[];
  attachments: JsonObject[];
  files: string[];
  edited?: { user: string; ts: string };
  /** Who reacted, by the emoji's name. */
  reactions: Map<string, string[]>;
  metadata?: JsonObject;
  /** A reply that also stands in the channel. */
  broadcast: boolean;
  mentions: Mentions;
  /** The only person who sees it. */
  ephemeralTo?: string;
};

export type View = {
  id: string;
  type: 'modal' | 'home';
  user: string;
  callback_id: string;
  private_metadata: string;
  external_id: string;
  title: Json;
  submit: Json;
  close: Json;
  blocks: JsonObject[];
  hash: string;
  root_view_id: string;
  previous_view_id: string | null;
  clear_on_close: boolean;
  notify_on_close: boolean;
  values: InputValues;
  errors: Record<string, string>;
  busy: boolean;
  notice: string;
  /** The conversation that the person was in when the view opened. */
  openedIn?: string;
};

export type StoredFile = {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  user: string;
  /** Epoch seconds. */
  created: number;
  content: Buffer;
  /** False between the url for an upload and `files.completeUploadExternal`. */
  completed: boolean;
  /** Conversations it was shared in. */
  shares: Set<string>;
};

export type ScheduledMessage = {
  id: string;
  channel: string;
  /** Epoch seconds. */
  post_at: number;
  created: number;
  text: string;
  cancel: () => void;
};

/** Something happened that people see or the app may be told. */
export type Change =
  | { type: 'message_posted'; message: Message }
  | { type: 'message_changed'; message: Message; previous: JsonObject; hidden?: boolean }
  | { type: 'message_deleted'; message: Message; previous: JsonObject }
  | { type: 'reaction'; message: Message; user: string; name: string; added: boolean }
  | { type: 'member_joined'; conversation: Conversation; user: string; inviter?: string }
  | { type: 'member_left'; conversation: Conversation; user: string }
  | { type: 'conversation_changed'; conversation: Conversation }
  | { type: 'archived'; conversation: Conversation; user: string }
  | { type: 'read'; conversation: Conversation; user: string }
  | { type: 'user_joined_team'; user: User }
  | { type: 'user_changed'; user: User }
  | { type: 'usergroup_created'; group: UserGroup }
  | { type: 'usergroup_updated'; group: UserGroup }
  | { type: 'usergroup_members'; group: UserGroup; added: string[]; removed: string[]; previously: number }
  | { type: 'modals'; user: string }
  | { type: 'home'; user: string }
  | { type: 'notice'; user: string; notice: Notice }
  | { type: 'app' };

export type World = {
  /** Names this life of the workspace: it changes with every reset. */
  epoch: string;
  clock: EmulatorClock;
  ids: Ids;
  team: TeamSeed;
  app: Required<Omit<AppSeed, 'request_url'>> & { request_url: string };
  /** Where the emulator is reached, without a trailing slash. */
  baseUrl: string;
  rateLimits: boolean;
  users: Map<string, User>;
  usergroups: Map<string, UserGroup>;
  conversations: Map<string, Conversation>;
  files: Map<string, StoredFile>;
  scheduled: Map<string, ScheduledMessage>;
  /** Open modal views of a person, the bottom one first. */
  modals: Map<string, View[]>;
  homes: Map<string, View>;
  /** What people put into inputs of messages: by user, then by `channel:ts`. */
  messageValues: Map<string, Map<string, InputValues>>;
  emit(change: Change): void;
  seedMessages: MessageSeed[];
};
