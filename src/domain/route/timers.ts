import { type HealthCheck, healthChecks } from '../rollout-words.ts';
import { localTimeOn } from '../working-time.ts';
import type { RolloutPolicy, RouteContext } from './commands.ts';
import type { RouteEvent } from './events.ts';
import { type Gate, holdEndsAt } from './gates.ts';
import { conditionsOf, conditionTimer, dueOfConditions } from './owed-conditions.ts';
import { daysAfter } from './review-date.ts';
import type { Rollout } from './rollout.ts';
import type { Route } from './route.ts';

const hour = 3_600_000;
const day = 24 * hour;

const checkAfter: Readonly<Record<HealthCheck, number>> = {
  first_hour: hour,
  first_day: day,
  first_week: 7 * day,
};

function expansionTimer(rollout: Rollout): number | null {
  const hasNext = rollout.step < rollout.plan.length - 1;
  return rollout.status === 'live' && hasNext && rollout.remindedStep < rollout.step
    ? holdEndsAt(rollout)
    : null;
}

/** When each check that nobody was asked for yet is due: while users can get what is new, complete or not. */
function checkTimers({ rollout, finished, retirement }: Route): { check: HealthCheck; at: number }[] {
  const complete = finished?.outcome === 'complete' && !retirement ? finished : null;
  const watched = rollout ?? complete;
  if (!watched || watched.exposedSince === null || rollout?.status === 'rolling_back') return [];
  const { exposedSince, checks } = watched;
  return healthChecks
    .filter((check) => !checks[check])
    .map((check) => ({ check, at: exposedSince + checkAfter[check] }));
}

function nagTimer(rollout: Rollout, policy: RolloutPolicy): number | null {
  const { intervention, pausedNags } = rollout;
  return rollout.status === 'paused' && intervention
    ? intervention.at + (pausedNags + 1) * policy.pausedNagHours * hour
    : null;
}

/** Days left at which the next renewal reminder is due; null when all were said. */
function nextReminderDay(route: Route, policy: RolloutPolicy): number | null {
  const said = route.review?.remindedAtDays ?? Number.POSITIVE_INFINITY;
  return (
    policy.renewal.reminderDays.filter((days) => days < said).sort((left, right) => right - left)[0] ?? null
  );
}

/** Once on the morning of the day on which a retiring route is to be drained. */
function drainTimer({ retirement }: Route, { renewal }: RolloutPolicy): number | null {
  if (!retirement || retirement.drained || retirement.drainSaid || retirement.record.drainBy === '')
    return null;
  return localTimeOn(retirement.record.drainBy, renewal.atMinutes, renewal.timeZone);
}

function reviewTimer(route: Route, policy: RolloutPolicy): number | null {
  const { review } = route;
  // What goes out of service anyway is not reviewed again.
  if (!review || route.retirement) return null;
  if (review.overdueSaid) return review.acted ? null : daysAfter(review.by, policy.renewal.graceDays, policy);
  const days = nextReminderDay(route, policy);
  return days === null ? review.by : daysAfter(review.by, -days, policy);
}

/** When something about this route falls due next, epoch ms; null when nothing will. */
export function nextRouteTimer(route: Route, policy: RolloutPolicy): number | null {
  if (route.retired) return null;
  const { rollout } = route;
  const timers = [
    ...(rollout ? [expansionTimer(rollout), nagTimer(rollout, policy)] : []),
    ...checkTimers(route).map(({ at }) => at),
    reviewTimer(route, policy),
    drainTimer(route, policy),
    ...conditionsOf(route).map((condition) => conditionTimer(condition, policy)),
    route.emergency && !route.retirement?.drained && route.rollout?.status !== 'rolling_back'
      ? route.emergency.until
      : null,
  ].filter((timer): timer is number => timer !== null);
  return timers.length > 0 ? Math.min(...timers) : null;
}

function dueOfRollout(
  rollout: Rollout,
  gate: Gate | null,
  context: Pick<RouteContext, 'at' | 'policy'>,
): RouteEvent[] {
  const events: RouteEvent[] = [];
  const expansion = expansionTimer(rollout);
  if (expansion !== null && context.at >= expansion)
    events.push({ type: 'expansion_reminded', step: rollout.step, clear: gate?.clear ?? false });
  const nag = nagTimer(rollout, context.policy);
  if (nag !== null && rollout.intervention && context.at >= nag) {
    const times = Math.floor((context.at - rollout.intervention.at) / (context.policy.pausedNagHours * hour));
    events.push({ type: 'pause_nagged', times });
  }
  return events;
}

function dueOfReview(route: Route, context: Pick<RouteContext, 'at' | 'policy'>): RouteEvent[] {
  const { review } = route;
  if (!review || review.overdueSaid || route.retirement) return [];
  if (context.at >= review.by) return [{ type: 'review_overdue', dueAt: review.by }];
  const said = review.remindedAtDays ?? Number.POSITIVE_INFINITY;
  const due = context.policy.renewal.reminderDays.filter(
    (days) => days < said && context.at >= daysAfter(review.by, -days, context.policy),
  );
  // After a long sleep only the latest word counts.
  return due.length > 0 ? [{ type: 'review_reminded', daysLeft: Math.min(...due), dueAt: review.by }] : [];
}

function dueOfRetirement(route: Route, context: Pick<RouteContext, 'at' | 'policy'>): RouteEvent[] {
  const timer = drainTimer(route, context.policy);
  const drainBy = route.retirement?.record.drainBy ?? '';
  return timer !== null && context.at >= timer ? [{ type: 'drain_due', drainBy }] : [];
}

/** What is due on a route at `at`, each once however late it runs. Nothing here moves a rollout. */
export function dueRouteEvents(
  route: Route,
  context: Pick<RouteContext, 'at' | 'policy'>,
  gate: Gate | null,
): RouteEvent[] {
  if (route.retired) return [];
  return [
    ...(route.rollout ? dueOfRollout(route.rollout, gate, context) : []),
    ...checkTimers(route)
      .filter(({ at }) => context.at >= at)
      .map(({ check }): RouteEvent => ({ type: 'check_asked', check })),
    ...dueOfConditions(route, context),
    ...dueOfReview(route, context),
    ...dueOfRetirement(route, context),
  ];
}
