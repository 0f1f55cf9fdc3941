import { everybodyBp, type HealthCheck } from '../rollout-words.ts';
import type { Tier } from '../words.ts';
import type { RouteEvent } from './events.ts';
import { conditionsOf, isOwed, type OwedCondition } from './owed-conditions.ts';
import type { AnsweredCheck, ControlState, FinishedRollout, Intervention, Rollout } from './rollout.ts';
import { newRoute, nothingRecorded, type Retirement, type ReviewDate, type Route } from './route.ts';

type Event<T extends RouteEvent['type']> = Extract<RouteEvent, { type: T }>;

const drillsKept = 10;
const triggersKept = 50;

function started(event: Event<'rollout_started'>, at: number): Rollout {
  return {
    request: event.request,
    tier: event.tier,
    candidate: event.candidate,
    candidateDigest: event.candidateDigest,
    plan: event.plan,
    step: 0,
    status: 'moving',
    reaches: event.reaches,
    approvedBy: event.approvedBy,
    startedBy: event.by,
    startedAt: at,
    stepSince: null,
    exposedSince: null,
    heldUntil: null,
    lastMove: { by: event.by, at, fromBp: event.fromBp, toBp: event.toBp },
    control: { wished: { opId: event.opId, bp: event.toBp, at }, seen: null, trouble: null, drift: null },
    intervention: null,
    checks: {},
    remindedStep: -1,
    pausedNags: 0,
  };
}

function expanded(rollout: Rollout, event: Event<'rollout_expanded'>, at: number): Rollout {
  return {
    ...rollout,
    step: event.step,
    status: 'moving',
    stepSince: null,
    heldUntil: null,
    lastMove: { by: event.by, at, fromBp: event.fromBp, toBp: event.toBp },
    control: { ...rollout.control, wished: { opId: event.opId, bp: event.toBp, at }, trouble: null },
  };
}

/** Back to the step before, of which users have the share still; its hold time goes on from where it was. */
function withheld(rollout: Rollout, event: Event<'expansion_withheld'>, at: number): Rollout {
  const { opId, toBp, step } = event;
  return {
    ...rollout,
    step,
    stepSince: rollout.control.seen?.at ?? null,
    remindedStep: Math.min(rollout.remindedStep, step - 1),
    control: { ...rollout.control, wished: { opId, bp: toBp, at, withheld: true }, trouble: null },
  };
}

const withoutWait = ({ waits: _over, ...control }: ControlState): ControlState => control;

function verified(rollout: Rollout, event: Event<'share_verified'>, at: number): Rollout {
  const { opId, bp, tookMs } = event;
  if (opId !== rollout.control.wished.opId) return rollout;
  return {
    ...rollout,
    status: rollout.status === 'moving' ? 'live' : rollout.status,
    stepSince: rollout.stepSince ?? at,
    exposedSince: rollout.exposedSince ?? (bp > 0 ? at : null),
    control: { ...withoutWait(rollout.control), seen: { opId, bp, at, tookMs }, trouble: null },
  };
}

function finish(
  rollout: Rollout,
  outcome: FinishedRollout['outcome'],
  by: string,
  at: number,
  tookMs: number,
): FinishedRollout {
  const { request, candidateDigest, intervention, approvedBy, plan, step, exposedSince, checks } = rollout;
  const fromBp = outcome === 'complete' ? everybodyBp : rollout.lastMove.toBp;
  const ended = { request, candidateDigest, outcome, by, at, fromBp, tookMs, intervention, approvedBy };
  return { ...ended, plan, step, exposedSince, checks };
}

function completed(route: Route, rollout: Rollout, at: number): Route {
  const previous =
    route.baseline && route.baselineDigest ? { packet: route.baseline, digest: route.baselineDigest } : null;
  return {
    ...route,
    baseline: rollout.candidate,
    baselineDigest: rollout.candidateDigest,
    since: at,
    previous,
    rollout: null,
    finished: finish(rollout, 'complete', rollout.lastMove.by, at, 0),
    triggers: [],
  };
}

