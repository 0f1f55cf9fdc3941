import type { Policy } from '../domain/policy.ts';
import type { RequestEvent } from '../domain/request/events.ts';
import type { Request } from '../domain/request/request.ts';
import { decideRoute } from '../domain/route/decide.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { type Part, routeFacts, routePart, systemActor } from './route-part.ts';

/** What somebody would not have let out goes back at once, wherever it has got to. */
async function takeBack(
  { id, route }: Request,
  detail: string,
  commandId: string,
  around: { readonly store: Store; readonly clock: Clock; readonly policy: () => Policy },
): Promise<Part | null> {
  const loaded = await around.store.route(route);
  const isOut = loaded?.state.rollout
    ? loaded.state.rollout.request === id
    : loaded?.state.finished?.request === id;
  if (!loaded || !isOut) return null;
  const context = { ...(await routeFacts(route, around)), actor: systemActor, opId: commandId };
  const command = { type: 'roll_back', route, cause: 'emergency', detail } as const;
  const decision = decideRoute(loaded.state, command, context);
  return 'refusal' in decision
    ? null
    : routePart(decision.events, loaded, around.clock.now(), around.policy());
}

/**
 * What a request's events do to its route, in the same change: asking about the next exposure is noted on the rollout,
 * and an approval of it lets the rollout go on. Null for every other request, and where the rollout is over.
 */
export async function onItsRoute(
  events: readonly RequestEvent[],
  request: Request,
  commandId: string,
  around: { readonly store: Store; readonly clock: Clock; readonly policy: () => Policy },
): Promise<Part | null> {
  const { expands, id, route } = request;
  const closed = events.find((event) => event.type === 'after_review_closed');
  if (closed && !closed.stays) return takeBack(request, closed.note, commandId, around);
  if (!expands) return null;
  const loaded = await around.store.route(route);
  if (loaded?.state.rollout?.request !== expands.request) return null;
  const at = around.clock.now();
  const policy = around.policy();
  if (events.some(({ type }) => type === 'request_submitted'))
    return routePart([{ type: 'expansion_asked', request: id, to: expands.to }], loaded, at, policy);
  if (!events.some(({ type }) => type === 'request_approved')) return null;
  const context = { ...(await routeFacts(route, around)), actor: systemActor, opId: commandId };
  const command = { type: 'widen_reach', route, request: id, reaches: expands.to } as const;
  const decision = decideRoute(loaded.state, command, context);
  return 'refusal' in decision ? null : routePart(decision.events, loaded, at, policy);
}
