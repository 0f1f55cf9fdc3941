import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextTimer } from '../../../src/domain/reminders.ts';
import { callHoldsMs } from '../../../src/domain/request/emergency.ts';
import type { Role } from '../../../src/domain/words.ts';
import { day, hour, member, monday, RequestUnderTest } from '../../support/given-when-then.ts';
import { testPolicy } from '../../support/policy.ts';
import { modelChange } from '../../support/proposals.ts';

const hannah = member('U-hannah', 'release_owner');
const marcus = member('U-marcus', 'oncall');
const sofia = member('U-sofia', 'security');

const call = (request: RequestUnderTest, actor = hannah, more: { reason?: string; hours?: number } = {}) =>
  request.when(
    {
      type: 'call_emergency',
      request: 'R-1',
      revision: request.open.bound.revision,
      reason: 'Summaries leak names.',
      hours: 6,
      ...more,
    },
    actor,
  );
const join = (request: RequestUnderTest, actor = marcus) =>
  request.when({ type: 'join_emergency', request: 'R-1', revision: request.open.bound.revision }, actor);
const close = (request: RequestUnderTest, actor = sofia, stays = true) =>
  request.when({ type: 'close_after_review', request: 'R-1', stays, note: 'Looked at the logs.' }, actor);

function letOut(): RequestUnderTest {
  const request = new RequestUnderTest().submit();
  call(request);
  join(request);
  return request;
}

describe('a call that nobody joins', () => {
  test('ends by itself after four hours, and says so once', () => {
    const request = new RequestUnderTest().submit();
    // Half of the time for the reviews is over, so that nothing else falls due at that moment.
    request.at = monday + 5 * hour;
    request.when({ type: 'time_passed', request: 'R-1' }, member('system'));
    call(request);
    const ends = monday + 5 * hour + callHoldsMs;
    expect(request.state && nextTimer(request.state, testPolicy())).toBe(ends);
    request.at = ends - 1;
    request.when({ type: 'time_passed', request: 'R-1' }, member('system'));
    expect(request.open.call).toBeDefined();
    request.at = ends;
    request.when({ type: 'time_passed', request: 'R-1' }, member('system'));
    expect(request.open.call).toBeUndefined();
    expect(join(request)).toEqual({ reason: 'emergency_not_called' });
    expect(request.state && nextTimer(request.state, testPolicy())).toBeGreaterThan(ends);
  });
});

describe('break-glass', () => {
  test('takes one for releases and one on call, a reason, and has an end', () => {
    const request = new RequestUnderTest().submit();
    expect(call(request)).toBeNull();
    expect(request.state?.status).toBe('in_review');
    expect(join(request)).toBeNull();
    expect(request.state).toMatchObject({
      status: 'approved',
      exposure: 'default',
      useBy: monday + 6 * hour,
      approvals: [],
      emergency: {
        calledBy: { person: 'U-hannah', role: 'release_owner' },
        joinedBy: { person: 'U-marcus', role: 'oncall' },
        until: monday + 6 * hour,
        skipped: ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
        review: null,
      },
    });
    expect(request.when({ type: 'extend', request: 'R-1' }, member('U-requester'))).toMatchObject({
      reason: 'emergency_fixed',
    });
  });

  test('works whichever of the two calls, and whoever holds both joins for the other', () => {
    const request = new RequestUnderTest().submit();
    call(request, marcus);
    expect(join(request, hannah)).toBeNull();
    const both = new RequestUnderTest().submit();
    call(both, member('U-both', 'release_owner', 'oncall'));
    expect(join(both, hannah)).toBeNull();
    expect(both.state?.emergency).toMatchObject({
      calledBy: { role: 'oncall' },
      joinedBy: { role: 'release_owner' },
    });
  });

  test.each<[string, (request: RequestUnderTest) => unknown, string]>([
    ['nobody who asked for it', (request) => call(request, member('U-requester', 'oncall')), 'own_request'],
    ['no other role', (request) => call(request, sofia), 'not_for_emergencies'],
    ['no guest', (request) => call(request, { ...marcus, standing: 'guest' }), 'standing'],
    ['nothing unexplained', (request) => call(request, hannah, { reason: ' ' }), 'emergency_unexplained'],
    ['nothing longer than policy', (request) => call(request, hannah, { hours: 25 }), 'emergency_too_long'],
    ['no time that is none', (request) => call(request, hannah, { hours: Number.NaN }), 'emergency_too_long'],
    ['nobody alone', (request) => [call(request), join(request, hannah)][1], 'emergency_same_person'],
    [
      'no two of one role',
      (request) => [call(request), join(request, member('U-h2', 'release_owner'))][1],
      'emergency_same_role',
    ],
    ['nobody without a call', (request) => join(request), 'emergency_not_called'],
    [
      'no call of an earlier revision',
      (request) => {
        call(request);
        request.revise({ ...modelChange, cost: { monthly_budget_usd: 900 } });
        return join(request);
      },
      'emergency_not_called',
    ],
    [
      'no call that nobody joined in time',
      (request) => {
        call(request);
        request.at += callHoldsMs;
        return join(request);
      },
      'emergency_not_called',
    ],
  ])('lets out %s', (_what, attempt, reason) => {
    const request = new RequestUnderTest().submit();
    expect(attempt(request)).toMatchObject({ reason });
    expect(request.state?.status).toBe('in_review');
  });

  test('is nobody’s where the policy does not want it', () => {
    const policy = testPolicy();
    const request = new RequestUnderTest({ ...policy, requests: { ...policy.requests, emergencyHours: 0 } });
    expect(call(request.submit())).toEqual({ reason: 'emergencies_off' });
  });
});