/** Taking back a rollout that was complete makes it a rollout again, of which everybody has the candidate. */
function reopened(route: Route, event: Event<'rollback_started'>, at: number): Rollout | null {
  if (!route.previous || !route.baseline || !route.baselineDigest) return null;
  const { finished } = route;
  const reopening = started(
    {
      type: 'rollout_started',
      route: route.id,
      by: event.by,
      request: finished?.request ?? '',
      tier: 'high',
      candidate: route.baseline,
      candidateDigest: route.baselineDigest,
      plan: [{ stage: 'default', bp: everybodyBp, holdHours: 0, exposure: 'default' }],
      reaches: 'default',
      approvedBy: finished?.approvedBy ?? [],
      opId: event.opId,
      fromBp: event.fromBp,
      toBp: event.toBp,
    },
    at,
  );
  return { ...reopening, exposedSince: finished?.exposedSince ?? null, checks: finished?.checks ?? {} };
}

function rollingBack(route: Route, event: Event<'rollback_started'>, at: number): Route {
  const rollout = route.rollout ?? (event.afterCompletion ? reopened(route, event, at) : null);
  if (!rollout) return route;
  const { by, cause, detail, opId, fromBp, toBp } = event;
  const intervention: Intervention = { by, at, cause, detail, reason: null };
  const goingBack: Rollout = {
    ...rollout,
    status: 'rolling_back',
    intervention,
    lastMove: { by, at, fromBp, toBp },
    control: { ...withoutWait(rollout.control), wished: { opId, bp: 0, at }, trouble: null },
  };
  if (!event.afterCompletion || !route.previous) return { ...route, rollout: goingBack };
  return {
    ...route,
    rollout: goingBack,
    baseline: route.previous.packet,
    baselineDigest: route.previous.digest,
    previous: null,
    since: at,
  };
}

function rolledBack(route: Route, rollout: Rollout, event: Event<'rolled_back'>, at: number): Route {
  if (event.opId !== rollout.control.wished.opId) return route;
  const { intervention } = rollout;
  const finished = {
    ...finish(rollout, 'rolled_back', intervention?.by ?? '', at, event.tookMs),
    fromBp: event.fromBp,
  };
  return { ...withoutEmergency(withoutConditionsOf(route, rollout.request)), rollout: null, finished };
}

function evolveRollout(route: Route, rollout: Rollout, event: RouteEvent, at: number): Route {
  const into = (change: Partial<Rollout>): Route => ({ ...route, rollout: { ...rollout, ...change } });
  switch (event.type) {
    case 'rollout_expanded':
      return { ...route, rollout: expanded(rollout, event, at) };
    case 'expansion_withheld':
      return { ...route, rollout: withheld(rollout, event, at) };
    case 'rollout_held':
      return into({ heldUntil: event.until, remindedStep: rollout.step - 1 });
    case 'rollout_paused': {
      const { by, cause, detail } = event;
      return into({ status: 'paused', intervention: { by, at, cause, detail, reason: null }, pausedNags: 0 });
    }
    case 'rollout_resumed': {
      const inForce = rollout.control.seen?.opId === rollout.control.wished.opId;
      return into({
        status: inForce ? 'live' : 'moving',
        intervention: null,
        remindedStep: rollout.step - 1,
      });
    }
    case 'share_verified':
      return { ...route, rollout: verified(rollout, event, at) };
    case 'rolled_back':
      return rolledBack(route, rollout, event, at);
    case 'rollout_completed':
      return completed(route, rollout, at);
    case 'control_troubled': {
      const since = rollout.control.trouble?.since ?? at;
      return into({
        control: { ...rollout.control, trouble: { since, text: event.text, remedy: event.remedy } },
      });
    }
    case 'start_waits': {
      const { opId, freeze } = event;
      return into({ control: { ...rollout.control, waits: { opId, freeze }, trouble: null } });
    }
    case 'drift_found':
      return into({ control: { ...rollout.control, drift: { since: at, text: event.text } } });
    case 'drift_cleared':
      return into({ control: { ...rollout.control, drift: null } });
    case 'expansion_asked':
      return into({ asked: event.request });
    case 'reach_widened':
      return into({ reaches: event.reaches });
    case 'expansion_reminded':
      return into({ remindedStep: event.step });
    case 'pause_nagged':
      return into({ pausedNags: event.times });
    default:
      return route;
  }
}

