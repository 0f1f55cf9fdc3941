import { effectsOf } from '../domain/effects-of.ts';
import type { Policy } from '../domain/policy.ts';
import type { Actor } from '../domain/request/commands.ts';
import type { RequestEvent } from '../domain/request/events.ts';
import { evolve } from '../domain/request/evolve.ts';
import type { Approved, Request } from '../domain/request/request.ts';
import type { RouteCommand } from '../domain/route/commands.ts';
import { decideRoute } from '../domain/route/decide.ts';
import type { RouteDecision } from '../domain/route/decision.ts';
import type { RouteEvent } from '../domain/route/events.ts';
import { conditionsOf, type OwedCondition } from '../domain/route/owed-conditions.ts';
import { Fault } from '../ports/fault.ts';
import type { KeptOutcome, RouteOutcome, Versioned } from '../ports/store.ts';
import type { RouteAct } from './app.ts';
import { indexOf, jobsFor, type Surroundings, streamOf } from './handle-command.ts';
import { inOrder } from './in-order.ts';
import { type Part, routeFacts, routePart } from './route-part.ts';

const mostTries = 20;

/** The command with its request looked up; the request too, because starting uses its approval up. */
interface Prepared {
  readonly command: RouteCommand;
  readonly request: { readonly version: number; readonly state: Approved } | null;
}

/** The request that a condition was promised with, where the route and the record know of both. */
async function promiseOf(
  route: string,
  condition: string,
  store: Surroundings['store'],
): Promise<{ readonly promised: OwedCondition; readonly request: Versioned<Request> } | null> {
  const promised = conditionsOf((await store.route(route))?.state ?? {}).find(({ id }) => id === condition);
  const [of = ''] = condition.split('.');
  const request = promised ? await store.request(of) : null;
  return promised && request ? { promised, request } : null;
}

/** A condition that is kept is kept on its request, too, so that every card and export of it says so. */
async function keptPart(
  events: readonly RouteEvent[],
  route: string,
  at: number,
  { store, policy }: Surroundings,
): Promise<Part | null> {
  const met = events.find((event) => event.type === 'condition_met');
  const found = met ? await promiseOf(route, met.condition, store) : null;
  if (!met || !found) return null;
  const { condition, by, text, proof } = met;
  const { role } = found.promised;
  const kept = [{ type: 'condition_kept', condition, role, by, text, proof } as const];
  return onRequest(kept, found.request, at, policy());
}

const isApproved = (loaded: Versioned<Request> | null): loaded is Versioned<Approved> =>
  loaded?.state.status === 'approved';

/** Null where what is to be started is no approved request of this route. */
async function prepare(act: RouteAct, { store }: Surroundings): Promise<Prepared | null> {
  if (act.type !== 'start_rollout') return { command: act, request: null };
  const loaded = await store.request(act.request);
  if (!isApproved(loaded) || loaded.state.route !== act.route) return null;
  return { command: { ...act, request: loaded.state }, request: loaded };
}

const usingUp: ReadonlySet<RouteEvent['type']> = new Set([
  'rollout_started',
  'route_renewed',
  'retirement_started',
]);

/** Started, an approval is used up: it neither lapses nor starts a second time. */
function requestPart(
  events: readonly RouteEvent[],
  request: Prepared['request'],
  by: string,
  at: number,
  policy: Policy,
): Part | null {
  if (!request || !events.some((event) => usingUp.has(event.type))) return null;
  return onRequest([{ type: 'approval_used', by }], request, at, policy);
}

/** What happens to a request because of what happened to its route. */
function onRequest(
  events: readonly RequestEvent[],
  request: Versioned<Request>,
  at: number,
  policy: Policy,
): Part | null {
  const state = events.reduce<Request | null>((current, event) => evolve(current, event, at), request.state);
  if (!state) return null;
  return {
    change: {
      kind: 'request',
      stream: streamOf(state.id),
      expectedVersion: request.version,
      events,
      state,
      index: indexOf(state, policy),
    },
    effects: effectsOf(events, state, at, request.state),
  };
}

async function tryOnce(
  id: string,
  act: RouteAct,
  actor: Actor,
  around: Surroundings,
): Promise<RouteOutcome | 'conflict'> {
  const { store } = around;
  const subject = act.route;
  const prepared = await prepare(act, around);
  const loaded = await store.route(subject);
  const starting = act.type === 'start_rollout' ? act.request : undefined;
  const context = { ...(await routeFacts(subject, around, starting)), actor, opId: id };
  const { at } = context;
  const decision: RouteDecision = prepared
    ? decideRoute(loaded?.state ?? null, prepared.command, context)
    : {
        refusal: {
          reason: 'request_not_approved',
          request: act.type === 'start_rollout' ? act.request : '',
        },
      };
  const refused = 'refusal' in decision;
  const outcome: RouteOutcome = refused
    ? { ok: false, subject, routeRefusal: decision.refusal }
    : { ok: true, subject };
  const events: readonly RouteEvent[] = refused
    ? [{ type: 'route_action_refused', by: actor.person, action: act.type, refusal: decision.refusal }]
    : decision.events;
  if (events.length === 0) return outcome;
  const policy = around.policy();
  const route = routePart(events, loaded, at, policy);
  if (!route) return outcome;
  const request = requestPart(events, prepared?.request ?? null, actor.person, at, policy);
  const kept = await keptPart(events, subject, at, around);
  const parts = [route, request, kept].filter((part) => part !== null);
  const effects = parts.flatMap((part) => part.effects);
  const result = await store.commit({
    commandId: id,
    at,
    actor: actor.person,
    outcome,
    streams: parts.map((part) => part.change),
    jobs: jobsFor(effects, id, at, policy),
  });
  if (result.result === 'duplicate') return ofRoute(result.outcome);
  if (result.result === 'conflict') return 'conflict';
  if (events.some((event) => event.type === 'rollback_started')) around.onRollBack?.(subject);
  around.onWork();
  return outcome;
}

/** The outcome of a route's command. Throws a Fault where the id was a command's on a request. */
function ofRoute(outcome: KeptOutcome): RouteOutcome {
  if (outcome.ok || 'routeRefusal' in outcome) return outcome;
  throw new Fault('invalid', 'this command id belongs to a request');
}

/** Does a command on a route once, like {@link handleCommand} does on a request. Throws {@link Fault}. */
export function handleRouteCommand(
  id: string,
  act: RouteAct,
  actor: Actor,
  around: Surroundings,
): Promise<RouteOutcome> {
  return inOrder(`route ${act.route}`, async () => {
    const before = await around.store.outcomeOf(id);
    if (before) return ofRoute(before);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const tried = await tryOnce(id, act, actor, around);
      if (tried !== 'conflict') return tried;
    }
    throw new Fault('unavailable', 'too many changes of one route at once');
  });
}
