import type { App } from '../app/app.ts';
import { routeFacts } from '../app/route-part.ts';
import type { Actor } from '../domain/request/commands.ts';
import { decideRoute } from '../domain/route/decide.ts';
import type { RouteOutcome } from '../ports/store.ts';
import { type ControlParts, controlNamed } from './control-job.ts';
import { bindingOf, steeringOf } from './steering.ts';

/** By the wall: a backend that cannot be rolled back within this did not pass. */
const drillMs = 30_000;

/** Rehearses a roll back of a route; the same `id` records one drill. Throws a Fault where the store does not answer. */
export type RunDrill = (id: string, route: string, actor: Actor) => Promise<RouteOutcome>;

type Parts = Pick<ControlParts, 'app' | 'controls' | 'log'>;

/** Everybody to a candidate and back, on a flag of its own beside the route's: users see nothing of it. */
async function rehearse(
  id: string,
  route: string,
  parts: Parts,
): Promise<{ tookMs: number; worked: boolean }> {
  const { app, controls, log } = parts;
  const state = (await app.store.route(route))?.state;
  if (!state) return { tookMs: 0, worked: false };
  const own = bindingOf(route, app.policy());
  const binding = { ...own, flagKey: `${own.flagKey}-drill` };
  const { desired } = steeringOf(state);
  const candidate = desired.candidate ?? desired.baseline;
  const live = { ...desired, candidate, split: { candidateBp: 10_000 }, audience: [] };
  const back = { ...live, split: { candidateBp: 0 } };
  const signal = AbortSignal.timeout(drillMs);
  const operation = (step: string) => ({
    opId: `${id}:${step}`,
    comment: `${route}: rollback drill`,
    signal,
  });
  try {
    const control = controlNamed(own.control, controls);
    await control.apply(binding, live, operation('live'));
    const reached = (await control.verify(binding, live, signal)).control;
    const from = performance.now();
    await control.rollback(binding, back, operation('back'));
    const returned = (await control.verify(binding, back, signal)).control;
    const tookMs = Math.ceil(performance.now() - from);
    await control
      .remove(binding, operation('gone'))
      .catch((error: unknown) => log.warn({ err: error, route }, 'The flag of a drill is left over'));
    return { tookMs, worked: reached && returned };
  } catch (error) {
    log.warn({ err: error, route }, 'A rollback drill failed');
    return { tookMs: 0, worked: false };
  }
}

/** Makes the drill: asked for by somebody who may not, it is refused before anything is touched. */
export function createDrill(parts: Parts): RunDrill {
  const { app } = parts;
  const store: App['store'] = app.store;
  return async (id, route, actor) => {
    const trial = { type: 'record_drill', route, tookMs: 0, worked: true } as const;
    if (await store.outcomeOf(id)) return app.act(id, trial, actor);
    const state = (await store.route(route))?.state ?? null;
    const context = { ...(await routeFacts(route, app)), actor, opId: id };
    if ('refusal' in decideRoute(state, trial, context)) return app.act(id, trial, actor);
    return app.act(id, { type: 'record_drill', route, ...(await rehearse(id, route, parts)) }, actor);
  };
}