const freshReview = (by: number, tier: Tier): ReviewDate => ({
  by,
  tier,
  remindedAtDays: null,
  snoozes: 0,
  overdueSaid: false,
  acted: false,
});

const dayMs = 86_400_000;

/** What was said so far is over: from the new date on it is reminded of, overdue and acted on anew. */
const snoozed = (review: ReviewDate, until: number, at: number): ReviewDate => ({
  ...review,
  by: until,
  // Whoever just put it off need not hear at once how many days are left.
  remindedAtDays: Math.ceil((until - at) / dayMs),
  snoozes: review.snoozes + 1,
  overdueSaid: false,
  acted: false,
});

/** A10: a trigger makes the review due at once; its own message says so, so that nothing else need. */
function triggered(route: Route, { kind, source, note }: Event<'trigger_recorded'>, at: number): Route {
  const { review } = route;
  return {
    ...route,
    triggers: [...route.triggers, { kind, source, note, at }].slice(-triggersKept),
    review: review && { ...review, by: Math.min(review.by, at), overdueSaid: true },
  };
}

function withoutEmergency({ emergency: _over, ...route }: Route): Route {
  return route;
}

/** What was promised for a rollout that is taken back, or never began, is owed no more. */
function withoutConditionsOf(route: Route, rollout: string): Route {
  return route.conditions
    ? { ...route, conditions: route.conditions.filter((condition) => condition.rollout !== rollout) }
    : route;
}

/** What was kept for an earlier rollout is history once another begins; what is owed stays, whoever promised it. */
function withoutKept(route: Route, rollout: string): Route {
  return route.conditions
    ? {
        ...route,
        conditions: route.conditions.filter(
          (condition) => isOwed(condition) || condition.rollout === rollout,
        ),
      }
    : route;
}

function withCondition(route: Route, id: string, change: Partial<OwedCondition>): Route {
  return {
    ...route,
    conditions: conditionsOf(route).map((condition) =>
      condition.id === id ? { ...condition, ...change } : condition,
    ),
  };
}

function promised(route: Route, { conditions }: Event<'conditions_promised'>, since: number): Route {
  const fresh = conditions.map((condition): OwedCondition => ({ ...condition, since, said: 0, met: null }));
  return { ...route, conditions: [...conditionsOf(route), ...fresh] };
}

const emergencyOf = ({ request, emergencyUntil }: Event<'rollout_started'>): Pick<Route, 'emergency'> =>
  emergencyUntil === undefined ? {} : { emergency: { request, until: emergencyUntil } };

type RetirementEvent = Event<
  'retirement_started' | 'retirement_recorded' | 'retirement_cancelled' | 'drain_due' | 'route_drained'
>;

function evolveRetirement(
  retirement: Retirement | null,
  event: RetirementEvent,
  at: number,
): Retirement | null {
  if (event.type === 'retirement_started') {
    const { request, by } = event;
    return { request, by, at, record: nothingRecorded, drainSaid: false, drained: null };
  }
  if (!retirement) return null;
  switch (event.type) {
    case 'retirement_recorded': {
      const drainSaid = retirement.drainSaid && event.record.drainBy === retirement.record.drainBy;
      return { ...retirement, record: event.record, drainSaid };
    }
    case 'retirement_cancelled':
      return null;
    case 'drain_due':
      return { ...retirement, drainSaid: true };
    case 'route_drained':
      return { ...retirement, drained: { by: event.by, at } };
  }
}

