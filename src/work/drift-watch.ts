import type { App } from '../app/app.ts';
import { systemActor } from '../app/route-part.ts';
import type { Log } from '../ports/log.ts';
import type { Observed } from '../ports/route-control.ts';
import { type ControlParts, controlNamed } from './control-job.ts';
import { bindingOf, steeringOf } from './steering.ts';

const pageSize = 100;
/** By the wall. */
const attemptMs = 10_000;

const percent = (bp: number): string => `${bp / 100} %`;

/** What differs from what was set, in one sentence. */
function driftText({ exists, candidateBp }: Observed, wishedBp: number, control: string): string {
  if (!exists) return `The flag is gone from ${control}; ${percent(wishedBp)} candidate was set.`;
  if (candidateBp === null)
    return `The flag in ${control} was changed into something that Routegate did not set.`;
  return candidateBp === wishedBp
    ? `The flag in ${control} was changed: what it serves, or to whom, is not what was set.`
    : `The flag in ${control} says ${percent(candidateBp)} candidate; ${percent(wishedBp)} was set.`;
}

async function watchOne(
  id: string,
  { app, controls }: Pick<ControlParts, 'app' | 'controls'>,
  signal: AbortSignal,
): Promise<void> {
  const settledOn = async () => {
    const route = (await app.store.route(id))?.state;
    const rollout = route?.rollout;
    const inForce = rollout && rollout.control.seen?.opId === rollout.control.wished.opId;
    return route && rollout && inForce && rollout.status !== 'rolling_back' ? { route, rollout } : null;
  };
  const before = await settledOn();
  if (!before) return;
  const { opId, desired } = steeringOf(before.route);
  const binding = bindingOf(id, app.policy());
  const within = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
  const { control, observed } = await controlNamed(binding.control, controls).verify(
    binding,
    desired,
    within,
  );
  // Somebody moved the rollout meanwhile: what was read is compared with the wrong wish.
  const after = await settledOn();
  if (after?.rollout.control.wished.opId !== opId) return;
  const text = control ? null : driftText(observed, desired.split.candidateBp, binding.control);
  if ((after.rollout.control.drift?.text ?? null) === text) return;
  const report = { type: 'report_drift', route: id, text } as const;
  await app.act(`drift:${opId}:${app.clock.now()}`, report, systemActor);
}

/**
 * Reads every rollout's flag back and says where somebody changed it by hand. What cannot be read now is read the
 * next time. Never rejects.
 */
export function driftWatch(parts: Pick<ControlParts, 'app' | 'controls'> & { readonly log: Log }) {
  const { store }: Pick<App, 'store'> = parts.app;
  return async (signal: AbortSignal): Promise<void> => {
    let after: string | undefined;
    do {
      const page = await store.rollingRoutes({ limit: pageSize, after });
      for (const route of page.items) {
        if (signal.aborted) return;
        await watchOne(route, parts, signal).catch((error: unknown) =>
          parts.log.warn({ err: error, route }, 'A flag could not be read back'),
        );
      }
      after = page.next ?? undefined;
    } while (after !== undefined);
  };
}
