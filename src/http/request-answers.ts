import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app/app.ts';
import { refusalSentence, refusedParts } from '../app/refusal-sentence.ts';
import { requestView } from '../app/request-view.ts';
import { mermaidOf } from '../domain/fallback/mermaid.ts';
import type { Refusal } from '../domain/request/refusal.ts';
import { idempotencyKeySchema, readInput } from './api-input.ts';
import { type FieldProblem, sendProblem } from './problem.ts';

/** What the parts of the API that act on requests have in common. */

const statuses: Readonly<Partial<Record<Refusal['reason'], number>>> = {
  request_unknown: 404,
  evidence_unknown: 404,
  not_the_requester: 403,
  evidence_of_another: 403,
  closed: 409,
  stale_revision: 409,
  expansion_fixed: 409,
  evidence_withdrawn: 409,
  evidence_full: 409,
};

/** A rule said no. What was sent is at fault with 422 only; then each part of it is named. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { reason } = refusal;
  const status = statuses[reason] ?? 422;
  const errors = status === 422 ? { errors: refusedParts(refusal) } : {};
  return sendProblem(reply, status, 'Refused', refusalSentence(refusal), { reason, ...errors });
}

/** The request as it is now. */
export async function sendRequest(
  reply: FastifyReply,
  id: string,
  status: number,
  app: Pick<App, 'store' | 'policy' | 'clock' | 'fallbacks'>,
): Promise<FastifyReply> {
  const loaded = await app.store.request(id);
  if (!loaded) return sendRefusal(reply, { reason: 'request_unknown', request: id });
  const { packet } = loaded.state;
  const { map } = await app.fallbacks(packet);
  const facts = { policy: app.policy(), now: app.clock.now(), fallbackGraph: mermaidOf(packet, map) };
  return reply.code(status).send(requestView(loaded.state, facts));
}

/** The key that stands for what was sent; undefined without one. */
export function keyOf(
  request: FastifyRequest,
): { readonly value: string | undefined } | { readonly errors: readonly FieldProblem[] } {
  const key = readInput(idempotencyKeySchema, request.headers['idempotency-key']);
  return 'errors' in key
    ? { errors: key.errors.map(({ message }) => ({ path: 'Idempotency-Key', message })) }
    : key;
}

export const hashed = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
