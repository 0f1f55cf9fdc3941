import type { RouteContext } from './commands.ts';
import { type Command, happened, type RouteDecision, refuse } from './decision.ts';
import type { RouteEvent } from './events.ts';
import { daysAfter } from './review-date.ts';
import type { Route } from './route.ts';
import { pause, rollBack } from './stopping.ts';

/** Puts a review off, as often as policy lets. */
export function snooze(
  route: Route,
  command: Command<'snooze_review'>,
  context: RouteContext,
): RouteDecision {
  const { review } = route;
  const { mostSnoozes, snoozeDays } = context.policy.renewal;
  if (!review) return happened();
  if (review.snoozes >= mostSnoozes) return refuse({ reason: 'snoozed_enough', until: review.by });
  const until = Math.max(review.by, context.at) + snoozeDays * 24 * 3_600_000;
  return happened({ type: 'review_snoozed', by: context.actor.person, until, reason: command.reason });
}

/** What policy does, once, after the grace to what nobody approved again. */
export function overdueAct(route: Route, context: RouteContext): readonly RouteEvent[] {
  const { review } = route;
  const { graceDays, act: acts } = context.policy.renewal;
  if (route.retired || route.retirement || !review?.overdueSaid || review.acted) return [];
  if (context.at < daysAfter(review.by, graceDays, context.policy)) return [];
  const act = acts[review.tier];
  const acted: RouteEvent = { type: 'review_acted', act };
  const because = { route: route.id, cause: 'renewal_overdue', detail: '' } as const;
  const decision =
    act === 'roll_back'
      ? rollBack(route, { type: 'roll_back', ...because }, context)
      : act === 'pause' && route.rollout && route.rollout.status !== 'rolling_back'
        ? pause(route.rollout, { type: 'pause', ...because }, context)
        : happened();
  return [acted, ...('events' in decision ? decision.events : [])];
}

/** The end of an emergency's time: back to what was approved, or, where there is no way back, due for a review. */
export function emergencyOver(route: Route, context: RouteContext): readonly RouteEvent[] {
  const { emergency, rollout, review } = route;
  if (!emergency || route.retirement?.drained || context.at < emergency.until) return [];
  const { request } = emergency;
  const isOut = rollout ? rollout.request === request : route.finished?.request === request;
  if (rollout?.status === 'rolling_back') return [];
  const back = isOut
    ? rollBack(route, { type: 'roll_back', route: route.id, cause: 'emergency', detail: '' }, context)
    : null;
  if (back && 'events' in back)
    return [{ type: 'emergency_ended', request, rolledBack: true }, ...back.events];
  const due: RouteEvent = { type: 'review_set', by: context.at, tier: review?.tier ?? 'high' };
  return [{ type: 'emergency_ended', request, rolledBack: false }, due];
}
