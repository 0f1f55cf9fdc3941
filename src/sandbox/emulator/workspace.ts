/**
 * What an emulated workspace starts with. Ids are given by whoever writes the seed (Slack's own shapes:
 * `T…`, `U…`, `C…`, `S…`, `A…`, `B…`), so that a configuration can name them before anything runs.
 */
export type WorkspaceSeed = {
  team: TeamSeed;
  users: UserSeed[];
  channels: ChannelSeed[];
  usergroups?: UserGroupSeed[];
  app: AppSeed;
  /** Messages that are there before anybody acts, oldest first; their time is the clock's start. */
  messages?: MessageSeed[];
  /** Whether Slack's rate limits are kept (one message a second a channel, the tiers of the methods). Off unless said. */
  rateLimits?: boolean;
  /** Where the workspace's clock starts, epoch milliseconds, unless a clock is given: now. */
  startsAt?: number;
};

export type TeamSeed = {
  id: string;
  name: string;
  /** The `acme` of `acme.slack.com`. */
  domain: string;
};

export type UserSeed = {
  id: string;
  /** The handle, without `@`. */
  name: string;
  real_name: string;
  display_name?: string;
  title?: string;
  /** Needed for `users.lookupByEmail`; `<name>@<domain>.example` when absent. */
  email?: string;
  /** An IANA time zone; `Etc/UTC` when absent. */
  tz?: string;
  /** Six hexadecimal digits for the drawn avatar; derived from the id when absent. */
  color?: string;
  is_admin?: boolean;
  is_owner?: boolean;
  is_bot?: boolean;
  /** A multi-channel guest. */
  is_restricted?: boolean;
  /** A single-channel guest. */
  is_ultra_restricted?: boolean;
  /** Somebody of another workspace, seen through Slack Connect; `team_id` then names that workspace. */
  is_stranger?: boolean;
  team_id?: string;
  deleted?: boolean;
  /** Whether the person shows as active; true unless said. */
  online?: boolean;
};

export type ChannelSeed = {
  id: string;
  /** Without `#`. */
  name: string;
  is_private?: boolean;
  is_archived?: boolean;
  topic?: string;
  purpose?: string;
  /** User ids. The app is a member when its bot user's id is here. */
  members: string[];
  creator?: string;
};

export type UserGroupSeed = {
  id: string;
  name: string;
  /** Without `@`. */
  handle: string;
  description?: string;
  users: string[];
  /** Deactivated when true. */
  disabled?: boolean;
};

export type MessageSeed = {
  channel: string;
  user: string;
  text: string;
};

export type AppSeed = {
  /** `A…` */
  id: string;
  name: string;
  bot_user_id: string;
  /** The bot user's handle. */
  bot_name: string;
  /** `B…` */
  bot_id: string;
  description?: string;
  /** Valid `xoxb-` tokens. Several stand for a rotated token that still works. */
  bot_tokens: string[];
  /** Valid `xapp-` tokens for Socket Mode. */
  app_tokens: string[];
  signing_secret: string;
  /** The old verification token that payloads still carry. */
  verification_token?: string;
  /** Bot scopes that the installation granted. */
  scopes: string[];
  /** Scopes of the app-level token; `connections:write` unless said. */
  app_token_scopes?: string[];
  commands: CommandSeed[];
  shortcuts: ShortcutSeed[];
  /** Event types the app subscribed to, `app_home_opened` or `message.im` for example. */
  events: string[];
  /** Where signed HTTP goes while no Socket Mode connection is open. */
  request_url?: string;
  /** Whether people see a Home tab and a Messages tab; both unless said. */
  home_tab?: boolean;
  messages_tab?: boolean;
};

export type CommandSeed = {
  /** With its slash. */
  command: string;
  description: string;
  usage_hint?: string;
  /** Whether `<@U…|name>` replaces names typed in the text, as the app's setting "escape" does. */
  should_escape?: boolean;
};

export type ShortcutSeed = {
  type: 'global' | 'message';
  callback_id: string;
  name: string;
  description: string;
};
