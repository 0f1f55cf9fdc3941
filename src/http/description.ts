import type { FastifyInstance } from 'fastify';
import { openApiDocument } from './openapi.ts';

/** What the API can do, for whoever wants to write a client; there is nothing secret in it. */
export function descriptionRoutes() {
  const document = JSON.stringify(openApiDocument());
  return async (server: FastifyInstance): Promise<void> => {
    server.get('/api/v1/openapi.json', async (_request, reply) =>
      reply.header('content-type', 'application/json; charset=utf-8').send(document),
    );
  };
}
