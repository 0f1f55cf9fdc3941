/**
 * The protocol of `/people`: what a person in the workspace sees and does. Only types, so that a page
 * in a browser, a test and the emulator itself can share them.
 *
 * Reading:   GET /people                                            → CastAnswer
 *            GET /people/:user/state                                → PersonState
 *            GET /people/:user/conversations/:id/messages?thread=ts&before=ts&limit=n → MessagesAnswer
 *            GET /people/:user/files/:id                            → the file's bytes
 * Living:    WebSocket /people/:user/live?since=seq&epoch=epoch     → LiveEvent, one JSON text frame each
 * Acting:    POST /people/:user/<act> with a JSON body of `Acts`    → ActAnswer (and more, see `ActAnswers`)
 *
 * An unknown user or conversation answers 404 `{ ok: false, outcome: 'invalid', error }`.
 */
import type { Json, JsonObject } from './json.ts';

/** A block as the app sent it, with the `block_id` and `action_id`s that Slack fills in where absent. */
export type SeenBlock = JsonObject;

export type ClockState = {
  /** Epoch milliseconds of the workspace's clock. */
  now: number;
  /** Workspace milliseconds per millisecond of wall time; 1 unless changed, 0 when stopped. */
  rate: number;
};

export type CastMember = {
  id: string;
  /** The handle, without `@`. */
  name: string;
  real_name: string;
  display_name: string;
  title: string;
  /** One or two letters for a drawn avatar, and its colour as six hexadecimal digits. */
  initials: string;
  color: string;
  tz: string;
  is_bot: boolean;
  /** A guest of either kind. */
  is_guest: boolean;
  is_admin: boolean;
  /** Comes from another workspace through Slack Connect. */
  is_stranger: boolean;
  deleted: boolean;
  online: boolean;
};

export type CastAnswer = { ok: true; team: SeenTeam; clock: ClockState; people: CastMember[] };

export type SeenTeam = { id: string; name: string; domain: string };

export type SeenApp = {
  id: string;
  name: string;
  description: string;
  bot_user_id: string;
  bot_id: string;
  home_tab: boolean;
  messages_tab: boolean;
  /** How payloads reach the app right now; `none`: every act answers `no_app`. */
  connected: 'socket' | 'http' | 'none';
};

export type SeenConversation = {
  id: string;
  kind: 'channel' | 'private_channel' | 'im' | 'mpim';
  /** A channel's name without `#`; for a direct message the other person's display name. */
  name: string;
  topic: string;
  purpose: string;
  /** The other person of a direct message. */
  im_user?: string;
  is_member: boolean;
  is_archived: boolean;
  /** Ids of the members. */
  members: string[];
  /** Messages after `last_read` that the person did not write, threads not counted. */
  unread_count: number;
  /** Of these and of unread thread replies: those that mention the person, or everything in a direct message. */
  mention_count: number;
  /** The ts up to which the person has read; '' when never. */
  last_read: string;
  /** The newest message of the conversation, '' when it is empty. */
  latest_ts: string;
};

export type SeenUserGroup = {
  id: string;
  name: string;
  handle: string;
  users: string[];
  disabled: boolean;
};

export type SeenCommand = { command: string; description: string; usage_hint: string; app_id: string };

export type SeenShortcut = {
  type: 'global' | 'message';
  callback_id: string;
  name: string;
  description: string;
  app_id: string;
};

/** `GET /people/:user/state`: everything to draw a window but the messages. */
export type PersonState = {
  ok: true;
  /** Changes when the workspace is reset; `seq` is comparable only within one epoch. */
  epoch: string;
  /** The last live event that this state includes. */
  seq: number;
  me: CastMember;
  team: SeenTeam;
  app: SeenApp;
  clock: ClockState;
  /** Public channels, and private ones, direct and group messages that the person is in. */
  conversations: SeenConversation[];
  people: CastMember[];
  usergroups: SeenUserGroup[];
  commands: SeenCommand[];
  shortcuts: SeenShortcut[];
  /** Open modal views, the bottom one first; the person sees the last. */
  modals: SeenView[];
  /** The app's Home as published for this person; null when never. */
  home: SeenView | null;
};

/** The state of one input element, in the shape of a view's `state.values[block_id][action_id]`. */
export type InputState = JsonObject & { type: string };

/** What is in the inputs of a container: `values[block_id][action_id]`. */
export type InputValues = Record<string, Record<string, InputState>>;

