import type { FastifyInstance } from 'fastify';
import { Fault } from '../ports/fault.ts';
import type { Metrics } from './metrics.ts';

/** One thing that must be there before work makes sense. */
export interface ReadinessCheck {
  readonly name: string;
  /** Resolves with null when all is well, else with a sentence that says what is wrong; rejecting says the same. */
  readonly trouble: () => Promise<string | null> | string | null;
}

/** A check that takes longer has failed: whoever asks wants to know soon. */
const timeoutMs = 5000;

async function outcomeOf({
  name,
  trouble,
}: ReadinessCheck): Promise<{ name: string; ok: boolean; detail: string }> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve('No answer in time.'), timeoutMs);
  try {
    const detail = await Promise.race([Promise.resolve().then(trouble), late.promise]);
    return { name, ok: detail === null, detail: detail ?? 'ok' };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const remedy = error instanceof Fault ? error.remedy : '';
    return { name, ok: false, detail: remedy === '' ? detail : `${detail} ${remedy}` };
  } finally {
    clearTimeout(timer);
  }
}

/** What operators and their machines ask: is it alive, is it ready, how is it doing. */
export function operationsRoutes(checks: readonly ReadinessCheck[], metrics: Metrics) {
  return async (server: FastifyInstance): Promise<void> => {
    server.get('/healthz', async () => ({ status: 'ok' }));

    server.get('/readyz', async (_request, reply) => {
      const outcomes = await Promise.all(checks.map(outcomeOf));
      const ready = outcomes.every(({ ok }) => ok);
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks: outcomes });
    });

    server.get('/metrics', async (_request, reply) =>
      reply.header('content-type', metrics.contentType).send(await metrics.text()),
    );
  };
}
