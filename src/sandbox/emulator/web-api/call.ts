import type { Core } from '../core.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import type { Conversation, World } from '../state/world.ts';
import type { Tier } from './rate-limits.ts';
import { badArguments, SlackError } from './slack-error.ts';

/** One call of a method, after its token was accepted. */
export type Call = {
  core: Core;
  world: World;
  args: JsonObject;
  /** The scopes that the token has. */
  granted: string[];
};

export type Method = {
  tier: Tier;
  /** All of them are needed. Those that depend on the arguments are asked for with `needScope`. */
  scopes: string[];
  /** The token it takes: the bot's (`xoxb-`) or the app's (`xapp-`). */
  token: 'bot' | 'app';
  /** Answers what stands beside `ok: true`. Throws `SlackError` and `RateLimited`. */
  run(call: Call): JsonObject;
};

export function method(tier: Tier, scopes: string[], run: Method['run']): Method {
  return { tier, scopes, token: 'bot', run };
}

/** Throws `missing_scope` unless one of `accepted` was granted. */
export function needScope(call: Call, ...accepted: string[]): void {
  if (accepted.some((scope) => call.granted.includes(scope))) return;
  throw new SlackError('missing_scope', { needed: accepted.join(','), provided: call.granted.join(',') });
}

const FAMILY: Record<Conversation['kind'], string> = {
  channel: 'channels',
  private_channel: 'groups',
  im: 'im',
  mpim: 'mpim',
};

/** Throws `missing_scope` unless the token may do `what` in this kind of conversation: `channels:history`. */
export function needConversationScope(call: Call, kind: Conversation['kind'], what: string): void {
  needScope(call, `${FAMILY[kind]}:${what}`);
}

/** Throws `missing_scope` when the token may do `what` in no kind of conversation at all. */
export function needAnyConversationScope(call: Call, what: string): void {
  needScope(call, ...Object.values(FAMILY).map((family) => `${family}:${what}`));
}

/* ---------- arguments ---------- */

/** A text argument; numbers and booleans count as their text. */
export function textArg({ args }: Call, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function requiredText(call: Call, name: string): string {
  const value = textArg(call, name);
  if (value === undefined || value === '') throw badArguments(`missing required field: ${name}`);
  return value;
}

export function flagArg(call: Call, name: string): boolean {
  const value = textArg(call, name);
  return value === 'true' || value === '1';
}

export function numberArg(call: Call, name: string): number | undefined {
  const value = textArg(call, name);
  if (value === undefined || value === '') return undefined;
  const number = Number(value);
  if (!Number.isFinite(number)) throw badArguments(`must be a number [json-pointer:/${name}]`);
  return number;
}

/** A structured argument: JSON itself, or JSON in a string. Throws `error` when the string holds none. */
export function jsonArg({ args }: Call, name: string, error: string): Json | undefined {
  const value = args[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  const parsed = parseJson(value);
  if (parsed === undefined) throw new SlackError(error);
  return parsed;
}

/** A list of names: an array, or text with commas. */
export function listArg({ args }: Call, name: string): string[] {
  const value = args[name];
  const parts = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

export function objectArg(call: Call, name: string, error: string): JsonObject | undefined {
  const value = jsonArg(call, name, error);
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw new SlackError(error);
  return value;
}
