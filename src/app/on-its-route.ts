import type { Policy } from '../domain/policy.ts';
import type { RequestEvent } from '../domain/request/events.ts';
import type { Request } from '../domain/request/request.ts';
import { decideRoute } from '../domain/route/decide.ts';
import type { RouteEvent } from '../domain/route/events.ts';
import { conditionsOf, promising } from '../domain/route/owed-conditions.ts';
import type { Route } from '../domain/route/route.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store, Versioned } from '../ports/store.ts';
import { type Part, routeFacts, routePart, systemActor } from './route-part.ts';

/** `at` is the time of the change, epoch ms: the same for the request and for its route. */
interface Around {
  readonly at: number;
  readonly store: Store;
  readonly clock: Clock;
  readonly policy: () => Policy;
}
type Loaded = Versioned<Route> | null;

const rolloutOf = ({ id, expands }: Request): string => expands?.request ?? id;

const isTakenBack = (events: readonly RequestEvent[]): boolean =>
  events.some((event) => event.type === 'after_review_closed' && !event.stays);

const isOut = ({ id }: Request, loaded: Loaded): boolean =>
  (loaded?.state.rollout ?? loaded?.state.finished)?.request === id;

/** What is approved with conditions is owed from then on; what will never be used is owed no more. */
function conditionEvents(events: readonly RequestEvent[], request: Request, loaded: Loaded): RouteEvent[] {
  const types = new Set(events.map(({ type }) => type));
  if (types.has('request_approved') || types.has('emergency_approved'))
    return promising(loaded?.state ?? null, request);
  const owed = conditionsOf(loaded?.state ?? {}).some(({ rollout }) => rollout === request.id);
  const unused = types.has('approval_lapsed') || (isTakenBack(events) && !isOut(request, loaded));
  return unused && owed ? [{ type: 'conditions_released', request: request.id }] : [];
}

/** What somebody would not have let out goes back at once, wherever it has got to. */
async function takeBack(
  request: Request,
  detail: string,
  loaded: Loaded,
  commandId: string,
  around: Around,
): Promise<readonly RouteEvent[]> {
  if (!loaded || !isOut(request, loaded)) return [];
  const { route } = request;
  const context = {
    ...(await routeFacts(route, around)),
    at: around.at,
    actor: systemActor,
    opId: commandId,
  };
  const command = { type: 'roll_back', route, cause: 'emergency', detail } as const;
  const decision = decideRoute(loaded.state, command, context);
  return 'refusal' in decision ? [] : decision.events;
}

/** Asking about the next exposure is noted on the rollout, and an approval of it lets the rollout go on. */
async function expansionEvents(
  events: readonly RequestEvent[],
  { id, route, expands }: Request,
  loaded: Loaded,
  commandId: string,
  around: Around,
): Promise<readonly RouteEvent[]> {
  if (!expands || loaded?.state.rollout?.request !== expands.request) return [];
  if (events.some(({ type }) => type === 'request_submitted'))
    return [{ type: 'expansion_asked', request: id, to: expands.to }];
  if (!events.some(({ type }) => type === 'request_approved')) return [];
  const context = {
    ...(await routeFacts(route, around)),
    at: around.at,
    actor: systemActor,
    opId: commandId,
  };
  const command = { type: 'widen_reach', route, request: id, reaches: expands.to } as const;
  const decision = decideRoute(loaded.state, command, context);
  return 'refusal' in decision ? [] : decision.events;
}

/** These can do something to the request's route. */
const felt: ReadonlySet<RequestEvent['type']> = new Set([
  'request_submitted',
  'request_approved',
  'emergency_approved',
  'approval_lapsed',
  'after_review_closed',
]);

/**
 * What a request's events do to its route, in the same change: what an approval promises is owed, an answer about the
 * next exposure lets the rollout go on, and what an after-review would not have let out goes back. Null where nothing
 * is done to it.
 */
export async function onItsRoute(
  events: readonly RequestEvent[],
  request: Request,
  commandId: string,
  around: Around,
): Promise<Part | null> {
  if (!events.some(({ type }) => felt.has(type))) return null;
  const loaded = await around.store.route(request.route);
  const closed = events.find((event) => event.type === 'after_review_closed');
  const rolling = loaded?.state.rollout?.request === rolloutOf(request) || !request.expands;
  const done = [
    ...(rolling ? conditionEvents(events, request, loaded) : []),
    ...(closed && !closed.stays ? await takeBack(request, closed.note, loaded, commandId, around) : []),
    ...(await expansionEvents(events, request, loaded, commandId, around)),
  ];
  return done.length > 0 ? routePart(done, loaded, around.at, around.policy()) : null;
}
