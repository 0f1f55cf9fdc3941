import { createHash } from 'node:crypto';
import type { App } from '../app/app.ts';
import { freezeAt, systemActor } from '../app/route-part.ts';
import type { Freeze } from '../domain/route/commands.ts';
import { waitsToGrow } from '../domain/route/rollout.ts';
import type { Route } from '../domain/route/route.ts';
import { Fault } from '../ports/fault.ts';
import type { JobHandler } from '../ports/job-handler.ts';
import type { Log } from '../ports/log.ts';
import { ControlFault, type ControlFaultKind, type RouteControl } from '../ports/route-control.ts';
import { bindingOf, type Controls, type Steering, steeringOf, stillWanted } from './steering.ts';

export interface ControlParts {
  readonly app: Pick<App, 'act' | 'store' | 'clock' | 'policy'>;
  readonly controls: Controls;
  readonly log: Log;
}

/** By the wall: a backend that has not answered by then is asked again. */
const attemptMs = 10_000;
/** During a freeze it is looked at again this soon, by the clock: the wish, or the freeze, may be another by then. */
const freezeLookMs = 60_000;
/** Wishes that may change while one is brought into force, before the job is taken up anew. */
const mostRounds = 10;

/** Waiting does not mend these: somebody has to. */
const forOperators: ReadonlySet<ControlFaultKind> = new Set([
  'unauthorized',
  'forbidden',
  'plan_required',
  'not_found',
  'invalid',
  'unsupported',
]);

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

export function controlNamed(name: string, controls: Controls): RouteControl {
  const control = controls.get(name);
  if (control) return control;
  throw new ControlFault('unsupported', `There is no route control named ${name}.`, {
    remedy: `Name one of ${[...controls.keys()].join(', ')} in the policy, under control or routes.`,
  });
}

const asControlFault = (error: unknown): ControlFault =>
  error instanceof ControlFault
    ? error
    : new ControlFault('unavailable', error instanceof Error ? error.message : String(error), {
        cause: error,
      });

/** Writes a wish and reads it back. Throws a {@link ControlFault}; only what was read back counts. */
async function bringIntoForce(
  route: string,
  steering: Steering,
  { app, controls }: ControlParts,
  signal: AbortSignal,
): Promise<void> {
  const { desired, opId, comment, back } = steering;
  const binding = bindingOf(route, app.policy());
  try {
    const control = controlNamed(binding.control, controls);
    const within = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
    const operation = { opId, comment, signal: within };
    await (back ? control.rollback(binding, desired, operation) : control.apply(binding, desired, operation));
    const verified = await control.verify(binding, desired, within);
    if (!verified.control)
      throw new ControlFault('verification_failed', `${control.name} does not read back what was set.`, {
        remedy: `Look at ${binding.flagKey} in ${control.name}: somebody else may be changing it.`,
      });
  } catch (error) {
    throw asControlFault(error);
  }
}

/** What a person can do in the backend itself, for when it does not listen to this program. */
function byHand(route: string, { back, desired }: Steering, parts: ControlParts): string {
  const { control, flagKey } = bindingOf(route, parts.app.policy());
  return back
    ? `In ${control}, set ${flagKey} to 0 % candidate, so that everybody gets the baseline.`
    : `In ${control}, see that ${flagKey} can be set to ${desired.split.candidateBp / 100} % candidate.`;
}

/** Says what is wrong on the route itself, once people have to know. */
async function reportTrouble(
  route: string,
  steering: Steering,
  fault: ControlFault,
  attempts: number,
  parts: ControlParts,
): Promise<void> {
  const { app } = parts;
  const waited = app.clock.now() - steering.at;
  const grace = steering.back ? app.policy().rollout.pageAfterSeconds * 1000 : 0;
  const worthSaying = attempts > 1 || forOperators.has(fault.kind);
  if (!steering.reported || waited < grace || !worthSaying) return;
  const { opId } = steering;
  const remedy = [byHand(route, steering, parts), fault.remedy].filter((text) => text !== '').join(' ');
  const id = `trouble:${opId}:${digest(fault.message)}`;
  const text = fault.message;
  await app.act(id, { type: 'report_trouble', route, opId, text, remedy }, systemActor);
}

