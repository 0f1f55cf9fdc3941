import { dayMs, dueEvents, reviewTimes } from '../reminders.ts';
import { isHigher } from '../risk.ts';
import type { Tier } from '../words.ts';
import { assess } from './assess.ts';
import type { DecisionContext, RequestCommand } from './commands.ts';
import { callEmergency, closeAfterReview, joinEmergency } from './emergency.ts';
import type { RequestEvent } from './events.ts';
import { attachEvidence, withdrawEvidence } from './evidence.ts';
import { evolve } from './evolve.ts';
import { openExpansion } from './expansion.ts';
import { type Decision, objectionTo } from './filing.ts';
import { blockedBy, stopsOn } from './proof.ts';
import type { Refusal } from './refusal.ts';
import type { InReview, Request } from './request.ts';
import { decideReview } from './review.ts';
import { decideRevision } from './revision.ts';
import { boundOf, filling, isDecided, rolesToAsk } from './standing.ts';

type Command<T extends RequestCommand['type']> = Extract<RequestCommand, { type: T }>;

const refuse = (refusal: Refusal): Decision => ({ refusal });

function submit(
  state: Request | null,
  command: Command<'submit_request'>,
  context: DecisionContext,
): Decision {
  if (state) return { events: [] };
  const { proposal, raiseTo } = command;
  const { at, policy, baseline, actor, fallbacks = [] } = context;
  const assessment = assess(proposal, baseline, policy, { raiseTo, lowerTo: null }, fallbacks);
  const bound = boundOf(1, proposal);
  const objection =
    objectionTo(proposal, baseline, assessment, policy) ??
    blockedBy(proposal, {
      tier: assessment.tier,
      policy,
      fallbacks,
      at,
      packet: bound.packetDigest,
      revised: null,
    });
  if (objection) return refuse(objection);
  return {
    events: [
      {
        type: 'request_submitted',
        request: command.request,
        requester: actor.person,
        change: proposal.change,
        packet: proposal.packet,
        baseline,
        evidence: proposal.evidence,
        bound,
        raisedTo: raiseTo,
        assessment,
        times: reviewTimes(at, assessment.tier, policy),
        expiresAt: at + policy.requests.expireAfterDays * dayMs,
      },
    ],
  };
}

function lowerTier(state: InReview, command: Command<'lower_tier'>, context: DecisionContext): Decision {
  const { actor, policy } = context;
  const from: Tier = state.assessment.tier;
  if (actor.person === state.requester) return refuse({ reason: 'own_request', role: 'security' });
  if (state.editors.includes(actor.person)) return refuse({ reason: 'edited_request', role: 'security' });
  if (!actor.roles.includes('security')) return refuse({ reason: 'not_in_role', role: 'security' });
  if (state.expands) return refuse({ reason: 'expansion_fixed', request: state.expands.request });
  if (!isHigher(from, command.to)) return refuse({ reason: 'tier_not_lower', tier: from });
  const proposal = { packet: state.packet, change: state.change, evidence: [...state.evidence] };
  const wish = { raiseTo: state.raisedTo, lowerTo: command.to };
  const assessment = assess(proposal, state.baseline, policy, wish, state.assessment.fallbacks);
  return {
    events: [
      { type: 'tier_lowered', by: actor.person, from, to: command.to, reason: command.reason, assessment },
    ],
  };
}

function withdraw(state: InReview, command: Command<'withdraw'>, context: DecisionContext): Decision {
  const { person } = context.actor;
  // What a rolled back candidate asked for is withdrawn by itself.
  if (person !== state.requester && person !== 'system')
    return refuse({ reason: 'not_the_requester', requester: state.requester });
  return { events: [{ type: 'request_withdrawn', by: person, reason: command.reason }] };
}

function nudge(state: InReview, context: DecisionContext): Decision {
  const { at, actor, policy } = context;
  if (actor.person !== state.requester)
    return refuse({ reason: 'not_the_requester', requester: state.requester });
  const again = (state.nudgedAt ?? Number.NEGATIVE_INFINITY) + policy.requests.nudgeEveryMinutes * 60_000;
  if (at < again) return refuse({ reason: 'nudged_recently', again });
  const roles = rolesToAsk(state);
  if (roles.length === 0) return refuse({ reason: 'nobody_to_nudge' });
  return { events: [{ type: 'reviewers_nudged', by: actor.person, roles }] };
}

