import { digestOf } from '../packet/digest.ts';
import type { Approved } from '../request/request.ts';
import { isHigher } from '../risk.ts';
import { everybodyBp } from '../rollout-words.ts';
import type { Role } from '../words.ts';
import type { RouteCommand, RouteContext } from './commands.ts';
import type { RouteDecision } from './decision.ts';
import type { RouteEvent } from './events.ts';
import { type Gate, type GateFacts, gateTo, holdEndsAt, missingToBegin } from './gates.ts';
import { type OwnRules, ownRulesOf, ownRulesOfRequest } from './own-rules.ts';
import { planOf, type Step } from './plan.ts';
import type { RouteRefusal } from './refusal.ts';
import { decideRetirement } from './retirement.ts';
import { daysAfter, reviewDate } from './review-date.ts';
import { type Rollout, waitsToGrow } from './rollout.ts';
import { newRoute, type Route } from './route.ts';
import { dueRouteEvents } from './timers.ts';

type Command<T extends RouteCommand['type']> = Extract<RouteCommand, { type: T }>;

const refuse = (refusal: RouteRefusal): RouteDecision => ({ refusal });
const happened = (...events: RouteEvent[]): RouteDecision => ({ events });

/** People act through a role; what acts by itself (a guardrail, the clock, the worker) is called `system`. */
const isSystem = (context: RouteContext): boolean => context.actor.person === 'system';

function barred(roles: readonly Role[], route: Route | null, context: RouteContext): RouteRefusal | null {
  if (isSystem(context)) return null;
  const owner = route?.rollout?.candidate.owners.technical ?? route?.baseline?.owners.technical;
  if (context.actor.standing === 'member' && owner === context.actor.person) return null;
  return context.actor.roles.some((role) => roles.includes(role)) ? null : { reason: 'not_in_role', roles };
}

const nextStep = (rollout: Rollout): Step | undefined => rollout.plan[rollout.step + 1];

/** The gate of the step after this one; null at the last. */
export function nextGate(route: Route, context: Omit<RouteContext, 'actor' | 'opId'>): Gate | null {
  const next = route.rollout && nextStep(route.rollout);
  return route.rollout && next ? gateTo(next, route.rollout, gateFacts(route, context)) : null;
}

function gateFacts(
  route: Route,
  context: Omit<RouteContext, 'actor' | 'opId'>,
  own: OwnRules | null = ownRulesOf(route, context.policy),
) {
  const { at, today, readings, freeze, policy, lanes } = context;
  return {
    at,
    lanes,
    today,
    readings,
    freeze,
    reviewWasDue: route.review && at >= route.review.by ? route.review.by : null,
    ...emergencyIn(route, at),
    drills: route.drills,
    readingFreshMs: policy.readingFreshMinutes * 60_000,
    drillMaxAgeDays: policy.drillMaxAgeDays,
    ...(own ? { own } : {}),
  };
}

/** Whether what rolls out was let out in an emergency, and whether the time for that is over. */
function emergencyIn({ emergency, rollout }: Route, at: number): Pick<GateFacts, 'emergency'> {
  if (!emergency || emergency.request !== rollout?.request) return {};
  return { emergency: at < emergency.until ? 'holds' : 'over' };
}

/** What serves stays as it is, and is approved for another while; never for longer than it was before. */
function renew(route: Route, request: Approved, context: RouteContext): RouteDecision {
  const asked = request.assessment.tier;
  const tier = route.review && isHigher(route.review.tier, asked) ? route.review.tier : asked;
  const until = reviewDate({ tier, candidate: request.packet }, context);
  return happened({ type: 'route_renewed', by: context.actor.person, request: request.id, tier, until });
}

/** It serves on until it is drained; what is left of it is recorded meanwhile, and signed off in the end. */
const retire = (request: Approved, { actor }: RouteContext): RouteDecision =>
  happened({ type: 'retirement_started', by: actor.person, request: request.id });

