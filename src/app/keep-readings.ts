import { digestOf } from '../domain/packet/digest.ts';
import { nextGate } from '../domain/route/decide.ts';
import type { Reading } from '../domain/route/rollout.ts';
import type { App } from './app.ts';
import { jobsFor } from './handle-command.ts';
import { routeFacts } from './route-part.ts';

type Around = Pick<App, 'store' | 'clock' | 'policy'>;

/** What holds of the gate to the next step and what does not, by which two gates can be compared; null without a rollout. */
async function gateOf(route: string, around: Around): Promise<{ request: string; shape: string } | null> {
  const state = (await around.store.route(route))?.state;
  if (!state?.rollout) return null;
  const gate = nextGate(state, await routeFacts(route, around));
  const items = gate?.items.map((item) => [
    item.gate,
    item.ok,
    item.gate === 'guardrail' ? [item.guardrail.metric, item.because] : null,
    item.gate === 'own_rule' ? [item.rule, item.kind, item.unclear !== null] : null,
  ]);
  return { request: state.rollout.request, shape: JSON.stringify(items ?? null) };
}

/**
 * Keeps readings of a route and has its guardrails looked at, in one change. What is no finite number is kept as
 * missing. Throws a Fault where the store does not answer; nothing is kept then.
 */
export async function keepReadings(
  route: string,
  readings: readonly Reading[],
  { store, clock, policy }: Around,
): Promise<void> {
  const measured = readings.map((reading) => ({
    ...reading,
    value: reading.value !== null && Number.isFinite(reading.value) ? reading.value : null,
  }));
  const around = { store, clock, policy };
  const look = [{ kind: 'guardrails', route, alert: null } as const];
  // The same readings sent again need not be looked at again.
  const occasion = `readings:${route}:${digestOf(measured)}`;
  const before = await gateOf(route, around);
  await store.saveReadings(route, measured, jobsFor(look, occasion, clock.now(), policy()));
  const after = await gateOf(route, around);
  if (!after || before?.shape === after.shape) return;
  // Whoever waits for the gate sees at once that it opened or closed; mere numbers may wait for the next round.
  const card = { kind: 'rollout_card', route, request: after.request } as const;
  await store.enqueue(jobsFor([card], `${occasion}/gate`, clock.now(), policy()));
}
