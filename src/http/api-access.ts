import type { FastifyInstance } from 'fastify';
import type { Access } from './ofrep-access.ts';
import { sendProblem } from './problem.ts';

/** Every request of this group of routes needs a token. */
export function guarded(server: FastifyInstance, access: Access): void {
  server.addHook('onRequest', async (request, reply) => {
    const denied = access(request.raw);
    if (!denied) return undefined;
    if (denied.status === 401) reply.header('www-authenticate', 'Bearer');
    if (denied.retryAfterSeconds !== undefined) reply.header('retry-after', denied.retryAfterSeconds);
    return sendProblem(reply, denied.status, 'Not allowed', denied.details);
  });
}
