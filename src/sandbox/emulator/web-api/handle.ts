import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../control/faults.ts';
import type { Core } from '../core.ts';
import { parseBody, readBody } from '../http/body.ts';
import { type JsonObject, stringOr } from '../json.ts';
import type { Method } from './call.ts';
import { METHODS } from './registry.ts';
import { RateLimited, SlackError } from './slack-error.ts';

type Answer = { status: number; body: JsonObject; headers?: Record<string, string> };

/** Answers one call of `/slack-api/<method>`. */
export async function handleApiCall(
  core: Core,
  name: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const body = parseBody(await readBody(req), req.headers['content-type']);
  const query = Object.fromEntries(new URL(req.url ?? '/', 'http://emulator').searchParams);
  const { token: inBody, ...args } = { ...query, ...body.fields };
  const bearer = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  const token = bearer ?? stringOr(inBody);

  const fault = core.faults.strike(name, args);
  const instead = fault && faultAnswer(fault);
  const answer = instead === undefined && !isSilent(fault) ? answerCall(core, name, token, args) : instead;
  remember(core, name, args, answer, fault);
  if (fault?.kind === 'slow') await wait(fault.ms);
  if (fault?.kind === 'lost_response' || fault?.kind === 'dropped') res.destroy();
  else if (answer) send(res, answer);
}

/** Faults where the method never gets to work, and nothing is answered either. */
function isSilent(fault: Fault | undefined): boolean {
  return fault?.kind === 'dropped' || fault?.kind === 'hang';
}

/** What a fault answers instead of the method. */
function faultAnswer(fault: Fault): Answer | undefined {
  switch (fault.kind) {
    case 'rate_limited':
      return rateLimited(fault.retry_after);
    case 'http_error':
      return { status: fault.status, body: { ok: false, error: 'internal_error' } };
    case 'error':
      return { status: 200, body: { ok: false, error: fault.error } };
    default:
      return undefined;
  }
}

function rateLimited(seconds: number): Answer {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(seconds) },
  };
}

function answerCall(core: Core, name: string, token: string, args: JsonObject): Answer {
  const method = METHODS[name];
  if (!method) return { status: 200, body: { ok: false, error: 'unknown_method', req_method: name } };
  try {
    const granted = authenticate(core, method, token);
    const missing = method.scopes.filter((scope) => !granted.includes(scope));
    if (missing.length > 0) {
      throw new SlackError('missing_scope', { needed: missing.join(','), provided: granted.join(',') });
    }
    core.rateLimits.call(name, method.tier);
    const result = method.run({ core, world: core.world, args, granted });
    return { status: 200, body: { ok: true, ...result }, headers: scopeHeaders(method, granted) };
  } catch (error) {
    if (error instanceof SlackError)
      return { status: 200, body: { ok: false, error: error.code, ...error.extra } };
    if (error instanceof RateLimited) return rateLimited(error.retryAfter);
    throw error;
  }
}

/** The scopes of the token. Throws when the method does not take it. */
function authenticate({ world }: Core, method: Method, token: string): string[] {
  const { app } = world;
  if (token === '') throw new SlackError('not_authed');
  const isBot = app.bot_tokens.includes(token);
  const isApp = app.app_tokens.includes(token);
  if (!isBot && !isApp) throw new SlackError('invalid_auth');
  if (world.users.get(app.bot_user_id)?.deleted) throw new SlackError('account_inactive');
  if (method.token === 'app' ? !isApp : !isBot) throw new SlackError('not_allowed_token_type');
  return isApp ? app.app_token_scopes : app.scopes;
}

function scopeHeaders(method: Method, granted: string[]): Record<string, string> {
  return {
    'x-oauth-scopes': granted.join(','),
    ...(method.scopes.length > 0 && { 'x-accepted-oauth-scopes': method.scopes.join(',') }),
  };
}

function remember(
  core: Core,
  name: string,
  args: JsonObject,
  answer: Answer | undefined,
  fault: Fault | undefined,
): void {
  core.callCount += 1;
  core.calls.add({
    n: core.callCount,
    at: core.clock.now(),
    method: name,
    args,
    status: answer?.status ?? 0,
    ok: answer?.body.ok === true,
    ...(typeof answer?.body.error === 'string' && { error: answer.body.error }),
    ...(fault && { fault: fault.kind }),
    ...(typeof answer?.body.ts === 'string' && { ts: answer.body.ts }),
  });
}

function send(res: ServerResponse, { status, body, headers }: Answer): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  res.end(text);
}
