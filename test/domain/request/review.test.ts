import { describe, expect, test } from 'vitest';
import { awaitedRoles, filling } from '../../../src/domain/request/standing.ts';
import { anyReviewer, member, RequestUnderTest } from '../../support/given-when-then.ts';
import { testPolicy } from '../../support/policy.ts';
import { evalSandbox, modelChange, packet, supportSummary } from '../../support/proposals.ts';

describe('filing a request', () => {
  test('a changed model of a customer route is high, and asks everybody whose material it is', () => {
    const request = new RequestUnderTest().submit();
    expect(request.open.assessment.tier).toBe('high');
    expect(request.open.assessment.reasons.map((reason) => reason.reason)).toEqual(
      expect.arrayContaining(['customers see it', 'default model changed']),
    );
    expect(request.open.assessment.slots.map((slot) => slot.role)).toEqual([
      'product_owner',
      'ai_platform',
      'finance',
      'security',
      'release_owner',
    ]);
  });

  test('a change that changes nothing is refused', () => {
    expect(() => new RequestUnderTest().submit(supportSummary)).toThrow('nothing_changes');
  });

  test('a change of an unknown route is refused, and a new route that exists too', () => {
    expect(() => new RequestUnderTest(testPolicy(), null).submit()).toThrow('route_unknown');
    const asNew = { ...modelChange, change: { kind: 'new' as const, why: 'It is new.' } };
    expect(() => new RequestUnderTest().submit(asNew)).toThrow('route_exists');
  });

  test('a slot that nobody can fill is refused rather than left open for ever', () => {
    const { finance: _, ...roles } = testPolicy().roles;
    expect(() => new RequestUnderTest(testPolicy({ roles })).submit()).toThrow('role_unassigned');
  });

  test('a low change needs one platform decision and is then approved for everything', () => {
    const request = new RequestUnderTest(testPolicy(), packet(evalSandbox)).submit({
      ...evalSandbox,
      model: modelChange.model,
    });
    expect(request.open.assessment).toMatchObject({
      tier: 'low',
      slots: [{ role: 'ai_platform', count: 1 }],
    });
    expect(request.approve('ai_platform')).toBeNull();
    expect(request.state).toMatchObject({ status: 'approved', exposure: 'default' });
  });
});

describe('deciding', () => {
  test('the last needed approval approves the request as far as the tier reaches', () => {
    const request = new RequestUnderTest().submit();
    for (const role of ['finance', 'security', 'release_owner', 'product_owner'] as const)
      expect(request.approve(role)).toBeNull();
    expect(awaitedRoles(request.open)).toEqual(['ai_platform']);
    expect(request.approve('ai_platform')).toBeNull();
    expect(request.state).toMatchObject({ status: 'approved', exposure: 'canary' });
  });

  test.each([
    ['the requester', anyReviewer('U-requester'), { reason: 'own_request', role: 'finance' }],
    ['an outsider', member('U-other'), { reason: 'not_in_role', role: 'finance' }],
    [
      'a guest',
      { person: 'U-guest', roles: ['finance'], standing: 'guest' } as const,
      { reason: 'standing', standing: 'guest', role: 'finance' },
    ],
    [
      'a deactivated account',
      { person: 'U-gone', roles: ['finance'], standing: 'deactivated' } as const,
      { reason: 'standing', standing: 'deactivated', role: 'finance' },
    ],
    [
      'a bot',
      { person: 'U-bot', roles: ['finance'], standing: 'bot' } as const,
      { reason: 'standing', standing: 'bot', role: 'finance' },
    ],
  ])('refuses %s', (_who, actor, refusal) => {
    const request = new RequestUnderTest().submit();
    expect(request.approve('finance', actor)).toEqual(refusal);
    expect(request.requestChanges('finance', actor)).toEqual(refusal);
    expect(request.open.approvals).toEqual([]);
  });

  test('a second decision for a filled slot is refused with the name of the first', () => {
    const request = new RequestUnderTest().submit();
    request.approve('finance', member('U-first', 'finance'));
    expect(request.approve('finance', member('U-second', 'finance'))).toMatchObject({
      reason: 'already_decided',
      by: 'U-first',
    });
    expect(request.approve('finance', member('U-first', 'finance'))).toMatchObject({
      reason: 'already_approved',
    });
  });

  test('a role that is not asked cannot decide', () => {
    const request = new RequestUnderTest().submit();
    expect(request.approve('legal')).toEqual({ reason: 'role_not_asked', role: 'legal' });
  });

  test('product and release of a high request are two people, and may change places', () => {
    const request = new RequestUnderTest().submit();
    const both = member('U-both', 'product_owner', 'release_owner');
    expect(request.approve('product_owner', both)).toBeNull();
    expect(request.approve('release_owner', both)).toBeNull();
    expect(filling(request.open).filled).toHaveLength(1);
    expect(awaitedRoles(request.open)).toEqual(expect.arrayContaining(['product_owner', 'release_owner']));
    expect(request.approve('product_owner', member('U-product', 'product_owner'))).toBeNull();
    expect(filling(request.open).filled).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ role: 'release_owner', person: 'U-both' }),
        expect.objectContaining({ role: 'product_owner', person: 'U-product' }),
      ]),
    );
  });

  test('requested changes hold the request up until its author approves', () => {
    const request = new RequestUnderTest().submit();
    request.requestChanges('finance', member('U-critic', 'finance'));
    for (const role of ['security', 'release_owner', 'product_owner', 'ai_platform', 'finance'] as const)
      expect(request.approve(role)).toBeNull();
    expect(request.open.status).toBe('in_review');
    expect(request.approve('finance', member('U-critic', 'finance'))).toBeNull();
    expect(request.state?.status).toBe('approved');
  });

  test('a rejection ends it', () => {
    const request = new RequestUnderTest().submit();
    const { revision } = request.open.bound;
    const reject = {
      type: 'reject',
      request: 'R-1',
      revision,
      role: 'security',
      category: 'safety',
      reason: 'No.',
    } as const;
    expect(request.when(reject, member('U-security', 'security'))).toBeNull();
    expect(request.state).toMatchObject({
      status: 'rejected',
      rejection: { person: 'U-security', reason: 'No.' },
    });
    expect(request.when(reject, member('U-security', 'security'))).toEqual({
      reason: 'closed',
      status: 'rejected',
    });
  });

  test('restricted asks for the typed route and for two people', () => {
    const restricted = { ...modelChange, classification: ['safety_sensitive' as const] };
    const request = new RequestUnderTest().submit(restricted);
    expect(request.open.assessment.tier).toBe('restricted');
    const approve = {
      type: 'approve',
      request: 'R-1',
      revision: 1,
      role: 'finance',
      conditions: [],
      comment: '',
    } as const;
    expect(request.when({ ...approve, typedRoute: 'support-summary' }, member('U-f', 'finance'))).toEqual({
      reason: 'route_not_typed',
      route: 'support-summary-prod',
    });
    for (const slot of request.open.assessment.slots)
      if (slot.role !== 'release_owner') request.approve(slot.role, anyReviewer('U-one'));
    expect(request.open.status).toBe('in_review');
    request.approve('release_owner', anyReviewer('U-two'));
    expect(request.state).toMatchObject({ status: 'approved', exposure: 'testing' });
  });

  test('security may lower the tier with a reason; the requester may not', () => {
    const request = new RequestUnderTest().submit();
    const lower = {
      type: 'lower_tier',
      request: 'R-1',
      to: 'medium',
      reason: 'Beta customers only.',
    } as const;
    expect(request.when(lower, anyReviewer('U-requester'))).toMatchObject({ reason: 'own_request' });
    expect(request.when(lower, member('U-platform', 'ai_platform'))).toMatchObject({ reason: 'not_in_role' });
    expect(request.when(lower, member('U-security', 'security'))).toBeNull();
    expect(request.open).toMatchObject({
      lowered: { to: 'medium', by: 'U-security' },
      assessment: { tier: 'medium' },
    });
    expect(request.when(lower, member('U-security', 'security'))).toEqual({
      reason: 'tier_not_lower',
      tier: 'medium',
    });
  });
});