function start(route: Route | null, command: Command<'start_rollout'>, context: RouteContext): RouteDecision {
  const { request } = command;
  if (route?.retirement) return refuse({ reason: 'retiring', request: route.retirement.request });
  if (request.used) return refuse({ reason: 'approval_used', request: request.id, ...request.used });
  const isTakenBack = request.emergency?.review?.stays === false;
  if (context.at >= request.useBy || isTakenBack)
    return refuse({ reason: 'request_not_approved', request: request.id });
  const serves = route?.baselineDigest ?? null;
  const reviewedAgainst = request.baseline ? digestOf(request.baseline) : null;
  if (serves !== reviewedAgainst) return refuse({ reason: 'baseline_moved', request: request.id });
  // Renewing what serves moves nothing, so it need not wait for what is rolling out.
  if (route && request.change.kind === 'renewal' && request.bound.packetDigest === serves)
    return renew(route, request, context);
  if (route?.rollout) return refuse({ reason: 'rollout_in_progress', request: route.rollout.request });
  if (request.change.kind === 'retirement') return retire(request, context);
  // What was let out in an emergency is approved, or taken back, before anything is built on it.
  if (route?.emergency) return refuse({ reason: 'emergency_out', ...route.emergency });
  const plan = planOf(request.packet.rollout.stages, request.assessment.tier);
  const first = plan[0];
  if (!first) return refuse({ reason: 'at_the_end' });
  const { tier } = request.assessment;
  const own = ownRulesOfRequest(request, route?.baseline ?? null, context.policy);
  const { approvals: approvedBy, conditions } = own;
  const facts = {
    ...gateFacts(route ?? newRoute(command.route, context.at), context, own),
    ...(request.emergency ? ({ emergency: 'holds' } as const) : {}),
  };
  // Where nothing served before, there is nothing to rehearse going back to.
  const missing = missingToBegin(first, { tier, exposure: request.exposure }, facts).filter(
    ({ gate }) => gate !== 'drill' || route?.baseline,
  );
  if (missing.length > 0) return refuse({ reason: 'gate_not_clear', missing, to: first.exposure });
  return happened({
    type: 'rollout_started',
    route: command.route,
    by: context.actor.person,
    request: request.id,
    tier,
    candidate: request.packet,
    candidateDigest: request.bound.packetDigest,
    plan,
    reaches: request.exposure,
    approvedBy,
    conditions,
    ...(request.emergency ? { emergencyUntil: request.emergency.until } : {}),
    opId: context.opId,
    fromBp: 0,
    toBp: first.bp,
  });
}

function expand(
  route: Route,
  rollout: Rollout,
  command: Command<'expand'>,
  context: RouteContext,
): RouteDecision {
  if (command.step !== rollout.step)
    return refuse({ reason: 'stale_step', seen: command.step, current: rollout.step });
  const next = nextStep(rollout);
  if (!next) return refuse({ reason: 'at_the_end' });
  const gate = gateTo(next, rollout, gateFacts(route, context));
  if (!gate.clear)
    return refuse({
      reason: 'gate_not_clear',
      missing: gate.items.filter((item) => !item.ok),
      to: next.exposure,
    });
  return happened({
    type: 'rollout_expanded',
    by: context.actor.person,
    step: rollout.step + 1,
    gate: gate.items,
    opId: context.opId,
    fromBp: rollout.control.wished.bp,
    toBp: next.bp,
  });
}