export type SeenView = {
  id: string;
  type: 'modal' | 'home';
  callback_id: string;
  external_id: string;
  /** Null for Home. */
  title: JsonObject | null;
  submit: JsonObject | null;
  close: JsonObject | null;
  blocks: SeenBlock[];
  hash: string;
  root_view_id: string;
  previous_view_id: string | null;
  clear_on_close: boolean;
  notify_on_close: boolean;
  /** What every input holds now: initial values, then what the person set. */
  values: InputValues;
  /** Messages to show at the field, by block_id; from the app or from the client's own checks. */
  errors: Record<string, string>;
  /** A submit is waiting for the app. */
  busy: boolean;
  /** Shown on top of the modal after a submit that failed, '' otherwise. */
  notice: string;
};

export type SeenReaction = { name: string; count: number; users: string[] };

export type SeenFile = {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  /** Bytes. */
  size: number;
  user: string;
  /** Epoch seconds. */
  created: number;
  /** Path relative to the emulator's url, for the person who reads it. */
  url: string;
};

export type SeenMessage = {
  channel: string;
  ts: string;
  /** The parent's ts for a thread's parent (equal to `ts`) and for replies. */
  thread_ts?: string;
  /** `bot_message`, `channel_join`, `thread_broadcast` and so on. */
  subtype?: string;
  user: string;
  /** Name and icon that the app gave itself with `username` and `icon_emoji`, when it did. */
  username?: string;
  icon_emoji?: string;
  icon_url?: string;
  bot_id?: string;
  app_id?: string;
  text: string;
  /** Whether `text` holds mrkdwn (false after `mrkdwn: false`). */
  mrkdwn: boolean;
  blocks: SeenBlock[];
  attachments: JsonObject[];
  files: SeenFile[];
  edited?: { user: string; ts: string };
  reactions: SeenReaction[];
  /** Only this person sees it. */
  ephemeral: boolean;
  /** The person, one of their user groups, or everybody is mentioned. */
  mentions_me: boolean;
  /** Present on a thread's parent. */
  reply_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  /** What inputs in the message's blocks hold for this person. */
  values: InputValues;
  permalink: string;
};

/**
 * Oldest first. Without `thread`: the channel's messages, thread replies left out unless also sent to the channel.
 * With `thread`: the parent and its replies. `has_more` says that older ones exist (ask with `before`).
 */
export type MessagesAnswer = { ok: true; seq: number; messages: SeenMessage[]; has_more: boolean };

/* ---------- live ---------- */

/** `seq` counts one person's events from 1; a gap means: read the state again. */
export type LiveEvent = { seq: number } & LiveChange;

export type LiveChange =
  /** The first frame. `seq` is the last one sent to anybody of this person; missed ones follow when `since` was given. */
  | { type: 'hello'; epoch: string; clock: ClockState }
  /** What was missed is no longer kept, or the workspace was reset: read the state again. */
  | { type: 'reload'; epoch: string }
  /** Also for ephemeral messages (`message.ephemeral`) and thread replies (`message.thread_ts`). */
  | { type: 'message_posted'; message: SeenMessage }
  /** Edited, reacted to, or a thread's counts changed. */
  | { type: 'message_changed'; message: SeenMessage }
  | { type: 'message_deleted'; channel: string; ts: string; thread_ts?: string }
  /** The whole stack, each time. */
  | { type: 'modals_changed'; modals: SeenView[] }
  | { type: 'home_changed'; home: SeenView | null }
  | { type: 'conversation_changed'; conversation: SeenConversation }
  /** The person can no longer see it. */
  | { type: 'conversation_removed'; channel: string }
  | { type: 'people_changed'; people: CastMember[] }
  | { type: 'usergroups_changed'; usergroups: SeenUserGroup[] }
  /** The app connected, disconnected, or its commands and shortcuts changed. */
  | { type: 'app_changed'; app: SeenApp; commands: SeenCommand[]; shortcuts: SeenShortcut[] }
  /** Something to tell the person: the app did not respond, a command is unknown … */
  | { type: 'notice'; notice: Notice }
  | { type: 'clock_changed'; clock: ClockState };

export type Notice = {
  level: 'error' | 'info';
  text: string;
  /** Where it belongs; nowhere in particular when both are absent. */
  channel?: string;
  view_id?: string;
};

/* ---------- acting ---------- */

/** Where an interactive element stands. */
export type ContainerRef =
  | { type: 'message'; channel: string; ts: string }
  /** A modal or Home. */
  | { type: 'view'; view_id: string };

export type OptionValue = JsonObject;

/**
 * What a person puts into an element, by its type:
 *
 * | element | value |
 * |---|---|
 * | button, icon_button, workflow_button | leave out |
 * | feedback_buttons | 'positive' or 'negative' |
 * | overflow, static_select, radio_buttons | the chosen option's `value`; null clears a select |
 * | multi_static_select, checkboxes | list of option `value`s |
 * | external_select | the option object as suggested, or its `value` if it was suggested just before |
 * | multi_external_select | list of the same |
 * | users_select, conversations_select, channels_select | an id or null |
 * | their multi forms | list of ids |
 * | plain_text_input, email_text_input, url_text_input | text, null or '' clears |
 * | number_input | the text of the number, or a number |
 * | datepicker | 'YYYY-MM-DD' or null |
 * | timepicker | 'HH:mm' or null |
 * | datetimepicker | epoch seconds or null |
 * | rich_text_input | a rich_text block, or plain text |
 * | file_input | list of file ids from `upload` |
 */