async function reportShare(
  route: string,
  { opId, desired, at }: Steering,
  { app }: ControlParts,
): Promise<void> {
  const tookMs = Math.max(0, app.clock.now() - at);
  const bp = desired.split.candidateBp;
  await app.act(`share:${opId}`, { type: 'report_share', route, opId, bp, tookMs }, systemActor);
}

async function steerOnce(
  route: string,
  steering: Steering,
  attempts: number,
  parts: ControlParts,
  signal: AbortSignal,
): Promise<void> {
  try {
    await bringIntoForce(route, steering, parts, signal);
  } catch (error) {
    const fault = asControlFault(error);
    await reportTrouble(route, steering, fault, attempts, parts);
    throw new Fault(forOperators.has(fault.kind) ? 'needs_operator' : 'unavailable', fault.message, {
      remedy: fault.remedy || byHand(route, steering, parts),
      ...(fault.retryAfterMs === null ? {} : { retryAfterMs: fault.retryAfterMs }),
      cause: fault,
    });
  }
  if (steering.reported) await reportShare(route, steering, parts);
}

/** The freeze that a wish for more users has met before it was in force; null where it may go on, and on every way back. */
function metFreeze({ rollout }: Route, app: ControlParts['app']): Freeze | null {
  return rollout && waitsToGrow(rollout) ? freezeAt(app.clock.now(), app.policy()) : null;
}

/**
 * Holds a freeze at the act: an expansion that met it is taken back, and may be asked for again. A first step has
 * nothing to go back to, so it waits for the end of the freeze; a roll back never waits behind it.
 */
async function holdForFreeze(
  route: Route,
  { opId }: Steering,
  { name, until }: Freeze,
  app: ControlParts['app'],
): Promise<void> {
  const { id, rollout } = route;
  await app.act(`frozen:${opId}:${until}`, { type: 'report_freeze', route: id, opId }, systemActor);
  if (rollout && rollout.step > 0 && rollout.control.seen) return;
  const remedy = 'It begins by itself when the freeze is over, unless somebody presses Roll back before.';
  const retryAfterMs = Math.min(freezeLookMs, Math.max(1, until - app.clock.now()));
  throw new Fault('unavailable', `${id} waits for the end of ${name}`, { remedy, retryAfterMs });
}

/** Nobody asks for it any more, so its flag is taken away. */
const isGone = ({ retirement, retired }: Route): boolean => Boolean(retirement?.drained ?? retired);

/**
 * Brings the control plane to the newest wish for a route and reads it back. What the job was made for does not
 * matter: the state says what is wanted, so that an expansion that comes late never undoes a roll back.
 */
export function controlHandler(parts: ControlParts): JobHandler<'control'> {
  const { app } = parts;
  return async (job, signal) => {
    const id = job.effect.route;
    for (let round = 0; round < mostRounds; round += 1) {
      const loaded = await app.store.route(id);
      if (!loaded) return;
      const goneSince = loaded.state.retirement?.drained?.at ?? loaded.state.retired?.at;
      if (goneSince !== undefined) {
        const binding = bindingOf(id, app.policy());
        const operation = {
          opId: `retired:${id}:${goneSince}`,
          comment: `${id} is retired`,
          signal,
        };
        await controlNamed(binding.control, parts.controls).remove(binding, operation);
        return;
      }
      const steering = steeringOf(loaded.state);
      const freeze = metFreeze(loaded.state, app);
      if (freeze) {
        await holdForFreeze(loaded.state, steering, freeze, app);
        continue;
      }
      await steerOnce(id, steering, job.attempts, parts, signal);
      const after = await app.store.route(id);
      if (!after || (!isGone(after.state) && stillWanted(steering, after.state))) return;
    }
    throw new Fault('unavailable', `what is wanted of ${id} changes all the time`);
  };
}
