import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiScope } from '../domain/api-scopes.ts';
import type { Log } from '../ports/log.ts';
import { type Access, type Caller, type Denied, isDenied } from './ofrep-access.ts';
import { sendProblem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token has to be allowed for this route. */
    scope?: ApiScope;
  }
}

/** The options of a route that needs a scope. */
export const needs = (scope: ApiScope) => ({ config: { scope } });

/** How ids of commands begin that came with a token: its name stands on the record with them. */
export const byToken = ({ name }: Caller): string => `api:${name}:`;

export interface Guard {
  readonly access: Access;
  readonly log: Log;
}

const callers = new WeakMap<FastifyRequest, Caller>();

/** Who sent a request that was let in. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('this request was not looked at');
  return caller;
}

export async function sendDenied(
  reply: FastifyReply,
  { status, details, retryAfterSeconds, held }: Denied,
): Promise<FastifyReply> {
  await held;
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  return sendProblem(reply, status, 'Not allowed', details);
}

/** Every request of this group of routes needs a token with the route's scope, and is logged with the token's name. */
export function guarded(server: FastifyInstance, { access, log }: Guard): void {
  server.addHook('onRoute', ({ config, method, url }) => {
    if (!config?.scope) throw new Error(`${String(method)} ${url} does not say which scope it needs`);
  });
  server.addHook('onRequest', async (request, reply) => {
    const { scope } = request.routeOptions.config;
    if (!scope) return sendProblem(reply, 404, 'Not found', 'There is nothing here.');
    const answer = access(request.raw, scope);
    if (isDenied(answer)) return sendDenied(reply, answer);
    callers.set(request, answer);
    return undefined;
  });
  server.addHook('onResponse', async (request, reply) => {
    const fields = {
      caller: callers.get(request)?.name ?? null,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
    };
    // Reading is nothing to note where everything is well.
    if (request.method === 'GET' && reply.statusCode < 400) log.debug(fields, 'The API was asked');
    else log.info(fields, 'The API was used');
  });
}
