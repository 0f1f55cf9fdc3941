import { everybodyBp } from '../rollout-words.ts';
import type { RouteContext } from './commands.ts';
import { type Command, happened, type RouteDecision, refuse } from './decision.ts';
import type { RouteEvent } from './events.ts';
import { completion } from './reports.ts';
import type { Rollout } from './rollout.ts';
import type { Route } from './route.ts';

/** The share stays as it is, and nothing is expanded. */
export function pause(rollout: Rollout, command: Command<'pause'>, context: RouteContext): RouteDecision {
  const { intervention } = rollout;
  if (rollout.status === 'paused' && intervention)
    return refuse({ reason: 'paused', by: intervention.by, at: intervention.at });
  const { cause, detail } = command;
  return happened({
    type: 'rollout_paused',
    by: context.actor.person,
    cause,
    detail,
    bp: rollout.control.wished.bp,
  });
}

/** Always possible while anything but the baseline may be served, and needs nothing but a role that may. */
export function rollBack(route: Route, command: Command<'roll_back'>, context: RouteContext): RouteDecision {
  const { rollout, finished } = route;
  const { cause, detail } = command;
  const event = {
    type: 'rollback_started',
    by: context.actor.person,
    cause,
    detail,
    opId: context.opId,
    toBp: 0,
  } as const;
  if (rollout?.status === 'rolling_back' && rollout.intervention)
    return refuse({ reason: 'rolling_back', by: rollout.intervention.by, at: rollout.intervention.at });
  if (rollout) return happened({ ...event, fromBp: rollout.control.wished.bp, afterCompletion: false });
  if (finished?.outcome === 'rolled_back')
    return refuse({ reason: 'rolled_back_already', by: finished.by, at: finished.at });
  if (!route.previous) return refuse({ reason: 'nothing_to_roll_back', route: route.id });
  return happened({ ...event, fromBp: everybodyBp, afterCompletion: true });
}

/** On from where it was paused; complete where the last share came into force meanwhile. */
export function resume(rollout: Rollout, context: RouteContext): RouteDecision {
  if (rollout.status !== 'paused') return refuse({ reason: 'not_paused' });
  const { wished, seen } = rollout.control;
  const resumed: RouteEvent = { type: 'rollout_resumed', by: context.actor.person };
  return seen?.opId === wished.opId ? happened(resumed, ...completion(rollout, context)) : happened(resumed);
}
