import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { replayRequest } from '../../src/domain/policy-replay.ts';
import type { Request } from '../../src/domain/request/request.ts';
import { builtInRiskRules, type RiskRule } from '../../src/domain/risk.ts';
import { reviewRoles } from '../../src/domain/words.ts';
import { RequestUnderTest } from '../support/given-when-then.ts';
import { testPolicy } from '../support/policy.ts';
import { modelChange } from '../support/proposals.ts';

const tiersWith = (high: Partial<Policy['tiers']['high']>): Policy['tiers'] => {
  const { tiers } = testPolicy();
  return { ...tiers, high: { ...tiers.high, ...high } };
};
const asksLegal = testPolicy({ tiers: tiersWith({ alsoAsk: ['legal'] }), digest: 'asks-legal' });
const anyChangeIsRestricted: RiskRule = {
  id: 'all',
  tier: 'restricted',
  reason: 'everything is restricted here',
  applies: () => true,
};

const asked = ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'] as const;

function stateOf(live: (request: RequestUnderTest) => unknown): Request {
  const request = new RequestUnderTest().submit();
  live(request);
  if (!request.state) throw new Error('there is no request');
  return request.state;
}
const approved = stateOf((request) => {
  for (const role of asked) request.approve(role);
});
const waiting = stateOf((request) => request.approve('finance'));

describe('a changed policy', () => {
  it('that is the same makes nothing different of any request', () => {
    for (const state of [approved, waiting])
      expect(replayRequest(state, testPolicy({ digest: 'other' }), null).differs).toEqual([]);
  });

  it('whose list of models stops a fallback refuses what has it, and nothing else', () => {
    const { primary } = modelChange.model;
    const fallback = { ...primary, name: 'gpt-summary-mini' };
    const state = new RequestUnderTest().submit({
      ...modelChange,
      model: { primary, fallbacks: [fallback] },
      fallback: { allowed: ['a-route-of-then'] },
    }).open;
    const withList = (models: Policy['models'], modelsAreComplete = false) =>
      testPolicy({ models, modelsAreComplete, digest: 'a list' });
    const outcomes = [
      withList([]),
      withList([{ name: 'gpt-summary-mini', region: 'eu', deprecatedOn: '2020-01-01' }]),
      withList([{ name: 'gpt-summary-mini', denied: true }]),
      withList([{ name: 'gpt-summary-mini', shutDownOn: '2026-10-05' }]),
      withList([{ name: 'gpt-summary-mini', shutDownOn: '2026-10-06' }]),
      withList([{ name: 'gpt-summary-b', approved: true }], true),
    ].map((policy) => replayRequest(state, policy, null));
    expect(outcomes.map(({ after }) => after.outcome)).toEqual([
      'waiting',
      'waiting',
      'refused',
      'refused',
      'waiting',
      'refused',
    ]);
    const complete = withList([{ name: 'gpt-summary-b', approved: true }], true);
    expect(replayRequest(waiting, complete, null).differs).toEqual([]);
    expect(replayRequest(state, complete, complete).differs).toEqual([]);
  });

  it('that asks one more role leaves approved requests waiting for it', () => {
    expect(approved.status).toBe('approved');
    expect(replayRequest(approved, asksLegal, null)).toMatchObject({
      differs: ['slots', 'outcome'],
      before: { outcome: 'approved', lacking: [] },
      after: { tier: 'high', outcome: 'waiting', lacking: ['legal'] },
    });
  });

  it('that asks one role less lets through what waited for it', () => {
    const strict = new RequestUnderTest(asksLegal).submit();
    for (const role of asked) strict.approve(role);
    const state = strict.open;
    expect(replayRequest(state, testPolicy(), null)).toMatchObject({
      differs: ['slots', 'outcome'],
      before: { outcome: 'waiting', lacking: ['legal'] },
      after: { outcome: 'approved' },
    });
  });

  it('that adds a rule raises the tier and says why', () => {
    const changed = testPolicy({ riskRules: [...builtInRiskRules, anyChangeIsRestricted] });
    const { differs, after } = replayRequest(approved, changed, null);
    expect(differs).toContain('tier');
    expect(after).toMatchObject({ tier: 'restricted', reaches: 'testing' });
    expect(after.because).toContain('everything is restricted here');
  });

  it('that reaches less far differs in that alone', () => {
    const changed = testPolicy({ tiers: tiersWith({ reaches: 'internal' }) });
    expect(replayRequest(approved, changed, null).differs).toEqual(['reaches']);
  });

  it('that wants more people leaves waiting what one person approved for every role', () => {
    const small = stateOf((request) => {
      const owner = { person: 'U-two', roles: [...reviewRoles], standing: 'member' } as const;
      request.approve('product_owner');
      for (const role of asked.filter((one) => one !== 'product_owner')) request.approve(role, owner);
    });
    expect(small.status).toBe('approved');
    const changed = testPolicy({ tiers: tiersWith({ people: 3 }) });
    expect(replayRequest(small, changed, null)).toMatchObject({
      differs: ['outcome'],
      after: { outcome: 'waiting' },
    });
  });

  it('that gives a role to nobody refuses what needs it', () => {
    const { finance: _nobody, ...roles } = testPolicy().roles;
    expect(replayRequest(approved, testPolicy({ roles }), null)).toMatchObject({
      differs: ['outcome'],
      after: { outcome: 'refused' },
    });
  });

  it('keeps a rejection while its role is asked, and only then', () => {
    const rejected = stateOf((request) => {
      request.when(
        { type: 'reject', request: 'R-1', revision: 1, role: 'finance', category: 'cost', reason: 'No.' },
        { person: 'U-finance', roles: ['finance'], standing: 'member' },
      );
    });
    expect(replayRequest(rejected, asksLegal, null).after.outcome).toBe('rejected');
    const lax = testPolicy({ riskRules: [] });
    const { after } = replayRequest(rejected, lax, null);
    expect(after.slots.map(({ role }) => role)).not.toContain('finance');
    expect(after).toMatchObject({ tier: 'medium', outcome: 'waiting' });
  });

  it('leaves withdrawn what was withdrawn', () => {
    const withdrawn = stateOf((request) =>
      request.when(
        { type: 'withdraw', request: 'R-1', reason: 'Not needed.' },
        { person: 'U-requester', roles: [], standing: 'member' },
      ),
    );
    expect(replayRequest(withdrawn, asksLegal, null)).toMatchObject({
      differs: ['slots'],
      after: { outcome: 'withdrawn', lacking: [] },
    });
  });

  it('is compared with another policy where one is given, whatever is recorded', () => {
    expect(replayRequest(approved, asksLegal, asksLegal).differs).toEqual([]);
    expect(replayRequest(approved, testPolicy(), asksLegal)).toMatchObject({
      before: { outcome: 'waiting' },
      after: { outcome: 'approved' },
    });
  });
});
