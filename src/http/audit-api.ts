import type { FastifyInstance } from 'fastify';
import type { App } from '../app/app.ts';
import { jsonLine } from '../app/record-lines.ts';
import { type Guard, guarded, needs } from './api-access.ts';
import { auditQuery, readInput, sendProblems } from './api-input.ts';

export interface AuditApiParts extends Guard {
  readonly app: Pick<App, 'store'>;
}

export const jsonLines = 'application/jsonl';

/** The record as JSON Lines, from an event on; where there is more, `Link` names the next page. */
export function auditApi(parts: AuditApiParts) {
  return async (server: FastifyInstance): Promise<void> => {
    guarded(server, parts);
    server.get('/api/v1/audit', needs('audit:read'), async (request, reply) => {
      const query = readInput(auditQuery, request.query);
      if ('errors' in query) return sendProblems(reply, query.errors);
      const { after, limit } = query.value;
      const events = await parts.app.store.events(after, limit);
      const last = events.at(-1);
      if (last && (await parts.app.store.head()).sequence > last.sequence)
        reply.header('link', `</api/v1/audit?after=${last.sequence}&limit=${limit}>; rel="next"`);
      return reply
        .header('content-type', `${jsonLines}; charset=utf-8`)
        .send(events.map((event) => `${jsonLine(event)}\n`).join(''));
    });
  };
}
