import { digestOf } from '../domain/packet/digest.ts';
import type { Reading } from '../domain/route/rollout.ts';
import type { App } from './app.ts';
import { jobsFor } from './handle-command.ts';

/**
 * Keeps readings of a route and has its guardrails looked at, in one change. What is no finite number is kept as
 * missing. Throws a Fault where the store does not answer; nothing is kept then.
 */
export async function keepReadings(
  route: string,
  readings: readonly Reading[],
  { store, clock, policy }: Pick<App, 'store' | 'clock' | 'policy'>,
): Promise<void> {
  const measured = readings.map((reading) => ({
    ...reading,
    value: reading.value !== null && Number.isFinite(reading.value) ? reading.value : null,
  }));
  const look = [{ kind: 'guardrails', route, alert: null } as const];
  // The same readings sent again need not be looked at again.
  const occasion = `readings:${route}:${digestOf(measured)}`;
  await store.saveReadings(route, measured, jobsFor(look, occasion, clock.now(), policy()));
}
