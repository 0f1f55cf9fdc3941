import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '../app/app.ts';
import { routeRefusalSentence } from '../app/gate-sentence.ts';
import { keepReadings } from '../app/keep-readings.ts';
import { systemActor } from '../app/route-part.ts';
import { routeView } from '../app/route-view.ts';
import { triggerKinds } from '../domain/rollout-words.ts';
import { byToken, callerOf, type Guard, guarded, needs } from './api-access.ts';
import { idempotencyKeySchema, readInput, sendProblems } from './api-input.ts';
import { sendProblem } from './problem.ts';

export interface RouteApiParts extends Guard {
  readonly app: Pick<App, 'act' | 'store' | 'clock' | 'policy'>;
  readonly onWork: () => void;
}

const readingSchema = z.strictObject({
  metric: z.string().trim().min(1).max(80),
  /** Null where nothing could be measured: a missing value never counts as good. */
  value: z.number().nullable(),
  at: z.iso.datetime({ offset: true }).optional(),
});
export const readingsSchema = z.strictObject({
  source: z.string().trim().min(1).max(80).default('api'),
  readings: z.array(readingSchema).min(1).max(200),
});
export const triggerSchema = z.strictObject({
  kind: z.enum(triggerKinds),
  source: z.string().trim().min(1).max(80).default('api'),
  note: z.string().trim().max(1000).default(''),
});

/** A clock that is a little ahead is no reason to lose a reading; a moment far ahead would never be overtaken. */
const clockSkewMs = 60_000;

type Params = { Params: { id: string } };

/** What CI and services read and report of live routes. */
export function routeApi(parts: RouteApiParts) {
  const { app, onWork } = parts;
  return async (server: FastifyInstance): Promise<void> => {
    guarded(server, parts);

    server.get<Params>('/api/v1/routes/:id', needs('routes:read'), async (request, reply) => {
      const loaded = await app.store.route(request.params.id);
      if (!loaded) return sendProblem(reply, 404, 'Not found', 'No route has this id.');
      return reply.send(await routeView(loaded.state, app));
    });

    server.post<Params>('/api/v1/routes/:id/readings', needs('readings:write'), async (request, reply) => {
      const { id } = request.params;
      const checked = readInput(readingsSchema, request.body);
      if ('errors' in checked) return sendProblems(reply, checked.errors);
      if (!(await app.store.route(id))) return sendProblem(reply, 404, 'Not found', 'No route has this id.');
      const now = app.clock.now();
      const { source, readings } = checked.value;
      const measured = readings.map(({ metric, value, at }) => ({
        metric,
        value,
        at: at === undefined ? now : Date.parse(at),
        source,
      }));
      const ahead = measured.find(({ at }) => at > now + clockSkewMs);
      if (ahead)
        return sendProblems(reply, [
          {
            path: `readings[${measured.indexOf(ahead)}].at`,
            message: `${ahead.metric} was measured in the future.`,
          },
        ]);
      await keepReadings(id, measured, app);
      onWork();
      return reply.code(202).send({ kept: measured.length });
    });

    server.post<Params>('/api/v1/routes/:id/triggers', needs('triggers:write'), async (request, reply) => {
      const { id } = request.params;
      const checked = readInput(triggerSchema, request.body);
      if ('errors' in checked) return sendProblems(reply, checked.errors);
      const given = readInput(idempotencyKeySchema, request.headers['idempotency-key']);
      if ('errors' in given)
        return sendProblems(
          reply,
          given.errors.map(({ message }) => ({ path: 'Idempotency-Key', message })),
        );
      // The same trigger sent again by a program that did not hear the answer is one trigger; another one is another.
      const occasion = given.value ?? `@${Math.floor(app.clock.now() / 60_000)}`;
      const key = JSON.stringify([occasion, checked.value]);
      const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
      const command = { type: 'record_trigger', route: id, ...checked.value } as const;
      const commandId = `${byToken(callerOf(request))}trigger:${id}:${name}`;
      const outcome = await app.act(commandId, command, systemActor);
      if (outcome.ok) return reply.code(202).send({ recorded: true });
      const unknown = outcome.routeRefusal.reason === 'route_unknown';
      return sendProblem(
        reply,
        unknown ? 404 : 409,
        'Not recorded',
        routeRefusalSentence(outcome.routeRefusal),
        {
          reason: outcome.routeRefusal.reason,
        },
      );
    });
  };
}
