import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { keepReadings } from '../../app/keep-readings.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import type { Policy, PrometheusPolicy } from '../../domain/policy.ts';
import { readsMetric } from '../../domain/route/own-rules.ts';
import type { Reading } from '../../domain/route/rollout.ts';
import type { Log } from '../../ports/log.ts';

const timeoutMs = 10_000;
const pageSize = 100;

/** `[seconds, "value"]` */
const sample = z.tuple([z.number(), z.string()]);
const answer = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: sample })) }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
  ]),
});

/** The one value of an answer. An empty one, several series, `NaN` and infinity are no value: missing, not good. */
export function valueIn(body: unknown): number | null {
  const checked = answer.safeParse(body);
  if (!checked.success) return null;
  const { data } = checked.data;
  const values = data.resultType === 'scalar' ? [data.result] : data.result.map(({ value }) => value);
  if (values.length !== 1) return null;
  const value = Number(values[0]?.[1] || Number.NaN);
  return Number.isFinite(value) ? value : null;
}

/** `$route` in a query is the route's id, which holds only letters, digits and hyphens. */
const queryFor = (query: string, route: string): string => query.replaceAll('$route', route);

async function ask(url: string, query: string, signal: AbortSignal): Promise<number | null> {
  const response = await fetch(new URL('api/v1/query', url.endsWith('/') ? url : `${url}/`), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ query }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  return valueIn(await response.json());
}

/** The metrics that a route's candidate has guardrails on, and those that the policy's own rules look at. */
function metricsFor(candidate: Packet, { rollout, prometheus }: Policy): ReadonlySet<string> {
  const { gateRules, readingRules } = rollout;
  const rules = [...gateRules, ...readingRules];
  const asked = Object.keys(prometheus?.queries ?? {});
  const read = asked.filter((metric) => rules.some((rule) => readsMetric(rule, metric)));
  return new Set([...candidate.guardrails.map(({ metric }) => metric), ...read]);
}

/** Reads the metrics that matter to a route, and that policy has a query for. */
async function measure(
  route: string,
  { url, queries }: PrometheusPolicy,
  { app, log }: PrometheusParts,
  signal: AbortSignal,
): Promise<void> {
  const rollout = (await app.store.route(route))?.state.rollout;
  if (!rollout || rollout.exposedSince === null) return;
  const readings: Reading[] = [];
  for (const metric of metricsFor(rollout.candidate, app.policy())) {
    const query = Object.hasOwn(queries, metric) ? queries[metric] : undefined;
    if (query === undefined) continue;
    const value = await ask(url, queryFor(query, route), signal).catch((error: unknown) => {
      log.warn({ err: error, route, metric }, 'A metric could not be read');
      return null;
    });
    readings.push({ metric, value, at: app.clock.now(), source: 'prometheus' });
  }
  if (readings.length > 0 && !signal.aborted) await keepReadings(route, readings, app);
}

export interface PrometheusParts {
  readonly app: Pick<App, 'store' | 'clock' | 'policy'>;
  readonly log: Log;
  readonly onWork: () => void;
}

/** Asks Prometheus for the guardrails of everything that is rolling out, once; what cannot be read is missing. */
export function readPrometheus(parts: PrometheusParts) {
  const { app, onWork } = parts;
  return async (signal: AbortSignal): Promise<void> => {
    const settings = app.policy().prometheus;
    if (!settings) return;
    let after: string | undefined;
    do {
      const page = await app.store.rollingRoutes({ limit: pageSize, after });
      for (const route of page.items) if (!signal.aborted) await measure(route, settings, parts, signal);
      after = page.next ?? undefined;
    } while (after !== undefined && !signal.aborted);
    onWork();
  };
}