describe('the after-review', () => {
  test('is brought up every day until somebody else closes it', () => {
    const request = letOut();
    request.later(day - 1);
    expect(request.state?.emergency?.remindedAt).toBe(monday);
    request.later(1);
    expect(request.state?.emergency?.remindedAt).toBe(monday + day);
    request.later(3 * day);
    expect(request.state?.emergency?.remindedAt).toBe(monday + 4 * day);
    expect(close(request)).toBeNull();
    request.later(9 * day);
    expect(request.state?.emergency).toMatchObject({
      remindedAt: monday + 4 * day,
      review: { by: 'U-sofia', stays: true, note: 'Looked at the logs.' },
    });
    expect(close(request)).toMatchObject({ reason: 'after_review_closed', by: 'U-sofia' });
  });

  test('is closed by nobody who asked, called or joined, nor by anybody who would not have been asked', () => {
    const request = letOut();
    for (const person of ['U-requester', 'U-hannah', 'U-marcus'])
      expect(close(request, member(person, 'security', 'release_owner'))).toEqual({
        reason: 'after_review_involved',
      });
    expect(close(request, member('U-law', 'legal'))).toMatchObject({ reason: 'not_an_after_reviewer' });
    expect(close(request, { ...sofia, standing: 'guest' })).toMatchObject({ reason: 'standing' });
  });
});

test('whoever acts in whatever order: nobody lets out alone what they asked for or edited, and no slot is filled by it', () => {
  const people = ['U-requester', 'U-a', 'U-b', 'U-c'];
  const holds = fc.subarray<Role>(['release_owner', 'oncall', 'security', 'finance']);
  const acts = fc.array(
    fc.record({
      by: fc.nat({ max: people.length - 1 }),
      act: fc.constantFrom('call', 'join', 'approve', 'close', 'wait', 'edit'),
    }),
    { maxLength: 30 },
  );
  const hands = fc.array(holds, { minLength: people.length, maxLength: people.length });
  fc.assert(
    fc.property(hands, acts, (roles, steps) => {
      const request = new RequestUnderTest().submit();
      steps.forEach(({ by, act }, index) => {
        const actor = member(people[by] ?? '', ...(roles[by] ?? []));
        if (act === 'wait') request.later(hour);
        else if (act === 'close') close(request, actor);
        else if (request.state?.status !== 'in_review') return;
        else if (act === 'call') call(request, actor);
        else if (act === 'join') join(request, actor);
        else if (act === 'approve') request.approve('finance', actor);
        else request.revise({ ...modelChange, cost: { monthly_budget_usd: 500 + index } }, actor);
      });
      const { state } = request;
      if (!state) return;
      const own = [state.requester, ...state.editors];
      for (const given of state.approvals) expect(own).not.toContain(given.person);
      const { emergency } = state;
      if (!emergency) return;
      const { calledBy, joinedBy, review } = emergency;
      expect(new Set([calledBy.role, joinedBy.role]).size).toBe(2);
      const involved = [calledBy.person, joinedBy.person];
      expect(new Set([...involved, ...own]).size).toBe(2 + own.length);
      for (const { person, role } of [calledBy, joinedBy])
        expect(roles[people.indexOf(person)]).toContain(role);
      if (review) expect([...involved, ...own]).not.toContain(review.by);
    }),
    { numRuns: 400 },
  );
});
