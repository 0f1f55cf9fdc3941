import { effectsOf } from '../domain/effects-of.ts';
import type { Policy } from '../domain/policy.ts';
import type { Actor } from '../domain/request/commands.ts';
import { evolve } from '../domain/request/evolve.ts';
import type { Approved, Request } from '../domain/request/request.ts';
import type { RouteCommand } from '../domain/route/commands.ts';
import { decideRoute } from '../domain/route/decide.ts';
import type { RouteDecision } from '../domain/route/decision.ts';
import type { RouteEvent } from '../domain/route/events.ts';
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
  const used = [{ type: 'approval_used', by } as const];
  const state = used.reduce<Request | null>((current, event) => evolve(current, event, at), request.state);
  if (!state) return null;
  return {
    change: {
      kind: 'request',
      stream: streamOf(state.id),
      expectedVersion: request.version,
      events: used,
      state,
      index: indexOf(state, policy),
    },
    effects: effectsOf(used, state, at),
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
  const parts = request ? [route, request] : [route];
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
