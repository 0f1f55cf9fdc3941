import type { Route } from '../../domain/route/route.ts';
import { storeClick } from '../actions/stored-click.ts';
import type { SlackDeps } from '../deps.ts';
import { triggerCommandId } from '../ids.ts';
import { encodeRouteRef, routeActions } from '../rollout/acts.ts';
import { wayBack } from '../rollout/buttons.ts';
import type { RolloutAct } from './parse.ts';

/** Commands that act on a live route do the same as its buttons. */

/** What is done by pressing a button elsewhere; `trigger` asks more than a button can. */
export type PressedAct = Exclude<RolloutAct, 'trigger'>;

const actionOf = {
  pause: routeActions.pause,
  resume: routeActions.resume,
  rollback: routeActions.rollBack,
  drill: routeActions.drill,
} as const satisfies Readonly<Record<PressedAct, string>>;

/** Where nothing could come of it, whoever asks; what else is there is said instead. */
function isPointless(act: PressedAct, route: Route): boolean {
  const { rollout, finished } = route;
  if (rollout || route.retired || act === 'drill') return false;
  if (act !== 'rollback') return true;
  return wayBack(route) === null && finished?.outcome !== 'rolled_back';
}

export interface TypedAct {
  readonly person: string;
  readonly triggerId: string;
  readonly channel: string;
  readonly responseUrl: string;
}

/**
 * Stores what was typed, so that it can be acknowledged and is done whatever happens to this process. False where there
 * is nothing to act on. Throws a Fault where the store does not answer.
 */
export async function takeAct(
  act: PressedAct,
  route: string,
  { person, triggerId, channel, responseUrl }: TypedAct,
  deps: SlackDeps,
): Promise<boolean> {
  const state = (await deps.app.store.route(route))?.state ?? null;
  if (!state || isPointless(act, state)) return false;
  await storeClick(
    {
      person,
      action: actionOf[act],
      value: encodeRouteRef({ route, request: null, step: null }),
      commandId: triggerCommandId(triggerId, person),
      channel,
      responseUrl,
      threadTs: undefined,
    },
    deps,
  );
  return true;
}
