import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import type { ReviewRole } from '../../../src/domain/words.ts';
import { day, hour, member, RequestUnderTest, system } from '../../support/given-when-then.ts';
import { testPolicy } from '../../support/policy.ts';
import { supportSummary } from '../../support/proposals.ts';

/** People as Slack names them, so that mentions are real ones. */
export const requester = 'U0REQUEST1';
export const holder = (role: ReviewRole): string => `U0${role.toUpperCase().replace('_', '')}`;

export const policy = testPolicy();

/** What a card changes most often: another model, a dearer month, another prompt, and evidence for it. */
export const richChange: ProposalInput = {
  ...supportSummary,
  owners: { business: 'U0BUSINESS', technical: 'U0TECHNICAL' },
  model: {
    primary: { ...supportSummary.model.primary, name: 'gpt-summary-b', version: '2026-09' },
    fallbacks: [{ ...supportSummary.model.primary }],
  },
  cost: { monthly_budget_usd: 520, per_accepted_outcome_usd: 0.02 },
  prompt: { source: 'prompts/summary.md', commit: 'd4e5f6a', text: 'Summarise the thread in three lines.' },
  evidence: [
    {
      lane: 'functional_correctness',
      title: 'Regression run 41',
      url: 'https://ci.example/runs/41',
      verdict: 'passed',
      measured: '0.97',
      threshold: '≥ 0.95',
    },
    { lane: 'prompt_injection', title: 'Injection set', verdict: 'passed', measured: '41/41' },
    { lane: 'latency', title: 'p95 of the dry run', verdict: 'failed', measured: '8.1 s', threshold: '7 s' },
  ],
  rollout: {
    stages: [
      { stage: 'shadow', hold_hours: 24 },
      { stage: 'customer_canary', percent: 5, hold_hours: 24 },
      { stage: 'default' },
    ],
    first_audience: 'low-risk accounts',
    excluded: ['regulated-region'],
    rollback_target: 'gpt-summary-a 2026-03',
    incident_contact: 'U0ONCALL01',
    clean_up_by: '2027-02-01',
  },
  change: { kind: 'change', what: ['model'], why: 'Cheaper and better at long threads.' },
};

export const filed = (input: ProposalInput = richChange, baseline?: null): RequestUnderTest =>
  (baseline === null ? new RequestUnderTest(policy, null) : new RequestUnderTest(policy)).submit(
    input,
    requester,
  );

export const approveAs = (request: RequestUnderTest, role: ReviewRole): void => {
  const refusal = request.approve(role, member(holder(role), role));
  if (refusal) throw new Error(`not approved: ${refusal.reason}`);
};

export function stateOf(request: RequestUnderTest): Request {
  if (!request.state) throw new Error('nothing was filed');
  return request.state;
}

function decided(input: ProposalInput, type: 'reject' | 'request_changes', reason: string): RequestUnderTest {
  const request = filed(input);
  request.when(
    { type, request: 'R-1', revision: 1, role: 'security', category: 'safety', reason },
    member(holder('security'), 'security'),
  );
  return request;
}

/** An approved candidate that is asked about again, before everybody gets it. */
function expanding(of: Request, reason: string): RequestUnderTest {
  if (of.status !== 'approved') throw new Error('only what was approved can go on');
  const request = new RequestUnderTest(policy);
  const evidence = of.packet.guardrails.map(({ metric }) => ({
    lane: 'live_readings' as const,
    title: `${metric} at 25 %`.slice(0, 150).toWellFormed(),
    verdict: 'passed' as const,
    measured: reason.slice(0, 80).toWellFormed(),
  }));
  const command = { type: 'open_expansion', request: 'R-2', of, from: 'canary', to: 'default' } as const;
  request.when({ ...command, evidence }, system);
  return request;
}

/** Decided by somebody who stands in, then let out by two people before the other reviews, and looked at afterwards. */
function emergencies(input: ProposalInput, reason: string) {
  const request = filed(input);
  const { bound, route } = request.open;
  const about = { request: 'R-1', revision: bound.revision } as const;
  const standIn = {
    ...member(holder('support')),
    standsInFor: [{ role: 'security', person: holder('security') }],
  } as const;
  const approval = {
    ...about,
    role: 'security',
    conditions: [],
    comment: reason,
    typedRoute: route,
  } as const;
  request.when({ type: 'approve', ...approval }, standIn);
  const call = { type: 'call_emergency', ...about, reason: `Because: ${reason}`, hours: 4 } as const;
  request.when(call, member(holder('release_owner'), 'release_owner'));
  const called = stateOf(request);
  request.when({ type: 'join_emergency', ...about }, member(holder('executive'), 'oncall'));
  const letOut = stateOf(request);
  const close = { type: 'close_after_review', request: 'R-1', stays: false, note: `So: ${reason}` } as const;
  request.when(close, member(holder('security'), 'security'));
  return { called, letOut, lookedAt: stateOf(request) };
}

/** A request in every state that a card can show. `reason` is what reviewers write. */
export function everyState(input: ProposalInput = richChange, reason = 'Not like this.') {
  const approved = filed(input);
  for (const { role } of approved.open.assessment.slots) approveAs(approved, role);
  const approvedThenLapsed = filed(input);
  for (const { role } of approvedThenLapsed.open.assessment.slots) approveAs(approvedThenLapsed, role);
  const agreed = expanding(stateOf(approved), reason);
  for (const { role } of agreed.open.assessment.slots) agreed.approve(role, member(holder(role), role));
  const partly = filed(input);
  approveAs(partly, 'ai_platform');
  partly.when(
    {
      type: 'approve',
      request: 'R-1',
      revision: 1,
      role: 'security',
      comment: reason,
      typedRoute: partly.open.route,
      conditions: Array.from({ length: 10 }, () => ({
        text: reason.slice(0, 500),
        owner: requester,
        due: '2026-10-09',
      })),
    },
    member(holder('security'), 'security'),
  );
  const edited = filed(input);
  approveAs(edited, 'ai_platform');
  edited.revise({ ...input, prompt: { source: 'prompts/other.md' } }, member(requester));
  const withdrawn = filed(input);
  withdrawn.when({ type: 'withdraw', request: 'R-1', reason }, member(requester));
  return {
    filed: stateOf(filed(input)),
    partly: stateOf(partly),
    objected: stateOf(decided(input, 'request_changes', reason)),
    edited: stateOf(edited),
    overdue: stateOf(filed(input).later(2 * day)),
    escalated: stateOf(filed(input).later(4 * day)),
    warned: stateOf(filed(input).later(13 * day + hour)),
    approved: stateOf(approved),
    expanding: stateOf(expanding(stateOf(approved), reason)),
    agreed: stateOf(agreed),
    rejected: stateOf(decided(input, 'reject', reason)),
    withdrawn: stateOf(withdrawn),
    expired: stateOf(filed(input).later(15 * day)),
    lapsed: stateOf(approvedThenLapsed.later(8 * day)),
    ...emergencies(input, reason),
  } satisfies Record<string, Request>;
}

export type StateName = keyof ReturnType<typeof everyState>;
