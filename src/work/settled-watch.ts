import { createHash } from 'node:crypto';
import { systemActor } from '../app/route-part.ts';
import type { Route } from '../domain/route/route.ts';
import { localDate } from '../domain/working-time.ts';
import type { Observed } from '../ports/route-control.ts';
import { type ControlParts, controlNamed } from './control-job.ts';
import { bindingOf } from './steering.ts';

const pageSize = 100;
/** By the wall. */
const attemptMs = 10_000;
/** By the clock: what was set a moment ago may still be on its way. */
const settlesMs = 10 * 60_000;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** What a flag does that nobody approved, in one sentence; null where it does what it should. */
export function changeOf(observed: Observed, route: Route, control: string): string | null {
  const { exists, candidateBp, baselineDigest } = observed;
  if (!exists) return `Its flag is gone from ${control}, so applications get the default in their code.`;
  if (candidateBp === null)
    return `Its flag in ${control} was changed into something that Routegate did not set.`;
  if (candidateBp > 0)
    return `Its flag in ${control} gives something else to ${candidateBp / 100} % of users, though nothing is rolling out.`;
  const isOther = baselineDigest !== null && baselineDigest !== route.baselineDigest;
  return isOther ? `Its flag in ${control} serves another packet than the one that was approved.` : null;
}

/** Whether Routegate steered it before, and nothing is on its way now. */
function isSettled({ rollout, finished, retired, retirement }: Route, now: number): boolean {
  if (rollout || !finished || retired || retirement?.drained) return false;
  return now - finished.at >= settlesMs;
}

async function watchOne(
  id: string,
  { app, controls }: Pick<ControlParts, 'app' | 'controls'>,
  signal: AbortSignal,
) {
  const before = (await app.store.route(id))?.state;
  const now = app.clock.now();
  if (!before || !isSettled(before, now)) return;
  const binding = bindingOf(id, app.policy());
  const within = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
  const observed = await controlNamed(binding.control, controls).read(binding, within);
  const after = (await app.store.route(id))?.state;
  // Somebody started something meanwhile: what was read is no news.
  if (!after || !isSettled(after, now)) return;
  const note = changeOf(observed, after, binding.control);
  if (note === null) return;
  const today = localDate(now, app.policy().workingHours.timeZone);
  const trigger = { kind: 'routing_change', source: 'read-back', note } as const;
  await app.act(
    `settled:${id}:${today}:${digest(note)}`,
    { type: 'record_trigger', route: id, ...trigger },
    systemActor,
  );
}

/**
 * Reads back the flags of routes on which nothing rolls out. What somebody changed there by hand was approved by
 * nobody, so it makes the review of the route due (A10), once a day while it lasts.
 */
export function settledWatch(parts: Pick<ControlParts, 'app' | 'controls' | 'log'>) {
  const { store } = parts.app;
  return async (signal: AbortSignal): Promise<void> => {
    let after: string | undefined;
    do {
      const page = await store.routes('', { limit: pageSize, after });
      for (const { id } of page.items) {
        if (signal.aborted) return;
        await watchOne(id, parts, signal).catch((error: unknown) =>
          parts.log.warn({ err: error, route: id }, 'A flag could not be read back'),
        );
      }
      after = page.next ?? undefined;
    } while (after !== undefined);
  };
}