function pause(rollout: Rollout, command: Command<'pause'>, context: RouteContext): RouteDecision {
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
function rollBack(route: Route, command: Command<'roll_back'>, context: RouteContext): RouteDecision {
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

function resume(rollout: Rollout, context: RouteContext): RouteDecision {
  return rollout.status === 'paused'
    ? happened({ type: 'rollout_resumed', by: context.actor.person })
    : refuse({ reason: 'not_paused' });
}

/** A share that was read back: the step is in force, the roll back is done, or the rollout is complete. */
function reportShare(
  rollout: Rollout,
  command: Command<'report_share'>,
  context: RouteContext,
): RouteDecision {
  const { opId, bp, tookMs } = command;
  const { wished, seen } = rollout.control;
  if (opId !== wished.opId || bp !== wished.bp || seen?.opId === opId) return happened();
  const verified: RouteEvent = { type: 'share_verified', opId, bp, tookMs };
  if (rollout.status === 'rolling_back')
    return happened(verified, { type: 'rolled_back', opId, fromBp: rollout.lastMove.fromBp, tookMs });
  const step = rollout.plan[rollout.step];
  const last = rollout.step === rollout.plan.length - 1;
  return last && step?.stage === 'default'
    ? happened(
        verified,
        { type: 'rollout_completed', digest: rollout.candidateDigest },
        { type: 'review_set', by: reviewDate(rollout, context), tier: rollout.tier },
      )
    : happened(verified);
}

/** What was let through at the click is held again at the act: before it is in force, an expansion can be taken back. */
function withhold(
  rollout: Rollout,
  { opId }: Command<'report_freeze'>,
  { freeze, opId: wish }: RouteContext,
): RouteDecision {
  const { wished, seen } = rollout.control;
  const goesOn = rollout.status === 'moving' || rollout.status === 'paused';
  if (!freeze || !goesOn || opId !== wished.opId || !seen || !waitsToGrow(rollout) || rollout.step === 0)
    return happened();
  return happened({
    type: 'expansion_withheld',
    step: rollout.step - 1,
    freeze,
    opId: wish,
    fromBp: wished.bp,
    toBp: seen.bp,
  });
}

function reportDrift(rollout: Rollout, command: Command<'report_drift'>): RouteDecision {
  if (command.text === null) return rollout.control.drift ? happened({ type: 'drift_cleared' }) : happened();
  return rollout.control.drift?.text === command.text
    ? happened()
    : happened({ type: 'drift_found', text: command.text });
}

function decideOnRollout(
  route: Route,
  rollout: Rollout,
  command: RouteCommand,
  context: RouteContext,
): RouteDecision {
  const { person } = context.actor;
  switch (command.type) {
    case 'expand':
      return expand(route, rollout, command, context);
    case 'hold': {
      const until = Math.max(holdEndsAt(rollout) ?? context.at, context.at) + command.hours * 3_600_000;
      return happened({ type: 'rollout_held', by: person, until });
    }
    case 'pause':
      return pause(rollout, command, context);
    case 'resume':
      return resume(rollout, context);
    case 'report_share':
      return reportShare(rollout, command, context);
    case 'report_trouble':
      return command.opId === rollout.control.wished.opId && rollout.control.trouble?.text !== command.text
        ? happened({
            type: 'control_troubled',
            opId: command.opId,
            text: command.text,
            remedy: command.remedy,
          })
        : happened();
    case 'report_drift':
      return reportDrift(rollout, command);
    case 'report_freeze':
      return withhold(rollout, command, context);
    case 'widen_reach':
      return happened({ type: 'reach_widened', request: command.request, reaches: command.reaches });
    case 'meet_condition':
      return rollout.conditions.some((condition) => condition.text === command.text && condition.met === null)
        ? happened({ type: 'condition_met', by: person, text: command.text })
        : refuse({ reason: 'condition_unknown' });
    default:
      return happened();
  }
}

/** Of what rolls out, or of what is complete. The same answer again changes nothing; another one is a change of mind. */
function answerCheck(route: Route, command: Command<'answer_check'>, context: RouteContext): RouteDecision {
  const { check, healthy, note } = command;
  const answer = (route.rollout ?? route.finished)?.checks[check];
  if (!answer) return refuse({ reason: 'check_not_asked' });
  if (answer !== 'asked' && answer.healthy === healthy && answer.note === note) return happened();
  return happened({ type: 'check_answered', check, by: context.actor.person, healthy, note });
}

const movers: ReadonlySet<RouteCommand['type']> = new Set([
  'start_rollout',
  'expand',
  'hold',
  'resume',
  'meet_condition',
  'answer_check',
  'snooze_review',
  'record_retirement',
  'cancel_retirement',
  'confirm_drained',
]);
/** What a route's business owner may do, too. */
const byOwners: ReadonlySet<RouteCommand['type']> = new Set([
  'snooze_review',
  'record_retirement',
  'cancel_retirement',
  'confirm_drained',
  'sign_off_retirement',
]);
const stoppers: ReadonlySet<RouteCommand['type']> = new Set([
  'pause',
  'roll_back',
  'record_drill',
  'give_reason',
]);
/** Of no use to a route whose flag is gone. */
const servesUsers: ReadonlySet<RouteCommand['type']> = new Set([
  'roll_back',
  'record_drill',
  'snooze_review',
]);
const reports: ReadonlySet<RouteCommand['type']> = new Set([
  'report_share',
  'report_trouble',
  'report_drift',
  'report_freeze',
  'widen_reach',
]);

/** The final word belongs to the owners (A11): of the business, the technology, or the product. */
const signingOff: readonly Role[] = ['product_owner'];

const isBusinessOwner = (route: Route | null, { actor }: RouteContext): boolean =>
  actor.standing === 'member' && route?.baseline?.owners.business === actor.person;

function mayAct(route: Route | null, command: RouteCommand, context: RouteContext): RouteRefusal | null {
  if (byOwners.has(command.type) && isBusinessOwner(route, context)) return null;
  if (command.type === 'sign_off_retirement') return barred(signingOff, route, context);
  if (movers.has(command.type)) return barred(context.policy.mayMove, route, context);
  if (stoppers.has(command.type)) return barred(context.policy.mayStop, route, context);
  return null;
}

function snooze(route: Route, command: Command<'snooze_review'>, context: RouteContext): RouteDecision {
  const { review } = route;
  const { mostSnoozes, snoozeDays } = context.policy.renewal;
  if (!review) return happened();
  if (review.snoozes >= mostSnoozes) return refuse({ reason: 'snoozed_enough', until: review.by });
  const until = Math.max(review.by, context.at) + snoozeDays * 24 * 3_600_000;
  return happened({ type: 'review_snoozed', by: context.actor.person, until, reason: command.reason });
}

/** What policy does, once, after the grace to what nobody approved again. */
function overdueAct(route: Route, context: RouteContext): readonly RouteEvent[] {
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
function emergencyOver(route: Route, context: RouteContext): readonly RouteEvent[] {
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

function decideOnRoute(route: Route, command: RouteCommand, context: RouteContext): RouteDecision {
  switch (command.type) {
    case 'roll_back':
      return rollBack(route, command, context);
    case 'give_reason':
      return happened({ type: 'reason_given', by: context.actor.person, reason: command.reason });
    case 'answer_check':
      return answerCheck(route, command, context);
    case 'record_drill': {
      const { tookMs, worked } = command;
      return happened({ type: 'drill_recorded', by: context.actor.person, tookMs, worked });
    }
    case 'record_trigger': {
      const { kind, source, note } = command;
      return happened({ type: 'trigger_recorded', kind, source, note });
    }
    case 'snooze_review':
      return snooze(route, command, context);
    case 'record_retirement':
    case 'cancel_retirement':
    case 'confirm_drained':
    case 'sign_off_retirement':
      return decideRetirement(route, command, context);
    case 'route_time_passed':
      return happened(
        ...dueRouteEvents(route, context, nextGate(route, context)),
        ...(route.emergency ? emergencyOver(route, context) : overdueAct(route, context)),
      );
    default:
      if (route.rollout) return decideOnRollout(route, route.rollout, command, context);
      return reports.has(command.type)
        ? happened()
        : refuse({ reason: 'nothing_rolling_out', route: route.id });
  }
}

/** Decides one command on one route. Pure and total, like the decisions on requests. */
export function decideRoute(
  route: Route | null,
  command: RouteCommand,
  context: RouteContext,
): RouteDecision {
  const refused = mayAct(route, command, context);
  if (refused) return refuse(refused);
  if (route?.retired) return refuse({ reason: 'retired', ...route.retired });
  if (command.type === 'start_rollout') return start(route, command, context);
  if (!route) return refuse({ reason: 'route_unknown', route: command.route });
  const drained = route.retirement?.drained;
  if (drained && servesUsers.has(command.type)) return refuse({ reason: 'retired', ...drained });
  return decideOnRoute(route, command, context);
}