function evolveSettled(route: Route, event: RouteEvent, at: number): Route {
  switch (event.type) {
    case 'route_registered':
      return { ...route, baseline: event.packet, baselineDigest: event.digest, since: at };
    case 'rollout_started':
      return {
        ...withoutEmergency(withoutKept(route, event.request)),
        ...emergencyOf(event),
        rollout: started(event, at),
      };
    case 'conditions_promised':
      return promised(route, event, at);
    case 'condition_reminded':
      return withCondition(route, event.condition, { said: event.nth });
    case 'condition_met':
      return withCondition(route, event.condition, { met: { by: event.by, at, proof: event.proof } });
    case 'conditions_released':
      return withoutConditionsOf(route, event.request);
    case 'emergency_ended':
      return withoutEmergency(route);
    case 'rollback_started':
      return rollingBack(route, event, at);
    case 'reason_given':
      return withReason(route, event.reason);
    case 'check_asked':
      return withCheck(route, event.check, 'asked');
    case 'check_answered': {
      const { by, healthy, note } = event;
      return withCheck(route, event.check, { by, at, healthy, note });
    }
    case 'drill_recorded': {
      const { by, tookMs, worked } = event;
      return { ...route, drills: [...route.drills, { by, at, tookMs, worked }].slice(-drillsKept) };
    }
    case 'review_set':
      return { ...route, review: freshReview(event.by, event.tier) };
    case 'route_renewed':
      return { ...withoutEmergency(route), review: freshReview(event.until, event.tier), triggers: [] };
    case 'review_reminded':
      return route.review ? { ...route, review: { ...route.review, remindedAtDays: event.daysLeft } } : route;
    case 'review_snoozed':
      return { ...route, review: route.review && snoozed(route.review, event.until, at) };
    case 'review_overdue':
      return route.review ? { ...route, review: { ...route.review, overdueSaid: true } } : route;
    case 'review_acted':
      return route.review ? { ...route, review: { ...route.review, acted: true } } : route;
    case 'trigger_recorded':
      return triggered(route, event, at);
    case 'retirement_started':
    case 'retirement_recorded':
    case 'retirement_cancelled':
    case 'drain_due':
    case 'route_drained':
      return { ...route, retirement: evolveRetirement(route.retirement, event, at) };
    case 'route_retired':
      return { ...route, retired: { by: event.by, at } };
    default:
      return route.rollout ? evolveRollout(route, route.rollout, event, at) : route;
  }
}

/** Health is asked about on, once a rollout is complete. */
function withCheck(route: Route, check: HealthCheck, answer: 'asked' | AnsweredCheck): Route {
  const { rollout, finished } = route;
  if (rollout) return { ...route, rollout: { ...rollout, checks: { ...rollout.checks, [check]: answer } } };
  if (finished)
    return { ...route, finished: { ...finished, checks: { ...finished.checks, [check]: answer } } };
  return route;
}

/** The reason belongs to the latest intervention, whether its rollout still runs or is over. */
function withReason(route: Route, reason: string): Route {
  if (route.rollout?.intervention)
    return {
      ...route,
      rollout: { ...route.rollout, intervention: { ...route.rollout.intervention, reason } },
    };
  if (route.finished?.intervention)
    return {
      ...route,
      finished: { ...route.finished, intervention: { ...route.finished.intervention, reason } },
    };
  return route;
}

/** The state after one event; `at` in epoch ms. Never throws; an event that does not fit changes nothing. */
export function evolveRoute(state: Route | null, event: RouteEvent, at: number): Route | null {
  if (event.type === 'route_registered')
    return evolveSettled(state ?? newRoute(event.packet.route, at), event, at);
  if (event.type === 'rollout_started' || event.type === 'conditions_promised')
    return evolveSettled(state ?? newRoute(event.route, at), event, at);
  return state ? evolveSettled(state, event, at) : null;
}