describe('editing', () => {
  const newPrompt = {
    ...modelChange,
    prompt: { ...modelChange.prompt, source: 'prompts/summary.md', text: 'Four lines.' },
  };

  test('asks again only those whose material changed, and the one who asked for changes', () => {
    const request = new RequestUnderTest().submit();
    for (const role of ['security', 'release_owner', 'product_owner', 'ai_platform'] as const)
      request.approve(role);
    request.requestChanges('finance');
    expect(request.revise(newPrompt)).toBeNull();
    expect(request.open.fallen.map((fallen) => fallen.role).sort()).toEqual(['ai_platform', 'product_owner']);
    expect(request.open.approvals.map((given) => given.role).sort()).toEqual(['release_owner', 'security']);
    expect(awaitedRoles(request.open)).toEqual(['product_owner', 'ai_platform', 'finance']);
    expect(request.open.objections).toEqual([]);
  });

  test('a corrected typo in prose voids nothing', () => {
    const request = new RequestUnderTest().submit();
    request.approve('product_owner');
    expect(request.revise({ ...modelChange, task: 'Summarise a thread for the agent.' })).toBeNull();
    expect(request.open.approvals).toHaveLength(1);
    expect(request.open.bound.revision).toBe(2);
  });

  test('a rise of the tier asks everybody again', () => {
    const request = new RequestUnderTest().submit();
    request.approve('finance');
    expect(request.revise({ ...modelChange, classification: ['financial_decision'] })).toBeNull();
    expect(request.open.assessment.tier).toBe('restricted');
    expect(request.open.approvals).toEqual([]);
  });

  test('an owner who edits loses the say', () => {
    const request = new RequestUnderTest().submit();
    const owner = member('U-product', 'product_owner', 'finance');
    expect(request.approve('finance', owner)).toBeNull();
    expect(request.revise(newPrompt, owner)).toBeNull();
    expect(request.open.approvals).toEqual([]);
    expect(request.approve('finance', owner)).toEqual({ reason: 'edited_request', role: 'finance' });
  });

  test('nobody else edits; a stale or empty edit is refused; the route stays', () => {
    const request = new RequestUnderTest().submit();
    expect(request.revise(newPrompt, member('U-other'))).toMatchObject({ reason: 'not_the_requester' });
    expect(request.revise(modelChange)).toEqual({ reason: 'nothing_changes' });
    expect(request.revise({ ...newPrompt, route: 'other-route' })).toMatchObject({ reason: 'route_renamed' });
    request.revise(newPrompt);
    const stale = {
      type: 'approve',
      request: 'R-1',
      revision: 1,
      role: 'finance',
      conditions: [],
      comment: '',
      typedRoute: null,
    } as const;
    expect(request.when(stale, member('U-finance', 'finance'))).toEqual({
      reason: 'stale_revision',
      seen: 1,
      current: 2,
    });
  });
});
