import { digestOf } from '../packet/digest.ts';
import type { Approved } from '../request/request.ts';
import { isHigher } from '../risk.ts';
import type { RouteContext } from './commands.ts';
import { type Command, happened, type RouteDecision, refuse } from './decision.ts';
import { gateFacts } from './gate-facts.ts';
import { type GateFacts, missingToBegin } from './gates.ts';
import { promising } from './owed-conditions.ts';
import { ownRulesOfRequest } from './own-rules.ts';
import { planOf } from './plan.ts';
import { reviewDate } from './review-date.ts';
import { newRoute, type Route } from './route.ts';

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

/** What an approval lets begin: a rollout, a renewal of what serves, or a retirement. */
export function start(
  route: Route | null,
  command: Command<'start_rollout'>,
  context: RouteContext,
): RouteDecision {
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
  const facts: GateFacts = {
    ...gateFacts(route ?? newRoute(command.route, context.at), context, own),
    ...(request.emergency ? { emergency: 'holds' as const } : {}),
  };
  // Where nothing served before, there is nothing to rehearse going back to.
  const missing = missingToBegin(
    first,
    { request: request.id, tier, exposure: request.exposure },
    facts,
  ).filter(({ gate }) => gate !== 'drill' || route?.baseline);
  if (missing.length > 0) return refuse({ reason: 'gate_not_clear', missing, to: first.exposure });
  return happened(...promising(route, request), {
    type: 'rollout_started',
    route: command.route,
    by: context.actor.person,
    request: request.id,
    tier,
    candidate: request.packet,
    candidateDigest: request.bound.packetDigest,
    plan,
    reaches: request.exposure,
    approvedBy: own.approvals,
    ...(request.emergency ? { emergencyUntil: request.emergency.until } : {}),
    opId: context.opId,
    fromBp: 0,
    toBp: first.bp,
  });
}