export type ElementValue = Json;

export type ClickAct = {
  container: ContainerRef;
  block_id: string;
  action_id: string;
  value?: ElementValue;
  /** The person said yes to the element's `confirm`. */
  confirmed?: boolean;
};

/** Bodies of `POST /people/:user/<act>`. */
export type Acts = {
  /** `text` in mrkdwn as the composer makes it: `<@U1>`, `<#C1>`, `<!subteam^S1>`; plain `@name` is resolved too. */
  say: { channel: string; text: string; thread_ts?: string; files?: string[]; reply_broadcast?: boolean };
  /** Change and delete one's own messages. */
  edit: { channel: string; ts: string; text: string };
  remove: { channel: string; ts: string };
  /** `text`: what follows the command. */
  command: { channel: string; command: string; text?: string };
  /** Any interactive element of a message, a modal or Home. */
  click: ClickAct;
  /**
   * Sets an input in an open view or message without leaving it. `entered`: with what a dispatching text input
   * tells the app; `enter` for the Enter key, `character` for typing (the default). Other inputs dispatch at once.
   */
  input: ClickAct & { entered?: 'enter' | 'character' };
  /** Options of an external select for what was typed. Answers `SuggestAnswer`. */
  suggest: { container: ContainerRef; block_id: string; action_id: string; query: string };
  /**
   * Submits the view on top of the stack (or `view_id`, which must be that one). `values` fills inputs first,
   * by block_id (a block with one input) or by action_id.
   */
  submit: { view_id?: string; values?: Record<string, ElementValue> };
  /** The close button or the X of the top view. With `all` the whole stack goes. */
  close: { view_id?: string; all?: boolean };
  /** The back arrow: leaves the top view for the one below it. */
  back: { view_id?: string };
  /** Opens the app's Home tab (event `app_home_opened`, tab `home`). */
  'open-home': { tab?: 'home' | 'messages' };
  /** Opens a direct message with a user. Answers `OpenImAnswer`. */
  'open-im': { user: string };
  /** A global shortcut, or with `channel` and `message_ts` a message shortcut. */
  shortcut: { callback_id: string; channel?: string; message_ts?: string };
  /** Marks a conversation as read up to `ts` (its newest message when absent); with `thread_ts` that thread. */
  read: { channel: string; ts?: string; thread_ts?: string };
  react: { channel: string; ts: string; name: string; remove?: boolean };
  /** Dismisses an ephemeral message. */
  dismiss: { channel: string; ts: string };
  /** Stores a file of this person: text or base64. Share it with `say.files` or a file input. Answers `UploadAnswer`. */
  upload: { name: string; mimetype?: string; text?: string; base64?: string; title?: string };
  join: { channel: string };
  leave: { channel: string };
};

export type ActName = keyof Acts;

/**
 * `acked`: the app answered in time. `timeout`: it did not within 3 s of wall time (the person got a notice).
 * `failed`: it answered with an HTTP error. `no_app`: nothing is connected. `done`: nothing had to be told to the app.
 * `invalid`: refused before it reached the app (`errors` by block_id, or `error`). `confirm`: ask the person first.
 * `errors`: the app acked a submission with errors, now at the fields.
 */
export type Outcome = 'acked' | 'timeout' | 'failed' | 'no_app' | 'done' | 'invalid' | 'confirm' | 'errors';

export type ActAnswer = {
  /** True for acked and done. */
  ok: boolean;
  outcome: Outcome;
  error?: string;
  /** By block_id, as shown at the fields. */
  errors?: Record<string, string>;
  /** The element's confirm object, when `outcome` is `confirm`. */
  confirm?: JsonObject;
  trigger_id?: string;
  /** Names the delivery in `/control/deliveries`. */
  delivery_id?: string;
  /** The message that was posted, by `say`. */
  message?: SeenMessage;
};

export type SuggestAnswer = ActAnswer & { options?: OptionValue[]; option_groups?: JsonObject[] };
export type OpenImAnswer = ActAnswer & { channel?: string };
export type UploadAnswer = ActAnswer & { file?: SeenFile };

/** The answer of each act. */
export type ActAnswers = {
  [act in ActName]: act extends 'suggest'
    ? SuggestAnswer
    : act extends 'open-im'
      ? OpenImAnswer
      : act extends 'upload'
        ? UploadAnswer
        : ActAnswer;
};
