import type { Effect } from '../domain/effects.ts';
import type { Policy } from '../domain/policy.ts';
import type { Actor } from '../domain/request/commands.ts';
import { evidenceOf } from '../domain/request/proof.ts';
import type { RouteContext } from '../domain/route/commands.ts';
import { effectsOfRoute } from '../domain/route/effects-of-route.ts';
import type { RouteEvent } from '../domain/route/events.ts';
import { evolveRoute } from '../domain/route/evolve.ts';
import type { Route } from '../domain/route/route.ts';
import { nextRouteTimer } from '../domain/route/timers.ts';
import { localDate } from '../domain/working-time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store, StreamChange, Versioned } from '../ports/store.ts';

export const routeStream = (route: string): string => `route:${route}`;

/** Reports, timers and readings act as this; it holds no role and needs none. */
export const systemActor: Actor = { person: 'system', roles: [], standing: 'member' };

/** One stream's part of a change, and what has to be done and shown because of it. */
export interface Part {
  readonly change: StreamChange;
  readonly effects: readonly Effect[];
}

/** The freeze that holds now; of several the one that ends last. */
export function freezeAt(at: number, { freezes }: Pick<Policy, 'freezes'>): RouteContext['freeze'] {
  const [longest] = freezes
    .filter(({ from, until }) => from <= at && at < until)
    .sort((left, right) => right.until - left.until);
  return longest ? { name: longest.name, until: longest.until } : null;
}

type Around = { readonly store: Store; readonly clock: Clock; readonly policy: () => Policy };

/** The evidence of a request as it stands now; of one that is not there, nothing is shown. */
async function lanesOf(request: string, { store, clock, policy }: Around): Promise<RouteContext['lanes']> {
  const loaded = await store.request(request);
  return loaded ? evidenceOf(loaded.state, policy(), clock.now()).lanes : [];
}

/**
 * All that a decision on a route rests on besides who acts: for decisions, and for showing the next gate. `starting` is
 * the request that is to be started; else what rolls out counts.
 */
export async function routeFacts(
  route: string,
  around: Around,
  starting?: string,
): Promise<Omit<RouteContext, 'actor' | 'opId'>> {
  const policy = around.policy();
  const at = around.clock.now();
  const readings = await around.store.latestReadings(route);
  const request = starting ?? (await around.store.route(route))?.state.rollout?.request;
  return {
    at,
    today: localDate(at, policy.workingHours.timeZone),
    policy: policy.rollout,
    readings: new Map(readings.map((reading) => [reading.metric, reading])),
    freeze: freezeAt(at, policy),
    lanes: request === undefined ? [] : await lanesOf(request, around),
  };
}

/** What events on a route come to; null where they make none. */
export function routePart(
  events: readonly RouteEvent[],
  loaded: Versioned<Route> | null,
  at: number,
  policy: Policy,
): Part | null {
  const before = loaded?.state ?? null;
  const state = events.reduce<Route | null>((current, event) => evolveRoute(current, event, at), before);
  if (!state) return null;
  return {
    change: {
      kind: 'route',
      stream: routeStream(state.id),
      expectedVersion: loaded?.version ?? 0,
      events,
      state,
      dueAt: nextRouteTimer(state, policy.rollout),
    },
    effects: effectsOfRoute(events, before, state, at),
  };
}
