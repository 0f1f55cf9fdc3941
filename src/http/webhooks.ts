import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.ts';
import { WrongTokens } from './wrong-tokens.ts';

/** What somebody posted, as it came: signatures cover the very text. Header names are in small letters. */
export interface Posted {
  readonly source: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export type Received =
  /** Stored: the sender need not try again. */
  | { readonly received: 'kept'; readonly alerts: number }
  | { readonly received: 'unknown_source' }
  | { readonly received: 'unauthorized' }
  | { readonly received: 'unreadable'; readonly problem: string };

/** Takes in what was posted; throws a Fault where it could not be stored, so that the sender tries again. */
export type Receive = (posted: Posted) => Promise<Received>;

/** Alerting systems send a few kilobytes for each alert, and at most some hundred alerts. */
const bodyLimit = 1024 * 1024;

const single = (headers: IncomingHttpHeaders): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );

/** Where alerting systems post. Each proves who it is in its own way, so no token is asked for here. */
export function webhookRoutes(receive: Receive, wrong = new WrongTokens()) {
  return async (server: FastifyInstance): Promise<void> => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, done) => {
      done(null, body);
    });
    server.post<{ Params: { source: string } }>(
      '/webhooks/:source',
      { bodyLimit },
      async (request, reply) => {
        const body = typeof request.body === 'string' ? request.body : '';
        const outcome = await receive({
          source: request.params.source,
          headers: single(request.headers),
          body,
        });
        switch (outcome.received) {
          case 'kept':
            return reply.code(202).send({ alerts: outcome.alerts });
          case 'unknown_source':
            return sendProblem(reply, 404, 'Not found', 'No alerting system has this name.');
          case 'unauthorized': {
            const { delayMs, retryAfterSeconds } = wrong.add(request.raw.socket.remoteAddress ?? '');
            await wrong.hold(delayMs);
            if (retryAfterSeconds !== null) {
              reply.header('retry-after', retryAfterSeconds);
              return sendProblem(reply, 429, 'Not allowed', 'Too many wrong tokens; wait a while.');
            }
            reply.header('www-authenticate', 'Bearer');
            return sendProblem(reply, 401, 'Not allowed', 'The token or the signature is not right.');
          }
          case 'unreadable':
            return sendProblem(reply, 422, 'Not understood', outcome.problem);
        }
      },
    );
  };
}
