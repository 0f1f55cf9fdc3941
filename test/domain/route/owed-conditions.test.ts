import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../src/domain/request/request.ts';
import { evolveRoute } from '../../../src/domain/route/evolve.ts';
import {
  conditionsOf,
  debtorOf,
  isOverdue,
  mostOverdueWords,
  promising,
} from '../../../src/domain/route/owed-conditions.ts';
import { conditionCounts, ownRulesOf, ownRulesOfRequest } from '../../../src/domain/route/own-rules.ts';
import { nextRouteTimer } from '../../../src/domain/route/timers.ts';
import { nextWorkday, previousWorkday } from '../../../src/domain/working-time.ts';
import { day, hour, member } from '../../support/given-when-then.ts';
import { rolloutPolicy } from '../../support/policy.ts';
import { modelChange } from '../../support/proposals.ts';
import { approvedRequest, RouteUnderTest, release } from '../../support/route-under-test.ts';

const route = 'support-summary-prod';
const nobody = { person: 'system', roles: [], standing: 'member' } as const;

const staged = {
  ...modelChange,
  rollout: {
    ...modelChange.rollout,
    stages: [
      { stage: 'customer_canary' as const, percent: 5, hold_hours: 24 },
      { stage: 'default' as const, hold_hours: 0 },
    ],
  },
};

function promised(due: string, owner = 'UMAYA'): RouteUnderTest {
  const request = approvedRequest(staged);
  const condition: Condition = { text: 'Latency report', owner, due };
  const [first, ...others] = request.approvals;
  if (!first) throw new Error('nobody approved');
  const live = new RouteUnderTest().drilled();
  const refused = live.start({ ...request, approvals: [{ ...first, conditions: [condition] }, ...others] });
  if (refused) throw new Error(refused.reason);
  return live.verified();
}

/** Every word said until `until`, and on which day, while time goes from timer to timer. */
function saidUntil(live: RouteUnderTest, until: number): string[] {
  const said: string[] = [];
  while (live.at < until) {
    const next = live.state ? nextRouteTimer(live.state, rolloutPolicy) : null;
    live.at = Math.max(live.at + 1, Math.min(next ?? until, until));
    const before = live.said.length;
    live.when({ type: 'route_time_passed', route }, nobody);
    for (const event of live.said.slice(before))
      if (event.type === 'condition_reminded')
        said.push(`${new Date(live.at).toISOString().slice(0, 16)} ${event.word}`);
  }
  return said;
}

// Monday 5 October 2026, 10:00 UTC; reminders come at nine.
describe('what is said of a condition, and when', () => {
  test('that it was promised, the working morning before, the day itself, then each working morning', () => {
    const live = promised('2026-10-12');
    expect(saidUntil(live, live.at + 12 * day)).toEqual([
      '2026-10-05T10:00 promised',
      '2026-10-09T09:00 soon',
      '2026-10-12T09:00 today',
      '2026-10-13T09:00 overdue',
      '2026-10-14T09:00 overdue',
      '2026-10-15T09:00 overdue',
      '2026-10-16T09:00 overdue',
    ]);
  });

  test('no word on a weekend once it is overdue, and not for ever', () => {
    const live = promised('2026-10-16');
    const said = saidUntil(live, live.at + 90 * day);
    const overdue = said.filter((line) => line.endsWith('overdue'));
    expect(overdue).toHaveLength(mostOverdueWords);
    expect(overdue[0]).toBe('2026-10-19T09:00 overdue');
    for (const line of overdue) expect([1, 2, 3, 4, 5]).toContain(new Date(line.slice(0, 10)).getUTCDay());
  });

  test('one word where several were missed, the latest', () => {
    const live = promised('2026-10-12');
    live.at += 9 * day;
    live.when({ type: 'route_time_passed', route }, nobody);
    live.when({ type: 'route_time_passed', route }, nobody);
    const words = live.said.filter((event) => event.type === 'condition_reminded');
    expect(words).toEqual([
      { type: 'condition_reminded', condition: 'R-1.1', rollout: 'R-1', word: 'overdue', nth: 5 },
    ]);
  });

  test('nothing more once it is kept', () => {
    const live = promised('2026-10-12');
    const proof = 'https://example.com/report';
    live.when({ type: 'meet_condition', route, condition: 'R-1.1', proof }, member('UMAYA'));
    expect(saidUntil(live, live.at + 30 * day)).toEqual([]);
    expect(conditionsOf(live.state ?? {})[0]?.met).toMatchObject({ by: 'UMAYA', proof });
  });

  test('the morning before a Monday is Friday, holidays are left out, and years without work end', () => {
    const workdays = { workdays: [1, 2, 3, 4, 5], holidays: ['2026-10-09'] };
    expect(previousWorkday('2026-10-12', workdays)).toBe('2026-10-08');
    expect(nextWorkday('2026-10-08', workdays)).toBe('2026-10-12');
    expect(nextWorkday('2026-12-31', { ...workdays, holidays: ['2027-01-01'] })).toBe('2027-01-04');
    expect(nextWorkday('2026-10-08', { workdays: [], holidays: [] })).toBe('2026-10-09');
  });
});