function extend(state: Request, context: DecisionContext): Decision {
  const { actor, policy } = context;
  if (actor.person !== state.requester)
    return refuse({ reason: 'not_the_requester', requester: state.requester });
  if (state.status === 'in_review') {
    if (state.extended) return refuse({ reason: 'extended_already', until: state.expiresAt });
    const expiresAt = state.expiresAt + policy.requests.expireAfterDays * dayMs;
    return { events: [{ type: 'request_extended', by: actor.person, expiresAt }] };
  }
  if (state.status === 'approved' && !state.used) {
    // Its time is what two people agreed to, and no more.
    if (state.emergency) return refuse({ reason: 'emergency_fixed', until: state.useBy });
    if (state.extended) return refuse({ reason: 'extended_already', until: state.useBy });
    const useBy = state.useBy + policy.requests.useWithinDays * dayMs;
    return { events: [{ type: 'approval_extended', by: actor.person, useBy }] };
  }
  return refuse({ reason: 'closed', status: state.status });
}

function decideCommand(state: Request | null, command: RequestCommand, context: DecisionContext): Decision {
  if (command.type === 'submit_request') return submit(state, command, context);
  if (command.type === 'open_expansion') return openExpansion(state, command, context);
  if (!state) return refuse({ reason: 'request_unknown', request: command.request });
  if (command.type === 'time_passed') return { events: dueEvents(state, context.at, context.policy) };
  if (command.type === 'extend') return extend(state, context);
  if (command.type === 'close_after_review') return closeAfterReview(state, command, context);
  if (command.type === 'attach_evidence') return attachEvidence(state, command, context);
  if (command.type === 'withdraw_evidence') return withdrawEvidence(state, command, context);
  if (state.status !== 'in_review') return refuse({ reason: 'closed', status: state.status });
  switch (command.type) {
    case 'revise_request':
      return decideRevision(state, command, context);
    case 'approve':
    case 'request_changes':
    case 'reject':
      return decideReview(state, command, context);
    case 'call_emergency':
      return callEmergency(state, command, context);
    case 'join_emergency':
      return joinEmergency(state, command, context);
    case 'lower_tier':
      return lowerTier(state, command, context);
    case 'withdraw':
      return withdraw(state, command, context);
    case 'nudge':
      return nudge(state, context);
  }
}

/**
 * The last needed approval, or what leaves nothing to ask, such as an edit or a lower tier, ends the review in the same
 * change. Whatever ends it, evidence that says no stops it.
 */
function withCompletion(
  state: Request | null,
  events: readonly RequestEvent[],
  context: DecisionContext,
): Decision {
  const after = events.reduce((current, event) => evolve(current, event, context.at), state);
  if (after?.status !== 'in_review' || !isDecided(after)) return { events };
  const stops = stopsOn(after, context.policy, context.at);
  if (stops.length > 0) return refuse({ reason: 'stopped', stops });
  const ending: RequestEvent[] = [
    {
      type: 'request_approved',
      exposure: after.assessment.reaches,
      useBy: context.at + context.policy.requests.useWithinDays * dayMs,
      filled: filling(after).filled.map(({ role, person }) => ({ role, person })),
      bound: after.bound,
    },
    // It starts nothing by itself, so there is nothing that it could lapse for.
    ...(after.expands ? [{ type: 'approval_used', by: 'system' } as const] : []),
  ];
  return { events: [...events, ...ending] };
}

/**
 * Decides one command on one request. Pure and total: the same state, command and context give the same
 * answer, every "no" is a refusal, and nothing is thrown.
 */
export function decide(state: Request | null, command: RequestCommand, context: DecisionContext): Decision {
  const decision = decideCommand(state, command, context);
  if ('refusal' in decision || decision.events.length === 0) return decision;
  return withCompletion(state, decision.events, context);
}
