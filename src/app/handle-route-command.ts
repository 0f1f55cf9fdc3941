import type { Actor } from '../domain/request/commands.ts';
import type { RouteCommand, RouteContext } from '../domain/route/commands.ts';
import { decideRoute } from '../domain/route/decide.ts';
import { effectsOfRoute } from '../domain/route/effects-of-route.ts';
import type { RouteEvent } from '../domain/route/events.ts';
import { evolveRoute } from '../domain/route/evolve.ts';
import type { Route } from '../domain/route/route.ts';
import { nextRouteTimer } from '../domain/route/timers.ts';
import { localDate } from '../domain/working-time.ts';
import { Fault } from '../ports/fault.ts';
import type { Outcome, Versioned } from '../ports/store.ts';
import { jobsFor, type Surroundings } from './handle-command.ts';
import { inOrder } from './in-order.ts';

const mostTries = 20;

export const routeStream = (route: string): string => `route:${route}`;

/** Reports, timers and readings act as this; it holds no role and needs none. */
export const systemActor: Actor = { person: 'system', roles: [], standing: 'member' };

async function contextOf(id: string, route: string, actor: Actor, around: Surroundings): Promise<RouteContext> {
  const policy = around.policy();
  const at = around.clock.now();
  const readings = await around.store.latestReadings(route);
  return {
    at,
    today: localDate(at, policy.workingHours.timeZone),
    actor,
    policy: policy.rollout,
    opId: id,
    readings: new Map(readings.map((reading) => [reading.metric, reading])),
    freeze: null,
  };
}

async function tryOnce(
  id: string,
  command: RouteCommand,
  actor: Actor,
  around: Surroundings,
): Promise<Outcome | 'conflict'> {
  const { store } = around;
  const loaded: Versioned<Route> | null = await store.route(command.route);
  const before = loaded?.state ?? null;
  const context = await contextOf(id, command.route, actor, around);
  const decision = decideRoute(before, command, context);
  const refused = 'refusal' in decision;
  const subject = command.route;
  const outcome: Outcome = refused
    ? { ok: false, subject, refusal: { reason: 'route', refusal: decision.refusal } }
    : { ok: true, subject };
  const events: readonly RouteEvent[] = refused
    ? [{ type: 'route_action_refused', by: actor.person, action: command.type, refusal: decision.refusal }]
    : decision.events;
  const { at } = context;
  const state = events.reduce<Route | null>((current, event) => evolveRoute(current, event, at), before);
  if (!state || events.length === 0) return outcome;
  const policy = around.policy();
  const result = await store.commit({
    commandId: id,
    at,
    actor: actor.person,
    outcome,
    streams: [
      {
        kind: 'route',
        stream: routeStream(state.id),
        expectedVersion: loaded?.version ?? 0,
        events,
        state,
        dueAt: nextRouteTimer(state, policy.rollout),
      },
    ],
    jobs: jobsFor(effectsOfRoute(events, before, state, at), id, at, policy),
  });
  if (result.result === 'duplicate') return result.outcome;
  if (result.result === 'conflict') return 'conflict';
  around.onWork();
  return outcome;
}

/** Does a command on a route once, like {@link handleCommand} does on a request. Throws {@link Fault}. */
export function handleRouteCommand(
  id: string,
  command: RouteCommand,
  actor: Actor,
  around: Surroundings,
): Promise<Outcome> {
  return inOrder(`route ${command.route}`, async () => {
    const before = await around.store.outcomeOf(id);
    if (before) return before;
    for (let tries = 0; tries < mostTries; tries += 1) {
      const tried = await tryOnce(id, command, actor, around);
      if (tried !== 'conflict') return tried;
    }
    throw new Fault('unavailable', 'too many changes of one route at once');
  });
}
