import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { App } from '../app/app.ts';
import { systemActor } from '../app/route-part.ts';
import { type Finding, findingTexts, unknownName } from '../domain/fallback/findings.ts';
import { labelOf } from '../domain/fallback/search.ts';
import type { Packet } from '../domain/packet/schema.ts';
import type { Route } from '../domain/route/route.ts';
import { localDate } from '../domain/working-time.ts';

/** Between two pages people are served; the database answers without waiting, so nothing else would let them in. */
const pageSize = 25;
/** So many things are told of one route; whoever mends those is told the rest. */
const mostTold = 5;
const mostOfNote = 600;

type Parts = { readonly app: Pick<App, 'act' | 'store' | 'clock' | 'policy' | 'fallbacks'> };

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

/**
 * What was not so when it was approved: then nothing could be filed with it. That a model of its own ends is told by
 * the watch over the catalog, that nobody may use it any more is told here; and a name that nothing has may be a route
 * that is not registered yet.
 */
function changedFor(packet: Packet, findings: readonly Finding[]): Finding[] {
  const declared = new Set(
    packet.model.fallbacks.map((model) => labelOf({ kind: 'model', model, declared: true })),
  );
  return findings.filter(({ stops, hops, trouble, what, detail }) => {
    const ends = trouble === 'dead' || trouble === 'retired';
    const isAboutIt = hops > 0 || trouble === 'denied';
    return stops && isAboutIt && detail !== unknownName && !(ends && hops === 1 && declared.has(what));
  });
}

async function watchOne(route: Route, { app }: Parts): Promise<void> {
  const { baseline, baselineDigest, retired, retirement } = route;
  if (!baseline || retired || retirement) return;
  const { findings } = await app.fallbacks(baseline);
  const told = findingTexts(changedFor(baseline, findings)).slice(0, mostTold);
  for (const text of told) {
    // Once for what serves now; a packet that was approved since is another decision.
    const id = `fallbacks:${route.id}:${digest(`${baselineDigest}:${text}`)}`;
    if (await app.store.outcomeOf(id)) continue;
    const note = text.length > mostOfNote ? `${text.slice(0, mostOfNote - 1)}…` : text;
    const command = {
      type: 'record_trigger',
      route: route.id,
      kind: 'routing_change',
      source: 'fallbacks',
      note,
    } as const;
    await app.act(id, command, systemActor);
  }
}

/**
 * Looks whether another route, the policy or the day made the fallbacks of a route lead where nobody may be sent, and
 * makes its review due. Does nothing while nothing was recorded since the last round. Throws a Fault where the store
 * does not answer; the next round begins anew and repeats nothing.
 */
export function fallbackWatch(parts: Parts) {
  const { app } = parts;
  let lookedAt = '';
  return async (signal: AbortSignal): Promise<void> => {
    const { workingHours, digest: rules } = app.policy();
    const { sequence } = await app.store.head();
    const now = `${sequence} ${localDate(app.clock.now(), workingHours.timeZone)} ${rules}`;
    if (lookedAt === now) return;
    let after: string | undefined;
    do {
      const page = await app.store.routes('', { limit: pageSize, after });
      for (const route of page.items) {
        if (signal.aborted) return;
        await watchOne(route, parts);
      }
      after = page.next ?? undefined;
      await setImmediate();
    } while (after !== undefined);
    lookedAt = now;
  };
}