describe('who says that a condition is kept', () => {
  const meet = (live: RouteUnderTest, person: string, proof = 'Done.') =>
    live.when({ type: 'meet_condition', route, condition: 'R-1.1', proof }, member(person));

  test('its owner, the requester and those who move rollouts; nobody else', () => {
    for (const person of ['UMAYA', 'U-requester']) expect(meet(promised('2026-10-12'), person)).toBeNull();
    expect(meet(promised('2026-10-12'), 'U-else')).toMatchObject({ reason: 'not_in_role' });
    const live = promised('2026-10-12');
    const command = { type: 'meet_condition', route, condition: 'R-1.1', proof: 'Seen.' } as const;
    expect(live.when(command, release)).toBeNull();
    expect(live.when(command, { ...member('UMAYA'), standing: 'guest' })).not.toBeNull();
  });

  test('once, and not without saying what shows it', () => {
    const live = promised('2026-10-12');
    expect(meet(live, 'UMAYA', '  ')).toEqual({ reason: 'condition_unproven' });
    expect(meet(live, 'UMAYA')).toBeNull();
    expect(meet(live, 'UMAYA')).toEqual({ reason: 'condition_met', by: 'UMAYA', at: live.at });
    expect(live.when({ type: 'meet_condition', route, condition: 'R-9.1', proof: 'x' }, release)).toEqual({
      reason: 'condition_unknown',
    });
  });

  test('is asked of the requester where the owner is nobody that Slack knows', () => {
    const [owned] = conditionsOf(promised('2026-10-12').state ?? {});
    const [named] = conditionsOf(promised('2026-10-12', 'the data team').state ?? {});
    expect([owned && debtorOf(owned), named && debtorOf(named)]).toEqual(['UMAYA', 'U-requester']);
  });
});

