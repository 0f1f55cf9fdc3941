import { describe, expect, test } from 'vitest';
import { day, hour } from '../../support/given-when-then.ts';
import { policyWithRules, type WrittenRules } from '../../support/own-rules.ts';
import { modelChange } from '../../support/proposals.ts';
import { approvedRequest, RouteUnderTest } from '../../support/route-under-test.ts';

const staged = {
  ...modelChange,
  rollout: {
    ...modelChange.rollout,
    stages: [
      { stage: 'shadow' as const, hold_hours: 1 },
      { stage: 'customer_canary' as const, percent: 5, hold_hours: 1 },
      { stage: 'customer_canary' as const, percent: 25, hold_hours: 1 },
      { stage: 'default' as const },
    ],
  },
};

const routeWith = (written: WrittenRules): RouteUnderTest =>
  new RouteUnderTest(policyWithRules(written).rollout).drilled();

/** On the way with this policy: in force at its first step, held long enough for the next. */
function started(written: WrittenRules): RouteUnderTest {
  const route = routeWith(written);
  expect(route.start(approvedRequest(staged))).toBeNull();
  return route.verified().later(2 * hour);
}

/** One step further, with everything measured that the packet itself wants. */
function onward(route: RouteUnderTest): RouteUnderTest {
  route.measured('error_rate', 0.001);
  expect(route.expand()).toBeNull();
  return route
    .verified()
    .later(2 * hour)
    .measured('error_rate', 0.001);
}

const guard = (require: string, to?: readonly string[]): WrittenRules => ({
  gate_rules: [{ id: 'mine', require, sentence: 'it is so', ...(to ? { to } : {}) }],
});
const stop = (when: string, act = 'pause'): WrittenRules => ({
  reading_rules: [{ id: 'mine', when, act, reason: 'it went wrong' }],
});

describe('a gate of the company’s own', () => {
  test('keeps a rollout from starting, and says what must hold', () => {
    const route = routeWith(guard('"legal" in approved_by'));
    expect(route.start(approvedRequest(staged))).toMatchObject({
      reason: 'gate_not_clear',
      missing: [{ gate: 'own_rule', rule: 'mine', kind: 'guard', text: 'it is so', unclear: null }],
    });
    expect(route.state?.rollout).toBeNull();
  });

  test('guards only the stages and exposures that it names', () => {
    const late = started(guard('false', ['default']));
    expect(late.ownRules()).toEqual({});
    onward(late);
    expect(late.ownRules()).toEqual({});
    onward(late);
    expect(late.ownRules()).toEqual({ mine: 'broken' });
    expect(late.expand()).toMatchObject({ reason: 'gate_not_clear', missing: [{ rule: 'mine' }] });
    expect(started(guard('false', ['canary'])).ownRules()).toEqual({ mine: 'broken' });
    expect(started(guard('false', ['customer_canary'])).ownRules()).toEqual({ mine: 'broken' });
    expect(started(guard('false', ['internal'])).ownRules()).toEqual({});
    expect(routeWith(guard('false', ['testing'])).start(approvedRequest(staged))).not.toBeNull();
  });

  test('lets an expansion through while it holds, and is kept with it', () => {
    const route = onward(started(guard('percent <= 25', ['canary'])));
    expect(route.ownRules()).toEqual({ mine: 'ok' });
    onward(route);
    const expanded = route.said.filter(({ type }) => type === 'rollout_expanded');
    expect(expanded).toHaveLength(2);
    for (const event of expanded)
      expect(event).toMatchObject({
        gate: expect.arrayContaining([expect.objectContaining({ rule: 'mine', ok: true })]),
      });
  });

  test('that cannot be judged denies, and says what it misses', () => {
    const route = onward(
      started(guard('readings.p95_ms.value < 8000', ['customer_canary'])).measured('p95_ms', 1),
    );
    route.measured('p95_ms', 7000);
    expect(route.ownRules()).toEqual({ mine: 'ok' });
    route.measured('p95_ms', 9000);
    expect(route.ownRules()).toEqual({ mine: 'broken' });
    route.measured('p95_ms', null);
    expect(route.ownRules()).toEqual({ mine: 'there is no fresh reading of p95_ms' });
    route.readings.delete('p95_ms');
    expect(route.ownRules()).toEqual({ mine: 'there is no fresh reading of p95_ms' });
    expect(route.expand()).toMatchObject({
      reason: 'gate_not_clear',
      missing: [{ rule: 'mine', unclear: 'there is no fresh reading of p95_ms' }],
    });
  });

  test('takes an old reading for none', () => {
    const route = started(guard('readings.p95_ms.value < 8000', ['customer_canary'])).measured('p95_ms', 1);
    route.at += hour;
    expect(route.ownRules()).toEqual({ mine: 'ok' });
    route.at += 1;
    expect(route.ownRules()).toEqual({ mine: 'there is no fresh reading of p95_ms' });
  });

  test('sees drills, conditions and where the rollout would go', () => {
    const route = started({
      gate_rules: [
        { id: 'drill', require: 'drill.age_days < 7', sentence: 'rehearsed' },
        { id: 'owed', require: 'open_conditions == 0', sentence: 'nothing is owed' },
        {
          id: 'stage',
          require: 'stage in ["shadow", "customer_canary"] && percent <= 5',
          sentence: 'a small step',
        },
        { id: 'tier', require: 'tier == "high" && !emergency', sentence: 'high' },
      ],
    });
    expect(route.ownRules()).toEqual({ drill: 'ok', owed: 'ok', stage: 'ok', tier: 'ok' });
    route.at += 8 * day;
    expect(route.ownRules()).toMatchObject({ drill: 'broken' });
  });
});

describe('a reading rule', () => {
  const both = 'readings.error_rate.value > 0.005 && readings.traffic.value > 100';

  test('asks nothing before users can get the candidate', () => {
    expect(started(stop(both)).ownRules()).toEqual({});
  });

  test('keeps the gate shut while it holds, and while it cannot be judged', () => {
    const route = onward(started(stop(both)));
    expect(route.ownRules()).toEqual({ mine: 'ok' });
    route.measured('error_rate', 0.006);
    expect(route.ownRules()).toEqual({ mine: 'there is no fresh reading of traffic' });
    expect(route.expand()).toMatchObject({
      reason: 'gate_not_clear',
      missing: [{ rule: 'mine', kind: 'stop', text: 'it went wrong' }],
    });
    route.measured('traffic', 200);
    expect(route.ownRules()).toEqual({ mine: 'broken' });
    route.measured('traffic', 50);
    expect(route.ownRules()).toEqual({ mine: 'ok' });
    expect(route.expand()).toBeNull();
  });

  test('counts nothing that was measured before users could get the candidate', () => {
    const route = started(stop(both)).measured('error_rate', 0.006).measured('traffic', 200);
    expect(route.expand()).toBeNull();
    route.at += 1;
    route.verified();
    expect(route.ownRules().mine).toMatch(/^there is no fresh reading of (error_rate|traffic)$/);
  });
});
