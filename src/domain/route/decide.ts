import type { RouteCommand, RouteContext } from './commands.ts';
import { type Command, happened, type RouteDecision, refuse } from './decision.ts';
import { expand, hold } from './expanding.ts';
import { gateFacts, nextStep } from './gate-facts.ts';
import { type Gate, gateTo } from './gates.ts';
import { emergencyOver, overdueAct, snooze } from './overdue.ts';
import { conditionsOf } from './owed-conditions.ts';
import { reportDrift, reportShare, reportTrouble, withhold } from './reports.ts';
import { decideRetirement } from './retirement.ts';
import type { Rollout } from './rollout.ts';
import type { Route } from './route.ts';
import { start } from './starting.ts';
import { pause, resume, rollBack } from './stopping.ts';
import { dueRouteEvents } from './timers.ts';
import { mayAct } from './who-may-act.ts';

/** The gate of the step after this one; null at the last. */
export function nextGate(route: Route, context: Omit<RouteContext, 'actor' | 'opId'>): Gate | null {
  const next = route.rollout && nextStep(route.rollout);
  return route.rollout && next ? gateTo(next, route.rollout, gateFacts(route, context)) : null;
}

function decideOnRollout(
  route: Route,
  rollout: Rollout,
  command: RouteCommand,
  context: RouteContext,
): RouteDecision {
  switch (command.type) {
    case 'expand':
      return expand(route, rollout, command, context);
    case 'hold':
      return hold(rollout, command, context);
    case 'pause':
      return pause(rollout, command, context);
    case 'resume':
      return resume(rollout, context);
    case 'report_share':
      return reportShare(rollout, command, context);
    case 'report_trouble':
      return reportTrouble(rollout, command);
    case 'report_drift':
      return reportDrift(rollout, command);
    case 'report_freeze':
      return withhold(rollout, command, context);
    case 'widen_reach':
      return happened({ type: 'reach_widened', request: command.request, reaches: command.reaches });
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

/** Kept, on the word of somebody who may and with what shows it. The same again changes nothing. */
function meetCondition(
  route: Route,
  command: Command<'meet_condition'>,
  { actor }: RouteContext,
): RouteDecision {
  const condition = conditionsOf(route).find(({ id }) => id === command.condition);
  if (!condition) return refuse({ reason: 'condition_unknown' });
  const { id, met, rollout, text } = condition;
  if (met) return refuse({ reason: 'condition_met', by: met.by, at: met.at });
  const proof = command.proof.trim();
  if (proof === '') return refuse({ reason: 'condition_unproven' });
  return happened({ type: 'condition_met', condition: id, rollout, by: actor.person, text, proof });
}

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

function decideOnRoute(route: Route, command: RouteCommand, context: RouteContext): RouteDecision {
  switch (command.type) {
    case 'roll_back':
      return rollBack(route, command, context);
    case 'give_reason':
      return happened({ type: 'reason_given', by: context.actor.person, reason: command.reason });
    case 'answer_check':
      return answerCheck(route, command, context);
    case 'meet_condition':
      return meetCondition(route, command, context);
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