describe('what is owed', () => {
  test('is overdue from the day after', () => {
    const [condition] = conditionsOf(promised('2026-10-12').state ?? {});
    if (!condition) throw new Error('nothing is owed');
    expect([isOverdue(condition, '2026-10-12'), isOverdue(condition, '2026-10-13')]).toEqual([false, true]);
  });

  function complete(due: string): RouteUnderTest {
    const live = promised(due)
      .later(24 * hour)
      .measured('error_rate', 0.001);
    const refused = live.expand();
    if (refused) throw new Error(refused.reason);
    live.verified();
    return live;
  }

  const next = (live: RouteUnderTest) => ({
    ...approvedRequest(staged),
    id: 'R-2',
    useBy: live.at + day,
    baseline: live.state?.baseline ?? null,
  });

  test('stays owed after completion, and holds the next start up once it is overdue', () => {
    const live = complete('2026-10-12');
    expect(live.state).toMatchObject({ rollout: null, conditions: [{ id: 'R-1.1', met: null }] });
    live.later(10 * day).drilled();
    const refused = live.start(next(live));
    expect(refused).toMatchObject({
      reason: 'gate_not_clear',
      missing: [{ gate: 'condition', text: 'Latency report', owner: 'UMAYA', due: '2026-10-12' }],
    });
    const proof = 'Sent.';
    live.when({ type: 'meet_condition', route, condition: 'R-1.1', proof }, release);
    expect(live.start(next(live))).toBeNull();
    expect(live.state?.conditions).toEqual([]);
  });

  test('holds no emergency up that it was not promised for', () => {
    const live = complete('2026-10-12')
      .later(10 * day)
      .drilled();
    const emergency = {
      calledBy: { person: 'U-release', role: 'release_owner' as const },
      joinedBy: { person: 'U-oncall', role: 'oncall' as const },
      reason: 'Users are hurt.',
      at: live.at,
      until: live.at + 4 * hour,
      skipped: [],
      remindedAt: live.at,
      review: null,
    };
    expect(live.start({ ...next(live), emergency })).toBeNull();
    expect(live.verified().measured('error_rate', 0.001).missing()).toEqual([]);
  });

  test('is what rules of one’s own count, of what rolls out or would begin to', () => {
    const live = promised('2026-10-12');
    const rules = { gateRules: [], readingRules: [] };
    const counted = () => {
      const { state } = live;
      return conditionCounts((state && ownRulesOf(state, rules)?.conditions) ?? [], '2026-10-13');
    };
    expect(counted()).toEqual({ openConditions: 1, overdueConditions: 1 });
    live.when({ type: 'meet_condition', route, condition: 'R-1.1', proof: 'Sent.' }, release);
    expect(counted()).toEqual({ openConditions: 0, overdueConditions: 0 });
    const request = approvedRequest(staged);
    const [first, ...others] = request.approvals;
    if (!first) throw new Error('nobody approved');
    const condition = { text: 'Report', owner: 'UMAYA', due: '2026-10-12' };
    const asked = { ...request, approvals: [{ ...first, conditions: [condition, condition] }, ...others] };
    const kept = [{ id: 'R-1.2', by: 'UMAYA', at: live.at, proof: 'Sent.' }];
    const { conditions } = ownRulesOfRequest({ ...asked, kept }, null, rules);
    expect(conditionCounts(conditions, '2026-10-13')).toEqual({ openConditions: 1, overdueConditions: 1 });
  });

  test('begins with the approval, also of a route that nobody knew before', () => {
    const request = approvedRequest(staged);
    const [first, ...others] = request.approvals;
    if (!first) throw new Error('nobody approved');
    const condition = { text: 'Report', owner: 'UMAYA', due: '2026-10-12' };
    const asked = {
      ...request,
      baseline: null,
      approvals: [{ ...first, conditions: [condition] }, ...others],
    };
    const live = new RouteUnderTest();
    const [made] = promising(null, asked);
    if (!made) throw new Error('nothing is promised');
    live.state = evolveRoute(null, made, live.at);
    expect(live.state).toMatchObject({ id: route, baseline: null, conditions: [{ id: 'R-1.1' }] });
    expect(live.start(asked)).toBeNull();
    // Starting it promises nothing a second time.
    expect(conditionsOf(live.state ?? {})).toHaveLength(1);
  });

  test('is over with a rollout that is taken back', () => {
    const live = promised('2026-10-12');
    live.when({ type: 'roll_back', route, cause: 'person', detail: '' }, release);
    expect(conditionsOf(live.state ?? {})).toHaveLength(1);
    const { wished } = live.rollout.control;
    live.when({ type: 'report_share', route, opId: wished.opId, bp: 0, tookMs: 5 }, nobody);
    expect(live.state).toMatchObject({ rollout: null, conditions: [] });
    expect(saidUntil(live, live.at + 30 * day)).toEqual([]);
  });
});

test('what was kept before its rollout began is not owed again because another rollout began and was taken back', () => {
  const approved = approvedRequest(staged);
  const [first, ...others] = approved.approvals;
  if (!first) throw new Error('nobody approved');
  const condition = { text: 'Latency report', owner: 'UMAYA', due: '2026-10-12' };
  const approvals = [{ ...first, conditions: [condition] }, ...others];
  const waits = { ...approved, id: 'R-2', approvals };
  const live = new RouteUnderTest().drilled();
  for (const event of promising(live.state, waits)) live.state = evolveRoute(live.state, event, live.at);
  const kept = { type: 'meet_condition', route, condition: 'R-2.1', proof: 'https://example.com' } as const;
  expect(live.when(kept, member('UMAYA'))).toBeNull();
  expect(live.start(approvedRequest(staged))).toBeNull();
  live.verified().rollBack();
  live.verified();
  const { at } = live;
  const request = { ...waits, kept: [{ id: 'R-2.1', by: 'UMAYA', at, proof: 'https://example.com' }] };
  expect(live.start(request)).toBeNull();
  expect(conditionsOf(live.state ?? {}).filter(({ met }) => met === null)).toEqual([]);
});
