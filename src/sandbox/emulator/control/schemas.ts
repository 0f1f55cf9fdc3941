import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';
import type { WorkspaceSeed } from '../workspace.ts';
import type { AppChange } from './control.ts';
import type { FaultSpec } from './faults.ts';

const text = z.string().min(1);
const maybe = <T extends z.ZodType>(schema: T) => schema.exactOptional();
const json: z.ZodType<Json, Json> = z.json();
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);

const target = {
  method: text,
  times: maybe(z.int().min(1).nullable()),
  where: maybe(jsonObject),
  for_ms: maybe(z.number().positive()),
};

export const FAULT: z.ZodType<FaultSpec> = z.discriminatedUnion('kind', [
  z.strictObject({ ...target, kind: z.literal('rate_limited'), retry_after: z.int().min(0) }),
  z.strictObject({ ...target, kind: z.literal('http_error'), status: z.int().min(400).max(599) }),
  z.strictObject({ ...target, kind: z.literal('lost_response') }),
  z.strictObject({ ...target, kind: z.literal('dropped') }),
  z.strictObject({ ...target, kind: z.literal('slow'), ms: z.number().min(0) }),
  z.strictObject({ ...target, kind: z.literal('hang') }),
  z.strictObject({ ...target, kind: z.literal('error'), error: text }),
]);

const userFields = {
  display_name: maybe(z.string()),
  title: maybe(z.string()),
  email: maybe(z.string()),
  tz: maybe(text),
  color: maybe(z.string().regex(/^[0-9a-f]{6}$/i)),
  is_admin: maybe(z.boolean()),
  is_owner: maybe(z.boolean()),
  is_bot: maybe(z.boolean()),
  is_restricted: maybe(z.boolean()),
  is_ultra_restricted: maybe(z.boolean()),
  is_stranger: maybe(z.boolean()),
  team_id: maybe(text),
  deleted: maybe(z.boolean()),
  online: maybe(z.boolean()),
};

export const USER = z.strictObject({ id: text, name: text, real_name: text, ...userFields });
export const USER_CHANGE = z.strictObject({ name: maybe(text), real_name: maybe(text), ...userFields });

export const CHANNEL = z.strictObject({
  id: text,
  name: text,
  is_private: maybe(z.boolean()),
  is_archived: maybe(z.boolean()),
  topic: maybe(z.string()),
  purpose: maybe(z.string()),
  members: z.array(text),
  creator: maybe(text),
});
export const CHANNEL_CHANGE = z.strictObject({
  name: maybe(text),
  topic: maybe(z.string()),
  purpose: maybe(z.string()),
  is_archived: maybe(z.boolean()),
  add_members: maybe(z.array(text)),
  remove_members: maybe(z.array(text)),
  by: maybe(text),
});

export const GROUP = z.strictObject({
  id: text,
  name: text,
  handle: text,
  description: maybe(z.string()),
  users: z.array(text),
  disabled: maybe(z.boolean()),
});
export const GROUP_CHANGE = z.strictObject({
  name: maybe(text),
  handle: maybe(text),
  description: maybe(z.string()),
  users: maybe(z.array(text)),
  disabled: maybe(z.boolean()),
});

const command = z.strictObject({
  command: z.string().startsWith('/'),
  description: z.string(),
  usage_hint: maybe(z.string()),
  should_escape: maybe(z.boolean()),
});
const shortcut = z.strictObject({
  type: z.enum(['global', 'message']),
  callback_id: text,
  name: text,
  description: z.string(),
});

const appFields = {
  name: text,
  bot_name: text,
  bot_tokens: z.array(text),
  app_tokens: z.array(text),
  signing_secret: text,
  scopes: z.array(text),
  commands: z.array(command),
  shortcuts: z.array(shortcut),
  events: z.array(text),
};
const moreAppFields = {
  description: maybe(z.string()),
  verification_token: maybe(text),
  app_token_scopes: maybe(z.array(text)),
  request_url: maybe(z.string()),
  home_tab: maybe(z.boolean()),
  messages_tab: maybe(z.boolean()),
};

export const APP_CHANGE: z.ZodType<AppChange> = z.strictObject({
  name: maybe(appFields.name),
  bot_name: maybe(appFields.bot_name),
  bot_tokens: maybe(appFields.bot_tokens),
  app_tokens: maybe(appFields.app_tokens),
  signing_secret: maybe(appFields.signing_secret),
  scopes: maybe(appFields.scopes),
  commands: maybe(appFields.commands),
  shortcuts: maybe(appFields.shortcuts),
  events: maybe(appFields.events),
  ...moreAppFields,
});

export const SEED: z.ZodType<WorkspaceSeed> = z.strictObject({
  team: z.strictObject({ id: text, name: text, domain: text }),
  users: z.array(USER),
  channels: z.array(CHANNEL),
  usergroups: maybe(z.array(GROUP)),
  app: z.strictObject({ id: text, bot_user_id: text, bot_id: text, ...appFields, ...moreAppFields }),
  messages: maybe(z.array(z.strictObject({ channel: text, user: text, text: z.string() }))),
  rateLimits: maybe(z.boolean()),
  startsAt: maybe(z.number()),
});
