import { describe, expect, test } from 'vitest';
import { judgeInCanary } from '../../../src/domain/canary/judge.ts';
import { waysOf } from '../../../src/domain/canary/tally.ts';
import { treatmentDifferences } from '../../../src/domain/canary/treatment.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { Actor, RequestCommand } from '../../../src/domain/request/commands.ts';
import { decide } from '../../../src/domain/request/decide.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { builtInRiskRules } from '../../../src/domain/risk.ts';
import { member, monday, RequestUnderTest } from '../../support/given-when-then.ts';
import { testPolicy } from '../../support/policy.ts';
import { modelChange, packet, proposal, supportSummary } from '../../support/proposals.ts';

const requester = member('U-requester');
const binding = testPolicy();
const everythingIs = (tier: 'medium' | 'restricted'): Policy =>
  testPolicy({
    digest: tier,
    riskRules: [
      ...(tier === 'restricted' ? builtInRiskRules : []),
      { id: 'all', tier, reason: 'all', applies: () => true },
    ],
  });
const withoutFinance = (): Policy => {
  const { finance: _nobody, ...roles } = binding.roles;
  return testPolicy({ digest: 'no-finance', roles });
};

function judge(
  command: RequestCommand,
  canary: Policy,
  {
    state = null,
    policy = binding,
    actor = requester,
  }: { state?: Request | null; policy?: Policy; actor?: Actor } = {},
) {
  const context = { at: monday, actor, policy, baseline: state ? state.baseline : packet(supportSummary) };
  return judgeInCanary(state, command, decide(state, command, context), context, canary);
}

const submitting = (input: ProposalInput = modelChange): RequestCommand => ({
  type: 'submit_request',
  request: 'R-1',
  proposal: proposal(input),
  raiseTo: null,
});
const revising = (state: Request, revision = state.bound.revision): RequestCommand => ({
  type: 'revise_request',
  request: state.id,
  revision,
  proposal: proposal({ ...modelChange, latency: { p95_ms: 6000, timeout_ms: 9000 } }),
  raiseTo: null,
});

describe('what the policy in canary would have made of a filing', () => {
  test('is the same under the same policy', () => {
    expect(judge(submitting(), testPolicy({ digest: 'other' }))).toMatchObject({
      differs: false,
      difference: { digest: 'other', differs: [] },
    });
  });

  test('a higher tier, with whoever would have been asked', () => {
    const judged = judge(submitting(), everythingIs('restricted'));
    expect(judged).toMatchObject({
      differs: true,
      difference: {
        digest: 'restricted',
        revision: 1,
        binding: { outcome: 'filed', tier: 'high', reaches: 'canary' },
        canary: { outcome: 'filed', tier: 'restricted', reaches: 'testing' },
        differs: ['tier', 'reaches'],
      },
    });
    expect(judged && waysOf(judged.difference)).toEqual(['higher_tier', 'reaches_less_far']);
  });

  test('a lower one', () => {
    const judged = judge(submitting(), everythingIs('medium'));
    expect(judged && waysOf(judged.difference)).toEqual(['lower_tier', 'fewer_asked', 'reaches_further']);
  });

  test('another number of people of one role', () => {
    const rule = {
      id: 'two',
      role: 'finance',
      people: 2,
      reason: 'two',
      judge: () => ({ holds: true }),
    } as const;
    const judged = judge(submitting(), testPolicy({ slotRules: [rule] }));
    expect(judged).toMatchObject({ difference: { differs: ['slots'] } });
    expect(judged && waysOf(judged.difference)).toEqual(['more_asked']);
  });

  test('a refusal, and one that would not have been', () => {
    expect(judge(submitting(), withoutFinance())).toMatchObject({
      differs: true,
      difference: {
        binding: { outcome: 'filed' },
        canary: { outcome: 'refused', because: 'role_unassigned' },
        differs: ['refusal'],
      },
    });
    const let_in = judge(submitting(), binding, { policy: withoutFinance() });
    expect(let_in).toMatchObject({
      differs: true,
      difference: { revision: 0, binding: { outcome: 'refused' } },
    });
    expect(let_in && waysOf(let_in.difference)).toEqual(['let_in']);
  });

  test('is not asked where both refuse it alike, whatever the policies', () => {
    const nothing = submitting({ ...supportSummary, change: modelChange.change });
    expect(judge(nothing, everythingIs('restricted'))).toBeNull();
  });
});

describe('what the policy in canary would have made of an edit', () => {
  test('is judged with the revision that it makes', () => {
    const state = new RequestUnderTest().submit().open;
    const actor = member(state.requester);
    expect(judge(revising(state), everythingIs('restricted'), { state, actor })).toMatchObject({
      differs: true,
      difference: { revision: 2, binding: { tier: 'high' }, canary: { tier: 'restricted' } },
    });
    expect(judge(revising(state), testPolicy({ digest: 'other' }), { state, actor })).toMatchObject({
      differs: false,
    });
  });

  test('is not asked of an edit that no policy could have taken', () => {
    const state = new RequestUnderTest().submit().open;
    const stranger = member('U-stranger');
    expect(judge(revising(state), everythingIs('restricted'), { state, actor: stranger })).toBeNull();
    const late = revising(state, 7);
    expect(judge(late, everythingIs('restricted'), { state, actor: member(state.requester) })).toBeNull();
  });

  test('nothing but filings and edits is judged', () => {
    const state = new RequestUnderTest().submit().open;
    const withdraw = { type: 'withdraw', request: 'R-1', reason: 'No.' } as const;
    expect(judge(withdraw, everythingIs('restricted'), { state, actor: member(state.requester) })).toBeNull();
  });
});

test('slots in another order are no difference', () => {
  const [finance, security] = [
    { role: 'finance', count: 1 },
    { role: 'security', count: 1 },
  ] as const;
  const treatment = { outcome: 'filed', tier: 'high', reaches: 'canary' } as const;
  const left = { ...treatment, slots: [finance, security] };
  expect(treatmentDifferences(left, { ...treatment, slots: [security, finance] })).toEqual([]);
  expect(treatmentDifferences(left, { ...treatment, slots: [finance] })).toEqual(['slots']);
});
