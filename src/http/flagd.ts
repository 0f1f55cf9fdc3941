import type { FastifyInstance } from 'fastify';
import type { FlagEvaluator } from '../ports/flag-evaluator.ts';
import { sendDenied } from './api-access.ts';
import { type Access, isDenied } from './ofrep-access.ts';
import { namesEtag } from './ofrep-etag.ts';

export interface FlagdParts {
  readonly flags: FlagEvaluator;
  readonly access: Access;
}

/** The flags as flagd reads them, so that a flagd of one's own can serve them without asking here for every call. */
export function flagdRoutes({ flags, access }: FlagdParts) {
  return async (server: FastifyInstance): Promise<void> => {
    server.get('/flagd/flags.json', async (request, reply) => {
      const denied = access(request.raw, 'flags:read');
      if (isDenied(denied)) return sendDenied(reply, denied);
      const etag = `"${flags.fingerprint()}"`;
      reply.header('etag', etag).header('cache-control', 'no-cache');
      if (namesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
      return reply.header('content-type', 'application/json; charset=utf-8').send(flags.document());
    });
  };
}
