import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { App } from '../app/app.ts';
import { systemActor } from '../app/route-part.ts';
import { modelFindings } from '../domain/model-catalog.ts';
import type { Route } from '../domain/route/route.ts';
import { localDate } from '../domain/working-time.ts';

/** Between two pages people are served; the database answers without waiting, so nothing else would let them in. */
const pageSize = 25;

type Parts = { readonly app: Pick<App, 'act' | 'store' | 'clock' | 'policy'> };

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

async function watchOne(route: Route, today: string, { app }: Parts): Promise<void> {
  const { baseline, baselineDigest, retired, retirement } = route;
  if (!baseline || retired || retirement) return;
  for (const { key, note } of modelFindings(baseline, app.policy().models, today)) {
    // Once for what serves now; another packet with the same model is another decision.
    const id = `catalog:${route.id}:${digest(`${baselineDigest}:${key}`)}`;
    if (await app.store.outcomeOf(id)) continue;
    const command = {
      type: 'record_trigger',
      route: route.id,
      kind: 'model_status',
      source: 'model catalog',
      note,
    } as const;
    await app.act(id, command, systemActor);
  }
}

/**
 * Looks once a day whether the policy's catalog says something against a model that serves, and makes the review of
 * its route due. Throws a Fault where the store does not answer; the next round begins anew and repeats nothing.
 */
export function modelWatch(parts: Parts) {
  const { app } = parts;
  let lookedAt = '';
  return async (signal: AbortSignal): Promise<void> => {
    const policy = app.policy();
    const today = localDate(app.clock.now(), policy.workingHours.timeZone);
    if (policy.models.length === 0 || lookedAt === today) return;
    let after: string | undefined;
    do {
      const page = await app.store.routes('', { limit: pageSize, after });
      for (const route of page.items) {
        if (signal.aborted) return;
        await watchOne(route, today, parts);
      }
      after = page.next ?? undefined;
      await setImmediate();
    } while (after !== undefined);
    lookedAt = today;
  };
}
